"""Cuts a section into its entries: one job, one degree, one certificate each.

Dates are the anchors, since nearly every entry has exactly one. Where an entry begins before its date is decided row
by row, by what the first rows of entries have in common: their style, their distance from the date, free space above,
and that they follow the text of the entry before. Sections without dates are cut by style and space alone.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.structure.rules.entries.items import Item, depth, items_of, opens_with_style
from analysis.structure.rules.entries.pairing import pair_score, with_pairs_apart
from analysis.structure.rules.entries.texts import style
from analysis.structure.rules.recognise.dates import DateRange
from analysis.structure.rules.rows.rows import Row

_NUMBER = re.compile(r"[(\[]?(\d{1,3})[.)\]]\s")
# Rows above a date that may still belong to its entry.
_LONGEST_HEAD = 12


@dataclass(slots=True)
class Entry:
    """`head` names and dates the entry; `body` tells about it. `date_row` is the row of `dates`."""

    head: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)
    dates: DateRange | None = None
    date_row: Row | None = None

    @property
    def rows(self) -> list[Row]:
        return self.head + self.body


def cut_entries(rows: list[Row], *, dated: bool = True, kind: str = "") -> list[Entry]:
    """The entries of a section. `dated`: entries of this kind of section have dates as a rule. `kind`: "work" or
    "education" where the words of the rows tell what they name.
    """
    items = items_of(rows)
    if not items:
        return []
    if not dated and all(item.row.bullet for item in items):
        outermost = min(depth(item.row) for item in items)
        starts = [index for index, item in enumerate(items) if index == 0 or depth(item.row) <= outermost + 4]
        return _cut(items, starts)
    numbered = [] if dated else _numbered(items)
    if numbered:
        return _cut(items, sorted({0, *numbered}))
    anchors = [index for index, item in enumerate(items) if item.is_anchor]
    starts = _starts_by_anchor(items, anchors, kind) if anchors else _starts_by_style(items)
    if anchors:
        starts = _with_undated(items, starts, anchors)
        starts += _first_dated(items, anchors)
    if anchors and not dated:
        starts = _with_lists_ended(items, starts, anchors)
    if kind:
        starts = with_pairs_apart(items, sorted({0, *starts}), kind)
    return _cut(items, sorted({0, *starts}))


def _numbered(items: list[Item]) -> list[int]:
    """Where the items of a numbered list begin; none where the rows are not numbered throughout."""
    numbers = [(index, int(match[1])) for index, item in enumerate(items) if (match := _NUMBER.match(item.row.text))]
    if len(numbers) < 2 or numbers[0][0] > 0:
        return []
    steps = {second - first for (_, first), (_, second) in pairwise(numbers)}
    return [index for index, _ in numbers] if steps in ({1}, {-1}) else []


def _cut(items: list[Item], starts: list[int]) -> list[Entry]:
    return [_entry(items[start:end]) for start, end in zip(starts, [*starts[1:], len(items)], strict=True)]


def _indent(row: Row) -> float | None:
    box = row.parts[0].box or row.box
    return box.x0 if box else None


def _starts_by_anchor(items: list[Item], anchors: list[int], kind: str) -> list[int]:
    lead = _lead(items, anchors)
    first = items[max(0, anchors[0] - lead)]
    starts = [
        max(0, anchors[0] - lead)
        if anchors[0] - lead <= 3 and all(item.is_body for item in items[: anchors[0] - lead])
        else 0
    ]
    for number, (previous, anchor) in enumerate(pairwise(anchors)):
        following = anchors[number + 2] if number + 2 < len(anchors) else len(items)
        starts.append(
            max(
                range(max(previous + 1, anchor - _LONGEST_HEAD), anchor + 1),
                key=lambda index: (
                    _start_score(items, index, previous, anchor, lead, first)
                    + (pair_score(items, starts[-1], index, anchor, following, kind) if kind else 0.0)
                ),
            )
        )
    return starts


def _lead(items: list[Item], anchors: list[int]) -> int:
    """How many rows stand before the date of the first entry, leaving out text that introduces the section."""
    lead = 0
    while lead < anchors[0] and not items[anchors[0] - lead - 1].is_body:
        lead += 1
    gaps = [anchors[index + 1] - anchors[index] - 1 for index in range(len(anchors) - 1)]
    return min([lead, *gaps]) if gaps and min(gaps) < lead and lead > 3 else lead


def _start_score(items: list[Item], index: int, previous: int, anchor: int, lead: int, first: Item) -> float:
    """How well an entry whose date is at `anchor` begins at `index`; `previous` is the date of the entry before."""
    item = items[index]
    score = 0.0
    if style(item.row) == style(first.row):
        score += 3.0
        here, there = _indent(item.row), _indent(first.row)
        if here is not None and there is not None and abs(here - there) < 3:
            score += 0.5
    score += 2.0 if anchor - index == lead else -0.4 * abs(anchor - index - lead)
    if items[index - 1].is_body and index - 1 > previous - 1:
        score += 2.0
    if item.is_body:
        score -= 4.0
    if item.row.role == "heading":
        score += 3.0
    score -= 3.0 * sum(other.is_body for other in items[index + 1 : anchor])
    score += _space_score(items, index, previous, anchor)
    if item.row.block != items[index - 1].row.block and item.row.page == items[index - 1].row.page:
        score += 1.0
    return score


def _space_score(items: list[Item], index: int, previous: int, anchor: int) -> float:
    spaces = [
        other.row.space
        for other in items[max(previous + 1, anchor - _LONGEST_HEAD) : anchor + 1]
        if other.row.space is not None
    ]
    own = items[index].row.space
    if own is None or len(spaces) < 2 or max(spaces) - min(spaces) < 0.15:
        return 0.0
    return 2.0 * (own - min(spaces)) / (max(spaces) - min(spaces))


def _with_undated(items: list[Item], starts: list[int], anchors: list[int]) -> list[int]:
    """Entries without a date: rows in the unmistakable style of the dated entries' first rows, after another entry's
    text.
    """
    model = style(items[starts[0]].row)
    if any(style(items[start].row) != model for start in starts):
        return starts
    if not (model[0] or model[2]) or any(style(item.row) == model and item.is_body for item in items):
        return starts
    known, inside = set(starts), _insides(starts, anchors)
    extra = [
        index
        for index in range(1, len(items))
        if index not in known
        and style(items[index].row) == model
        and items[index - 1].is_body
        and not items[index].is_body
        and index not in inside
    ]
    return starts + extra


def _first_dated(items: list[Item], anchors: list[int]) -> list[int]:
    """Where the first dated entry begins, if an entry without a date stands above it: its first row is in the
    unmistakable style of the section's first, and follows that one's text.
    """
    model = style(items[0].row)
    if items[0].is_body or not (model[0] or model[2]):
        return []
    above = range(anchors[0], 0, -1)
    found = next((index for index in above if style(items[index].row) == model and not items[index].is_body), None)
    return [found] if found is not None and items[found - 1].is_body else []


def _with_lists_ended(items: list[Item], starts: list[int], anchors: list[int]) -> list[int]:
    """Where dates are rare, a plain row after a list that has text of its own below it begins another entry."""
    known, inside = set(starts), _insides(starts, anchors)
    extra = [
        index
        for index in range(1, len(items) - 1)
        if index not in known
        and items[index - 1].row.bullet
        and not items[index].is_body
        and not items[index].dates
        and items[index + 1].is_body
        and index not in inside
    ]
    return starts + extra


def _insides(starts: list[int], anchors: list[int]) -> set[int]:
    """The rows between the start of an entry and its own date, where no other entry can begin."""
    return {
        index
        for start, anchor in zip(sorted(starts), anchors, strict=False)
        for index in range(start + 1, min(anchor, start + _LONGEST_HEAD) + 1)
    }


def _starts_by_style(items: list[Item]) -> list[int]:
    """Sections without dates: a new entry where the first row's style comes again, or after text, or after a wide
    gap.
    """
    model = style(items[0].row)
    distinct = any(style(item.row) != model for item in items)
    spaces = sorted(item.row.space for item in items if item.row.space is not None)
    wide = spaces[len(spaces) // 2] + 0.5 if spaces else None
    starts = [0]
    for index in range(1, len(items)):
        item, before = items[index], items[index - 1]
        same = style(item.row) == model
        if item.is_body and not (same and (item.row.bullet or opens_with_style(item.row))):
            continue
        if same and opens_with_style(item.row):
            starts.append(index)
        elif distinct:
            starts += [index] if (same and style(before.row) != model) or (same and model[0]) else []
        elif (
            item.row.bullet
            or (all(other.row.bullet == item.row.bullet for other in items) and wide is None)
            or (wide is not None and (item.row.space is None or item.row.space > wide or spaces[-1] - spaces[0] < 0.3))
        ):
            starts.append(index)
    return starts


def _entry(items: list[Item]) -> Entry:
    """Splits the rows of one entry into its head and its body."""
    anchor = next(
        (index for index, item in enumerate(items) if item.is_anchor and any(found.is_span for found in item.dates)),
        None,
    )
    if anchor is None:
        anchor = next((index for index, item in enumerate(items) if item.is_anchor), None)
    dates = None
    if anchor is not None:
        ranges = items[anchor].dates
        dates = next((found for found in ranges if found.is_span), ranges[0])
    head_end = 0
    while head_end < len(items) and not items[head_end].is_body and head_end < 7:
        head_end += 1
    if head_end == 0:
        head_end = 1
    head = [item.row for item in items[:head_end]]
    body = [item.row for item in items[head_end:]]
    if anchor is not None and anchor >= head_end:
        # A date among the text, as in a column beside it, belongs to the head.
        head.append(items[anchor].row)
        body.remove(items[anchor].row)
    return Entry(head, body, dates, items[anchor].row if anchor is not None else None)
