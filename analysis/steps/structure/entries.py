"""Cuts a section into its entries: one job, one degree, one certificate each.

Dates are the anchors, since nearly every entry has exactly one. Where an entry begins before its date is decided row by row, by
what the first rows of entries have in common: their style, their distance from the date, free space above, and that they follow
the text of the entry before. Sections without dates are cut by style and space alone.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analysis.steps.structure.dates import DateRange, find_ranges
from analysis.steps.structure.headings import is_inner_label
from analysis.steps.structure.rows import Part, Row
from analysis.steps.structure.text import has_cjk

_SENTENCE_END = re.compile(r"[.!?。！？;；]\s*$")
# "Inc.", "e.V.", "z o.o.": no end of a sentence.
_ABBREVIATED_END = re.compile(
    r"(?:\b(?:Inc|Ltd|Corp|Co|St|Jr|Sr|etc|Dr|r|Univ|Dept|Bros|mbH)|\b(?:\w{1,2}\.)+\w{1,2})\.$"
)
_LONG = 14


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


@dataclass(slots=True)
class _Item:
    """A row with what the cutting needs to know about it."""

    row: Row
    dates: list[DateRange]
    is_body: bool
    is_anchor: bool = False
    depth: int = 0


def is_prose(text: str) -> bool:
    """Reads as a sentence or a list of duties, not as a title, a name or a date."""
    words = len(text.split())
    if has_cjk(text) and len(text) > 12:
        return bool(_SENTENCE_END.search(text)) or len(text) > 45
    if words > _LONG:
        return True
    if words > 3 and _SENTENCE_END.search(text) and not _ABBREVIATED_END.search(text):
        return True
    return words > 4 and text[:1].islower() and not find_ranges(text)


def cut_entries(rows: list[Row], *, dated: bool = True) -> list[Entry]:
    """The entries of a section. `dated`: entries of this kind of section have dates as a rule."""
    items = [_item(row) for row in _with_own_dates(rows) if not is_inner_label(row.text)]
    if not items:
        return []
    _unbullet(items)
    _mark_anchors(items)
    if not dated and all(item.row.bullet for item in items):
        return [_entry([item]) for item in items]
    anchors = [index for index, item in enumerate(items) if item.is_anchor]
    starts = _starts_by_anchor(items, anchors) if anchors else _starts_by_style(items)
    if anchors:
        starts = _with_undated(items, starts, anchors)
    if anchors and not dated:
        starts = _with_lists_ended(items, starts, anchors)
    starts = sorted({0, *starts})
    return [_entry(items[start:end]) for start, end in zip(starts, [*starts[1:], len(items)], strict=True)]


def _with_own_dates(rows: list[Row]) -> list[Row]:
    """Dates that share a row with text become rows of their own: a date in the cell beside a bullet, years below each other."""
    result: list[Row] = []
    for row in rows:
        cells = row.cells if "\t" in row.text else [row]
        dated = [cell for cell in cells if is_date_only(cell.text)]
        texts = [cell for cell in cells if cell not in dated]
        if len(dated) == 1 and len(texts) == 1 and (row.bullet or is_prose(texts[0].text)):
            result += [replace(dated[0], bullet=False), texts[0]]
        elif dated and len(texts) > 1 and is_prose(texts[-1].text) and row.cells[-1] == texts[-1]:
            # The text of a job in a column beside its title and date.
            cut = len(row.parts) - len(texts[-1].parts)
            result += [row.with_parts(row.parts[:cut]), texts[-1]]
        elif result and _is_second_year(result[-1], row):
            result[-1] = result[-1].with_parts([*result[-1].parts, Part(" – "), *row.parts])
        else:
            result.append(row)
    return result


def is_date_only(text: str) -> bool:
    ranges = find_ranges(text)
    return len(ranges) == 1 and not any(char.isalnum() for char in _without(text, ranges))


def _is_second_year(last: Row, row: Row) -> bool:
    """A start and an end on rows of their own, one below the other."""
    if not (is_date_only(last.text) and is_date_only(row.text)) or last.page != row.page:
        return False
    first, second = find_ranges(last.text)[0], find_ranges(row.text)[0]
    close = row.space is None or row.space < 0.8
    return (
        close
        and not first.is_span
        and not second.is_span
        and (first.start or "") < (second.start or "")
        and _style(last) == _style(row)
    )


def _item(row: Row) -> _Item:
    ranges = find_ranges(row.text)
    return _Item(row, ranges, row.bullet or is_prose(_without(row.text, ranges)))


def _without(text: str, ranges: list[DateRange]) -> str:
    for found in reversed(ranges):
        text = text[: found.first] + text[found.last :]
    return text.strip(" \t,;|()-–—·•")


def _unbullet(items: list[_Item]) -> None:
    """Where bullets mark the entries themselves, the outermost ones are no text of an entry."""
    bullets = [item for item in items if item.row.bullet]
    if not bullets:
        return
    depths = sorted({_depth(item.row) for item in bullets})
    outer = [item for item in bullets if _depth(item.row) <= depths[0] + 2]
    opens = items[0].row.bullet
    plain_heads = [item for item in items if not item.row.bullet and not item.is_body]
    if opens and (not plain_heads or len(depths) > 1 or not any(item.dates for item in plain_heads)):
        for item in outer:
            item.is_body = is_prose(_without(item.row.text, item.dates)) and not _opens_with_style(item.row)


def _opens_with_style(row: Row) -> bool:
    return len(row.parts) > 1 and row.parts[0].bold and not row.parts[-1].bold


def _depth(row: Row) -> float:
    box = row.box
    return box.x0 if box else row.level * 20.0


def _mark_anchors(items: list[_Item]) -> None:
    """Rows that date an entry. Weaker dates give way to stronger ones close by: "TechConf 2022" to a date of its own."""
    strengths = [_date_strength(item) for item in items]
    for index, (item, own) in enumerate(zip(items, strengths, strict=True)):
        if not own:
            continue
        near = [
            other
            for place, other in enumerate(strengths[max(0, index - 2) : index + 3], max(0, index - 2))
            if place != index
        ]
        beaten = (
            any(other >= _SEPARATE for other in near)
            if own == _LOOSE
            else own < _SPAN and _SPAN in near and bool(_POINT.match(item.row.text))
        )
        item.is_anchor = not beaten


# "Graduated in 2016" beside "2012 – 2016" dates nothing new.
_POINT = re.compile(
    r"^\W*(?:graduat|expected|anticipated|degree (?:awarded|conferred)|thesis|promot|last|updated)", re.IGNORECASE
)
_LOOSE, _SEPARATE, _SPAN = 1, 2, 3


def _date_strength(item: _Item) -> int:
    """_SPAN for a range, _SEPARATE for a date set apart by a gap or punctuation, _LOOSE for one that ends a text, 0 for none."""
    if not item.dates or item.is_body:
        return 0
    if any(found.is_span for found in item.dates):
        return _SPAN
    text, found = item.row.text, item.dates[-1]
    before, after = text[: found.first], text[found.last :].strip(" )].,;|·•")
    if not before.strip() or before.rstrip(" ").endswith(("\t", "|", "·", "•", "(", ",", ":", "–", "—", "-")):
        return _SEPARATE if not after or after.startswith("\t") or not before.strip() else 0
    if after.startswith("\t"):
        return _SEPARATE
    return _LOOSE if not after and len(before.split()) <= 10 else 0


def _style(row: Row) -> tuple[int, int, bool, bool, bool]:
    part = row.parts[0]
    return (row.level if row.role == "heading" else 0, round(part.size), part.bold, part.italic, row.bullet)


def _indent(row: Row) -> float | None:
    box = row.parts[0].box or row.box
    return box.x0 if box else None


def _starts_by_anchor(items: list[_Item], anchors: list[int]) -> list[int]:
    lead = _lead(items, anchors)
    first = items[max(0, anchors[0] - lead)]
    starts = [
        max(0, anchors[0] - lead)
        if anchors[0] - lead <= 3 and all(item.is_body for item in items[: anchors[0] - lead])
        else 0
    ]
    for previous, anchor in pairwise(anchors):
        starts.append(
            max(
                range(previous + 1, anchor + 1),
                key=lambda index: _start_score(items, index, previous, anchor, lead, first),
            )
        )
    return starts


def _lead(items: list[_Item], anchors: list[int]) -> int:
    """How many rows stand before the date of the first entry, leaving out text that introduces the section."""
    lead = 0
    while lead < anchors[0] and not items[anchors[0] - lead - 1].is_body:
        lead += 1
    gaps = [anchors[index + 1] - anchors[index] - 1 for index in range(len(anchors) - 1)]
    return min([lead, *gaps]) if gaps and min(gaps) < lead and lead > 3 else lead


def _start_score(items: list[_Item], index: int, previous: int, anchor: int, lead: int, first: _Item) -> float:
    """How well an entry whose date is at `anchor` begins at `index`; `previous` is the date of the entry before."""
    item = items[index]
    score = 0.0
    if _style(item.row) == _style(first.row):
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


def _space_score(items: list[_Item], index: int, previous: int, anchor: int) -> float:
    spaces = [other.row.space for other in items[previous + 1 : anchor + 1] if other.row.space is not None]
    own = items[index].row.space
    if own is None or len(spaces) < 2 or max(spaces) - min(spaces) < 0.15:
        return 0.0
    return 2.0 * (own - min(spaces)) / (max(spaces) - min(spaces))


def _with_undated(items: list[_Item], starts: list[int], anchors: list[int]) -> list[int]:
    """Entries without a date: rows in the unmistakable style of the dated entries' first rows, after another entry's text."""
    model = _style(items[starts[0]].row)
    if any(_style(items[start].row) != model for start in starts):
        return starts
    if not (model[0] or model[2]) or any(_style(item.row) == model and item.is_body for item in items):
        return starts
    extra = [
        index
        for index in range(1, len(items))
        if index not in starts
        and _style(items[index].row) == model
        and items[index - 1].is_body
        and not items[index].is_body
        and _is_far(index, starts, anchors)
    ]
    return starts + extra


def _with_lists_ended(items: list[_Item], starts: list[int], anchors: list[int]) -> list[int]:
    """Where dates are rare, a plain row after a list that has text of its own below it begins another entry."""
    extra = [
        index
        for index in range(1, len(items) - 1)
        if index not in starts
        and items[index - 1].row.bullet
        and not items[index].is_body
        and not items[index].dates
        and items[index + 1].is_body
        and _is_far(index, starts, anchors)
    ]
    return starts + extra


def _is_far(index: int, starts: list[int], anchors: list[int]) -> bool:
    """Not between a start and its own date."""
    return not any(start < index <= anchor for start, anchor in zip(sorted(starts), anchors, strict=False))


def _starts_by_style(items: list[_Item]) -> list[int]:
    """Sections without dates: a new entry where the first row's style comes again, or after text, or after a wide gap."""
    model = _style(items[0].row)
    distinct = any(_style(item.row) != model for item in items)
    spaces = sorted(item.row.space for item in items if item.row.space is not None)
    wide = spaces[len(spaces) // 2] + 0.5 if spaces else None
    starts = [0]
    for index in range(1, len(items)):
        item, before = items[index], items[index - 1]
        same = _style(item.row) == model
        if item.is_body and not (same and item.row.bullet):
            continue
        if distinct:
            starts += [index] if (same and _style(before.row) != model) or (same and model[0]) else []
        elif (
            item.row.bullet
            or (all(other.row.bullet == item.row.bullet for other in items) and wide is None)
            or (wide is not None and (item.row.space is None or item.row.space > wide or spaces[-1] - spaces[0] < 0.3))
        ):
            starts.append(index)
    return starts


def _entry(items: list[_Item]) -> Entry:
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
