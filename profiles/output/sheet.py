"""A profile as what a page of paper says: the words, the order and the dates of the profile's page, in its language.

The typesetter gets plain texts and puts them in their places; it knows neither résumés nor languages.
"""

from collections.abc import Iterable
from typing import TypedDict

from django.utils.translation import get_language, gettext

from profiles.labels import LABELS, SECTIONS
from profiles.resume import Basics, Education, Project, Resume, Volunteer, Work
from profiles.templatetags.resume import bare, href, period, place, resume_date


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
    basics = resume.basics
    return {
        "language": (get_language() or "en")[:2],
        "title": basics.name or untitled,
        "name": basics.name or "",
        "label": basics.label or "",
        "contact": _contact(basics),
        "sections": [one for one in _sections(resume) if one["text"] or one["entries"] or one["lines"]],
    }


def _contact(basics: Basics) -> list[Linked]:
    phone = basics.phone or ""
    found = [
        _linked(basics.email, f"mailto:{basics.email}"),
        _linked(phone, f"tel:{phone.replace(' ', '')}"),
        _linked(place(basics.location)),
        _linked(bare(basics.url), href(basics.url)),
    ]
    for profile in basics.profiles:
        named = _joined(": ", profile.network, profile.username)
        found.append(_linked((named if profile.network else bare(profile.url)) or named, href(profile.url)))
    return [one for one in found if one["text"]]


def _sections(resume: Resume) -> Iterable[Section]:
    """In the order of the page."""
    yield _section(str(LABELS["summary"]), text=resume.basics.summary or "")
    yield _section("work", entries=map(_work, resume.work))
    yield _section("education", entries=map(_education, resume.education))
    yield _section("projects", entries=map(_project, resume.projects))
    yield _section("volunteer", entries=map(_volunteer, resume.volunteer))
    yield _section("skills", lines=[_line(one.name, one.level, one.keywords) for one in resume.skills])
    yield _section("languages", lines=[_line(one.language, one.fluency) for one in resume.languages])
    yield _section(
        "certificates",
        entries=[_entry(one.name, under=one.issuer, when=resume_date(one.date), link=one.url)
                 for one in resume.certificates],
    )  # fmt: skip
    yield _section(
        "awards",
        entries=[_entry(one.title, under=one.awarder, when=resume_date(one.date), text=one.summary)
                 for one in resume.awards],
    )  # fmt: skip
    yield _section(
        "publications",
        entries=[_entry(one.name, under=one.publisher, when=resume_date(one.releaseDate), link=one.url,
                        text=one.summary) for one in resume.publications],
    )  # fmt: skip
    yield _section("interests", lines=[_line(one.name, None, one.keywords) for one in resume.interests])
    yield _section("references", entries=[_entry(one.name, text=one.reference) for one in resume.references])


def _section(name: str, *, text: str = "", entries: Iterable[Entry] = (), lines: Iterable[Line] = ()) -> Section:
    return {"title": str(SECTIONS.get(name, name)), "text": text, "entries": list(entries), "lines": list(lines)}


def _work(one: Work) -> Entry:
    when = period(one.startDate, one.endDate, goes_on=True)
    return _entry(one.position, under=one.name, where=one.location, when=when, link=one.url, text=one.summary,
                  points=one.highlights)  # fmt: skip


def _volunteer(one: Volunteer) -> Entry:
    when = period(one.startDate, one.endDate, goes_on=True)
    return _entry(one.position, under=one.organization, when=when, link=one.url, text=one.summary,
                  points=one.highlights)  # fmt: skip


def _education(one: Education) -> Entry:
    entry = _entry(one.studyType or one.area, under=one.institution, when=period(one.startDate, one.endDate),
                   link=one.url, grade=one.score, points=one.courses)  # fmt: skip
    beside = one.area if one.studyType else ""
    return {**entry, "beside": beside or ""}


def _project(one: Project) -> Entry:
    return _entry(one.name, when=period(one.startDate, one.endDate), link=one.url, text=one.description,
                  points=one.highlights, words=one.keywords)  # fmt: skip


def _entry(
    title: str | None,
    *,
    when: str = "",
    under: str | None = None,
    link: str | None = None,
    where: str | None = None,
    grade: str | None = None,
    text: str | None = None,
    points: Iterable[str] = (),
    words: Iterable[str] = (),
) -> Entry:
    """What stands under the title takes its place where there is none, and a link without words shows its address."""
    heading = title or under or ""
    second = under if under and under != heading else bare(link)
    points, words = list(points), ", ".join(words)
    return {
        "title": heading,
        "beside": "",
        "when": when,
        "under": second or "",
        "link": href(link),
        "where": where or "",
        "grade": f"{gettext('Grade')}: {grade}" if grade else "",
        "text": text or "",
        "points": points,
        "words": words,
        "more": bool(grade or text or points or words),
    }


def _line(name: str | None, level: str | None, words: Iterable[str] = ()) -> Line:
    return {"name": name or "", "level": level or "", "words": ", ".join(words)}


def _linked(text: str | None, link: str = "") -> Linked:
    return {"text": text or "", "link": link}


def _joined(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)
