"""Changing values of a JSON Resume document, each named by its JSON pointer. Pure: documents in, documents out."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from profiles.resume import Resume

Json = dict[str, Any]


class NotAValue(Exception):
    """What was written is none of what belongs there; `pointer` says where."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer


def leaves(document: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with its pointer, in order."""
    if isinstance(document, dict):
        for name, part in document.items():
            yield from leaves(part, f"{pointer}/{name}")
    elif isinstance(document, list):
        for index, part in enumerate(document):
            yield from leaves(part, f"{pointer}/{index}")
    elif document is not None:
        yield pointer, str(document)


def at(document: Any, pointer: str) -> Any:
    """What stands at a pointer, None where nothing does."""
    for part in pointer.split("/")[1:]:
        if isinstance(document, list):
            document = document[int(part)] if _is_place(part, document) and int(part) < len(document) else None
        else:
            document = document.get(part) if isinstance(document, dict) else None
    return document


def changed(document: Json, changes: Mapping[str, str]) -> Json:
    """The document with these texts in their places; an empty one takes the value away, and with it what is then empty.
    An index just past a list's end makes a new item.

    Raises NotAValue where a text can't stand in its place: a word for a date, a place that no document has.
    """
    draft = deepcopy(document)
    for pointer, text in changes.items():
        _put(draft, pointer, text)
    try:
        result = Resume.model_validate(draft).to_json()
    except ValidationError as error:
        raise NotAValue("/" + "/".join(map(str, error.errors()[0]["loc"]))) from error
    _require(document, result, changes)
    return result


def kept_evidence(evidence: Json, before: Json, after: Json, changes: Mapping[str, str]) -> Json:
    """The evidence that still holds: not that of what a person wrote, nor of lists in which entries moved up."""
    moved = tuple(f"{pointer}/" for pointer, length in _lengths(before) if length != len(at(after, pointer) or []))
    return {
        pointer: found
        for pointer, found in evidence.items()
        if pointer not in changes and not pointer.startswith(moved) and at(after, pointer) is not None
    }


def _is_place(part: str, entries: list[Any]) -> bool:
    """Whether an entry stands or can be added there. Python reads no number of thousands of digits."""
    return part.isascii() and part.isdecimal() and len(part) <= len(str(len(entries))) and int(part) <= len(entries)


def _put(document: Any, pointer: str, text: str) -> None:
    *parents, last = pointer.split("/")[1:] or [""]
    if not last:
        raise NotAValue(pointer)
    for part, following in pairwise([*parents, last]):
        if isinstance(document, list):
            if not _is_place(part, document):
                raise NotAValue(pointer)
            if int(part) == len(document):
                document.append({})
            document = document[int(part)]
        elif isinstance(document, dict):
            document = document.setdefault(part, [] if following.isdecimal() else {})
        else:
            raise NotAValue(pointer)
    if isinstance(document, list) and _is_place(last, document):
        document[int(last) :] = [text, *document[int(last) + 1 :]]
    elif isinstance(document, dict) and not isinstance(document.get(last), (dict, list)):
        document[last] = text
    else:
        raise NotAValue(pointer)


def _require(before: Json, after: Json, changes: Mapping[str, str]) -> None:
    """Whether what was written arrived; where entries went, places have moved and only the count of texts can tell."""
    if len(list(leaves(after))) < len(list(leaves(before))) - sum(not text.strip() for text in changes.values()):
        raise NotAValue(next(pointer for pointer, text in changes.items() if text.strip()))
    if any(not text.strip() for text in changes.values()):
        return
    for pointer in changes:
        if at(after, pointer) is None:
            raise NotAValue(pointer)


def _lengths(document: Any, pointer: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(document, dict):
        for name, part in document.items():
            yield from _lengths(part, f"{pointer}/{name}")
    elif isinstance(document, list):
        yield pointer, len(document)
        for index, part in enumerate(document):
            yield from _lengths(part, f"{pointer}/{index}")
