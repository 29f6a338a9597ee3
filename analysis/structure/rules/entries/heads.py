"""Takes the head of an entry apart: its date, its place, its link, and the texts that remain to be told apart by
their kind.

`Bit` is one such text with its style; two bits are apart where a wide gap, a bar, a change of style or a new row
stands between them. Commas and dashes separate only where somebody asks (`splits`), since names and titles hold them
too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.lexicon.lists import phrases
from analysis.lexicon.normalise import squash, trim
from analysis.structure.rules.entries.entries import Entry
from analysis.structure.rules.entries.texts import is_duration
from analysis.structure.rules.evidence import Value, from_row
from analysis.structure.rules.recognise.contact import find_emails, find_urls
from analysis.structure.rules.recognise.date_words import DATE_LABEL
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.labels import entry_label, split_entry_label
from analysis.structure.rules.recognise.places import is_remote, read_place
from analysis.structure.rules.recognise.roles import degree_score, organisation_score, title_score
from analysis.structure.rules.rows.rows import Part, Row

_BAR = re.compile(r"\s*[|•·∙⋅♦◦]\s*|\t|\s{3,}|\s*\|\|\s*")
_ENDS = " \t,;:|•·–—-/"
_LEADING_AT = re.compile(r"^(?:at|@|bei|chez|presso)\s+(?=\S)")
# Set apart from the title and the employer that stand on its sides.
_BARE_AT = re.compile(r"(?:at|@|bei|chez|presso|bij|w firmie|в)", re.IGNORECASE)
_NAMING_LABELS = frozenset({"company", "position", "institution", "degree"})
_ORDINAL = re.compile(r"^\s*\(?\d{1,2}[.)]\s+(?=[^\W\d_])")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_LINK_HINT = re.compile(
    r"^[(\[]?\s*(?:link|website|web|url|site|view|visit|demo|source|repo|show|see)\s*[)\]]?$", re.IGNORECASE
)
_PLACE_CUT = re.compile(r"\s*[,|•·]\s*|\s+[–—-]\s+|\s*\(|\s+in\s+")
_OF_REGION = re.compile(r"(?:Universit\w+|Universidad\w*) (?:of|de|du|do|di) (?:\w+ ?){1,2}$")
_SURE_PLACE, _LIKELY_PLACE = 0.9, 0.75
"""The scores from which a town alone, or a town with its region, is a place between other texts."""


@dataclass(slots=True)
class Bit:
    """`row_index` counts the head's rows; `gap` says that a wide gap stood before it."""

    text: str
    row: Row
    row_index: int
    part: Part
    gap: bool = False
    # What a label before the text says that it is: "company", "position", "institution", …
    label: str | None = None

    @property
    def style(self) -> tuple[int, bool, bool]:
        return (round(self.part.size), self.part.bold, self.part.italic)

    def value(self, confidence: float, text: str | None = None) -> Value:
        return from_row(
            self.text if text is None else text, self.row, confidence, [self.part] if self.part.box else None
        )


@dataclass(slots=True)
class Head:
    bits: list[Bit]
    place: Bit | None = None
    url: Bit | None = None


def read_head(entry: Entry, known_places: frozenset[str] = frozenset()) -> Head:
    """The head of an entry without its dates. `known_places`: squashed names that the résumé uses as places
    elsewhere.
    """
    head = Head([])
    for row_index, row in enumerate([*entry.head, *_labelled(entry.body)]):
        for bit in _row_bits(row, row_index):
            _sort_bit(head, bit, known_places)
    if head.place is None:
        _place_from_tail(head, known_places)
    if head.place is None:
        _place_from_within(head, known_places)
    return head


def _labelled(rows: list[Row]) -> list[Row]:
    """Rows below the head that a label makes part of it: "Employer" and its name in the next cell."""
    return [
        row for row in rows if not row.bullet and "\t" in row.text and entry_label(row.cells[0].text) in _NAMING_LABELS
    ]


