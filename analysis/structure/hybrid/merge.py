"""Put a language model's answer into what the rules read: what they are sure of stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from analysis.document import Document
from analysis.structure.hybrid.question import Question
from analysis.structure.placement.claims import Evidence
from analysis.structure.placement.letters import folded
from profiles.certainty import SURE
from profiles.resume import MAX_ITEMS, Resume

Json = dict[str, Any]
Merged = tuple[Json, dict[str, Evidence]]

# How sure a model's value is that stands in the lines it was shown; one that does not, which a person should check; and
# one that the rules read as well, each by a way of its own.
STANDS_THERE, REWORDED, AGREED = 0.75, 0.5, 0.9
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}\Z")
# The field that says what an entry is: an entry without it is only added to, never added.
_HEADS = {
    "work": ("name", "position"),
    "volunteer": ("organization", "position"),
    "education": ("institution", "area", "studyType"),
    "awards": ("title",),
    "languages": ("language",),
    "profiles": ("url", "username"),
}


def merged(resume: Json, evidence: dict[str, Evidence], question: Question, answer: Json) -> Merged:
    """The résumé with the answer in the places that were in doubt, and the evidence for all of it.

    Each value of the model says so: `"source": "llm"`, or "both" where the rules had read the same. What the answer
    does not speak of stays as it was, with its low confidence.
    """
    read = _annotated(resume if question.found else {}, evidence)
    given = _Reader(question.excerpt).read(answer)
    for part in sorted(question.parts):
        if part.startswith("basics/"):
            _merge_basics(read, given, part.partition("/")[2])
    for section in sorted(question.wanted):
        if not section.startswith("basics/") and section in given:
            doubtful = {int(part.partition("/")[2]) for part in question.parts if part.startswith(f"{section}/")}
            read[section] = _entries(read.get(section, []), given[section], section, doubtful)
    document = Resume.model_validate(_plain(read)).to_json()
    return document, dict(_pointers(read))


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A text and the evidence for it; None where there is none."""

    text: str
    evidence: Evidence | None

    @property
    def sure(self) -> bool:
        return self.evidence is None or self.evidence["confidence"] >= SURE

    @property
    def stands(self) -> bool:
        """Whether a model's text stands in the lines that it was shown."""
        return self.evidence is not None and self.evidence["confidence"] != REWORDED

    def same_as(self, other: _Leaf) -> bool:
        return folded(self.text) == folded(other.text)


def _annotated(node: Any, evidence: dict[str, Evidence], pointer: str = "") -> Any:
    if isinstance(node, dict):
        return {name: _annotated(child, evidence, f"{pointer}/{name}") for name, child in node.items()}
    if isinstance(node, list):
        return [_annotated(child, evidence, f"{pointer}/{index}") for index, child in enumerate(node)]
    return _Leaf(node, evidence.get(pointer))


