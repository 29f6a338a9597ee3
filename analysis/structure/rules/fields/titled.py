"""Certificates, awards and publications: a title, who gave it, and when."""

import re
from dataclasses import replace

from analysis.lexicon.lists import phrases
from analysis.lexicon.normalise import squash, trim, words
from analysis.structure.rules.entries.entries import Entry, cut_entries
from analysis.structure.rules.entries.heads import Bit, Head, read_head
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.evidence import Draft, Value, from_row, from_rows
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.roles import organisation_score, title_score
from analysis.structure.rules.rows.rows import Row

_ISSUED_BY = re.compile(
    r"^(?:issued|awarded|offered|granted|published)?\s*(?:by|from|von|durch|par|por|da|door|przez|issuer"
    r"|issuing organi[sz]ation|awarder|publisher|aussteller)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
# The authors of a citation, up to its title: "Doe, J., Roe R. & Poe, P. (2019)."
_AUTHORS = re.compile(
    r"^(?:[A-ZÀ-Þ][\w'’-]+,?\s(?:[A-Z]\.?[ -]?){1,3}(?:et al\.?)?[,;.]?\s*(?:&|and|und|et|y)?\s*)+(?:\(\s*\)\.?\s*)?"
    r"[.:]?\s*(?=[A-ZÀ-Þ])"
)
_A_TITLE = 0.8
"""The score from which a text reads as a position or an employer."""
_FEWEST_LISTED = 3
"""Certificates on one row that make it a list."""
_LIST_WORDS = 6
"""Words of one certificate in a list of several on one row."""
_LEVELS = frozenset(squash(phrase) for phrase in phrases("roles", "certificate levels"))
# Before a name of few words.
_LAST_COMMA = r",\s+(?=[A-ZÀ-Þ\u3040-\u9fff][^,]{1,40}$)"
# What alone names no certificate.
_REST_OF_NAME = frozenset(
    squash(word)
    for word in (
        *("qualification", "certificate", "certification", "certified", "professional", "specialist", "practitioner"),
        *("diploma", "licence", "license", "exam", "course", "training", "program", "programme", "specialization"),
        *("zertifikat", "zertifizierung", "certificat", "certificado", "certificação", "certificato", "diplôme"),
    )
)


def read_titled(rows: list[Row], known_places: frozenset[str], fields: tuple[str, str, str]) -> list[Draft]:
    """Entries that are a title, who gave it, and when. `fields`: the schema's names for those three."""
    title_field, by_field, date_field = fields
    drafts = []
    if by_field == "issuer":
        rows = [one for row in _whole(rows) for one in _listed(row, alone=len(rows) == 1)]
    for entry in cut_entries(rows, dated=False):
        head = read_head(entry, known_places)
        bits = [bit for bit in _with_labels(head.bits) if bit.text]
        if not bits:
            continue
        title, by = _cited(bits) if by_field == "publisher" else (None, None)
        if title is None:
            title, by = _title_and_giver(bits, entry)
        if by and by_field == "issuer" and _is_certificate(by, title, entry):
            drafts.append({title_field: title.value(0.8)})
            title, by = by, None
        draft: Draft = {title_field: title.value(0.8)}
        draft |= {by_field: by.value(0.7, _ISSUED_BY.sub("", by.text))} if by else {}
        if date := _date_of(entry):
            draft[date_field] = date
        if title_field == "name" and (url := _url_of(head, title)):
            draft["url"] = url
        if title_field != "name" or by_field == "publisher":
            text = [row for row in entry.body if is_prose(row.text)]
            if text:
                draft["summary"] = from_rows("\n".join(row.text for row in text), text, 0.7)
        drafts.append(draft)
    return drafts


def _is_certificate(by: Bit, title: Bit, entry: Entry) -> bool:
    """The row below is another certificate, not who gave the first: it says so, and is set alike."""
    if entry.dates or by.row_index == title.row_index or by.style != title.style or _ISSUED_BY.match(by.text):
        return False
    return any(word in _REST_OF_NAME for word in words(by.text))


def _whole(rows: list[Row]) -> list[Row]:
    """Certificates whose last word a narrow column put on a row of its own: "… Individual" over "Qualification"."""
    result: list[Row] = []
    for row in rows:
        rest = squash(row.text) in _REST_OF_NAME and not row.bullet
        if rest and result and not find_ranges(result[-1].text) and result[-1].page == row.page:
            last = result[-1]
            end = replace(last.parts[-1], text=last.parts[-1].text.rstrip() + " ")
            result[-1] = last.with_parts([*last.parts[:-1], end, *row.parts])
        else:
            result.append(row)
    return result


def _url_of(head: Head, title: Bit) -> Value | None:
    """The address in the entry's head, else the one behind its title."""
    if head.url:
        return head.url.value(0.9)
    link = title.part.link
    return title.value(0.8, link) if link and link.startswith("http") else None


def _listed(row: Row, *, alone: bool) -> list[Row]:
    """Several certificates in one row between commas, where it is the only row and no text."""
    pieces = [trim(piece).rstrip(".") for piece in re.split(r"[,;•·|]\s*", row.text.rstrip(".")) if trim(piece)]
    if not alone or len(pieces) < _FEWEST_LISTED or any(len(piece.split()) > _LIST_WORDS for piece in pieces):
        return [row]
    if find_ranges(row.text):
        return [row]
    return [replace(row, parts=[replace(row.parts[0], text=piece, gap=False)]) for piece in pieces]


def _date_of(entry: Entry) -> Value | None:
    """The entry's date; without one of its own, the last date that its rows mention."""
    if entry.dates and entry.date_row:
        return from_row(entry.dates.start or entry.dates.end or "", entry.date_row, 0.9)
    mentioned = [(found, row) for row in entry.rows for found in find_ranges(row.text)]
    if not mentioned:
        return None
    found, row = mentioned[-1]
    return from_row(found.start or found.end or "", row, 0.6)


def _cited(bits: list[Bit]) -> tuple[Bit | None, Bit | None]:
    """The title and the venue of a citation: quoted, or between the authors and the journal."""
    text = bits[0].row.text
    for found in reversed(find_ranges(text)):
        text = text[: found.first] + text[found.last :]
    quoted = re.search(r"[\"“„«](.{12,}?)[,.]?[\"”“»]", text)
    if quoted:
        return _renamed(bits[0], quoted[1]), _renamed(bits[0], text[quoted.end() :])
    authors = _AUTHORS.match(text)
    if authors:
        title, _, venue = text[authors.end() :].partition(". ")
        return _renamed(bits[0], title), _renamed(bits[0], venue) or (bits[1] if len(bits) > 1 else None)
    return None, None


def _renamed(bit: Bit, text: str) -> Bit | None:
    """The same source with another text, or None where nothing of it is left."""
    text = trim(text).strip(" .,(")
    return replace(bit, text=text) if text else None


def _with_labels(bits: list[Bit]) -> list[Bit]:
    """ "Issued by" set apart from the name that it introduces belongs to it."""
    result: list[Bit] = []
    for index, bit in enumerate(bits):
        if (
            _ISSUED_BY.match(bit.text + " x")
            and len(bit.text.split()) <= 3
            and _ISSUED_BY.sub("", bit.text + " x") == "x"
            and index + 1 < len(bits)
        ):
            following = bits[index + 1]
            bits[index + 1] = Bit(
                f"{bit.text} {following.text}", following.row, following.row_index, following.part, following.gap
            )
        else:
            result.append(bits[index])
    return result


def _title_and_giver(bits: list[Bit], entry: Entry) -> tuple[Bit, Bit | None]:
    if len(bits) == 1:
        first, comma, second = bits[0].text.rpartition(", ")
        if comma and organisation_score(second) >= 0.6 > organisation_score(first):
            bits = [Bit(text, bits[0].row, bits[0].row_index, bits[0].part) for text in (first, second)]
    if len(bits) > 1:
        if _ISSUED_BY.match(bits[0].text) and not _ISSUED_BY.match(bits[1].text):
            return bits[1], bits[0]
        return bits[0], bits[1]
    bit = bits[0]
    # "Title, Giver, 2015" in one row: the comma before the date shows that commas separate.
    listed = (
        (r",\s+(?=[^,]{2,40}$)",)
        if entry.date_row and re.search(r",\s*\(?$", entry.date_row.text[: entry.dates.first if entry.dates else 0])
        else ()
    )
    for pattern in (
        r"\s+[—–]\s+",
        r"\s+-\s+(?=[^-]+$)",
        r",\s+(?:issued |awarded )?(?:by|from)\s+",
        r"\s+\((?=[^()]{4,}\)$)",
        *listed,
        *((_LAST_COMMA,) if _is_in_brackets(entry) else ()),
    ):
        match = re.search(pattern, bit.text)
        if match and _is_part_of_title(bit.text[match.end() :]):
            continue
        if match and len(bit.text[: match.start()]) > 2 and len(bit.text[match.end() :]) > 1:
            return Bit(trim(bit.text[: match.start()]), bit.row, bit.row_index, bit.part), Bit(
                trim(bit.text[match.end() :]).rstrip(")"), bit.row, bit.row_index, bit.part
            )
    return bit, None


def _is_part_of_title(text: str) -> bool:
    """ "AWS Certified Developer – Associate" names a level, "Google Cloud Certified – Cloud Architect" a title."""
    return squash(text) in _LEVELS or (title_score(text) >= _A_TITLE and organisation_score(text) < _A_TITLE)


def _is_in_brackets(entry: Entry) -> bool:
    """The entry's date stands in brackets after its text: "Title, Giver (2015)"."""
    if not entry.dates or not entry.date_row:
        return False
    return bool(re.search(r"[(（]\s*$", entry.date_row.text[: entry.dates.first]))
