"""Gutters: blank strips between two parts of a page, as high as they go on, and what stands on their sides."""

from dataclasses import dataclass

from analysis.extract.layout.parameters import GUTTERS as P
from analysis.extract.layout.segments import Row, Segment


@dataclass(slots=True)
class Gutter:
    """A blank strip from row `first` to row `last`."""

    x0: float
    x1: float
    first: int
    last: int


@dataclass(slots=True)
class Sides:
    above: list[Segment]
    left: list[Segment]
    right: list[Segment]
    below: list[Segment]


def gutters_of(rows: list[Row]) -> list[Gutter]:
    """Blank strips, the highest first."""
    found: list[Gutter] = []
    for number, row in enumerate(rows):
        for one, other in zip(row.segments, row.segments[1:], strict=False):
            if other.x0 - one.x1 >= P.min_width and not any(
                _holds(gutter, number, one.x1, other.x0) for gutter in found
            ):
                found.append(_grown(rows, number, one.x1, other.x0))
        for other_row in rows[number + 1 : number + 1 + P.rows_ahead]:
            left, right = (row, other_row) if row.x1 < other_row.x0 else (other_row, row)
            if right.x0 - left.x1 < P.min_width or other_row.baseline - row.baseline > P.ahead_leading * row.size:
                continue
            if not any(_holds(gutter, number, left.x1, right.x0) for gutter in found):
                found.append(_grown(rows, number, left.x1, right.x0))
    return sorted(found, key=lambda gutter: gutter.first - gutter.last)


def _holds(gutter: Gutter, number: int, x0: float, x1: float) -> bool:
    return gutter.first <= number <= gutter.last and x0 <= gutter.x0 and gutter.x1 <= x1


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
    return best if best is not None and best[1] - best[0] >= P.min_width else None


def longest_run(rows: list[Row], x0: float, x1: float) -> Gutter | None:
    """The most rows in a row that leave the strip's middle blank."""
    middle = (x0 + x1) / 2
    best: Gutter | None = None
    start = 0
    for index in range(len(rows) + 1):
        crossed = index == len(rows) or any(segment.x0 < middle < segment.x1 for segment in rows[index].segments)
        if not crossed:
            continue
        if index > start and (best is None or index - start > best.last - best.first + 1):
            best = Gutter(x0, x1, start, index - 1)
        start = index + 1
    return best


def sides_of(rows: list[Row], gutter: Gutter) -> Sides:
    middle = (gutter.x0 + gutter.x1) / 2
    first, last = _trimmed(rows, gutter)
    last = _with_head_cut_off(rows, first, last, middle)
    beside = [segment for row in rows[first : last + 1] for segment in row.segments]
    return Sides(
        above=[segment for row in rows[:first] for segment in row.segments],
        left=[segment for segment in beside if segment.x0 < middle],
        right=[segment for segment in beside if segment.x0 >= middle],
        below=[segment for row in rows[last + 1 :] for segment in row.segments],
    )


def _trimmed(rows: list[Row], gutter: Gutter) -> tuple[int, int]:
    """The rows of a gutter without those at its ends that belong to what stands across the page right beside them."""
    middle = (gutter.x0 + gutter.x1) / 2
    first, last = _core(rows, gutter)
    first = _without_tail_of_above(rows, first, last, middle)
    if last + 1 >= len(rows) or rows[last + 1].y0 - rows[last].y1 > P.far_below * rows[last].size:
        return first, last
    two_sided = last
    while two_sided > first and not rows[two_sided].x0 < middle < rows[two_sided].x1:
        two_sided -= 1
    gaps = {index: rows[index + 1].y0 - rows[index].y1 for index in range(two_sided, last)}
    if not gaps:
        return first, last
    widest = max(gaps, key=lambda index: gaps[index])
    return first, widest if gaps[widest] > P.stanza_gap * rows[widest + 1].size else last


def _without_tail_of_above(rows: list[Row], first: int, last: int, middle: float) -> int:
    """The first row after those that only end what stands across the page right above: a paragraph's last line."""
    if first == 0 or first >= last or rows[first].y0 - rows[first - 1].y1 > P.stanza_gap * rows[first].size:
        return first
    is_tail = rows[first].x1 < middle and rows[first].x0 == rows[first - 1].x0 and rows[first - 1].x1 > middle
    gap = rows[first + 1].y0 - rows[first].y1
    return first + 1 if is_tail and gap > P.stanza_gap * rows[first].size else first


def _with_head_cut_off(rows: list[Row], first: int, last: int, middle: float) -> int:
    """The last row of what stands beside a short stack at the page's head, where the other side goes on far below it.

    Contacts beside a name end where the name does; they are no column beside all that follows.
    """
    top, bottom = rows[first].y0, rows[last].y1
    for is_right in (False, True):
        own = [index for index in range(first, last + 1) if _is_on(rows[index], middle, right=is_right)]
        if not own or rows[own[-1]].y1 - top > P.head_share * (bottom - top):
            continue
        for index in range(own[-1], last):
            if rows[index + 1].y0 - rows[index].y1 > P.head_gap * rows[index].size:
                return index
    return last


def _is_on(row: Row, middle: float, *, right: bool) -> bool:
    return row.x1 > middle if right else row.x0 < middle


def _core(rows: list[Row], gutter: Gutter) -> tuple[int, int]:
    """The rows of a gutter without those at its ends that reach far into it: headlines that happen to leave a strip."""
    middle = (gutter.x0 + gutter.x1) / 2
    first, last = gutter.first, gutter.last
    while first < last and rows[first].x0 >= middle and _intrudes(rows[first], rows[first + 1 : last + 1], middle):
        first += 1
    while last > first and _intrudes(rows[last], rows[first:last], middle):
        last -= 1
    return first, last


def _intrudes(row: Row, others: list[Row], middle: float) -> bool:
    """Whether a row on one side of a gutter reaches further into it than all others do."""
    if row.x0 < middle < row.x1:
        return False
    segments = [segment for other in others for segment in other.segments]
    x0 = max((segment.x1 for segment in segments if segment.x0 < middle), default=middle)
    x1 = min((segment.x0 for segment in segments if segment.x0 >= middle), default=middle)
    slack = P.intrusion * (x1 - x0)
    return row.x0 < x1 - slack if row.x0 >= middle else row.x1 > x0 + slack
