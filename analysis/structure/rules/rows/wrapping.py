"""Joins rows that are one paragraph or one item, broken because the column was full."""

import re
from dataclasses import replace
from statistics import median

from analysis.document import Box
from analysis.lexicon.headings import heading_kind
from analysis.lexicon.normalise import has_cjk, word_count
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.places import read_place
from analysis.structure.rules.recognise.roles import is_bare_organisation_word
from analysis.structure.rules.rows.addresses import is_broken_address, is_contact
from analysis.structure.rules.rows.hyphens import HYPHEN, drop_hyphen, goes_on_after_hyphen
from analysis.structure.rules.rows.rows import Row

_JOINERS = (
    "and|or|of|the|a|an|in|for|to|with|by|at|on|from|und|oder|der|die|das|mit|für|von|im|am|et|de|des|du|la|le|les"
    "|y|e|del|los|las|con|para|do|da|dos|em|com|di|il|della|per|van|het|een|en|voor|met|w|z|и|в|на|с|для|&"
)
_OPEN_END = re.compile(rf"(?:[,&/(–—]|(?<!\w)(?:{_JOINERS}))\s*$", re.IGNORECASE)
_OPEN_START = re.compile(rf"^(?:{_JOINERS})\s")
# "Tools: Git, Docker": each line of such a list is an item.
_LABELLED = re.compile(r"^[^\W\d_][^:,.;]{1,30}:\s")
_CLOSED_END = re.compile(r"[.!?:;。！？；]['\"”’)]?\s*$")
_NUMBERED = re.compile(r"[(\[]?\d{1,2}[.)\]]\s")
_MIN_FULL = 30
# The score from which a row is a place and nothing else, and the most words of one.
_SURE_PLACE, _MOST_PLACE_WORDS = 0.9, 6
# The widest leading within a paragraph, in line heights.
_MAX_LEADING = 1.05
Place = tuple[int, int]


def join_wrapped(rows: list[Row]) -> list[Row]:
    """Rows with paragraphs made whole. The first row of each keeps its place, style and bullet."""
    columns = _Columns(rows)
    joined: list[Row] = []
    last: Row | None = None
    for row in rows:
        if joined and last is not None and _continues(joined[-1], last, row, columns):
            _append(joined[-1], row)
        elif joined and joined[-1].text == (last.text if last else None) and _goes_on_beside_date(joined[-1], row):
            joined[-1] = _with_rest_of_cell(joined[-1], row)
        else:
            # The joined row grows; what came last is needed as it stood on the page.
            joined.append(row.with_parts(list(row.parts)))
        last = row
    return joined


class _Columns:
    """What a block tells about its lines: where they end at the right, and how close the lines of a paragraph stand."""

    def __init__(self, rows: list[Row]) -> None:
        self.left: dict[Place, float] = {}
        self.right: dict[Place, float] = {}
        every: dict[Place, list[float]] = {}
        spaces: dict[Place, list[float]] = {}
        for last, row in zip([None, *rows], rows, strict=False):
            box = row.box
            place = (row.page, row.block)
            if box:
                self.right[place] = max(self.right.get(place, 0.0), box.x1)
                self.left[place] = min(self.left.get(place, box.x0), box.x0)
            if row.space is not None:
                every.setdefault(place, []).append(row.space)
            if (
                last is not None
                and row.space is not None
                and not row.bullet
                and row.text[:1].islower()
                and len(last.text) > _MIN_FULL
            ):
                spaces.setdefault(place, []).append(row.space)
        self.leading = {place: median(found) for place, found in spaces.items()}
        self._closest = {place: min(found) for place, found in every.items() if median(found) > min(found) + 0.15}

    def is_tight(self, row: Row) -> bool:
        """No more space above the row than lines of one paragraph have here, as far as that is known."""
        leading = self.leading.get((row.page, row.block))
        return leading is not None and row.space is not None and row.space <= leading + 0.12

    def is_closest(self, row: Row) -> bool:
        """As close to the row above as any here, where most rows stand further apart."""
        closest = self._closest.get((row.page, row.block))
        return closest is not None and row.space is not None and row.space <= closest + 0.06

    def letters(self, row: Row) -> float:
        """How many letters as wide as the row's fit into its column."""
        box = row.box
        place = (row.page, row.block)
        if box is None or place not in self.left:
            return float(_MIN_FULL)
        return (self.right[place] - self.left[place]) * len(row.text) / max(1.0, box.x1 - box.x0)


