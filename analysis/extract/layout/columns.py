"""Which parts of a page are read by themselves, and in which order: columns, sidebars, label columns, rows of a table.

A gutter is a blank strip between two parts of a page, as high as it goes on. Whether what stands on its sides are two
columns or the two ends of rows is told by how they are set: the ends of rows share their baselines, while columns know
nothing of each other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from analysis.extract.layout.bands import put_labels_on_rows
from analysis.extract.layout.ink import Mark
from analysis.extract.layout.segments import Row, Segment, rows_of
from analysis.lexicon.headings import is_exact_heading

_MAX_DEPTH = 6
_MIN_GUTTER = 5.0
# So many rows make a column, and so many segments can stand in columns.
_MIN_ROWS = 3
_FEWEST = 4
# Labels and dates beside an entry have at most so many lines.
_LABEL_ROWS = 4
# Of the text's height: columns that high make a sidebar, lower ones are a list set in columns.
_SIDEBAR_SHARE = 0.45
_SAME_EDGE = 6.0
# So many of a side's rows must begin on those beside them to be taken for labels or dates.
_ROW_ENDS = 0.7
# So many at least where they are set flush.
_SOME_ROW_ENDS = 0.3
# Of a gutter's height: a side that ends so early is part of the page's head.
_HEAD_SHARE = 0.25
# Of a gutter's width.
_INTRUSION = 0.35
# So many rows in a row on average are no labels.
_DENSE = 2.5
# Than the usual size of text: a heading.
_LARGER = 1.12
# In parts of the font's size: how far off a row's end may be set.
_OFF_LEVEL = 0.7
# Of several gutters about as high, the one is taken whose sides know least of each other.
_NEARLY_AS_HIGH = 0.85
_MOST_GUTTERS = 12
# Of the rows of the side that has fewer: where less are points, a list of them stands among rows of another kind.
_MOSTLY_BULLETS = 0.4


Verdict = Literal["rows", "columns", "grid"]


@dataclass(slots=True)
class Block:
    """Segments that are read by themselves. `side`: beside a larger part. `labels`: those of one label each."""

    segments: list[Segment]
    side: bool = False
    labels: list[list[Segment]] = field(default_factory=list)


@dataclass(slots=True)
class Gutter:
    """A blank strip from row `first` to row `last`."""

    x0: float
    x1: float
    first: int
    last: int


@dataclass(slots=True)
class Ground:
    """What lies under the text and tells what belongs together. `slack`: how much less exact than usual places are."""

    boxes: list[Mark]
    rules: list[Mark]
    slack: float = 1.0


@dataclass(slots=True)
class _Sidebar:
    """A gutter between a sidebar and the rest, and where what stands right of it begins."""

    x0: float
    x1: float
    right: float
    on_left: bool


@dataclass(slots=True)
class Pages:
    """What earlier pages of the document told: its sidebar goes on where it was."""

    sidebars: list[_Sidebar] = field(default_factory=list)


@dataclass(slots=True)
class _Parts:
    above: list[Segment]
    left: list[Segment]
    right: list[Segment]
    below: list[Segment]


@dataclass(slots=True)
class _Judged:
    """A gutter with what stands on its sides. `share`: how many of their rows look like one row each."""

    gutter: Gutter
    parts: _Parts
    left: list[Row]
    right: list[Row]
    verdict: Verdict
    share: float


def blocks_of(segments: list[Segment], ground: Ground, pages: Pages) -> list[Block]:
    """The page's parts in reading order."""
    if not segments:
        return []
    top, bottom = min(segment.y0 for segment in segments), max(segment.y1 for segment in segments)
    return _Splitter(ground, pages, bottom - top).split(segments, 0)


