"""OpenDocument text: styles of its own, tab stops for dates, tables for columns."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile

from tests.quality.generator.blocks import Block, Grid, Paragraph, Sheet
from tests.quality.generator.style import Style

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
) + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'  # fmt: skip
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
SIZES = {"name": 22.0, "label": 13.0, "contact": 9.5, "heading": 13.0}


def render(sheet: Sheet, style: Style) -> bytes:
    body = _blocks(sheet.top, style)
    if sheet.side:
        side, main = _blocks(sheet.side, style), _blocks(sheet.main, style)
        cells = [side, main] if style.layout == "sidebar-left" else [main, side]
        body += _table([cells])
    else:
        body += _blocks(sheet.main, style)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2">'
        f"<office:automatic-styles>{_styles(style)}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", content)
    return out.getvalue()


def _styles(style: Style) -> str:
    made = []
    for role in ("name", "label", "contact", "heading", "head", "group", "body", "bullet"):
        weight = ' fo:font-weight="bold"' if role in ("heading", "name") else ""
        look = f'<style:text-properties fo:font-size="{_size(role, style)}pt"{weight}/>'
        made.append(f'<style:style style:name="{role}" style:family="paragraph">{look}</style:style>')
    made.append(
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    made.append(
        '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    )
    return "".join(made)


def _size(role: str, style: Style) -> float:
    if role == "heading" and style.heading in ("bold", "same-size-caps"):
        return 11.0
    return SIZES.get(role, 11.0)


def _blocks(blocks: list[Block], style: Style) -> str:
    return "".join(_grid(block, style) if isinstance(block, Grid) else _paragraph(block, style) for block in blocks)


def _grid(grid: Grid, style: Style) -> str:
    return _table([[_blocks(list(cell), style) for cell in row] for row in grid.rows])


def _table(rows: list[list[str]]) -> str:
    inner = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{inner}</table:table>'


def _paragraph(paragraph: Paragraph, style: Style) -> str:
    inner = "".join(_run(run.text, run.bold, run.italic) for run in paragraph.runs)
    if paragraph.right:
        inner += f"<text:tab/>{escape(paragraph.right)}"
    if paragraph.role == "bullet" and paragraph.glyph in ("", "•"):
        return (
            f'<text:list><text:list-item><text:p text:style-name="bullet">{inner}</text:p></text:list-item></text:list>'
        )
    if paragraph.role == "bullet":
        inner = f"{escape(paragraph.glyph)} {inner}"
    if paragraph.role == "heading" and style.heading in ("large", "large-caps", "ruled"):
        return f'<text:h text:style-name="heading" text:outline-level="1">{inner}</text:h>'
    return f'<text:p text:style-name="{paragraph.role}">{inner}</text:p>'


def _run(text: str, bold: bool, italic: bool) -> str:
    name = "B" if bold else "I" if italic else ""
    return f'<text:span text:style-name="{name}">{escape(text)}</text:span>' if name else escape(text)
