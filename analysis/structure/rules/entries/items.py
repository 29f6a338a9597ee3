"""The rows of a section, each with what the cutting into entries needs to know: its dates, and whether it is text."""

import re
from dataclasses import dataclass

from analysis.lexicon.headings import is_inner_label
from analysis.lexicon.lists import phrases
from analysis.lexicon.normalise import squash
from analysis.structure.rules.entries.dated import with_own_dates
from analysis.structure.rules.entries.tables import with_labelled_cells
from analysis.structure.rules.entries.texts import is_duration, is_prose, is_sentence_end, reads_as_head, without_ranges
from analysis.structure.rules.recognise.date_words import DATE_LABEL
from analysis.structure.rules.recognise.dates import DateRange, find_ranges
from analysis.structure.rules.recognise.roles import title_score
from analysis.structure.rules.rows.rows import Row

_GROUPS = frozenset(squash(phrase) for phrase in phrases("entry_labels", "groups"))
_TITLE = 0.8
"""The score from which a text reads as a job title."""
_FEWEST_WORDS = 2
"""Words of the shortest sentence."""
_LONGEST_NAMED = 14
"""Words of a row that names an entry and closes with its span in brackets."""
_LONGEST_LABEL = 5
"""Words of a label with a colon inside an entry: "Technologies we used:"."""


@dataclass(slots=True)
class Item:
    """A row with what the cutting needs to know about it."""

    row: Row
    dates: list[DateRange]
    is_body: bool
    is_anchor: bool = False
    depth: int = 0


def items_of(rows: list[Row]) -> list[Item]:
    """The section's rows as items, with those marked that date an entry."""
    items = [_item(row) for row in with_own_dates(with_labelled_cells(rows)) if not _is_furniture(row)]
    _mark_sentences(items)
    _unbullet(items)
    _mark_anchors(items)
    return items


def _is_furniture(row: Row) -> bool:
    """Names a part or a group of entries ("Responsibilities:", "Full Time"), or how long one lasted."""
    text = row.text
    is_label = not row.bullet and text.endswith((":", "：")) and row.words <= _LONGEST_LABEL and not find_ranges(text)
    return is_inner_label(text) or is_label or squash(text) in _GROUPS or is_duration(text)


def _mark_sentences(items: list[Item]) -> None:
    """Short rows that end in a full stop are text, where the rows that date entries do not end in one."""
    dated = [item for item in items if any(found.is_span for found in item.dates) and not item.is_body]
    if any(is_sentence_end(without_ranges(item.row.text, item.dates)) or item.row.text.endswith(".") for item in dated):
        return
    for item in items:
        if not item.dates and item.row.words >= _FEWEST_WORDS and is_sentence_end(item.row.text):
            item.is_body = True


def _item(row: Row) -> Item:
    ranges = find_ranges(row.text)
    text = without_ranges(row.text, ranges)
    names = _opens_with_date(row, ranges, text) or _closes_with_date(row, ranges)
    return Item(row, ranges, row.bullet or (is_prose(text) and not names))


def _opens_with_date(row: Row, ranges: list[DateRange], text: str) -> bool:
    """ "1998⇥Ph.D. Chemistry, University of Leeds, United Kingdom." heads an entry, although it is a sentence."""
    return len(ranges) == 1 and not row.text[: ranges[0].first].strip(" (") and reads_as_head(text)


def _closes_with_date(row: Row, ranges: list[DateRange]) -> bool:
    """ "gradient-viz, WebGL, JavaScript (2023 – 2024)": a span in brackets at the end dates what stands before it."""
    if len(ranges) != 1 or not ranges[0].is_span or row.words > _LONGEST_NAMED:
        return False
    before, after = row.text[: ranges[0].first], row.text[ranges[0].last :]
    return before.rstrip().endswith(("(", "（")) and after.strip() in (")", "）")


def _unbullet(items: list[Item]) -> None:
    """Where bullets mark the entries themselves, the outermost ones are no text of an entry."""
    bullets = [item for item in items if item.row.bullet]
    if not any(item.dates for item in items if not item.row.bullet and not item.is_body):
        _unbullet_titles(bullets)
    if not bullets:
        return
    depths = sorted({depth(item.row) for item in bullets})
    outer = [item for item in bullets if depth(item.row) <= depths[0] + 2]
    opens = items[0].row.bullet
    plain_heads = [item for item in items if not item.row.bullet and not item.is_body]
    if opens and (not plain_heads or len(depths) > 1 or not any(item.dates for item in plain_heads)):
        for item in outer:
            item.is_body = is_prose(without_ranges(item.row.text, item.dates)) and not opens_with_style(item.row)


def _unbullet_titles(bullets: list[Item]) -> None:
    """A bullet with a title right before its date ("● Project Officer⇥Oct 2007 – Jan 2008") heads a job."""
    for item in bullets:
        if item.is_body and any(found.is_span for found in item.dates):
            text = without_ranges(item.row.text, item.dates)
            item.is_body = is_prose(text) or title_score(text) < _TITLE


def opens_with_style(row: Row) -> bool:
    """Begins bold and goes on plain: a name and what is told of it."""
    return len(row.parts) > 1 and row.parts[0].bold and not row.parts[-1].bold


def depth(row: Row) -> float:
    box = row.box
    return box.x0 if box else row.level * 20.0


def _mark_anchors(items: list[Item]) -> None:
    """Rows that date an entry. Weaker dates give way to stronger ones close by: "TechConf 2022" to one of its own."""
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


_LABELLED = re.compile(r"[^\W\d_][^:：]{3,24}[:：]\s")
# "Graduated in 2016" beside "2012 – 2016" dates nothing new.
_POINT = re.compile(
    r"^\W*(?:graduat|exp\.|expected|anticipated|degree (?:awarded|conferred)|thesis|promot|last|updated)", re.IGNORECASE
)
# A date that a sentence leads up to: "projects in 2023".
_WITHIN = re.compile(r"\s(?:in|im|on|of|for|en|em|de|nel|del|di|w|в|since|from|by|until|during)\s+$", re.IGNORECASE)
_LOOSE, _SEPARATE, _SPAN = 1, 2, 3


def _is_labelled_with_span(item: Item) -> bool:
    """ "Coursework: Databases, Data Mining.  Aug 2023 – May 2025": the dates of what stands above."""
    if item.row.bullet or len(item.dates) != 1 or not item.dates[0].is_span or not _LABELLED.match(item.row.text):
        return False
    return not item.row.text[item.dates[0].last :].strip(" .)")


def _date_strength(item: Item) -> int:
    """_SPAN for a range, _SEPARATE for a date set apart by a gap or punctuation, _LOOSE for one that ends a text, 0
    for none.
    """
    if item.is_body and _is_labelled_with_span(item):
        return _SPAN
    if not item.dates or item.is_body:
        return 0
    if any(found.is_span for found in item.dates):
        return _SPAN
    text, found = item.row.text, item.dates[-1]
    before, after = text[: found.first], text[found.last :].strip(" )].,;|·•")
    if not before.strip() or before.rstrip(" ").endswith(("\t", "|", "·", "•", "(", ",", ":", "–", "—", "-")):
        return _SEPARATE if not after or after.startswith("\t") or not before.strip() else 0
    if after.startswith("\t") or (not after and DATE_LABEL.match(before.strip(" :"))):
        return _SEPARATE
    if _WITHIN.search(before) and len(before.split()) > 3:
        return 0
    return _LOOSE if not after and len(before.split()) <= 10 else 0