@dataclass(slots=True)
class _Splitter:
    ground: Ground
    pages: Pages
    height: float

    def split(self, segments: list[Segment], depth: int) -> list[Block]:
        if not segments:
            return []
        rows = rows_of(segments)
        if depth == 0 and (blocks := self._as_before(rows)) is not None:
            return blocks
        if depth >= _MAX_DEPTH or len(segments) < _FEWEST:
            return [Block(segments)]
        judged = [*self._judged(rows)]
        parting = [one for one in judged if one.verdict != "rows"]
        if not parting:
            for one in judged:
                if one.share >= _ROW_ENDS:
                    _level(one.left, one.right)
            return [
                Block(segments, labels=next((labels for one in judged if (labels := _labels(one.left, one.right))), []))
            ]
        high = max(one.gutter.last - one.gutter.first for one in parting)
        best = min(
            (one for one in parting if one.gutter.last - one.gutter.first >= _NEARLY_AS_HIGH * high),
            key=lambda one: (_cuts_ground(one, self.ground), one.share),
        )
        if best.verdict == "grid":
            return self._grid(best, depth)
        return self._in_order(best.parts, best.gutter, depth)

    def _judged(self, rows: list[Row]) -> Iterator[_Judged]:
        for gutter in gutters_of(rows)[:_MOST_GUTTERS]:
            parts = _parts(rows, gutter)
            if parts.left and parts.right:
                left, right = rows_of(parts.left), rows_of(parts.right)
                verdict, share = judge(left, right, gutter, self.ground)
                if verdict != "rows" and put_labels_on_rows(left, right, gutter.x0, gutter.x1, self.ground.rules):
                    verdict, share = "rows", 0.0
                yield _Judged(gutter, parts, left, right, verdict, share)

    def _in_order(self, parts: _Parts, gutter: Gutter, depth: int) -> list[Block]:
        beside = parts.left + parts.right
        high = max(segment.y1 for segment in beside) - min(segment.y0 for segment in beside)
        left, right = self.split(parts.left, depth + 1), self.split(parts.right, depth + 1)
        if high >= _SIDEBAR_SHARE * self.height:
            left_is_side = _ink(parts.left) < _ink(parts.right)
            if depth <= 1:
                right_edge = min(segment.x0 for segment in parts.right)
                self.pages.sidebars.append(_Sidebar(gutter.x0, gutter.x1, right_edge, left_is_side))
            _mark(left if left_is_side else right)
        return [*self.split(parts.above, depth + 1), *left, *right, *self.split(parts.below, depth + 1)]

    def _grid(self, judged: _Judged, depth: int) -> list[Block]:
        """Cards side by side: those under one heading are read column by column before the next heading is."""
        parts = judged.parts
        cuts = _headings_across(judged.left, judged.right)
        if not cuts:
            blocks = [*self.split(parts.left, depth + 1), *self.split(parts.right, depth + 1)]
        else:
            blocks = []
            for top, bottom in zip([float("-inf"), *cuts], [*cuts, float("inf")], strict=True):
                band = [segment for segment in (*parts.left, *parts.right) if top <= segment.baseline < bottom]
                blocks.extend(self.split(band, depth + 1))
        return [*self.split(parts.above, depth + 1), *blocks, *self.split(parts.below, depth + 1)]

    def _as_before(self, rows: list[Row]) -> list[Block] | None:
        """The page cut at the gutter of an earlier page, where nothing crosses it."""
        for sidebar in self.pages.sidebars:
            run = _longest_run(rows, sidebar.x0, sidebar.x1)
            if run is None:
                continue
            parts = _parts(rows, run)
            if len(parts.left) + len(parts.right) < 0.5 * (len(parts.above) + len(parts.below)):
                continue
            if not parts.right or abs(min(segment.x0 for segment in parts.right) - sidebar.right) > _SAME_EDGE:
                continue
            left, right = self.split(parts.left, 1), self.split(parts.right, 1)
            _mark(left if sidebar.on_left else right)
            return [*self.split(parts.above, 1), *left, *right, *self.split(parts.below, 1)]
        return None


def _mark(blocks: list[Block]) -> None:
    for block in blocks:
        block.side = True


def _ink(segments: list[Segment]) -> int:
    return sum(len(segment.text) for segment in segments)


# Gutters


def gutters_of(rows: list[Row]) -> list[Gutter]:
    """Blank strips, the highest first."""
    found: list[Gutter] = []
    for number, row in enumerate(rows):
        for one, other in zip(row.segments, row.segments[1:], strict=False):
            if other.x0 - one.x1 >= _MIN_GUTTER and not any(
                _holds(gutter, number, one.x1, other.x0) for gutter in found
            ):
                found.append(_grown(rows, number, one.x1, other.x0))
        for other_row in rows[number + 1 : number + 3]:
            left, right = (row, other_row) if row.x1 < other_row.x0 else (other_row, row)
            if right.x0 - left.x1 < _MIN_GUTTER or other_row.baseline - row.baseline > 1.2 * row.size:
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
    return best if best is not None and best[1] - best[0] >= _MIN_GUTTER else None


