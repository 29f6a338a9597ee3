"""Fields of word processors: an instruction, and the text that it makes; a hyperlink is one."""

import re
from dataclasses import dataclass

from lxml import etree

from analysis.extract.readers.packages import attribute

_HYPERLINK = re.compile(r"HYPERLINK\s+(?:\\[a-z]\s+)*\"([^\"]+)\"", re.IGNORECASE)
_LONGEST = 4_000
# Fields within fields that may be links.
DEEPEST = 8


@dataclass(slots=True)
class Field:
    """A field being read: its instruction, whether its result is being shown, and where that leads."""

    instruction: str = ""
    shown: bool = False
    target: str | None = None


def follow_field(fields: list[Field], element: etree._Element, name: str) -> None:
    """A field is an instruction, then what it shows, between marks."""
    mark = attribute(element, "fldCharType")
    if name == "instrText":
        if fields and not fields[-1].shown and len(fields[-1].instruction) < _LONGEST:
            fields[-1].instruction += element.text or ""
    elif mark == "begin":
        fields.append(Field())
    elif mark == "separate" and fields:
        fields[-1].shown = True
        fields[-1].target = target_of(fields[-1].instruction)
    elif mark == "end" and fields:
        fields.pop()


def target_of(instruction: str) -> str | None:
    """Where a field that is a hyperlink leads."""
    match = _HYPERLINK.search(instruction)
    return match.group(1) if match else None
