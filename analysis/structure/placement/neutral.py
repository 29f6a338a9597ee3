"""Text that belongs in no field: labels, connecting words, page numbers, what programs print about themselves."""

from __future__ import annotations

import re
from functools import cache

from analysis.lexicon.headings import heading_kind, is_document_title, is_inner_label
from analysis.lexicon.lists import phrases, sections
from analysis.lexicon.normalise import squash

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|pagina|strona|страница)?\s*\d{1,3}(?:\s*(?:/|of|von|de|sur|di|z)\s*\d{1,3})?", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:cv |resume |résumé )?(?:designed|made|generated|created|built|powered|rendered)\s?(?:with|by|using)\b.{0,80}",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©.{0,60}\b(?:19|20)\d\d\b")
# Letters of "30september2024", the longest date that such a line gives.
_LONGEST_DATE = 16
# Words before a colon that are still a label, not a sentence.
_LONGEST_LABEL = 3
# "2 yrs 3 mos": how long something was, which its dates say already.
_DURATION = re.compile(
    r"\(?\b\d{1,2}\+?\s*(?:years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|años?|meses|mes|anni|mesi|jaar|maanden)\b"
    r"(?:[\s,·und&y]*\d{1,2}\s*(?:months?|mos?|monate?|mois|meses|mes|mesi|maanden))?\)?",
    re.IGNORECASE,
)
# "Python ★★★☆☆", "80 %": a level drawn or counted, which the schema has no number for.
_MEASURE = re.compile(r"\d{1,3}\s?%|\b\d\s?/\s?(?:5|10)\b")


def is_furniture(text: str) -> bool:
    """A line that says nothing of the person, whatever stands around it."""
    text = text.strip()
    return bool(
        not squash(text)
        or is_document_title(text)
        or _PAGE_NUMBER.fullmatch(text)
        or _CREDIT.fullmatch(text)
        or _COPYRIGHT.search(text)
        or _is_about_the_document(text)
        or is_label(text.rstrip(":："))
    )


def is_label(text: str) -> bool:
    """ "E-mail", "Technologies", "Arbeitgeber": what stands before a value and is none."""
    return squash(text) in _labels() or is_inner_label(text) or bool(heading_kind(text))


def label_words(words: list[str]) -> int:
    """How many words at a line's beginning are a label: up to a colon, or a known one without."""
    for count in range(1, min(_LONGEST_LABEL + 1, len(words))):
        if words[count - 1].endswith((":", "：")):
            return count
    return next(
        (count for count in (3, 2, 1) if count < len(words) and squash(" ".join(words[:count])) in _labels()), 0
    )


def said_otherwise(text: str) -> list[tuple[int, int]]:
    """Stretches of a text that say again, or in numbers without a field, what a value says."""
    return [found.span() for pattern in (_DURATION, _MEASURE) for found in pattern.finditer(text)]


@cache
def _labels() -> frozenset[str]:
    known = [
        phrase for name in ("labels", "entry_labels") for section in sections(name) for phrase in phrases(name, section)
    ]
    return frozenset(map(squash, [*known, *phrases("furniture", "labels")]))


@cache
def _about_documents() -> tuple[str, ...]:
    return tuple(squash(phrase) for phrase in phrases("furniture", "about the document"))


def _is_about_the_document(text: str) -> bool:
    """ "Last updated in Nov 2024": one of these phrases, and besides it a date at most."""
    said = squash(text)
    phrase = max((one for one in _about_documents() if said.startswith(one)), key=len, default="")
    return bool(phrase) and len(said) - len(phrase) <= _LONGEST_DATE
