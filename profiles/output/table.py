"""A profile as one row of a table: what a spreadsheet of many résumés shows of each."""

from collections.abc import Iterable

from profiles.resume import Location, Resume

COLUMNS = [
    *("name", "title", "email", "phone", "city", "country", "url"),
    *("employer", "position", "since", "until"),
    *("school", "degree", "field", "skills", "languages"),
]
# A spreadsheet takes what begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARATOR = "; "


def row_of(resume: Resume) -> list[str]:
    """The values of COLUMNS: of the employers and schools the first that the document names."""
    basics, place = resume.basics, resume.basics.location or Location()
    work = resume.work[0] if resume.work else None
    school = resume.education[0] if resume.education else None
    values = [
        *(basics.name, basics.label, basics.email, basics.phone, place.city, place.countryCode, basics.url),
        *((work.name, work.position, work.startDate, work.endDate) if work else [""] * 4),
        *((school.institution, school.studyType, school.area) if school else [""] * 3),
        _joined(skill.name for skill in resume.skills),
        _joined(language.language for language in resume.languages),
    ]
    return [safe_cell(value or "") for value in values]


def safe_cell(text: str) -> str:
    """The text as a spreadsheet shows it and does not run it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _joined(texts: Iterable[str | None]) -> str:
    return _SEPARATOR.join(text for text in texts if text)
