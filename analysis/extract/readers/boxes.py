"""Text boxes in the order in which people read them: by where they stand, not by where the file mentions them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from analysis.document import Box


@dataclass(frozen=True, slots=True)
class BoxParameters:
    """How boxes are put in order."""

    overlap: float = 12.0
    """Points. So much boxes side by side, or one below the other, may overlap."""
    level: float = 8.0
    """Points. Boxes whose tops differ by less stand in one row."""
    label: float = 30.0
    """Points. A lower box may be the label of what stands beside it."""
    most: int = 200
    """Boxes. More are read as the file mentions them."""


P = BoxParameters()


@dataclass(frozen=True, slots=True)
class Placed:
    """A text box's content, and its place on the page where the file tells it."""

    content: etree._Element
    box: Box | None


def in_reading_order(boxes: list[Placed]) -> list[Placed]:
    """The boxes by columns, what stands across them first; as they come where a place is missing."""
    if not 1 < len(boxes) <= P.most or any(placed.box is None for placed in boxes):
        return boxes
    return _ordered([(placed, placed.box) for placed in boxes if placed.box is not None])


_Pair = tuple[Placed, Box]


def _ordered(boxes: list[_Pair]) -> list[Placed]:
    if len(boxes) < 2:
        return [placed for placed, _ in boxes]
    if (sides := _cut(boxes, lambda box: (box.x0, box.x1))) is not None:
        left, right = sides
        if _are_rows(left, right):
            return [placed for placed, _ in sorted(boxes, key=_by_rows)]
        return [*_ordered(left), *_ordered(right)]
    boxes = sorted(boxes, key=lambda pair: (pair[1].y0, pair[1].x0))
    for number in range(1, len(boxes)):
        above, below = boxes[:number], boxes[number:]
        if _stands_above(above, below) and _cut(below, lambda box: (box.x0, box.x1)) is not None:
            return [*_ordered(above), *_ordered(below)]
    if (halves := _cut(boxes, lambda box: (box.y0, box.y1))) is not None:
        return [*_ordered(halves[0]), *_ordered(halves[1])]
    return [placed for placed, _ in boxes]


def _by_rows(pair: _Pair) -> tuple[float, float]:
    return round(pair[1].y0 / P.level), pair[1].x0


def _cut(boxes: list[_Pair], ends: Callable[[Box], tuple[float, float]]) -> tuple[list[_Pair], list[_Pair]] | None:
    """The boxes in two groups that a line parts; None where every line crosses one."""
    ordered = sorted(boxes, key=lambda pair: ends(pair[1])[0])
    reach = float("-inf")
    for number, (one, other) in enumerate(pairwise(ordered), 1):
        reach = max(reach, ends(one[1])[1])
        if ends(other[1])[0] >= reach - P.overlap:
            return ordered[:number], ordered[number:]
    return None


def _stands_above(above: list[_Pair], below: list[_Pair]) -> bool:
    lowest = max(min(box.y1, box.y0 + P.label) for _, box in above)
    return lowest <= min(box.y0 for _, box in below) + P.overlap


def _are_rows(left: list[_Pair], right: list[_Pair]) -> bool:
    """Whether the boxes on the left are labels, each low and beside the top of one on the right."""
    if len(left) < 2 or any(box.y1 - box.y0 > P.label for _, box in left):
        return False
    return all(any(abs(box.y0 - other.y0) <= P.level for _, other in right) for _, box in left)
