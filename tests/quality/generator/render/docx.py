"""Word documents: headings by style or by bold text, dates at a tab stop, columns by a table without lines."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor

from tests.quality.generator.blocks import Block, Grid, Paragraph, Sheet
from tests.quality.generator.style import Style

WIDTH = 16.5
SIZES = {"name": 22, "label": 13, "contact": 9.5}


def render(sheet: Sheet, style: Style) -> bytes:
    document = Document()
    _put(document, sheet.top, style, WIDTH)
    if sheet.side:
        left = style.layout == "sidebar-left"
        table = document.add_table(1, 2)
        table.autofit = False
        for index, (blocks, width) in enumerate(
            [(sheet.side, 5.5), (sheet.main, 11.0)] if left else [(sheet.main, 11.0), (sheet.side, 5.5)]
        ):
            cell = table.cell(0, index)
            cell.width = Cm(width)
            _put(cell, blocks, style, width)
            _drop_first(cell)
    else:
        _put(document, sheet.main, style, WIDTH)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _drop_first(cell: Any) -> None:
    """Word's empty first paragraph of a cell."""
    if len(cell.paragraphs) > 1 and not cell.paragraphs[0].text:
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)


def _put(into: Any, blocks: list[Block], style: Style, width: float) -> None:
    for block in blocks:
        if isinstance(block, Grid):
            _grid(into, block, style, width)
        else:
            _paragraph(into, block, style, width)


def _grid(into: Any, grid: Grid, style: Style, width: float) -> None:
    try:
        table = into.add_table(len(grid.rows), len(grid.widths))
    except TypeError:  # a document's table takes its width from the page, one in a cell as well
        table = into.add_table(len(grid.rows), len(grid.widths), Cm(width))
    table.autofit = False
    if grid.ruled:
        table.style = "Table Grid"
    for row_index, row in enumerate(grid.rows):
        for index, paragraphs in enumerate(row):
            cell = table.cell(row_index, index)
            cell.width = Cm(width * grid.widths[index])
            _put(cell, list(paragraphs), style, width * grid.widths[index])
            _drop_first(cell)


def _paragraph(into: Any, block: Paragraph, style: Style, width: float) -> None:
    in_style = block.role == "heading" and style.heading in ("large", "large-caps", "coloured", "ruled", "icon")
    listed = block.role == "bullet" and block.glyph in ("", "•")
    known = {True: "Heading 1"}.get(in_style) or ("List Bullet" if listed else None)
    if block.role == "name" and style.heading == "large":
        known = "Title"
    paragraph = into.add_paragraph(style=_style(into, known) if known else None)
    paragraph.paragraph_format.space_after = Pt(2)
    if block.role == "heading":
        paragraph.paragraph_format.space_before = Pt(10)
    if block.role == "bullet" and not listed:
        paragraph.add_run(f"{block.glyph} ")
        paragraph.paragraph_format.left_indent = Cm(0.5)
    for run in block.runs:
        set_run = paragraph.add_run(run.text)
        set_run.bold, set_run.italic = run.bold or None, run.italic or None
        if not known:
            set_run.font.size = Pt(_size(block, style))
        if style.heading == "coloured" and block.role == "heading":
            set_run.font.color.rgb = RGBColor(0x1D, 0x5F, 0x8A)
    if block.right:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"\t{block.right}")


def _style(into: Any, name: str) -> Any:
    return into.part.document.styles[name]


def _size(block: Paragraph, style: Style) -> float:
    if block.role == "heading":
        return 11 if style.heading in ("bold", "same-size-caps") else 13
    return SIZES.get(block.role, 11)
