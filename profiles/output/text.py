"""A résumé as plain text: what a person can paste into a form or a mail."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from profiles.resume import Education, Location, Project, Resume, Volunteer, Work

INDENT = "  "


def resume_as_text(resume: Resume) -> str:
    """The document section by section, empty parts left out; ends with a newline."""
    blocks = ["\n".join(_basics(resume)), *_sections(resume)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _basics(resume: Resume) -> Iterator[str]:
    basics = resume.basics
    yield from filter(None, [basics.name, basics.label])
    contact = _joined(" | ", basics.email, basics.phone, basics.url, _place(basics.location))
    yield from filter(None, [contact])
    for profile in basics.profiles:
        yield _joined(": ", profile.network, profile.url or profile.username)
    if basics.summary:
        yield from ("", basics.summary)


def _place(location: Location | None) -> str:
    if location is None:
        return ""
    city = _joined(" ", location.postalCode, location.city)
    return _joined(", ", location.address, city, location.region, location.countryCode)


def _sections(resume: Resume) -> Iterator[str]:
    for title, entries, as_lines in _table(resume):
        if lines := [line for entry in entries for line in as_lines(entry) if line]:
            yield "\n".join([title, *lines])


def _table(resume: Resume) -> list[tuple[str, Sequence[Any], Callable[[Any], list[str]]]]:
    """Title, entries, and how one of them is written."""
    return [
        ("WORK", resume.work, _work),
        ("EDUCATION", resume.education, _education),
        ("PROJECTS", resume.projects, _project),
        ("VOLUNTEERING", resume.volunteer, _volunteer),
        (
            "SKILLS",
            resume.skills,
            lambda one: [_joined(": ", _joined(" – ", one.name, one.level), _list(one.keywords))],
        ),
        ("LANGUAGES", resume.languages, lambda one: [_joined(": ", one.language, one.fluency)]),
        ("CERTIFICATES", resume.certificates, lambda one: [_joined(", ", one.name, one.issuer, one.date)]),
        ("AWARDS", resume.awards, lambda one: _entry([one.title, one.awarder], one.date, one.summary)),
        (
            "PUBLICATIONS",
            resume.publications,
            lambda one: _entry([one.name, one.publisher], one.releaseDate, one.summary),
        ),
        ("INTERESTS", resume.interests, lambda one: [_joined(": ", one.name, _list(one.keywords))]),
        ("REFERENCES", resume.references, lambda one: [_joined(": ", one.name, one.reference)]),
    ]


def _work(one: Work) -> list[str]:
    return _entry([one.position, one.name, one.location], _period(one, goes_on=True), one.summary, one.highlights)


def _volunteer(one: Volunteer) -> list[str]:
    return _entry([one.position, one.organization], _period(one, goes_on=True), one.summary, one.highlights)


def _education(one: Education) -> list[str]:
    return _entry([one.studyType, one.area, one.institution], _period(one), one.score, one.courses)


def _project(one: Project) -> list[str]:
    return _entry([one.name, _list(one.keywords)], _period(one), one.description, one.highlights)


def _entry(
    heading: Sequence[str | None], when: str | None, text: str | None = None, points: Sequence[str] = ()
) -> list[str]:
    first = _joined(", ", *heading)
    dated = f"{first} ({when})" if first and when else first or when or ""
    return [dated, INDENT + text if text else "", *(f"{INDENT}- {point}" for point in points)]


def _period(one: Work | Volunteer | Education | Project, *, goes_on: bool = False) -> str:
    """From when to when; a beginning without an end means the present only where `goes_on`."""
    if not one.startDate:
        return one.endDate or ""
    end = one.endDate or ("present" if goes_on else "")
    return _joined(" – ", one.startDate, end)


def _list(words: Sequence[str]) -> str:
    return ", ".join(words)


def _joined(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)
