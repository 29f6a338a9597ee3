"""A profile as what a page of paper says: its presentation as plain texts, in the language that is active.

The typesetter gets plain texts and puts them in their places; it knows neither résumés nor languages.
"""

from collections.abc import Sequence
from typing import TypedDict

from django.utils.translation import get_language, gettext

from profiles.output import told
from profiles.output.presentation import presented
from profiles.output.told import Contact, Said
from profiles.resume import Resume


class Linked(TypedDict):
    """A text and the address that it leads to, "" where it leads nowhere."""

    text: str
    link: str


class Entry(TypedDict):
    """A position, a school, a prize. All texts are there, "" where there is nothing to say.

    `more` says whether something follows the head.
    """

    title: str
    beside: str
    when: str
    under: str
    link: str
    where: str
    grade: str
    text: str
    points: list[str]
    words: str
    more: bool


class Line(TypedDict):
    """A skill, a language, an interest."""

    name: str
    level: str
    words: str


class Section(TypedDict):
    title: str
    text: str
    entries: list[Entry]
    lines: list[Line]


class Sheet(TypedDict):
    """`language` is that of the titles and the dates, as the two letters of ISO 639."""

    language: str
    title: str
    name: str
    label: str
    contact: list[Linked]
    sections: list[Section]


def sheet_of(resume: Resume, *, untitled: str) -> Sheet:
    """What the profile's page says, in the language that is active; `untitled` heads it where nobody is named."""
    shown = presented(resume)
    return {
        "language": (get_language() or "en")[:2],
        "title": shown.name.text or untitled,
        "name": shown.name.text,
        "label": shown.label.text,
        "contact": _contact(shown.contact),
        "sections": list(map(_section, shown.sections)),
    }


def _contact(contact: Contact) -> list[Linked]:
    found: list[Linked] = [
        _linked(contact.email),
        _linked(contact.phone),
        {"text": str(contact.place), "link": ""},
        _linked(contact.url),
    ]
    found += [{"text": str(account), "link": account.url.link} for account in contact.accounts]
    return [one for one in found if one["text"]]


def _linked(said: Said) -> Linked:
    return {"text": said.text, "link": said.link}


def _section(section: told.Section) -> Section:
    return {
        "title": section.title,
        "text": _text(section.text),
        "entries": list(map(_entry, section.entries)),
        "lines": [
            {"name": line.name.text, "level": _text(line.level), "words": _words(line.words)} for line in section.lines
        ],
    }


def _entry(entry: told.Entry) -> Entry:
    """A link without words shows its address."""
    link = entry.link or Said("")
    grade, points, words = _text(entry.grade), [point.text for point in entry.points], _words(entry.words)
    return {
        "title": entry.title.text,
        "beside": _text(entry.beside),
        "when": str(entry.when or ""),
        "under": (entry.under or link).text,
        "link": link.link,
        "where": _text(entry.where),
        "grade": f"{gettext('Grade')}: {grade}" if grade else "",
        "text": _text(entry.text),
        "points": points,
        "words": words,
        "more": bool(grade or entry.text or points or words),
    }


def _text(said: Said | None) -> str:
    return said.text if said else ""


def _words(words: Sequence[Said]) -> str:
    return ", ".join(map(str, words))
