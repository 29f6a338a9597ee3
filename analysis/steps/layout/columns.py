"""Which parts of a page are read by themselves, and in which order: columns, sidebars, label columns, rows of a table.

A gutter is a blank strip between two parts of a page, as high as it goes on. Whether what stands on its sides are two columns
or the two ends of rows is told by how they are set: the ends of rows share their baselines, columns do not know of each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.steps.layout.pieces import Mark
from analysis.steps.layout.rows import Row, Segment, rows_of

_MAX_DEPTH = 6
_MIN_GUTTER = 5.0
# So many rows make a column.
_MIN_ROWS = 3


@dataclass(slots=True)
class Block:
    """Segments that are read by themselves. `side`: beside a larger part of the page."""

    segments: list[Segment]
    side: bool = False


@dataclass(slots=True)
class Gutter:
    """A blank strip from row `first` to row `last`."""

    x0: float
    x1: float
    first: int
    last: int


@dataclass(slots=True)
class Ground:
    """What lies under the text and tells what belongs together."""

    boxes: list[Mark]
    rules: list[Mark]


def blocks_of(segments: list[Segment], ground: Ground) -> list[Block]:
    """The page's parts in reading order."""
    return _split(segments, ground, 0)


def _split(segments: list[Segment], ground: Ground, depth: int) -> list[Block]:
    if not segments:
        return []
    rows = rows_of(segments)
    if depth < _MAX_DEPTH and len(segments) > 2 * _MIN_ROWS:
        for gutter in _gutters(rows):
            if (parts := _columns(rows, gutter, ground)) is not None:
                above, left, right, below = parts
                side = _smaller(left, right)
                return [
                    *_split(above, ground, depth + 1),
                    *_marked(_split(left, ground, depth + 1), side is left),
                    *_marked(_split(right, ground, depth + 1), side is right),
                    *_split(below, ground, depth + 1),
                ]
    return [Block(segments)]


def _marked(blocks: list[Block], is_side: bool) -> list[Block]:
    for block in blocks:
        block.side = block.side or is_side
    return blocks


def _smaller(left: list[Segment], right: list[Segment]) -> list[Segment]:
    def ink(segments: list[Segment]) -> int:
        return sum(len(segment.text) for segment in segments)

    return left if ink(left) < ink(right) else right


# Gutters


def _gutters(rows: list[Row]) -> list[Gutter]:
    """Blank strips, the highest first."""
    found: list[Gutter] = []
    for number, row in enumerate(rows):
        for one, other in zip(row.segments, row.segments[1:], strict=False):
            if other.x0 - one.x1 < _MIN_GUTTER or any(_holds(gutter, number, one.x1, other.x0) for gutter in found):
                continue
            found.append(_grown(rows, number, one.x1, other.x0))
    found.extend(_offset_gutters(rows, found))
    return sorted(found, key=lambda gutter: gutter.first - gutter.last)


def _holds(gutter: Gutter, number: int, x0: float, x1: float) -> bool:
    return gutter.first <= number <= gutter.last and x0 <= gutter.x0 and gutter.x1 <= x1


def _offset_gutters(rows: list[Row], found: list[Gutter]) -> list[Gutter]:
    """Strips between columns whose rows never share a baseline: between a row and one of the next few beside it."""
    more: list[Gutter] = []
    for number, row in enumerate(rows):
        for other in rows[number + 1 : number + 3]:
            left, right = (row, other) if row.x1 < other.x0 else (other, row)
            if right.x0 - left.x1 < _MIN_GUTTER or other.baseline - row.baseline > 1.2 * row.size:
                continue
            if any(_holds(gutter, number, left.x1, right.x0) for gutter in (*found, *more)):
                continue
            more.append(_grown(rows, number, left.x1, right.x0))
    return more


def _grown(rows: list[Row], number: int, x0: float, x1: float) -> Gutter:
    gutter = Gutter(x0, x1, number, number)
    for step in (1, -1):
        index = number + step
        while 0 <= index < len(rows) and (free := _free(rows[index], gutter.x0, gutter.x1)) is not None:
            gutter.x0, gutter.x1 = free
            gutter.first, gutter.last = min(gutter.first, index), max(gutter.last, index)
            index += step
    return gutter


