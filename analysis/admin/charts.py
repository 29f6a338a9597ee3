"""Bar charts as numbers: where each bar stands, for a template that draws SVG. Knows nothing of what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

# The drawing's own units; the page scales it to its width.
WIDTH, HEIGHT = 480.0, 150.0
_LEFT, _TOP, _BOTTOM = 34.0, 8.0, 22.0
_GAP = 0.28
_TICKS = 3
# The height of a row with its label.
_ROW = 30.0
# So many labels at most below the bars.
_MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Value:
    """One bar: its label, and the lengths of its parts from the bottom up. `kinds` of the chart name the parts."""

    label: str
    parts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place; for a tick, the line at the same height belongs to it."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    values: tuple[Value, ...]
    kinds: tuple[str, ...]
    rects: tuple[Rect, ...]
    labels: tuple[Label, ...]
    ticks: tuple[Label, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = _LEFT
    anchor: str = "middle"

    @property
    def is_empty(self) -> bool:
        return not self.rects


def bars(values: Sequence[Value], kinds: Sequence[str]) -> Chart:
    """Stacked bars beside each other, on an axis that begins at 0 and ends at a round number."""
    top = _round_up(max((sum(value.parts) for value in values), default=0))
    floor = HEIGHT - _BOTTOM
    scale = (floor - _TOP) / top
    slot = (WIDTH - _LEFT) / max(1, len(values))
    every = -(-len(values) // _MOST_LABELS)
    rects, labels = [], []
    for place, value in enumerate(values):
        x = _LEFT + slot * (place + _GAP / 2)
        y = floor
        for kind, part in zip(kinds, value.parts, strict=True):
            if part:
                y -= part * scale
                title = f"{value.label}: {part:g} {kind}"
                rects.append(
                    Rect(round(x, 1), round(y, 1), round(slot * (1 - _GAP), 1), round(part * scale, 1), kind, title)
                )
        if place % every == 0:
            labels.append(Label(round(x + slot * (1 - _GAP) / 2, 1), HEIGHT - 6, value.label))
    steps = [top * step / _TICKS for step in range(_TICKS + 1)]
    ticks = [Label(_LEFT - 6, round(floor - step * scale, 1), _short(step)) for step in steps]
    return Chart(tuple(values), tuple(kinds), tuple(rects), tuple(labels), tuple(ticks))


def rows(values: Sequence[Value], kinds: Sequence[str]) -> Chart:
    """Bars below each other, each under its label, for labels that are sentences. Only the first parts are shown."""
    longest = max((value.parts[0] for value in values), default=0)
    rects, labels = [], []
    for place, value in enumerate(values):
        y, length = place * _ROW, value.parts[0]
        title = f"{value.label}: {length:g} {kinds[0]}"
        labels.append(Label(0, round(y + 10, 1), f"{length:g} × {value.label}"))
        rects.append(_rect(0, y + 15, WIDTH * length / longest, _ROW - 19, kinds[0], title))
    return Chart(
        tuple(values), tuple(kinds), tuple(rects), tuple(labels), (), height=_ROW * len(values), anchor="start"
    )


def _rect(x: float, y: float, width: float, height: float, kind: str, title: str) -> Rect:
    return Rect(round(x, 1), round(y, 1), round(width, 1), round(height, 1), kind, title)


def _short(number: float) -> str:
    return f"{number / 1000:g}k" if number >= 1000 else f"{number:g}"


def _round_up(value: float) -> float:
    """The next number above that divides into the ticks without fractions: 3, 6, 15, 30, 60, 150 …"""
    factor = 1
    while True:
        for step in (1, 2, 5):
            if value <= _TICKS * step * factor:
                return float(_TICKS * step * factor)
        factor *= 10
