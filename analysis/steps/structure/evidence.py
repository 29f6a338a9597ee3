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
from analysis.steps.structure.rows import Part, Row, union
from profiles.resume import Resume, clean_text


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value came from: `page` counts from 1, `box` is [x0, y0, x1, y1] in points from the page's top left
    corner.

    Both are None where the file has no geometry. `confidence` is 0–1; below 0.6 a person should check the value.
    """

    confidence: float
    page: int | None = None
    box: list[float] | None = None

    def to_json(self) -> dict[str, Any]:
        return {"confidence": self.confidence, "page": self.page, "box": self.box}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Evidence:
        return cls(data["confidence"], data.get("page"), data.get("box"))


@dataclass(slots=True)
class Structured:
    """A résumé, and for each value (by JSON pointer into `resume.to_json()`) the evidence for it."""

    resume: Resume
    evidence: dict[str, Evidence] = field(default_factory=dict)

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
    tree = _pruned(draft)
    try:
        resume = Resume.model_validate(_plain(tree))
    except ValidationError as error:
        for problem in error.errors():
            _drop(tree, problem["loc"])
        tree = _pruned(tree)
        resume = Resume.model_validate(_plain(tree))
    kept = dict(_pointers(resume.to_json()))
    evidence = {pointer: value.evidence() for pointer, value in _pointers(tree) if pointer in kept}
    return Structured(resume, evidence)


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


def _drop(tree: Any, location: tuple[str | int, ...]) -> None:
    """Takes the value at a validation error's location out of the tree."""
    for step in location[:-1]:
        if isinstance(tree, (dict, list)):
            try:
                tree = tree[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                return
    last = location[-1]
    if isinstance(tree, dict):
        tree.pop(last, None)
    elif isinstance(tree, list) and isinstance(last, int) and last < len(tree):
        tree[last] = None


def _pointers(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _pointers(child, f"{prefix}/{name}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _pointers(child, f"{prefix}/{index}")
    elif node is not None:
        yield prefix, node