def _free(row: Row, x0: float, x1: float) -> tuple[float, float] | None:
    """The widest part of a strip that a row leaves blank; None where it leaves too little."""
    best: tuple[float, float] | None = None
    start = x0
    for segment in row.segments:
        if segment.x1 <= start:
            continue
        if segment.x0 >= x1:
            break
        if segment.x0 > start and (best is None or segment.x0 - start > best[1] - best[0]):
            best = (start, segment.x0)
        start = max(start, segment.x1)
    if start < x1 and (best is None or x1 - start > best[1] - best[0]):
        best = (start, x1)
    return best if best is not None and best[1] - best[0] >= _MIN_GUTTER else None


# Columns or rows


def _columns(rows: list[Row], gutter: Gutter, ground: Ground) -> tuple[list[Segment], list[Segment], list[Segment], list[Segment]] | None:
    """What stands above, left, right and below of a gutter between columns; None where it parts the ends of rows."""
    first, last = _trimmed(rows, gutter)
    middle = (gutter.x0 + gutter.x1) / 2
    left = [segment for row in rows[first : last + 1] for segment in row.segments if segment.x0 < middle]
    right = [segment for row in rows[first : last + 1] for segment in row.segments if segment.x0 >= middle]
    if not left or not right or not _are_columns(rows_of(left), rows_of(right), gutter, ground):
        return None
    above = [segment for row in rows[:first] for segment in row.segments]
    below = [segment for row in rows[last + 1 :] for segment in row.segments]
    return above, left, right, below


def _trimmed(rows: list[Row], gutter: Gutter) -> tuple[int, int]:
    """The rows of a gutter without those at its ends that belong to what stands across the page above or below it."""
    middle = (gutter.x0 + gutter.x1) / 2

    def two_sided(index: int) -> bool:
        return rows[index].x0 < middle < rows[index].x1

    first, last = gutter.first, gutter.last
    if last + 1 < len(rows):
        tail = last
        while tail > first and not two_sided(tail) and (tail == last or _is_heading_for(rows, tail)):
            tail -= 1
        if last - tail <= 3:
            last = tail
    return first, last


def _is_heading_for(rows: list[Row], index: int) -> bool:
    """A row close above the next, with more room above it than below."""
    below = rows[index + 1].y0 - rows[index].y1
    above = rows[index].y0 - rows[index - 1].y1
    return above > below


def _are_columns(left: list[Row], right: list[Row], gutter: Gutter, ground: Ground) -> bool:
    sparse, dense = (left, right) if len(left) <= len(right) else (right, left)
    if len(sparse) < _MIN_ROWS:
        return False
    if _own_ground(left, right, gutter, ground):
        return True
    aligned = [_is_aligned(row, dense) for row in sparse]
    groups = _groups(sparse)
    starts = sum(_is_aligned(group[0], dense) for group in groups)
    share = sum(aligned) / len(sparse)
    if share < 0.5 and starts / len(groups) < 0.75:
        return True
    if starts / len(groups) >= 0.75 and max(len(group) for group in groups) <= 4 and len(groups) >= 2:
        return False
    return _is_prose(left) and _is_prose(right) and len(sparse) >= 5


def _is_aligned(row: Row, others: list[Row]) -> bool:
    return any(abs(row.baseline - other.baseline) <= 0.18 * row.size for other in others)


def _groups(rows: list[Row]) -> list[list[Row]]:
    """Rows that follow each other closely."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and row.baseline - groups[-1][-1].baseline <= 1.7 * max(row.size, groups[-1][-1].size):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _is_prose(rows: list[Row]) -> bool:
    return sum(len(segment.text) for row in rows for segment in row.segments) / len(rows) >= 22


def _own_ground(left: list[Row], right: list[Row], gutter: Gutter, ground: Ground) -> bool:
    """A side stands on a ground of its own, several rows on each."""
    for side in (left, right):
        x0, x1 = min(row.x0 for row in side), max(row.x1 for row in side)
        boxes = [box for box in ground.boxes if box.x0 <= x0 + 2 and box.x1 >= x1 - 2 and (box.x0 >= gutter.x0 - 2 if side is right else box.x1 <= gutter.x1 + 2)]
        held = sum(any(box.y0 <= row.baseline <= box.y1 for box in boxes) for row in side)
        if boxes and held >= 0.8 * len(side) and held >= 2 * len(boxes):
            return True
    return False


