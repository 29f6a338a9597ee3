"""What a row's text reads as: a sentence, a date, a range; and its style."""

import re

from analysis.lexicon.normalise import has_cjk
from analysis.structure.rules.recognise.dates import DateRange, find_ranges
from analysis.structure.rules.recognise.roles import (
    degree_score,
    ends_in_form,
    organisation_score,
    school_score,
    title_score,
)
from analysis.structure.rules.rows.rows import Row

SENTENCE_END = re.compile(r"[.!?。！？;；]\s*$")
# "Inc.", "e.V.", "z o.o.": no end of a sentence.
ABBREVIATED_END = re.compile(
    r"(?:\b(?:Inc|Ltd|Corp|Co|St|Jr|Sr|etc|Dr|r|Univ|Dept|Bros|mbH)|\b(?:\w{1,2}\.)+\w{1,2})\.$"
)
_DURATION = re.compile(
    r"\(?\s*(?:(?:about|over|less than|more than|~|circa|ca\.?)\s+)?(?:an?|\d+(?:[.,]\d+)?)\s*\+?\s*(?:years?"
    r"|yrs?|months?|mos?|weeks?|days?|jahre?n?|monate?n?|ans?|mois|años?|meses|mes|anos?|mês|anni|anno|mesi"
    r"|mese|jaar|maand(?:en)?|lat|lata|rok|miesi\w+|лет|год\w*|мес\w*|年|个月|ヶ月|か月|yıl|ay)"
    r"(?:[\s,]*(?:and|und|et|y|e|en|i|и)?\s*\d+\s*(?:months?|mos?|monate?|mois|meses|mes|mesi|mese|maand(?:en)?"
    r"|miesi\w+|мес\w*|个月|ヶ月|か月|ay))?\s*\)?",
    re.IGNORECASE,
)
_SURE = 0.8
"""The score from which a text reads as a name of its kind."""
_LONGEST_HEAD = 20
"""Words of the head of an entry that is written as a sentence beside its date."""
_LONG = 14


def is_prose(text: str) -> bool:
    """Reads as a sentence or a list of duties, not as a title, a name or a date."""
    words = len(text.split())
    if has_cjk(text) and len(text) > 12:
        return bool(SENTENCE_END.search(text)) or len(text) > 45
    if words > _LONG:
        return True
    if words > 3 and SENTENCE_END.search(text) and not ABBREVIATED_END.search(text) and not ends_in_form(text):
        return True
    return words > 4 and text[:1].islower() and not find_ranges(text)


def reads_as_head(text: str) -> bool:
    """A sentence that opens with a position, a degree, a school or an employer, and is no longer than a head is."""
    if len(text.split()) > _LONGEST_HEAD:
        return False
    first = text.split(",", maxsplit=1)[0]
    return max(title_score(first), degree_score(first), school_score(first), organisation_score(first)) >= _SURE


def find_spans(text: str) -> list[DateRange]:
    """The ranges of a text, without its single dates."""
    return [found for found in find_ranges(text) if found.is_span]


def is_date_only(text: str) -> bool:
    ranges = find_ranges(text)
    return len(ranges) == 1 and not any(char.isalnum() for char in without_ranges(text, ranges))


def without_ranges(text: str, ranges: list[DateRange]) -> str:
    for found in reversed(ranges):
        text = text[: found.first] + text[found.last :]
    return text.strip(" \t,;|()-–—·•")


def style(row: Row) -> tuple[int, int, bool, bool, bool]:
    part = row.parts[0]
    return (row.level if row.role == "heading" else 0, round(part.size), part.bold, part.italic, row.bullet)


def is_duration(text: str) -> bool:
    """Says how long something lasted, and nothing else: "2 years 3 months", "(5 mois)"."""
    return bool(_DURATION.fullmatch(text.strip(" ·•|-–")))


def is_sentence_end(text: str) -> bool:
    """Ends in a full stop that ends no abbreviation."""
    return bool(SENTENCE_END.search(text)) and not ABBREVIATED_END.search(text) and not ends_in_form(text)