def _longest_run(rows: list[Row], x0: float, x1: float) -> Gutter | None:
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


def _parts(rows: list[Row], gutter: Gutter) -> _Parts:
    middle = (gutter.x0 + gutter.x1) / 2
    first, last = _trimmed(rows, gutter)
    last = _with_head_cut_off(rows, first, last, middle)
    beside = [segment for row in rows[first : last + 1] for segment in row.segments]
    return _Parts(
        above=[segment for row in rows[:first] for segment in row.segments],
        left=[segment for segment in beside if segment.x0 < middle],
        right=[segment for segment in beside if segment.x0 >= middle],
        below=[segment for row in rows[last + 1 :] for segment in row.segments],
    )


def _trimmed(rows: list[Row], gutter: Gutter) -> tuple[int, int]:
    """The rows of a gutter without those at its end that belong to what stands across the page right below them."""
    middle = (gutter.x0 + gutter.x1) / 2
    first, last = _core(rows, gutter)
    if last + 1 >= len(rows) or rows[last + 1].y0 - rows[last].y1 > 2.5 * rows[last].size:
        return first, last
    two_sided = last
    while two_sided > first and not rows[two_sided].x0 < middle < rows[two_sided].x1:
        two_sided -= 1
    gaps = {index: rows[index + 1].y0 - rows[index].y1 for index in range(two_sided, last)}
    if not gaps:
        return first, last
    widest = max(gaps, key=lambda index: gaps[index])
    return first, widest if gaps[widest] > 0.6 * rows[widest + 1].size else last


def _with_head_cut_off(rows: list[Row], first: int, last: int, middle: float) -> int:
    """The last row of what stands beside a short stack at the page's head, where the other side goes on far below it.

    Contacts beside a name end where the name does; they are no column beside all that follows.
    """
    top, bottom = rows[first].y0, rows[last].y1
    for is_right in (False, True):
        own = [index for index in range(first, last + 1) if _is_on(rows[index], middle, right=is_right)]
        if not own or rows[own[-1]].y1 - top > _HEAD_SHARE * (bottom - top):
            continue
        for index in range(own[-1], last):
            if rows[index + 1].y0 - rows[index].y1 > 0.8 * rows[index].size:
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
    slack = _INTRUSION * (x1 - x0)
    return row.x0 < x1 - slack if row.x0 >= middle else row.x1 > x0 + slack


# Columns or the ends of rows


def judge(left: list[Row], right: list[Row], gutter: Gutter, ground: Ground) -> tuple[Verdict, float]:
    """What stands on a gutter's sides: ends of rows, columns, or cards in rows and columns; and how many end rows."""
    sparse, dense = (left, right) if len(left) <= len(right) else (right, left)
    cards = _has_own_ground(left, right, gutter, ground) or _have_bullets_side_by_side(left, right)
    if len(sparse) < _MIN_ROWS and not cards:
        return _judge_few(sparse, dense, ground)
    groups = _groups(sparse)
    share = _share_of_row_ends(groups, dense, ground.slack)
    if _have_equal_headings(left, right, groups) or _have_known_headings(left, right):
        return "columns", share
    if cards:
        aligned = sum(abs(_offset(row, dense)) <= 0.16 * ground.slack * row.size for row in sparse) / len(sparse)
        return ("grid" if aligned >= 0.8 else "columns"), share
    longest = max(len(group) for group in groups)
    if (
        longest <= _LABEL_ROWS
        and share >= _SOME_ROW_ENDS
        and _lean_on_gutter(sparse, ground.slack, on_left=sparse is left)
    ):
        return "rows", share
    if share < _ROW_ENDS:
        return ("columns" if len(sparse) > _MIN_ROWS or longest > 1 else "rows"), share
    # Two columns of prose on one grid share baselines, but labels and dates are neither long nor in long rows of rows.
    return ("columns" if longest > _LABEL_ROWS and _is_prose(left) and _is_prose(right) else "rows"), share


