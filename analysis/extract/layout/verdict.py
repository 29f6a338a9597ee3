"""What stands on the two sides of a gutter: columns, the two ends of rows, or cards in rows and columns.

The ends of rows share their baselines, while columns know nothing of each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from analysis.extract.layout.gutters import Gutter
from analysis.extract.layout.ink import Mark
from analysis.extract.layout.parameters import VERDICTS as P
from analysis.extract.layout.segments import Row, Segment
from analysis.lexicon.headings import is_exact_heading

Verdict = Literal["rows", "columns", "grid"]


@dataclass(slots=True)
class Ground:
    """What lies under the text and tells what belongs together. `slack`: how much less exact than usual places are."""

    boxes: list[Mark]
    rules: list[Mark]
    slack: float = 1.0


def judge(left: list[Row], right: list[Row], gutter: Gutter, ground: Ground) -> tuple[Verdict, float]:
    """What stands on a gutter's sides: ends of rows, columns, or cards in rows and columns; and how many end rows."""
    sparse, dense = (left, right) if len(left) <= len(right) else (right, left)
    cards = _has_own_ground(left, right, gutter, ground) or _have_bullets_side_by_side(left, right)
    if len(sparse) < P.min_rows and not cards:
        return _judge_few(sparse, dense, ground)
    groups = close_groups(sparse)
    share = _share_of_row_ends(groups, dense, ground.slack)
    if _have_equal_headings(left, right, groups) or _have_known_headings(left, right):
        return "columns", share
    if cards:
        aligned = sum(abs(offset_from(row, dense)) <= P.level * ground.slack * row.size for row in sparse) / len(sparse)
        return ("grid" if aligned >= P.aligned_cards else "columns"), share
    longest = max(len(group) for group in groups)
    if (
        longest <= P.label_rows
        and share >= P.some_row_ends
        and _lean_on_gutter(sparse, ground.slack, on_left=sparse is left)
    ):
        return "rows", share
    if share < P.row_ends:
        return ("columns" if len(sparse) > P.min_rows or longest > 1 else "rows"), share
    # Two columns of prose on one grid share baselines, but labels and dates are neither long nor in long rows of rows.
    return ("columns" if longest > P.label_rows and _is_prose(left) and _is_prose(right) else "rows"), share


def _judge_few(sparse: list[Row], dense: list[Row], ground: Ground) -> tuple[Verdict, float]:
    """A name with its title beside a stack of contacts, say: parts of their own where their rows do not meet."""
    if len(sparse) < 2 or len(dense) < P.min_rows or len(close_groups(sparse)) > 1 or len(close_groups(dense)) > 1:
        return "rows", 1.0
    met = sum(abs(offset_from(row, dense)) <= P.level * ground.slack * min(row.size, dense[0].size) for row in sparse)
    return ("columns", 0.0) if met == 0 else ("rows", 1.0)


def headings_across(left: list[Row], right: list[Row]) -> list[float]:
    """Where a heading on the left has nothing beside it: it heads both sides."""
    usual = median(row.size for row in (*left, *right))
    return [
        row.baseline - 0.01
        for row in left[1:]
        if row.size > P.larger * usual and not any(other.y0 < row.y1 and row.y0 < other.y1 for other in right)
    ]


def _share_of_row_ends(groups: list[list[Row]], others: list[Row], slack: float) -> float:
    """How many labels begin on the baseline of a row beside them, or always as far off it.

    The topmost counts little, because columns begin together as well.
    """
    starts = [row for group in groups for row in (group if len(group) > P.label_rows else group[:1])]
    size = max(median(row.size for row in starts), median(row.size for row in others))
    near = [(row, offset) for row in starts if abs(offset := offset_from(row, others)) <= P.near * size]
    if not near:
        return 0.0
    usual = median(offset for _, offset in near)
    always = len(near) > 2 and abs(usual) <= P.off_level * size
    fits = [
        abs(offset) <= P.level * slack * row.size or (always and abs(offset - usual) <= P.constant * slack * size)
        for row, offset in near
    ]
    if (
        len(fits) > 2
        and near[0][0] is groups[0][0]
        and groups[0][0].baseline <= others[0].baseline + P.near * groups[0][0].size
    ):
        fits = fits[1:]
    return sum(fits) / len(fits)


