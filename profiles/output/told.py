"""What a profile is made of when it is told to a reader: values in words, and where they stand in the document.

Page, PDF and plain text render these and decide nothing but form. `presentation` makes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words and its JSON pointer. `text` is "" where nothing is said, `link` where it leads, if anywhere."""

    pointer: str
    text: str = ""
    link: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when. `end` is None where a day has no end: that of a prize."""

    start: Said
    end: Said | None

    @property
    def is_at_once(self) -> bool:
        """Whether it begins and ends on the same date."""
        return self.end is not None and bool(self.end) and self.start.text == self.end.text

    @property
    def is_span(self) -> bool:
        return bool(self.start and self.end) and not self.is_at_once

    def __str__(self) -> str:
        if self.is_span:
            return f"{self.start} – {self.end}"
        return self.start.text or str(self.end or "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, part by part: what a comma parts, and within it what a blank parts."""

    parts: tuple[tuple[Said, ...], ...]

    def __bool__(self) -> bool:
        return any(any(part) for part in self.parts)

    def __str__(self) -> str:
        return ", ".join(" ".join(map(str, filter(None, part))) for part in self.parts if any(part))


@dataclass(frozen=True, slots=True)
class Account:
    """A person's page elsewhere: the words for it, and its address, which may be those words."""

    words: tuple[Said, ...]
    url: Said

    @property
    def is_named(self) -> bool:
        return self.url not in self.words

    def __str__(self) -> str:
        return ": ".join(map(str, self.words))


@dataclass(frozen=True, slots=True)
class Contact:
    email: Said
    phone: Said
    place: Place
    url: Said
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A position, a school, a prize. `link` and `where` are None where such an entry has none.

    `title` is what stands first, and `under` what remains to stand below it.
    """

    title: Said
    under: Said
    when: Period | None = None
    beside: Said | None = None
    link: Said | None = None
    where: Said | None = None
    grade: Said | None = None
    text: Said | None = None
    points: Sequence[Said] = ()
    words: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A skill, a language, an interest."""

    name: Said
    level: Said | None = None
    words: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """`key` is the section's name in JSON Resume. One of `text`, `entries` and `lines` says something."""

    key: str
    title: str
    text: Said | None = None
    entries: Sequence[Entry] = ()
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Presentation:
    name: Said
    label: Said
    contact: Contact
    sections: Sequence[Section] = field(default_factory=list)
