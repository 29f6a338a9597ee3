"""Joins rows that are one paragraph or one item, broken because the column was full."""

import re
from itertools import pairwise

from analysis.steps.structure.dates import find_ranges
from analysis.steps.structure.headings import heading_kind
from analysis.steps.structure.rows import Part, Row
from analysis.steps.structure.text import CJK, has_cjk

_OPEN_END = re.compile(
    r"(?:[,&/(–—-]|\b(?:and|or|of|the|a|an|in|for|to|with|by|at|on|from|und|oder|der|die|das|mit|für|von|et|de|des|du|la|le|les|y|e|del|los|las|con|do|da|dos|em|com|di|il|van|het|een|en|voor|met|i|w|z|и|в|на|с))\s*$",
    re.IGNORECASE,
)
_CLOSED_END = re.compile(r"[.!?:;。！？；]\s*$")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")
_MIN_FULL = 30
# The widest leading within a paragraph, in line heights.
_MAX_LEADING = 1.05


def join_wrapped(rows: list[Row]) -> list[Row]:
    """Rows with paragraphs made whole. The first row of each keeps its place, style and bullet."""
    rights = _column_rights(rows)
    joined: list[Row] = []
    last: Row | None = None
    for row in rows:
        if joined and last is not None and _continues(joined[-1], last, row, rights):
            _append(joined[-1], row)
        else:
            joined.append(row)
            # The joined row grows; what came last is needed as it stood on the page.
            joined[-1] = row.with_parts(list(row.parts))
        last = row
    return joined


def _column_rights(rows: list[Row]) -> dict[tuple[int, int], float]:
    """The right edge of each block, in points."""
    rights: dict[tuple[int, int], float] = {}
    for row in rows:
        box = row.box
        if box:
            place = (row.page, row.block)
            rights[place] = max(rights.get(place, 0.0), box.x1)
    return rights


def _continues(whole: Row, last: Row, row: Row, rights: dict[tuple[int, int], float]) -> bool:
    if (
        row.bullet
        or row.role in ("heading", "cell")
        or last.role in ("heading", "cell")
        or (row.page, row.block) != (last.page, last.block)
    ):
        return False
    if heading_kind(row.text) or heading_kind(last.text) or "\t" in row.text:
        return False
    if last.box is None or row.box is None:
        return _continues_plain(last, row)
    return _same_column(whole, last, row) and _was_full(last, row, rights[row.page, row.block])


def _continues_plain(last: Row, row: Row) -> bool:
    """Text without geometry that was wrapped by hand, as in a plain text file or an e-mail."""
    return (
        len(last.text) >= 55 and not last.role and not row.role and _reads_on(last, row) and not find_ranges(row.text)
    )


def _reads_on(last: Row, row: Row) -> bool:
    if _OPEN_END.search(last.text) or _HYPHEN.search(last.text):
        return True
    return row.text[:1].islower() or (not _CLOSED_END.search(last.text) and not row.text[:1].isupper())


def _same_column(whole: Row, last: Row, row: Row) -> bool:
    """Same size and weight, right below, and starting where a paragraph or a hanging item goes on."""
    assert last.box and row.box
    height = max(1.0, last.box.y1 - last.box.y0)
    if abs(last.size - row.size) > 0.6 or row.space is None or not -0.6 <= row.space <= _MAX_LEADING:
        return False
    if last.parts[-1].bold != row.parts[0].bold:
        return False
    first = whole.box
    assert first
    indent = row.box.x0 - first.x0
    hanging = -1.0 <= indent <= (3.5 * height if whole.bullet else 0.6 * height)
    centred = abs((row.box.x0 + row.box.x1) - (last.box.x0 + last.box.x1)) <= 0.6 * height
    return hanging or centred


def _was_full(last: Row, row: Row, right: float) -> bool:
    """The first word of `row` had no room left on the row above it."""
    assert last.box and row.box
    if "\t" in last.text:
        return False
    average = (last.box.x1 - last.box.x0) / max(1, len(last.text))
    first_word = 1 if has_cjk(row.text[:1]) else len(row.text.split()[0])
    needed = average * (first_word + 1)
    room = right - last.box.x1
    if _HYPHEN.search(last.text) and row.text[:1].islower():
        return True
    if room > needed * 1.15 + 2:
        return False
    if _reads_on(last, row):
        return True
    return (
        len(last.text) >= _MIN_FULL
        and not _CLOSED_END.search(last.text)
        or len(last.text) >= 2 * _MIN_FULL
        or (CJK.search(last.text) is not None and len(last.text) >= 15)
    )


def _append(whole: Row, row: Row) -> None:
    parts = [Part(p.text, p.size, p.bold, p.italic, p.link, p.box, False) for p in row.parts]
    end = whole.parts[-1]
    tail = end.text.rstrip()
    if _HYPHEN.search(tail) and parts[0].text[:1].islower():
        tail = tail[:-1] if not _keeps_hyphen(tail) else tail
    elif not (has_cjk(tail[-1:]) and has_cjk(parts[0].text[:1])) and not tail.endswith(("/", "@")):
        tail += " "
    whole.parts[-1] = Part(tail, end.size, end.bold, end.italic, end.link, end.box, end.gap)
    whole.parts += parts
    whole.refresh()


def _keeps_hyphen(text: str) -> bool:
    """A word that has a hyphen already ("state-of-the-") keeps the one at the line's end."""
    word = text.split()[-1]
    return "-" in word[:-1]


def spaces_between(rows: list[Row]) -> list[float]:
    """The free space above each row but the first, where known."""
    return [row.space for _, row in pairwise(rows) if row.space is not None]
