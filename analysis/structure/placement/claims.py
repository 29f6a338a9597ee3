"""Each value of a résumé claims the letters of the document that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from analysis.document import Box, Line
from analysis.lexicon.normalise import has_cjk
from analysis.structure.placement.letters import Letters, Span, folded

Evidence = dict[str, Any]
# A part is "basics/name", a section's entry "work/2".
Part = str

# Letters from which on a text is hardly ever found where it does not stand: such values claim first.
LONG = 12
# Letters of a piece of a value that is looked for beyond where the value should stand.
LONG_PIECE = 8
# How much of the smaller of two boxes lies within the other where they speak of the same line.
SHARE = 0.5
# Letters around what a part has claimed so far within which its short values are looked for first.
NEAR = 400
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}\Z")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)?(?:www\.)?", re.IGNORECASE)
# Of these the résumé has a form of its own, which stands in no line.
_REWRITTEN = ("countryCode", "network")


def part_of(pointer: str) -> Part:
    """The part that the value at a JSON pointer belongs to: "/work/2/highlights/0" is of "work/2"."""
    return "/".join(pointer.split("/")[1:3])


def is_date(text: str) -> bool:
    return bool(_DATE.match(text))


class Claims:
    """The values at work. `owners` are the parts by number, from 1."""

    def __init__(self, lines: list[Line], letters: Letters) -> None:
        self._lines, self.letters = lines, letters
        self._boxes = [line.box for line in lines]
        self.owners: list[Part] = [""]
        self._numbers: dict[Part, int] = {"": 0}
        self._last: dict[Part, Span] = {}
        # Value → where it begins, and whether all of it stands there.
        self.found: dict[str, tuple[int, bool]] = {}
        self._by_page: dict[int, list[int]] = {}
        for index, line in enumerate(lines):
            self._by_page.setdefault(line.page, []).append(index)

    def run(self, values: Iterable[tuple[str, str]], evidence: dict[str, Evidence]) -> None:
        """Long values first: a short one ("Python") must not take its letters out of a sentence."""
        known = [(pointer, _written(pointer, text)) for pointer, text in values if not is_date(text)]
        for is_long in (True, False):
            for pointer, text in known:
                needle = folded(text)
                if needle and (len(needle) >= LONG) == is_long:
                    self._claim(pointer, text, needle, evidence.get(pointer) or {})

    def number(self, part: Part) -> int:
        if part not in self._numbers:
            self._numbers[part] = len(self.owners)
            self.owners.append(part)
        return self._numbers[part]

    def _claim(self, pointer: str, text: str, needle: str, found: Evidence) -> None:
        part = part_of(pointer)
        zone = self._zone(found)
        everywhere = [(0, len(self.letters.text))]
        span = self._best(needle, zone, part) if zone else None
        span = span or self._best(needle, everywhere, part)
        if span:
            self._take(span, part)
            self.found[pointer] = (span[0], True)
            return
        self._claim_pieces(text, part, zone or self._neighbourhood(part), everywhere)
        if anchor := self._last.get(part):
            self.found[pointer] = (anchor[0], False)

    def _claim_pieces(self, text: str, part: Part, zone: list[Span], everywhere: list[Span]) -> None:
        """A value that was put together of several places: its halves, and theirs, down to single words."""
        words = text.split() if not has_cjk(text) or len(text.split()) > 1 else list(text)
        if len(words) < 2:
            return
        for half in (words[: len(words) // 2], words[len(words) // 2 :]):
            piece = ("" if has_cjk(text) else " ").join(half)
            needle = folded(piece)
            span = self._best(needle, zone, part) if zone and needle else None
            if span is None and len(needle) >= LONG_PIECE:
                span = self._best(needle, everywhere, part)
            if span:
                self._take(span, part)
            else:
                self._claim_pieces(piece, part, zone, everywhere)

    def _take(self, span: Span, part: Part) -> None:
        self.letters.claim(span, self.number(part))
        self._last[part] = span

    def _best(self, needle: str, zones: list[Span], part: Part) -> Span | None:
        """Of the places where a text stands the one that is whole words, that nobody has claimed, and that is nearest
        to what else its part has claimed."""
        spaced = len(needle) < LONG_PIECE and not has_cjk(needle)
        places = [span for span in self.letters.occurrences(needle, zones) if not spaced or self.letters.is_whole(span)]
        if not places:
            return None
        anchor = self._last.get(part)

        def cost(span: Span) -> tuple[bool, bool, int, int]:
            far = abs(span[0] - anchor[1]) if anchor else 0
            return not self.letters.is_free(span), not self.letters.is_whole(span), far, span[0]

        return min(places, key=cost)

    def _neighbourhood(self, part: Part) -> list[Span]:
        anchor = self._last.get(part)
        return [(max(0, anchor[0] - NEAR), min(len(self.letters.text), anchor[1] + NEAR))] if anchor else []

    def _zone(self, found: Evidence) -> list[Span]:
        """Where the lines stand that the evidence's box names; lines that follow each other are one stretch."""
        box = found.get("box")
        if not box or not found.get("page"):
            return []
        zone: list[Span] = []
        for index in self._by_page.get(found["page"], []):
            own = self._boxes[index]
            if own is None or not _overlap(box, own):
                continue
            low, high = self.letters.span(index)
            if zone and zone[-1][1] == low:
                zone[-1] = (zone[-1][0], high)
            else:
                zone.append((low, high))
        return zone


def _written(pointer: str, text: str) -> str:
    """A value as documents write it: links without what goes without saying; "" where it stands in none."""
    if pointer.endswith(_REWRITTEN):
        return text if pointer.endswith("network") else ""
    return _SCHEME.sub("", text).rstrip("/") if pointer.endswith(("url", "email")) else text


def _overlap(value: list[float], line: Box) -> bool:
    x0, y0, x1, y1 = value
    if line.y1 <= y0 or line.y0 >= y1 or line.x1 <= x0 or line.x0 >= x1:
        return False
    width = min(x1, line.x1) - max(x0, line.x0)
    height = min(y1, line.y1) - max(y0, line.y0)
    least = min((x1 - x0) * (y1 - y0), (line.x1 - line.x0) * (line.y1 - line.y0))
    return width * height >= SHARE * least