def _judge_few(sparse: list[Row], dense: list[Row], ground: Ground) -> tuple[Verdict, float]:
    """A name with its title beside a stack of contacts, say: parts of their own where their rows do not meet."""
    if len(sparse) < 2 or len(dense) < _MIN_ROWS or len(_groups(sparse)) > 1 or len(_groups(dense)) > 1:
        return "rows", 1.0
    met = sum(abs(_offset(row, dense)) <= 0.16 * ground.slack * min(row.size, dense[0].size) for row in sparse)
    return ("columns", 0.0) if met == 0 else ("rows", 1.0)


def _headings_across(left: list[Row], right: list[Row]) -> list[float]:
    """Where a heading on the left has nothing beside it: it heads both sides."""
    usual = median(row.size for row in (*left, *right))
    return [
        row.baseline - 0.01
        for row in left[1:]
        if row.size > _LARGER * usual and not any(other.y0 < row.y1 and row.y0 < other.y1 for other in right)
    ]


def _share_of_row_ends(groups: list[list[Row]], others: list[Row], slack: float) -> float:
    """How many labels begin on the baseline of a row beside them, or always as far off it.

    The topmost counts little, because columns begin together as well.
    """
    starts = [row for group in groups for row in (group if len(group) > _LABEL_ROWS else group[:1])]
    size = max(median(row.size for row in starts), median(row.size for row in others))
    near = [(row, offset) for row in starts if abs(offset := _offset(row, others)) <= 0.9 * size]
    if not near:
        return 0.0
    usual = median(offset for _, offset in near)
    always = len(near) > 2 and abs(usual) <= _OFF_LEVEL * size
    fits = [
        abs(offset) <= 0.16 * slack * row.size or (always and abs(offset - usual) <= 0.1 * slack * size)
        for row, offset in near
    ]
    if (
        len(fits) > 2
        and near[0][0] is groups[0][0]
        and groups[0][0].baseline <= others[0].baseline + 0.9 * groups[0][0].size
    ):
        fits = fits[1:]
    return sum(fits) / len(fits)


def _offset(row: Row, others: list[Row]) -> float:
    return min((row.baseline - other.baseline for other in others), key=abs)


def _lean_on_gutter(rows: list[Row], slack: float, *, on_left: bool) -> bool:
    """Set flush right: labels before what they label, dates at the end of their rows."""
    ends = [row.x1 for row in rows]
    usual = median(ends)
    flush = sum(abs(end - usual) <= 1.5 * slack for end in ends)
    ragged = max(row.x0 for row in rows) - min(row.x0 for row in rows)
    return len(rows) >= 3 and flush >= 0.85 * len(rows) and ragged > (12 if on_left else 20)


def _level(left: list[Row], right: list[Row]) -> None:
    """Puts the ends of rows that are set a little higher or lower than the rows' beginnings onto their baselines."""
    sparse, dense = (left, right) if len(left) <= len(right) else (right, left)
    if len(sparse) < _MIN_ROWS:
        return
    for row in sparse:
        nearest = min(dense, key=lambda other: abs(row.baseline - other.baseline))
        if abs(row.baseline - nearest.baseline) <= _OFF_LEVEL * max(row.size, nearest.size):
            for segment in row.segments:
                segment.baseline = nearest.baseline