def _row_bits(row: Row, row_index: int) -> Iterator[Bit]:
    """The row's bits, dates and durations taken out."""
    groups: list[list[Part]] = []
    for index, part in enumerate(row.parts):
        if index and not part.gap and _same_style(groups[-1][-1], part):
            groups[-1].append(part)
        else:
            groups.append([part])
    groups = _rejoin(groups)
    pending: str | None = None
    for group in groups:
        text = "".join(part.text for part in group)
        for found in reversed(find_ranges(text)):
            text = text[: found.first] + "\t" + text[found.last :]
        first = group[0]
        part = Part(
            text,
            first.size,
            first.bold,
            first.italic,
            next((p.link for p in group if p.link), None),
            first.box,
            first.gap,
        )
        gap = first.gap
        for piece in _BAR.split(text):
            label, cleaned = split_entry_label(_cleaned(piece))
            if not cleaned:
                continue
            if label is None and entry_label(cleaned) and (":" in piece or len(row.cells) > 1):
                pending = entry_label(cleaned)
                continue
            yield Bit(cleaned, row, row_index, part, gap, label or pending)
            gap, pending = True, None


def _same_style(first: Part, second: Part) -> bool:
    if bool(first.link) != bool(second.link) and (
        first.text.rstrip().endswith((",", "-", "–", "—", "("))
        or second.text.lstrip().startswith((",", "-", "–", "—", "("))
    ):
        return False
    return (first.bold, first.italic) == (second.bold, second.italic) and abs(first.size - second.size) < 0.8


def _rejoin(groups: list[list[Part]]) -> list[list[Part]]:
    """A change of style within a phrase ("Master of **Science** in") or a word separates nothing: only punctuation or
    a gap does.
    """
    result: list[list[Part]] = []
    for group in groups:
        if result and not group[0].gap:
            before, after = result[-1][-1].text, group[0].text
            touching = re.search(r"[\w)]\s?$", before) and re.match(r"\s?[\w(&]", after)
            joiner = re.search(r"(?:^|\s)(?:of|in|de|en|em|der|für|di|and|&)\s*$", before) or re.match(
                r"\s*(?:of|in|de|en|em|der|für|di|and|&)\s", after
            )
            within_word = re.search(r"\w$", before) and re.match(r"\w", after)
            if within_word or (touching and joiner):
                result[-1] = result[-1] + group
                continue
        result.append(group)
    return result


def _cleaned(text: str) -> str:
    text = _ORDINAL.sub("", _EMPTY_BRACKETS.sub(" ", text))
    text = trim(text).strip(_ENDS).strip()
    text = text.rstrip("）") if text.count("（") < text.count("）") else text
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    text = _LEADING_AT.sub("", text.lstrip(")] ").rstrip("([ "))
    if text.count("(") < text.count(")"):
        text = text.rstrip(")").strip()
    elif text.count("(") > text.count(")"):
        text += ")"
    if (
        not any(char.isalnum() for char in text)
        or is_duration(text)
        or _LINK_HINT.match(text)
        or DATE_LABEL.match(text)
        or _BARE_AT.fullmatch(text)
    ):
        return ""
    return text


def _sort_bit(head: Head, bit: Bit, known_places: frozenset[str]) -> None:
    if find_emails(bit.text):
        return
    urls = find_urls(bit.text)
    if urls and len(urls[0].value) >= 0.75 * len(bit.text):
        head.url = head.url or Bit(urls[0].value, bit.row, bit.row_index, bit.part)
        return
    if urls and "://" in urls[0].value:
        head.url = head.url or Bit(urls[0].value, bit.row, bit.row_index, bit.part)
        bit.text = _cleaned(bit.text.replace(urls[0].value, " "))
    if bit.label == "period":
        return
    if bit.label == "place" or (bit.label is None and _is_new_place(head, bit.text, known_places)):
        head.place = bit
        return
    if bit.text and not any(
        squash(other.text) == squash(bit.text) for other in head.bits if other.row_index != bit.row_index
    ):
        head.bits.append(bit)


def _is_new_place(head: Head, text: str, known_places: frozenset[str]) -> bool:
    return is_place(text, known_places) and (head.place is None or squash(head.place.text) == squash(text))


def is_place(text: str, known_places: frozenset[str]) -> bool:
    if squash(text) in known_places:
        return True
    score = read_place(text).score
    if score < 0.7:
        return False
    if score >= 0.85 and "," in text:
        return True
    first = text.split(",", maxsplit=1)[0]
    return is_remote(text) or (
        title_score(first) < 0.8 and organisation_score(first) < 0.6 and degree_score(text) < 0.7
    )