class _Reader:
    """Gives a model's values their evidence: where in the lines that it was shown they stand."""

    def __init__(self, excerpt: Document) -> None:
        self._lines = excerpt.lines
        letters = [folded(line.text) for line in self._lines]
        self._whole = "".join(letters)
        self._ends = list(accumulate(map(len, letters)))
        self._known: dict[str, Evidence] = {}

    def read(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {name: self.read(child) for name, child in node.items()}
        if isinstance(node, list):
            return [self.read(child) for child in node]
        return _Leaf(node, self._evidence(node))

    def _evidence(self, text: str) -> Evidence:
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> Evidence:
        letters = text[:4] if _DATE.match(text) else folded(text)
        place = self._whole.find(letters) if letters else -1
        if place < 0:
            return {"confidence": REWORDED, "page": None, "box": None, "source": "llm"}
        line = self._lines[bisect_right(self._ends, place)]
        box = line.box
        edges = [round(edge, 1) for edge in (box.x0, box.y0, box.x1, box.y1)] if box else None
        return {"confidence": STANDS_THERE, "page": line.page if edges else None, "box": edges, "source": "llm"}


def _merge_basics(read: Json, given: Json, name: str) -> None:
    answered = given.get("basics", {}).get(name)
    if not answered:
        return
    basics = read.setdefault("basics", {})
    if name == "profiles":
        doubtful = {index for index, profile in enumerate(basics.get(name, [])) if not _all_sure(profile)}
        basics[name] = _entries(basics.get(name, []), answered, name, doubtful)
    else:
        basics[name] = _better(basics.get(name), answered)


def _better(old: Any, new: Any) -> Any:
    """Of a field's two values the one to keep; fields of an object each by itself."""
    if old is None:
        return new
    if isinstance(old, dict):
        return old | {name: _better(old.get(name), child) for name, child in new.items()}
    if _all_sure(old):
        return old
    if isinstance(old, _Leaf):
        if old.same_as(new):
            return _Leaf(old.text, (old.evidence or {}) | _AGREEMENT)
        # What was read stands in the document; a model's words that do not never take its place.
        return new if new.stands else old
    return new


_AGREEMENT: Evidence = {"confidence": AGREED, "source": "both"}


def _entries(read: list[Json], given: list[Json], section: str, doubtful: set[int]) -> list[Json]:
    """The section's entries: those in doubt bettered by the given ones that speak of the same, and new ones added."""
    sure = [entry for index, entry in enumerate(read) if index not in doubtful]
    left = [entry for entry in given if not any(_same(entry, other, section) for other in sure)]
    pairs = _pairs({index: read[index] for index in sorted(doubtful) if index < len(read)}, left)
    kept: list[Json] = []
    for index, entry in enumerate(read):
        kept.append(_better(entry, pairs[index]) if index in pairs else entry)
    paired = {id(entry) for entry in pairs.values()}
    new = [entry for entry in left if id(entry) not in paired and _head(entry, section)]
    place = max(doubtful, default=len(kept) - 1) + 1
    return [*kept[:place], *new, *kept[place:]][:MAX_ITEMS]


def _pairs(doubtful: dict[int, Json], given: list[Json]) -> dict[int, Json]:
    """Index of an entry in doubt → the given entry that shares most texts with it.

    Where as many are left on both sides, they are the same in their order.
    """
    pairs: dict[int, Json] = {}
    left = list(given)
    texts = {id(entry): set(_texts(entry)) for entry in given}
    for index, entry in doubtful.items():
        own = set(_texts(entry))
        best = max(left, key=lambda other: len(own & texts[id(other)]), default=None)
        if best is not None and own & texts[id(best)]:
            pairs[index] = best
            left = [other for other in left if other is not best]
    rest = [index for index in doubtful if index not in pairs]
    return pairs | (dict(zip(rest, left, strict=True)) if len(rest) == len(left) else {})


def _same(entry: Json, other: Json, section: str) -> bool:
    """Both say of themselves what they are, in the same words, and from the same time on."""
    head = _head(entry, section)
    begun = [one["startDate"].text for one in (entry, other) if "startDate" in one]
    return bool(head & _head(other, section)) and len({text[:4] for text in begun}) < 2


def _head(entry: Json, section: str) -> set[str]:
    names = _HEADS.get(section, ("name",))
    return {folded(entry[name].text) for name in names if name in entry} - {""}


def _all_sure(node: Any) -> bool:
    return all(leaf.sure for leaf in _leaves(node))


def _texts(node: Any) -> Iterator[str]:
    return (folded(leaf.text) for leaf in _leaves(node))


def _leaves(node: Any) -> Iterator[_Leaf]:
    if isinstance(node, _Leaf):
        yield node
    else:
        for child in node.values() if isinstance(node, dict) else node:
            yield from _leaves(child)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _plain(child) for name, child in node.items()}
    return [_plain(child) for child in node] if isinstance(node, list) else node.text


def _pointers(node: Any, pointer: str = "") -> Iterator[tuple[str, Evidence]]:
    if isinstance(node, _Leaf):
        if node.evidence is not None:
            yield pointer, node.evidence
    else:
        children = node.items() if isinstance(node, dict) else enumerate(node)
        for name, child in children:
            yield from _pointers(child, f"{pointer}/{name}")
