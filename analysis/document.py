"""The document model: what every reader makes of a file and what every later stage takes.

A document is pages of lines in reading order; a line is spans of one style. Readers of formats with a layout (PDF, OCR)
give each span its box; readers of formats with a structure (DOCX, ODT, HTML, Markdown, RTF, TXT) give roles instead,
and have no boxes. Lengths are PostScript points, the origin is the page's top left corner.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import reduce
from typing import Any, Literal

# What a line is by the file's own word; "" where the file does not say (a PDF never does).
Role = Literal["", "heading", "bullet", "cell"]
# Where on a page a line stands; set by the layout stage.
Region = Literal["main", "sidebar", "header", "footer"]


@dataclass(slots=True)
class Box:
    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1


@dataclass(slots=True)
class Span:
    """Text of one style. `size` in points, 0 where unknown; `link` is the target of a hyperlink."""

    text: str
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    link: str | None = None
    box: Box | None = None


@dataclass(slots=True)
class Line:
    """One visual line, or one paragraph where the format has no lines. `level` is a heading's or bullet's depth (1 =
    top).
    """

    spans: list[Span]
    page: int = 1
    role: Role = ""
    level: int = 0
    region: Region = "main"
    # Lines of one column of a page, or of one table row, share a number; reading order is by block, then by line.
    block: int = 0

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans).strip()

    @property
    def size(self) -> float:
        return max((span.size for span in self.spans if span.text.strip()), default=0.0)

    @property
    def bold(self) -> bool:
        inked = [span for span in self.spans if span.text.strip()]
        return bool(inked) and all(span.bold for span in inked)

    @property
    def box(self) -> Box | None:
        boxes = [span.box for span in self.spans if span.box]
        if len(boxes) < 2:
            return boxes[0] if boxes else None
        return reduce(Box.union, boxes)


@dataclass(slots=True)
class Page:
    number: int
    width: float = 0.0
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """`kind` is the file's kind ("pdf", "docx", …); `ocr` says that the text was read from a picture."""

    kind: str
    pages: list[Page] = field(default_factory=list)
    ocr: bool = False
    # Of a file that is data already (JSON Resume): what it says, to be taken as it is.
    data: dict[str, Any] | None = None
    # Lines of the file that nobody sees: white on white, tiny, marked as hidden. No later stage reads them.
    hidden: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All lines in reading order. A sidebar goes on from page to page, and so does what stands beside it."""
        lines = [line for page in self.pages for line in page.lines]
        first = next((index for index, line in enumerate(lines) if line.region == "sidebar"), None)
        if first is None or lines[first].page == lines[-1].page:
            return lines
        side = [line for line in lines if line.region == "sidebar"]
        before = [line for line in lines[:first] if line.region != "sidebar"]
        after = [line for line in lines[first:] if line.region != "sidebar"]
        if any(line.page == lines[first].page and line.region == "main" for line in after):
            return [*before, *side, *after]
        return [*before, *after, *side]

    @property
    def text(self) -> str:
        """The plain text in reading order, a blank line between blocks: what a language model is shown."""
        parts: list[str] = []
        previous: Line | None = None
        for line in self.lines:
            if previous is not None and (line.page, line.block) != (previous.page, previous.block):
                parts.append("")
            parts.append(("- " if line.role == "bullet" else "") + line.text)
            previous = line
        return "\n".join(parts).strip()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Document:
        pages = [
            Page(
                **{
                    **page,
                    "lines": [Line(**{**line, "spans": [_span(s) for s in line["spans"]]}) for line in page["lines"]],
                }
            )
            for page in data["pages"]
        ]
        return cls(**{**data, "pages": pages})


def _span(data: dict[str, Any]) -> Span:
    return Span(**{**data, "box": Box(**data["box"]) if data["box"] else None})