def _groups(rows: list[Row]) -> list[list[Row]]:
    """Rows that follow each other closely."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and row.baseline - groups[-1][-1].baseline <= 1.7 * max(_tallest(row), _tallest(groups[-1][-1])):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _tallest(row: Row) -> float:
    """The size of its largest letters: the leading of small capitals is that of their capitals."""
    return max(piece.size for segment in row.segments for piece in segment.pieces)


def _is_prose(rows: list[Row]) -> bool:
    return sum(len(segment.text) for row in rows for segment in row.segments) / len(rows) >= 22


def _have_bullets_side_by_side(left: list[Row], right: list[Row]) -> bool:
    bullets = [row.baseline for row in left if row.segments[0].is_bulleted]
    beside = sum(
        any(abs(row.baseline - other) < 0.2 * row.size for other in bullets)
        for row in right
        if row.segments[0].is_bulleted
    )
    return beside >= max(2.0, _MOSTLY_BULLETS * min(len(left), len(right)))


def _have_equal_headings(left: list[Row], right: list[Row], groups: list[list[Row]]) -> bool:
    """Both sides have several headings of one kind at different heights.

    Larger ones are enough; bold ones count where the side with fewer rows is too dense for labels.
    """
    text = median(row.size for row in (*left, *right))
    if _alternate(left, right, lambda row: row.size > _LARGER * text, both=True):
        return True
    rows = sum(len(group) for group in groups)
    is_dense = rows > _DENSE * len(groups) or max(len(group) for group in groups) > _LABEL_ROWS
    bold = sum(row.segments[0].style[1] for row in (*left, *right))
    if not is_dense or bold > 0.5 * (len(left) + len(right)):
        return False
    return _alternate(left, right, lambda row: row.segments[0].style[1], both=False)


def _have_known_headings(left: list[Row], right: list[Row]) -> bool:
    """Both sides have several headings that their words tell ("Skills", "Education"), set alike."""
    heads = [
        [row for row in side if len(row.segments) == 1 and is_exact_heading(row.segments[0].text)]
        for side in (left, right)
    ]
    styles = [{row.segments[0].style[:2] for row in side} for side in heads]
    return bool(styles[0] & styles[1]) and min(map(len, heads)) > 1


def _alternate(left: list[Row], right: list[Row], is_heading: Callable[[Row], bool], *, both: bool) -> bool:
    """Whether both sides have several headings of one size, and `both` of them, or one, some with none beside them."""
    heads = [[row for row in side if len(row.segments) == 1 and is_heading(row)] for side in (left, right)]
    alone = []
    for side, others in (heads, heads[::-1]):
        alike = [row for row in side if any(abs(row.size - other.size) < 0.3 for other in others)]
        if len(alike) < 2:
            return False
        alone.append(any(all(abs(row.baseline - other.baseline) > 0.5 * row.size for other in others) for row in alike))
    return all(alone) if both else any(alone)


def _has_own_ground(left: list[Row], right: list[Row], gutter: Gutter, ground: Ground) -> bool:
    """A side stands on grounds of its own, several rows on each."""
    for side in (left, right):
        boxes = [box for box in ground.boxes if (box.x0 >= gutter.x0 - 2 if side is right else box.x1 <= gutter.x1 + 2)]
        under = [next((number for number, box in enumerate(boxes) if _carries(box, row)), None) for row in side]
        held = [number for number in under if number is not None]
        if len(held) >= 0.8 * len(side) and len(held) >= 1.5 * len(set(held)) and len(held) >= 2:
            return True
    return False


def _cuts_ground(judged: _Judged, ground: Ground) -> bool:
    """Whether a gutter runs through a ground of part of the text: what stands on one ground belongs together."""
    left, right = judged.parts.left, judged.parts.right
    for box in ground.boxes:
        if box.x0 > judged.gutter.x0 or box.x1 < judged.gutter.x1:
            continue
        on_left, on_right = (sum(_carries(box, segment) for segment in side) for side in (left, right))
        if on_left >= 2 and on_right and on_left + on_right < len(left) + len(right):
            return True
    return False


def _carries(box: Mark, text: Row | Segment) -> bool:
    return box.x0 <= text.x0 + 2 and text.x1 - 2 <= box.x1 and box.y0 <= text.baseline <= box.y1


def _labels(left: list[Row], right: list[Row]) -> list[list[Segment]]:
    """Labels of several lines on the left of what they label: a line off all baselines goes on."""
    width, other_width = (max(row.x1 for row in side) - min(row.x0 for row in side) for side in (left, right))
    if len(left) > 0.7 * len(right) or width > 0.6 * other_width:
        return []
    labels: list[list[Segment]] = []
    for group in _groups(left):
        for row in group:
            begins = row is group[0] or len(row.segments) > 1 or abs(_offset(row, right)) <= 0.2 * row.size
            if begins:
                labels.append([])
            labels[-1].extend(row.segments)
    return [
        label
        for label in labels
        if 1 < len(label) <= _LABEL_ROWS and len({segment.baseline for segment in label}) == len(label)
    ]
