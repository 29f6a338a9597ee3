"""Small documents for the tests of this folder, written as text.

# Heading      a heading by the file's own word (## for the second level)
- item         an item of a list; two spaces before a line hang it below the text of an item
**bold** text  a bold span; a tab is a wide gap; an empty line begins another block
"""

import re

from analysis.document import Box, Document, Line, Page, Role, Span
from analysis.structure.rules import Structured, structure

_BOLD = re.compile(r"(\*\*.+?\*\*)")


def document(text: str, *, geometry: bool = False) -> Document:
    """`geometry`: boxes as a PDF would give them, one line below the other."""
    lines = []
    block, top = 0, 40.0
    for raw in text.strip("\n").splitlines():
        if not raw.strip():
            block, top = block + (not geometry), top + 10
            continue
        line = _line(raw.strip(" "), block)
        if geometry:
            _place(line, 62.0 if raw.startswith(("- ", "  ")) else 50.0, top)
            top += 14
        lines.append(line)
    return Document("pdf" if geometry else "text", [Page(1, 600, 800, lines)])


def _line(raw: str, block: int) -> Line:
    heading = re.match(r"(#+) ", raw)
    if heading:
        return Line([Span(raw[heading.end() :])], role="heading", level=len(heading[1]), block=block)
    role: Role = "bullet" if raw.startswith("- ") else ""
    text = raw.removeprefix("- ")
    spans = [
        Span(piece.strip("*") if piece.startswith("**") else piece, bold=piece.startswith("**"))
        for piece in _BOLD.split(text)
        if piece
    ]
    return Line(spans, role=role, level=1 if role else 0, block=block)


def _place(line: Line, left: float, top: float) -> None:
    for span in line.spans:
        span.size = 14.0 if line.role == "heading" else 10.0
        span.bold = span.bold or line.role == "heading"
        span.box = Box(left, top, left + 5 * len(span.text), top + 10)
        left = span.box.x1
    line.role = "bullet" if line.role == "bullet" else ""
    line.level = 0


def read(text: str, *, geometry: bool = False) -> dict[str, object]:
    """The JSON Resume document that a text comes to."""
    return structured(text, geometry=geometry).resume.to_json()


def structured(text: str, *, geometry: bool = False) -> Structured:
    return structure(document(text, geometry=geometry))


def pointers(node: object, prefix: str = "") -> list[str]:
    """The JSON pointer of every value of a document."""
    if isinstance(node, dict):
        return [each for name, child in node.items() for each in pointers(child, f"{prefix}/{name}")]
    if isinstance(node, list):
        return [each for index, child in enumerate(node) for each in pointers(child, f"{prefix}/{index}")]
    return [prefix]