def _continues(whole: Row, last: Row, row: Row, columns: _Columns) -> bool:
    if row.bullet or {row.role, last.role} & {"heading", "cell"} or (row.page, row.block) != (last.page, last.block):
        return False
    if is_broken_address(last, row):
        return True
    if is_contact(last) or is_contact(row):
        return False
    if "\t" in row.text or _is_heading(row) or _is_heading(last):
        return False
    if _LABELLED.match(last.text) and _LABELLED.match(row.text):
        return False
    if _is_place(row) and not _OPEN_END.search(last.text):
        return False
    if last.box is None or row.box is None:
        return _continues_plain(last, row)
    if not _same_column(whole, last, row):
        return False
    return _is_rest_of_name(last, row) or _was_full(whole, last, row, columns)


def _is_place(row: Row) -> bool:
    """ "Amsterdam, North Holland, Netherlands": a town with its country is no rest of a line."""
    return "," in row.text and row.words <= _MOST_PLACE_WORDS and read_place(row.text.strip()).score >= _SURE_PLACE


def _is_heading(row: Row) -> bool:
    return heading_kind(row.text) is not None and not row.text.endswith((".", ",", ";")) and not row.text[:1].islower()


def _continues_plain(last: Row, row: Row) -> bool:
    """Text without geometry that was wrapped by hand, as in a plain text file or an e-mail."""
    return (
        len(last.text) >= 55
        and abs(last.size - row.size) < 0.6
        and not last.role
        and not row.role
        and reads_on(last, row)
        and not find_ranges(row.text)
    )


def reads_on(last: Row, row: Row) -> bool:
    """What the first row says goes on in the second."""
    if _OPEN_END.search(last.text) or HYPHEN.search(last.text):
        return True
    return row.text[:1].islower() or (not _CLOSED_END.search(last.text) and not row.text[:1].isupper())


def _same_column(whole: Row, last: Row, row: Row) -> bool:
    """Same size and weight, right below, and starting where a paragraph or a hanging item goes on."""
    if last.box is None or row.box is None:
        return False
    height = max(1.0, last.box.y1 - last.box.y0)
    if abs(last.size - row.size) > 0.6 or row.space is None or not -0.6 <= row.space <= _MAX_LEADING:
        return False
    if last.parts[-1].bold != row.parts[0].bold:
        return False
    first = _last_cell_start(whole) or whole.parts[0].box or whole.box
    if first is None:
        return False
    indent = row.box.x0 - first.x0
    hangs = whole.bullet or _NUMBERED.match(whole.text)
    # A bullet whose text goes on at the margin, left of where it began.
    at_margin = whole.bullet and row.text[:1].islower() and not _CLOSED_END.search(last.text)
    hanging = -(2.5 * height if at_margin else 1.0) <= indent <= (3.5 * height if hangs else 0.6 * height)
    centred = abs((row.box.x0 + row.box.x1) - (last.box.x0 + last.box.x1)) <= 0.6 * height
    return hanging or centred


def _last_cell_start(row: Row) -> Box | None:
    """Where the text after the last wide gap begins; a date there goes on nowhere."""
    start = next((part for part in reversed(row.parts) if part.gap), None)
    return start.box if start is not None else None


