"""What the rules are in doubt about in a document, and the lines of it that a language model needs to see for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby
from typing import Any

from analysis.document import Document, Line
from analysis.structure.placement import Placement
from analysis.structure.placement.claims import Evidence, Part, part_of
from profiles.certainty import SURE
from profiles.resume import Basics, Resume

# Letters that are in no field, in a row of lines, from which on something was not understood: a short sentence.
# What is shorter is a label, a duration, a mark.
UNREAD_LETTERS = 40
# One question shows no more than this, counted in lines from the top: as much as a model is sent of any document.
MOST_CHARACTERS = 60_000
# Who it is about stands at the top, whatever else does.
TOP_LINES = 10

LISTS = frozenset(Resume.model_fields) - {"basics"}
EVERYTHING = LISTS | {f"basics/{name}" for name in Basics.model_fields}


@dataclass(slots=True)
class Question:
    """`parts` are in doubt: a field ("basics/name"), an entry ("work/2"), or a section that may lack entries ("work").

    `excerpt` holds the lines concerned. `found` False says that the rules recognised nothing at all in the document.
    """

    parts: frozenset[Part]
    excerpt: Document
    found: bool = True

    @property
    def wanted(self) -> frozenset[str]:
        """The fields of `basics` and the sections to ask for: "basics/name", "work"."""
        return frozenset(part if part.startswith("basics/") else part.partition("/")[0] for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        return {"parts": sorted(self.parts), "excerpt": self.excerpt.to_json(), "found": self.found}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Question:
        return cls(frozenset(data["parts"]), Document.from_json(data["excerpt"]), data["found"])


def question_of(
    document: Document, resume: dict[str, Any], evidence: dict[str, Evidence], placement: Placement
) -> Question | None:
    """What to ask about a document of which the rules made this; None where they are sure of all of it."""
    lines = document.lines
    said = [line for line in placement.unplaced if lines[line.line].region not in ("header", "footer")]
    left = {line.line: line.letters for line in said}
    doubts = _Doubts(lines, placement.owners, left)
    for pointer, found in evidence.items():
        if found["confidence"] < SURE:
            doubts.add(part_of(pointer))
    if not resume.get("basics", {}).get("name"):
        doubts.add("basics/name")
    if not (resume.get("work") or resume.get("education")):
        doubts.add_whole("work", "education")
    doubts.add_unread(LISTS - resume.keys(), lacks_summary=not resume.get("basics", {}).get("summary"))
    excerpt = _excerpt(document, doubts.lines())
    return Question(frozenset(doubts.parts), excerpt) if doubts.parts and excerpt.text else None


def question_about_all(document: Document) -> Question:
    """For a document in which the rules recognise nothing."""
    return Question(EVERYTHING, _excerpt(document, document.lines), found=False)


@dataclass(slots=True)
class _Doubts:
    """The parts in doubt, and which of the document's lines, by index, each has to do with. `left` are the lines of
    which something is in no field, and how many letters.
    """

    all_lines: list[Line]
    owners: list[Part]
    left: dict[int, int]
    parts: set[Part] = field(default_factory=set)
    _indices: set[int] = field(default_factory=set)

    def add(self, part: Part) -> None:
        if part in self.parts:
            return
        self.parts.add(part)
        if part.startswith("basics/") and part != "basics/summary":
            self._indices.update(range(min(TOP_LINES, len(self.all_lines))))
        own = [index for index, owner in enumerate(self.owners) if owner == part]
        if own:
            self._indices.update(own)
            self._indices.update(index for run in self._unplaced() if self._touches(run, part) for index in run)
        elif not part.startswith("basics/"):
            self._indices.update(range(len(self.all_lines)))

    def add_whole(self, *sections: Part) -> None:
        self.parts.update(sections)
        self._indices.update(range(len(self.all_lines)))

    def add_unread(self, missing: frozenset[str], *, lacks_summary: bool) -> None:
        """Rows of lines that nothing was made of: of the sections around them, or of one that was not found."""
        for run in self._unplaced():
            if self._letters(run) < UNREAD_LETTERS:
                continue
            around = {self._section(run[0] - 1), self._section(run[-1] + 1)}
            self.parts |= (around & LISTS) | missing
            if lacks_summary:
                self.parts.add("basics/summary")
            self._indices.update(run)

    def lines(self) -> list[Line]:
        return [self.all_lines[index] for index in sorted(self._indices)]

    def _unplaced(self) -> Iterator[list[int]]:
        for is_left, run in groupby(range(len(self.owners)), key=self.left.__contains__):
            if is_left:
                yield list(run)

    def _touches(self, run: list[int], part: Part) -> bool:
        return part in (self._owner(run[0] - 1), self._owner(run[-1] + 1))

    def _owner(self, index: int) -> Part:
        return self.owners[index] if 0 <= index < len(self.owners) else ""

    def _section(self, index: int) -> str:
        return self._owner(index).partition("/")[0]

    def _letters(self, run: list[int]) -> int:
        return sum(self.left[index] for index in run)


def _excerpt(document: Document, lines: list[Line]) -> Document:
    """The document with these of its lines alone, as many as one question may show."""
    lengths = accumulate(len(line.text) for line in lines)
    kept = {id(line) for line, length in zip(lines, lengths, strict=True) if length <= MOST_CHARACTERS}
    pages = [replace(page, lines=[line for line in page.lines if id(line) in kept]) for page in document.pages]
    return replace(document, pages=[page for page in pages if page.lines])
