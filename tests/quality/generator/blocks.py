"""What a résumé is set from, before it has a file format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["name", "label", "contact", "heading", "head", "group", "body", "bullet"]


@dataclass(slots=True)
class Run:
    """Text of one style within a paragraph."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(slots=True)
class Paragraph:
    """`right` stands at the right margin of the same line; `glyph` leads a bullet, "" where the format has its own."""

    runs: list[Run]
    role: Role = "body"
    right: str = ""
    glyph: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class Grid:
    """A table without lines: rows of cells of paragraphs; `widths` are the columns' shares of the line."""

    rows: list[list[list[Paragraph]]]
    widths: list[float]
    ruled: bool = False


Block = Paragraph | Grid


@dataclass(slots=True)
class Sheet:
    """A whole résumé: what stands across the page, the main column, and a sidebar that may be empty."""

    top: list[Block] = field(default_factory=list)
    main: list[Block] = field(default_factory=list)
    side: list[Block] = field(default_factory=list)
    lang: str = "en"


def plain(text: str, role: Role = "body", *, right: str = "", bold: bool = False, italic: bool = False) -> Paragraph:
    return Paragraph([Run(text, bold, italic)], role, right)
