"""A résumé as plain text: what a person can paste into a form or a mail."""

from collections.abc import Iterator

from profiles.output.presentation import presented
from profiles.output.told import Contact, Entry, Line, Said, Section
from profiles.resume import Resume

INDENT = "  "


def resume_as_text(resume: Resume) -> str:
    """The profile section by section, in the language that is active; ends with a newline."""
    shown = presented(resume)
    head = [shown.name.text, shown.label.text, *_contact(shown.contact)]
    blocks = ["\n".join(filter(None, head)), *map(_section, shown.sections)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _contact(contact: Contact) -> Iterator[str]:
    """Addresses stand in full: what is pasted has no links."""
    yield _joined(" | ", contact.email, contact.phone, str(contact.place), contact.url.link)
    for account in contact.accounts:
        name, *rest = account.words if account.is_named else (Said(""),)
        yield _joined(": ", name, account.url.link or _joined("", *rest))


def _section(section: Section) -> str:
    lines = [str(section.text)] if section.text else []
    for entry in section.entries:
        lines += _entry(entry)
    lines += map(_line, section.lines)
    return "\n".join([section.title.upper(), *filter(None, lines)])


def _entry(entry: Entry) -> list[str]:
    head, when = _joined(", ", entry.title, entry.beside, entry.under, entry.where), str(entry.when or "")
    below = (entry.grade, _joined(", ", *entry.words), entry.text)
    return [
        f"{head} ({when})" if head and when else head or when,
        *(f"{INDENT}{said}" for said in below if said),
        *(f"{INDENT}- {point}" for point in entry.points),
    ]


def _line(line: Line) -> str:
    return _joined(": ", _joined(" – ", line.name, line.level), _joined(", ", *line.words))


def _joined(separator: str, *parts: Said | str | None) -> str:
    return separator.join(str(part) for part in parts if part)
