"""PDF by ReportLab in the fonts that every reader has: Latin-1 alone."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Spacer, Table
from reportlab.platypus import Paragraph as Flowable
from reportlab.platypus.flowables import HRFlowable

from tests.quality.generator.blocks import Block, Grid, Paragraph, Sheet
from tests.quality.generator.style import Style

MARGIN = 18 * mm
FULL = A4[0] - 2 * MARGIN
SIDE = 52 * mm
SIZES = {"name": 20, "label": 12, "contact": 9, "heading": 13}
# What Latin-1 lacks, as people in need of it write.
PLAINER = str.maketrans(
    {
        "▪": "•",
        "➢": "•",
        "✓": "•",
        "◦": "•",
        "🔹": "•",
        "→": "-",
        "●": "*",
        "○": ".",
        "✉": "",
        "☎": "",
        "🌐": "",
        "⌂": "",
    }
)


def render(sheet: Sheet, style: Style) -> bytes:
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN
    )
    top = _flowables(sheet.top, style, FULL)
    if not sheet.side:
        document.addPageTemplates([PageTemplate("one", [Frame(MARGIN, MARGIN, FULL, A4[1] - 2 * MARGIN, 0, 0, 0, 0)])])
        document.build([*top, *_flowables(sheet.main, style, FULL)])
        return out.getvalue()
    band = sum(flowable.wrap(FULL, 1000)[1] + 6 for flowable in top) + 12
    main = FULL - SIDE - 8 * mm
    left = style.layout == "sidebar-left"
    height = A4[1] - 2 * MARGIN - band
    side_x, main_x = (MARGIN, MARGIN + SIDE + 8 * mm) if left else (MARGIN + main + 8 * mm, MARGIN)
    first = [
        Frame(MARGIN, A4[1] - MARGIN - band, FULL, band, 0, 0, 0, 0),
        Frame(side_x, MARGIN, SIDE, height, 0, 0, 0, 0),
        Frame(main_x, MARGIN, main, height, 0, 0, 0, 0),
    ]
    later = [Frame(main_x, MARGIN, main, A4[1] - 2 * MARGIN, 0, 0, 0, 0)]
    document.addPageTemplates([PageTemplate("first", first), PageTemplate("later", later)])
    story = [NextPageTemplate("later"), *top, FrameBreak(), *_flowables(sheet.side, style, SIDE), FrameBreak()]
    document.build(story + _flowables(sheet.main, style, main))
    return out.getvalue()


def _flowables(blocks: list[Block], style: Style, width: float) -> list[Flowable]:
    made: list[Flowable] = []
    for block in blocks:
        if isinstance(block, Grid):
            made.append(_grid(block, style, width))
        else:
            made += _paragraph(block, style, width)
    return made


def _grid(grid: Grid, style: Style, width: float) -> Table:
    widths = [width * share for share in grid.widths]
    rows = [
        [_flowables(list(cell), style, own - 8) for cell, own in zip(row, widths, strict=True)] for row in grid.rows
    ]
    lines = [("GRID", (0, 0), (-1, -1), 0.5, HexColor("#888888"))] if grid.ruled else []
    return Table(rows, widths, style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *lines], splitInRow=1)


def _paragraph(paragraph: Paragraph, style: Style, width: float) -> list[Flowable]:
    font = "Times-Roman" if style.heading in ("ruled", "same-size-caps") else "Helvetica"
    size = (
        10
        if paragraph.role == "heading" and style.heading in ("bold", "same-size-caps")
        else SIZES.get(paragraph.role, 10)
    )
    shape = ParagraphStyle("p", fontName=font, fontSize=size, leading=size * 1.25, spaceAfter=2)
    if paragraph.role == "heading":
        shape.spaceBefore = 9
        shape.textColor = HexColor("#1d5f8a") if style.heading == "coloured" else HexColor("#000000")
    inner = "".join(_run(run.text, run.bold, run.italic) for run in paragraph.runs)
    if paragraph.role == "bullet":
        shape.leftIndent, shape.bulletIndent = 12, 2
        return [Flowable(inner, shape, bulletText=(paragraph.glyph or "•").translate(PLAINER))]
    if paragraph.right:
        right = ParagraphStyle("r", shape, alignment=2)
        cells = [[Flowable(inner, shape), Flowable(_run(paragraph.right, False, False), right)]]
        tight = [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        return [Table(cells, [width * 0.62, width * 0.38], style=tight)]
    made: list[Flowable] = [Flowable(inner, shape)]
    if paragraph.role == "heading" and style.heading == "ruled":
        made += [HRFlowable(width="100%", thickness=0.6, color=HexColor("#444444")), Spacer(1, 3)]
    return made


def _run(text: str, bold: bool, italic: bool) -> str:
    escaped = escape(text.translate(PLAINER))
    return f"<b>{escaped}</b>" if bold else f"<i>{escaped}</i>" if italic else escaped
