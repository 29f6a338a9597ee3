"""Whether confidences are what they say: of values with confidence 0.9, nine in ten should be right."""

from __future__ import annotations

from dataclasses import dataclass, field

from profiles.certainty import SURE

EDGES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(slots=True)
class Reliability:
    """Pairs of a confidence and whether the value is right."""

    pairs: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, confidence: float, right: bool) -> None:
        self.pairs.append((confidence, right))

    @property
    def wrong_marked(self) -> float:
        """Of the wrong values the share that a page marks: more is better."""
        return _share([confidence < SURE for confidence, right in self.pairs if not right])

    @property
    def right_marked(self) -> float:
        return _share([confidence < SURE for confidence, right in self.pairs if right])

    def rows(self) -> list[tuple[str, int, float, float]]:
        """Range, count, mean confidence and share of right ones, from the least sure on."""
        found: list[tuple[str, int, float, float]] = []
        for low, high in zip((0.0, *EDGES), (*EDGES, 1.01), strict=True):
            inside = [(confidence, right) for confidence, right in self.pairs if low <= confidence < high]
            if inside:
                mean = sum(confidence for confidence, _ in inside) / len(inside)
                found.append((f"{low:.2f}–{min(high, 1):.2f}", len(inside), mean, _share([r for _, r in inside])))
        return found

    def print(self, title: str) -> None:
        wrong = sum(not right for _, right in self.pairs)
        print(f"\nReliability, {title}: {len(self.pairs)} values, {wrong} of them wrong")
        print(f"  {'confidence':12} {'values':>7} {'mean':>6} {'right':>6}")
        for name, count, mean, share in self.rows():
            print(f"  {name:12} {count:7d} {mean:6.2f} {share:6.2f}")
        marked = f"{self.wrong_marked:.0%} of the wrong values, {self.right_marked:.0%} of the right ones"
        print(f"  marked (below {SURE}): {marked}")


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