def _place_from_tail(head: Head, known_places: frozenset[str]) -> None:
    """ "Acme Inc., Boston, MA", "Acme – Boston", "Acme (Boston)": the place is what remains after the name."""
    for bit in head.bits:
        for cut in _PLACE_CUT.finditer(bit.text):
            name, tail = bit.text[: cut.start()], bit.text[cut.end() :].rstrip(") ")
            if (
                name
                and is_place(tail, known_places)
                and not is_place(name, known_places)
                and not _is_campus(name, tail)
            ):
                head.place = replace(bit, text=tail)
                bit.text = _cleaned(name)
                return


def _place_from_within(head: Head, known_places: frozenset[str]) -> None:
    """ "Acme, Boston, MA, Engineer": the place stands between two other texts."""
    for index, bit in enumerate(head.bits):
        pieces = [piece.strip() for piece in bit.text.split(",")]
        for size in (3, 2, 1):
            for start in range(1, len(pieces) - size):
                place = ", ".join(pieces[start : start + size])
                before, after = ", ".join(pieces[:start]), ", ".join(pieces[start + size :])
                is_sure = read_place(place).score >= (_SURE_PLACE if size == 1 else _LIKELY_PLACE)
                if is_sure and is_place(place, known_places) and before and after and not _is_campus(before, place):
                    head.place = replace(bit, text=place)
                    head.bits[index : index + 1] = [
                        replace(bit, text=_cleaned(before)),
                        replace(bit, text=_cleaned(after), gap=True),
                    ]
                    return


def _is_campus(name: str, tail: str) -> bool:
    """ "University of California, Berkeley" is one name; "University of Leeds, UK" is a name and a place."""
    place = read_place(tail)
    return bool(_OF_REGION.search(name)) and bool(place.city) and not (place.region or place.country)


def _any_of(section: str) -> str:
    return "|".join(sorted(phrases("roles", section), key=len, reverse=True))


_AT = re.compile(rf"\s+(?:{_any_of('at')})\s+|\s+@(?=\w)", re.IGNORECASE)
_WEAK_AT = re.compile(rf"\s+(?:{_any_of('weak at')})\s+(?=[„“«\"]?(?:[^\W\d_a-zà-öø-ÿа-я]|\d))")
_AT_SCHOOL = re.compile(
    r"\s+(?:an der|an dem|am|à l['’]|à la|à|en la|na|alla|presso l['’]|aan de|from)\s*(?=[A-ZÀ-ÞА-Я])"
)
_WEAK = (
    (re.compile(r"\s+[–—]\s+"), 0.3),
    (re.compile(r"\s*[,，،]\s+|，"), 0.25),
    (re.compile(r"\s+-\s+"), 0.1),
    (re.compile(r"\s*:\s+"), 0.1),
    (re.compile(r"\s+/\s+"), 0.0),
    (re.compile(r"\s+\((?=[^)]+\)$)|（(?=[^）]+）$)"), 0.05),
)


def splits(text: str) -> Iterator[tuple[str, str, float]]:
    """All ways to cut a text in two at its punctuation, each with how usual that punctuation is for it."""
    for match in _AT.finditer(text):
        yield trim(text[: match.start()]), trim(text[match.end() :]), 0.9
    for pattern, weight in (*_WEAK, (_AT_SCHOOL, 0.5)):
        for match in pattern.finditer(text):
            first, second = _cleaned(text[: match.start()]), _cleaned(text[match.end() :])
            if first and second:
                yield first, second, weight


def at_split(text: str) -> tuple[str, str] | None:
    """ "Engineer at Acme" -> ("Engineer", "Acme")."""
    match = _AT.search(text)
    return (trim(text[: match.start()]), trim(text[match.end() :])) if match and match.start() > 1 else None


def weak_at_splits(text: str) -> Iterator[tuple[str, str]]:
    """ "Ingeniera en Acme" -> ("Ingeniera", "Acme"); "Especialista en Derecho" -> ("Especialista", "Derecho") too."""
    for match in _WEAK_AT.finditer(text):
        yield trim(text[: match.start()]), trim(text[match.end() :]).strip('„“”«»"')
