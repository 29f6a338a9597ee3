"""JSON Resume: a résumé that is data already, and is imported as it is. Its values are the lines to be seen."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis.document import Document
from analysis.extract.readers.encodings import decode
from analysis.extract.readers.flow import Flow, Style
from analysis.failures import StepFailure

_DEEPEST = 12
# What is about the file and not about the person.
_NOT_READ = frozenset({"$schema", "meta"})
_HEADING = Style(bold=True)


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    try:
        data = json.loads(decode(path.read_bytes()))
    except ValueError as error:
        raise StepFailure("unreadable_file", detail=f"JSON: {error}") from error
    if not isinstance(data, dict):
        raise StepFailure("unreadable_file", detail="JSON, but not an object")
    flow = Flow()
    for name, value in data.items():
        if name in _NOT_READ or value in (None, "", [], {}):
            continue
        if name != "basics":
            flow.end_block()
            flow.write(name[:1].upper() + name[1:], _HEADING)
            flow.end_line("heading", 2)
        _write(flow, value)
    document = flow.document("json")
    document.data = data
    progress(1, 1)
    return document


def _write(flow: Flow, value: Any) -> None:
    """Each text of a value on a line of its own, entries as blocks."""
    for entry in value if isinstance(value, list) else [value]:
        for text in _texts(entry, 0):
            flow.write(text)
            flow.end_line()
        flow.end_block()


def _texts(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise StepFailure("too_large", detail="nested too deeply")
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, depth + 1)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield from str(value).splitlines()
