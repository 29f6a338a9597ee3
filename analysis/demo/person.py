"""What a sample résumé says, before it is set as PDF, Word or text."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entry:
    """A position or a course of study."""

    title: str
    place: str
    dates: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    name: str
    label: str
    email: str
    phone: str
    city: str
    link: str
    summary: str
    work: tuple[Entry, ...]
    education: tuple[Entry, ...]
    skills: tuple[tuple[str, str], ...]
    languages: str
    extra: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    """Further sections: a heading and its lines."""


def contact(person: Person, separator: str = " | ") -> str:
    return separator.join((person.email, person.phone, person.city, person.link))
