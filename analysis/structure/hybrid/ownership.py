"""Which lines of a document belong to which part of what was read from it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from analysis.document import Box, Document, Line

# A part is "basics/name", a section's entry "work/2", or a whole section "work".
Part = str
Evidence = dict[str, Any]

# A line of which fewer letters than this are known belongs to nobody.
FEWEST_LETTERS = 3
# How much of the smaller of two boxes lies within the other where they speak of the same line.
_SHARE = 0.5
_ANYWHERE = 0
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}\Z")


def part_of(pointer: str) -> Part:
    """The part that the value at a JSON pointer belongs to: "/work/2/highlights/0" is of "work/2"."""
    return "/".join(pointer.split("/")[1:3])


def folded(text: str) -> str:
    """Text for comparison: no case, no accents, no spaces, no punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


def owners(document: Document, values: Iterable[tuple[str, str]], evidence: dict[str, Evidence]) -> list[Part]:
    """For each of the document's lines the part most of whose letters stand in it; "" where none has enough.

    `values` are (JSON pointer, text). A value with a box is looked for only in the lines of its page that share the
    box; any other one in all lines.
    """
    known = _Known(values, evidence)
    return [known.owner(line) for line in document.lines]


class _Known:
    """The values, by the page on which they stand."""

    def __init__(self, values: Iterable[tuple[str, str]], evidence: dict[str, Evidence]) -> None:
        self._by_page: dict[int, list[tuple[Part, str, list[float] | None]]] = defaultdict(list)
        for pointer, text in values:
            found = evidence.get(pointer) or {}
            box, page = found.get("box"), found.get("page")
            # Dates are kept in a form of their own: of them the year alone need stand in the line.
            letters = text[:4] if _DATE.match(text) else folded(text)
            if letters:
                self._by_page[page if box and page else _ANYWHERE].append((part_of(pointer), letters, box))

    def owner(self, line: Line) -> Part:
        letters, box = folded(line.text), line.box
        words = [folded(word) for word in line.text.split()]
        share: dict[Part, int] = defaultdict(int)
        for part, value, where in [*self._by_page[line.page], *self._by_page[_ANYWHERE]]:
            if where is None or box is None:
                share[part] += _common(value, letters)
            elif _overlap(where, box):
                share[part] += max(_common(value, letters), sum(len(word) for word in words if word in value))
        part = max(share, key=lambda name: share[name], default="")
        return part if share.get(part, 0) >= min(FEWEST_LETTERS, len(letters)) > 0 else ""


def _common(value: str, line: str) -> int:
    """How many letters of the line the value accounts for: it stands in the line, or goes on over several of them."""
    return min(len(value), len(line)) if value in line or line in value else 0


def _overlap(value: list[float], line: Box) -> bool:
    x0, y0, x1, y1 = value
    width = min(x1, line.x1) - max(x0, line.x0)
    height = min(y1, line.y1) - max(y0, line.y0)
    least = min((x1 - x0) * (y1 - y0), (line.x1 - line.x0) * (line.y1 - line.y0))
    return width > 0 and height > 0 and width * height >= _SHARE * least