def offset_from(row: Row, others: list[Row]) -> float:
    return min((row.baseline - other.baseline for other in others), key=abs)


def _lean_on_gutter(rows: list[Row], slack: float, *, on_left: bool) -> bool:
    """Set flush right: labels before what they label, dates at the end of their rows."""
    ends = [row.x1 for row in rows]
    usual = median(ends)
    flush = sum(abs(end - usual) <= P.flush * slack for end in ends)
    ragged = max(row.x0 for row in rows) - min(row.x0 for row in rows)
    return (
        len(rows) >= 3
        and flush >= P.flush_share * len(rows)
        and ragged > (P.ragged_left if on_left else P.ragged_right)
    )


def level(left: list[Row], right: list[Row]) -> None:
    """Puts the ends of rows that are set a little higher or lower than the rows' beginnings onto their baselines."""
    sparse, dense = (left, right) if len(left) <= len(right) else (right, left)
    if len(sparse) < P.min_rows:
        return
    for row in sparse:
        nearest = min(dense, key=lambda other: abs(row.baseline - other.baseline))
        if abs(row.baseline - nearest.baseline) <= P.off_level * max(row.size, nearest.size):
            for segment in row.segments:
                segment.baseline = nearest.baseline


def close_groups(rows: list[Row]) -> list[list[Row]]:
    """Rows that follow each other closely."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and row.baseline - groups[-1][-1].baseline <= P.leading * max(
            _tallest(row), _tallest(groups[-1][-1])
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _tallest(row: Row) -> float:
    """The size of its largest letters: the leading of small capitals is that of their capitals."""
    return max(piece.size for segment in row.segments for piece in segment.pieces)


def _is_prose(rows: list[Row]) -> bool:
    return sum(len(segment.text) for row in rows for segment in row.segments) / len(rows) >= P.prose


def _have_bullets_side_by_side(left: list[Row], right: list[Row]) -> bool:
    bullets = [row.baseline for row in left if row.segments[0].is_bulleted]
    beside = sum(
        any(abs(row.baseline - other) < P.same_row * row.size for other in bullets)
        for row in right
        if row.segments[0].is_bulleted
    )
    return beside >= max(2.0, P.mostly_bullets * min(len(left), len(right)))


def _have_equal_headings(left: list[Row], right: list[Row], groups: list[list[Row]]) -> bool:
    """Both sides have several headings of one kind at different heights.

    Larger ones are enough; bold ones count where the side with fewer rows is too dense for labels.
    """
    text = median(row.size for row in (*left, *right))
    if _alternate(left, right, lambda row: row.size > P.larger * text, both=True):
        return True
    rows = sum(len(group) for group in groups)
    is_dense = rows > P.dense * len(groups) or max(len(group) for group in groups) > P.label_rows
    bold = sum(row.segments[0].style[1] for row in (*left, *right))
    if not is_dense or bold > P.mostly_bold * (len(left) + len(right)):
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
        alike = [row for row in side if any(abs(row.size - other.size) < P.same_size for other in others)]
        if len(alike) < 2:
            return False
        alone.append(
            any(all(abs(row.baseline - other.baseline) > P.apart * row.size for other in others) for row in alike)
        )
    return all(alone) if both else any(alone)


def _has_own_ground(left: list[Row], right: list[Row], gutter: Gutter, ground: Ground) -> bool:
    """A side stands on grounds of its own, several rows on each."""
    for side in (left, right):
        boxes = [box for box in ground.boxes if (box.x0 >= gutter.x0 - 2 if side is right else box.x1 <= gutter.x1 + 2)]
        under = [next((number for number, box in enumerate(boxes) if carries(box, row)), None) for row in side]
        held = [number for number in under if number is not None]
        if len(held) >= P.on_ground * len(side) and len(held) >= P.rows_per_ground * len(set(held)) and len(held) >= 2:
            return True
    return False


def carries(box: Mark, text: Row | Segment) -> bool:
    return box.x0 <= text.x0 + 2 and text.x1 - 2 <= box.x1 and box.y0 <= text.baseline <= box.y1
