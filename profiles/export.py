"""A résumé as plain text: what a person can paste into a form or a mail."""

from collections.abc import Iterable, Iterator

from profiles.resume import Resume

INDENT = "  "


def resume_as_text(resume: Resume) -> str:
    """The document section by section, empty parts left out; ends with a newline."""
    blocks = ["\n".join(_basics(resume))]
    for title, entries in _sections(resume):
        if lines := [line for entry in entries for line in entry]:
            blocks.append("\n".join([title.upper(), *lines]))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _basics(resume: Resume) -> Iterator[str]:
    basics = resume.basics
    yield from filter(None, [basics.name, basics.label])
    place = basics.location
    city = _joined(", ", place.address, _joined(" ", place.postalCode, place.city), place.region, place.countryCode) if place else ""
    yield from filter(None, [_joined(" | ", basics.email, basics.phone, basics.url, city)])
    yield from (_joined(" ", f"{profile.network}:" if profile.network else "", profile.url or profile.username) for profile in basics.profiles)
    if basics.summary:
        yield from ("", basics.summary)


def _sections(resume: Resume) -> Iterator[tuple[str, Iterable[list[str]]]]:
    yield "Work", (_entry(_joined(", ", one.position, one.name, one.location), _period(one.startDate, one.endDate), one.summary, one.highlights) for one in resume.work)
    yield "Education", (_entry(_joined(", ", one.studyType, one.area, one.institution), _period(one.startDate, one.endDate), one.score, one.courses) for one in resume.education)
    yield "Projects", (_entry(one.name or "", _period(one.startDate, one.endDate), one.description, one.highlights) for one in resume.projects)
    yield "Volunteering", (_entry(_joined(", ", one.position, one.organization), _period(one.startDate, one.endDate), one.summary, one.highlights) for one in resume.volunteer)
    yield "Skills", ([_joined(": ", _joined(" – ", one.name, one.level), ", ".join(one.keywords))] for one in resume.skills)
    yield "Languages", ([_joined(": ", one.language, one.fluency)] for one in resume.languages)
    yield "Certificates", ([_joined(", ", one.name, one.issuer, one.date)] for one in resume.certificates)
    yield "Awards", (_entry(_joined(", ", one.title, one.awarder), one.date or "", one.summary, []) for one in resume.awards)
    yield "Publications", (_entry(_joined(", ", one.name, one.publisher), one.releaseDate or "", one.summary, []) for one in resume.publications)
    yield "Interests", ([_joined(": ", one.name, ", ".join(one.keywords))] for one in resume.interests)
    yield "References", ([_joined(": ", one.name, one.reference)] for one in resume.references)


def _entry(heading: str, when: str, text: str | None, points: list[str]) -> list[str]:
    first = _joined(" (", heading, f"{when})" if when and heading else when)
    return [first, *([INDENT + text] if text else []), *(f"{INDENT}- {point}" for point in points)]


def _period(start: str | None, end: str | None) -> str:
    return f"{start} – {end or 'present'}" if start else end or ""


def _joined(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)
