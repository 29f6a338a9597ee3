"""Values with their source, and the result of the step.

While a résumé is put together each value is a `Value`: its text, how sure it is, and the boxes of the rows it was
read from. `finish` turns the tree of values into a `Resume` and a table of evidence, keyed by the JSON pointer of
each value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from analysis.document import Box
from analysis.structure.rules.rows.rows import Part, Row, union
from profiles.resume import Resume
from profiles.values import clean_text


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value came from: `page` counts from 1, `box` is [x0, y0, x1, y1] in points from the page's top left
    corner.

    Both are None where the file has no geometry. `confidence` is 0–1: of the
    rules what they think, and after `analysis.structure.confidence` the measured share of right values.
    """

    confidence: float
    page: int | None = None
    box: list[float] | None = None

    def to_json(self) -> dict[str, Any]:
        return {"confidence": self.confidence, "page": self.page, "box": self.box}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Evidence:
        return cls(data["confidence"], data.get("page"), data.get("box"))


@dataclass(frozen=True, slots=True)
class Heading:
    """What opened a section: its words, the section's kind, and where it stands."""

    text: str
    kind: str
    found: Evidence

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "kind": self.kind, "found": self.found.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Heading:
        return cls(data["text"], data["kind"], Evidence.from_json(data["found"]))


@dataclass(slots=True)
class Structured:
    """A résumé, and for each value (by JSON pointer into `resume.to_json()`) the evidence for it.

    `headings` are those of the document, for whoever asks what became of its lines; they are not kept.
    """

    resume: Resume
    evidence: dict[str, Evidence] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "resume": self.resume.to_json(),
            "evidence": {pointer: found.to_json() for pointer, found in self.evidence.items()},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Structured:
        return cls(
            Resume.model_validate(data["resume"]),
            {pointer: Evidence.from_json(found) for pointer, found in data["evidence"].items()},
        )


@dataclass(slots=True)
class Value:
    """One extracted text and its source."""

    text: str
    confidence: float = 0.8
    page: int | None = None
    box: Box | None = None

    def evidence(self) -> Evidence:
        box = [round(edge, 1) for edge in (self.box.x0, self.box.y0, self.box.x1, self.box.y1)] if self.box else None
        return Evidence(round(min(1.0, max(0.0, self.confidence)), 2), self.page if box else None, box)


Draft = dict[str, Any]
"""A JSON Resume document, or a part of it, whose leaves are `Value`s."""


def from_row(text: str, row: Row, confidence: float = 0.8, parts: Iterable[Part] | None = None) -> Value:
    """A value read from a row, or from some of its parts."""
    box = union(part.box for part in parts) if parts is not None else row.box
    return Value(text, confidence, row.page, box)


def from_rows(text: str, rows: list[Row], confidence: float = 0.8) -> Value:
    """A value read from several rows; its box covers those on the first page."""
    page = rows[0].page if rows else None
    return Value(text, confidence, page, union(row.box for row in rows if row.page == page))


def finish(draft: Draft) -> Structured:
    """Validates the draft; what the schema refuses is left out rather than failing the whole."""
    tree = _conforming(_pruned(draft) or {})
    resume = Resume.model_validate(_plain(tree))
    return Structured(resume, {pointer: value.evidence() for pointer, value in _pointers(tree)})


def _conforming(tree: Draft) -> Draft:
    """The tree without what the schema drops, so that pointers into it are pointers into the document."""
    kept: Draft = {}
    for kind, node in tree.items():
        if isinstance(node, list):
            kept[kind] = [
                entry for entry in (_like(entry, _said({kind: [_plain(entry)]}, kind, 0)) for entry in node) if entry
            ]
        else:
            kept[kind] = _conforming_basics(node)
    return {kind: node for kind, node in kept.items() if node}


def _conforming_basics(basics: Draft) -> Draft:
    profiles = [
        _like(profile, _said({"basics": {"profiles": [_plain(profile)]}}, "basics", "profiles", 0))
        for profile in basics.get("profiles", [])
    ]
    rest = {name: node for name, node in basics.items() if name != "profiles"}
    kept: Draft = _like(rest, _said({"basics": _plain(rest)}, "basics")) or {}
    named = [profile for profile in profiles if profile]
    return kept | ({"profiles": named} if named else {})


def _said(document: dict[str, Any], *path: str | int) -> Any:
    """What the schema makes of a part of a document, or None where it leaves nothing of it."""
    try:
        node: Any = Resume.model_validate(document).to_json()
    except ValidationError:
        return None
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError):
            return None
    return node


def _like(node: Any, said: Any) -> Any:
    """The values of `node` that are in `said` too."""
    if said is None or isinstance(node, Value):
        return node if said is not None else None
    if isinstance(node, dict):
        kept = {name: _like(child, said.get(name)) for name, child in node.items()}
        return {name: child for name, child in kept.items() if child is not None} or None
    return node if len(node) == len(said) else None


def _pruned(node: Any) -> Any:
    """Without empty values, lists and objects: the same shape that `Resume.to_json` has."""
    if isinstance(node, Value):
        return node if clean_text(node.text) else None
    if isinstance(node, dict):
        kept = {name: _pruned(child) for name, child in node.items()}
        return {name: child for name, child in kept.items() if child not in (None, [], {})} or None
    if isinstance(node, list):
        return [child for child in map(_pruned, node) if child not in (None, [], {})] or None
    return None


def _plain(node: Any) -> Any:
    if isinstance(node, Value):
        return clean_text(node.text)
    if isinstance(node, dict):
        return {name: _plain(child) for name, child in node.items()}
    if isinstance(node, list):
        return [_plain(child) for child in node]
    return node or {}


def _pointers(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _pointers(child, f"{prefix}/{name}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _pointers(child, f"{prefix}/{index}")
    elif node is not None:
        yield prefix, node