def _goes_on_beside_date(last: Row, row: Row) -> bool:
    """The cell before a date at the end of its row was full: "Hochschule für⇥2014 – 2018" over "Angewandte Kunst"."""
    cells = last.cells
    if len(cells) < 2 or "\t" in row.text or row.bullet or row.page != last.page or not find_ranges(cells[-1].text):
        return False
    cell, box = cells[-2], row.box
    if cell.box is None or box is None or row.space is None or not -0.6 <= row.space <= _MAX_LEADING:
        return False
    if abs(cell.box.x0 - box.x0) > 1 or abs(cell.size - row.size) > 0.6 or cell.parts[-1].bold != row.parts[0].bold:
        return False
    return bool(_OPEN_END.search(cell.text)) or (row.text[:1].islower() and not _CLOSED_END.search(cell.text))


def _with_rest_of_cell(last: Row, row: Row) -> Row:
    date = last.cells[-1].parts
    before = last.parts[: -len(date)]
    end = replace(before[-1], text=before[-1].text.rstrip() + " ")
    return last.with_parts([*before[:-1], end, *(replace(part, gap=False) for part in row.parts), *date])


def _is_rest_of_name(last: Row, row: Row) -> bool:
    """ "Pacific Northwest College" goes on with "of Art", "Ohio Valley State" with "University", in a column too
    narrow for it.
    """
    if "\t" in last.text or row.space is None or row.space > 0.45 or last.words > 7 or row.words > 5:
        return False
    if _CLOSED_END.search(last.text) or find_ranges(row.text) or find_ranges(last.text):
        return False
    if _OPEN_START.match(row.text) or _OPEN_END.search(last.text):
        return True
    return (
        is_bare_organisation_word(row.text)
        and not is_bare_organisation_word(last.text)
        and last.parts[0].bold == row.parts[0].bold
    )


def _was_full(whole: Row, last: Row, row: Row, columns: _Columns) -> bool:
    """The first word of `row` had no room left on the row above it, and the text reads on."""
    if last.box is None or row.box is None:
        return False
    if "\t" in last.text and (find_ranges(last.cells[-1].text) or len(last.cells[-1].text) < 20):
        return False
    if HYPHEN.search(last.text) and row.text[:1].islower():
        return True
    if whole.bullet and row.text[:1].islower() and (row.space or 0.0) <= 0.35 and not _CLOSED_END.search(last.text):
        return True
    average = (last.box.x1 - last.box.x0) / max(1, len(last.text))
    first_word = 1 if has_cjk(row.text[:1]) else len(row.text.split(maxsplit=1)[0])
    room = columns.right[row.page, row.block] - last.box.x1
    if room > average * (first_word + 1) * 1.15 + 2:
        return (
            len(last.text) >= _MIN_FULL
            and row.text[:1].islower()
            and columns.is_tight(row)
            and not _CLOSED_END.search(last.text)
        )
    if reads_on(last, row):
        return True
    if has_cjk(last.text):
        return len(last.text) >= 15 and not _CLOSED_END.search(last.text)
    if _CLOSED_END.search(last.text):
        return word_count(last.text) > 8 and (columns.is_tight(row) or whole.bullet) and not (row.space or 0) > 0.5
    narrow = (
        last.words > 1
        and row.parts[0].bold
        and columns.is_closest(row)
        and len(last.text) >= 0.55 * columns.letters(last)
    )
    return len(last.text) >= _MIN_FULL or narrow


def _append(whole: Row, row: Row) -> None:
    parts = [replace(part, gap=False) for part in row.parts]
    text, first = whole.text, parts[0].text
    is_address = is_broken_address(whole, row)
    word = re.split(r"[^\w-]", first, maxsplit=1)[0]
    if HYPHEN.search(text) and first[:1].islower() and not is_address and not goes_on_after_hyphen(word):
        drop_hyphen(whole, word)
    elif not is_address and not (has_cjk(text[-1:]) and has_cjk(first[:1])) and not text.endswith("/"):
        end = whole.parts[-1]
        whole.parts[-1] = replace(end, text=end.text.rstrip() + " ")
    whole.parts += parts
    whole.refresh()
