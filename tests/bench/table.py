"""Comparisons as ratios: each round measures both sides one after the other, so that a noisy machine hurts both."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ours` and `other` hold a figure for each round, in the same order; None: not measured.

    `at_most` or `at_least` is the target for ours ÷ other. `note` says what the figures are, or why there are none.
    """

    what: str
    unit: str
    ours: Sequence[float] = ()
    other: Sequence[float] = ()
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        return [ours / other for ours, other in zip(self.ours, self.other, strict=True)]

    @property
    def verdict(self) -> str:
        if not self.ratios:
            return "skipped"
        if self.at_most is not None:
            return "met" if median(self.ratios) <= self.at_most else "NOT MET"
        if self.at_least is not None:
            return "met" if median(self.ratios) >= self.at_least else "NOT MET"
        return ""

    def cells(self) -> list[str]:
        target = ""
        if self.at_most is not None:
            target = f"≤ {_figure(self.at_most)}"
        elif self.at_least is not None:
            target = f"≥ {_figure(self.at_least)}"
        if not self.ratios:
            return [self.what, "", "", "", target, self.verdict, self.note]
        ratio = f"{_figure(median(self.ratios))} ({_figure(min(self.ratios))} – {_figure(max(self.ratios))})"
        ours, other = (f"{_figure(median(side))} {self.unit}" for side in (self.ours, self.other))
        return [self.what, ours, other, ratio, target, self.verdict, self.note]


HEADINGS = ["what", "ours", "other", "ratio: median (range)", "target", "verdict", "note"]


def table(rows: Sequence[Row]) -> str:
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    lines.insert(1, ["─" * width for width in widths])
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in padded)


def _figure(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
