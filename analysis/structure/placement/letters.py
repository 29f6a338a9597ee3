"""A document's letters in one row, without case, accents, spaces and punctuation, so that a value is found in them
however its lines were broken, hyphenated or spaced."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from analysis.document import Line

# Occurrences of one value that are looked at; a letter of the alphabet has thousands, and none of them says anything.
MOST_OCCURRENCES = 60

Span = tuple[int, int]


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Text for comparison: no case, no accents, no spaces, no punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line; `start` and `end` are offsets in the row of letters."""

    text: str
    start: int
    end: int


class Letters:
    """All letters of the lines. A letter is claimed by a number, 0 where nobody has claimed it."""

    def __init__(self, lines: list[Line]) -> None:
        self.words: list[list[Word]] = []
        self.starts: list[int] = []
        pieces: list[str] = []
        length = 0
        for line in lines:
            self.starts.append(length)
            words: list[Word] = []
            for raw in line.text.split():
                letters = folded(raw)
                words.append(Word(raw, length, length + len(letters)))
                pieces.append(letters)
                length += len(letters)
            self.words.append(words)
        self.starts.append(length)
        self.text = "".join(pieces)
        self.claimed = [0] * length
        self._edges = {word.start for words in self.words for word in words if word.end > word.start} | {length}

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset, hi=len(self.starts) - 1) - 1

    def span(self, line: int) -> Span:
        return self.starts[line], self.starts[line + 1]

    def occurrences(self, needle: str, zones: list[Span]) -> Iterator[Span]:
        found = 0
        for low, high in zones:
            start = self.text.find(needle, low, high)
            while start >= 0 and found < MOST_OCCURRENCES:
                yield start, start + len(needle)
                found += 1
                start = self.text.find(needle, start + 1, high)

    def is_whole(self, span: Span) -> bool:
        """Whether the span begins and ends where words do."""
        return span[0] in self._edges and span[1] in self._edges

    def is_free(self, span: Span) -> bool:
        return not any(self.claimed[span[0] : span[1]])

    def claim(self, span: Span, owner: int) -> None:
        """What has an owner keeps it."""
        for offset in range(*span):
            self.claimed[offset] = self.claimed[offset] or owner
