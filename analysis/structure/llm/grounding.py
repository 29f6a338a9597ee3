"""Keep a language model to the document: what it says and the document does not is dropped.

An address, a number or a link must stand in the document, and a person's name must stand there as one. A name of
anything else (an employer, a school, a certificate …) must share a word with it, which lets corrections of spelling
and order pass and stops invented ones: placeholders, and examples from the training data.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from analysis.document import Document
from analysis.structure.rules.recognise.places import read_place
from profiles.resume import Resume

# Digits that must agree from the right: models add and drop country codes and the zero in brackets.
PHONE_DIGITS = 7

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|mailto:|tel:)(?:www\.)?|^www\.", re.IGNORECASE)
# An e-mail address or a link, which hold parts of names that nobody bears.
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?\b", re.IGNORECASE)
# How sure it has to be that a line is a place for no name to stand in it, 0 to 1.
TOWN = 0.7
_WORD = re.compile(r"[^\W_]+")


def links_of(document: Document) -> list[str]:
    """The targets of the document's hyperlinks, each once, in order: they need not stand in its text."""
    return list(dict.fromkeys(span.link.strip() for line in document.lines for span in line.spans if span.link))


@dataclass(frozen=True, slots=True)
class Source:
    """A document's text and links, folded for comparison: no case, no accents, no spaces, no punctuation."""

    letters: str
    words: frozenset[str]
    digits: str
    named: tuple[str, ...]
    """What stands in lines that may name a person, each with the one below: no addresses, links and towns."""

    @classmethod
    def of(cls, document: Document) -> "Source":
        links = links_of(document)
        whole = "\n".join([document.text, *links])
        return cls(
            letters=_folded(whole), words=frozenset(_words(whole)), digits=_digits(whole), named=_named(document)
        )

    def says_email(self, value: str) -> bool:
        spelled_out = value.replace("@", " at ").replace(".", " dot ")
        return self._holds(_folded(value)) or self._holds(_folded(spelled_out))

    def says_phone(self, value: str) -> bool:
        digits = _digits(value)
        return len(digits) >= 3 and digits[-PHONE_DIGITS:] in self.digits

    def says_link(self, value: str) -> bool:
        return self._holds(_folded(_SCHEME.sub("", value)))

    def says_name(self, value: str) -> bool:
        words = _words(value)
        telling = [word for word in words if len(word) > 2] or words
        return not telling or self._holds(_folded(value)) or any(self._says_word(word) for word in telling)

    def says_person(self, value: str) -> bool:
        """A person's name stands in the document as one: all its words together, in any order."""
        words = _words(value)
        return bool(words) and any(_folded(value) in line or all(word in line for word in words) for line in self.named)

    def _says_word(self, word: str) -> bool:
        """Long words may be part of one, as in a compound or a script without spaces; "Doe" is not said by "does"."""
        return word in self.words or (len(word) > 4 and word in self.letters)

    def _holds(self, folded: str) -> bool:
        return bool(folded) and folded in self.letters


def _named(document: Document) -> tuple[str, ...]:
    texts = [_ADDRESS.sub(" ", line.text) for line in document.lines]
    folded = ["" if _is_town(text) else _folded(text) for text in texts]
    return tuple(first + second for first, second in pairwise([*folded, ""]) if first)


def _is_town(text: str) -> bool:
    """ "Paris, France": a line that is nothing but a place."""
    return "," in text and read_place(text.strip()).score >= TOWN


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


def _words(text: str) -> list[str]:
    return [_folded(word) for word in _WORD.findall(text)]


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())


Check = Callable[[Source, str], bool]

_NAMED: Check = Source.says_name
_LINKED: Check = Source.says_link
# Section of the document → field → the check that its value must pass.
_CHECKS: dict[str, dict[str, Check]] = {
    "basics": {"name": Source.says_person, "email": Source.says_email, "phone": Source.says_phone, "url": _LINKED},
    "profiles": {"username": _NAMED, "url": _LINKED},
    "work": {"name": _NAMED, "url": _LINKED},
    "volunteer": {"organization": _NAMED, "url": _LINKED},
    "education": {"institution": _NAMED, "url": _LINKED},
    "awards": {"title": _NAMED},
    "certificates": {"name": _NAMED, "url": _LINKED},
    "publications": {"name": _NAMED, "url": _LINKED},
    "projects": {"name": _NAMED, "url": _LINKED},
    "references": {"name": _NAMED},
}
# An entry of which only these are left says nothing.
_HOLLOW = frozenset({"startDate", "endDate", "date", "releaseDate", "network"})


def grounded(resume: Resume, source: Source) -> tuple[Resume, list[str]]:
    """The résumé without what the source does not say, and the paths of what was dropped ("work.0.name")."""
    data = resume.to_json()
    dropped: list[str] = []
    basics = data.get("basics", {})
    _check(basics, "basics", _CHECKS["basics"], source, dropped)
    _check_all(basics, "profiles", "basics.profiles", source, dropped)
    for section in _CHECKS.keys() - {"basics", "profiles"}:
        _check_all(data, section, section, source, dropped)
    return Resume.model_validate(data), sorted(dropped)


def _check_all(parent: dict[str, Any], section: str, path: str, source: Source, dropped: list[str]) -> None:
    entries = parent.get(section, [])
    for index, entry in enumerate(entries):
        _check(entry, f"{path}.{index}", _CHECKS[section], source, dropped)
    parent[section] = [entry for entry in entries if entry.keys() - _HOLLOW]


def _check(entry: dict[str, Any], path: str, checks: dict[str, Check], source: Source, dropped: list[str]) -> None:
    for name, says in checks.items():
        if name in entry and not says(source, entry[name]):
            del entry[name]
            dropped.append(f"{path}.{name}")
