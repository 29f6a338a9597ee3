"""PDF by Typst, which brings fonts for all the scripts of the packs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import cast

import typst
from noto_cjk_sans_otc import FONT_PATH

from tests.quality.generator.blocks import Block, Grid, Paragraph, Sheet
from tests.quality.generator.style import RIGHT_TO_LEFT, Style

SIZES = {"name": 20.0, "label": 12.0, "contact": 9.0, "heading": 13.0}
# The Asian font has no bold, so that Latin text never takes it.
MODERN = {"large", "coloured", "spaced", "icon"}


def render(sheet: Sheet, style: Style) -> bytes:
    body = _blocks(sheet.top, style)
    if sheet.side:
        side, main = f"[{_blocks(sheet.side, style)}]", f"[{_blocks(sheet.main, style)}]"
        left = style.layout == "sidebar-left"
        cells = f"{side}, {main}" if left else f"{main}, {side}"
        shares = "(1fr, 2fr)" if left else "(2fr, 1fr)"
        body += f"#grid(columns: {shares}, column-gutter: 18pt, {cells})\n"
    else:
        body += _blocks(sheet.main, style)
    font = "New Computer Modern" if style.heading in MODERN else "Libertinus Serif"
    direction = ", dir: rtl" if sheet.lang in RIGHT_TO_LEFT else ""
    setup = (
        '#set page(paper: "a4", margin: 18mm)\n'
        f'#set text(font: ("{font}", "Noto Sans CJK JP"), size: 10pt{direction})\n'
        "#set par(leading: 0.55em, spacing: 0.7em)\n"
    )
    return _compile(setup + body)


def _compile(markup: str) -> bytes:
    compiler = typst.Compiler(markup.encode(), font_paths=_fonts())
    return cast("bytes", compiler.compile(format="pdf"))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[Path(str(FONT_PATH)).parent])


def _blocks(blocks: list[Block], style: Style) -> str:
    return (
        "\n\n".join(_grid(block, style) if isinstance(block, Grid) else _paragraph(block, style) for block in blocks)
        + "\n\n"
    )


def _grid(grid: Grid, style: Style) -> str:
    cells = ", ".join(f"[{_blocks(list(cell), style)}]" for row in grid.rows for cell in row)
    widths = ", ".join(f"{width}fr" for width in grid.widths)
    stroke = "0.5pt" if grid.ruled else "none"
    inset = ", inset: 4pt" if grid.ruled else ", inset: (x: 2pt, y: 2pt)"
    return f"#table(columns: ({widths}{',' if len(grid.widths) == 1 else ''}), stroke: {stroke}{inset}, {cells})"


def _paragraph(paragraph: Paragraph, style: Style) -> str:
    inner = "".join(_run(run.text, run.bold, run.italic) for run in paragraph.runs)
    if paragraph.right:
        inner += f" #h(1fr) {_escaped(paragraph.right)}"
    if paragraph.role == "bullet":
        glyph = _escaped(paragraph.glyph or "•")
        return f"#grid(columns: (10pt, 1fr), [{glyph}], [{inner}])"
    size = _size(paragraph.role, style)
    colour = ', fill: rgb("#1d5f8a")' if style.heading == "coloured" and paragraph.role == "heading" else ""
    inner = f"#text(size: {size}pt{colour})[{inner}]"
    if paragraph.role == "heading":
        rule = "\n#v(-6pt)\n#line(length: 100%, stroke: 0.6pt)" if style.heading == "ruled" else ""
        return f"#v(6pt)\n{inner}{rule}"
    return inner


def _size(role: str, style: Style) -> float:
    if role == "heading" and style.heading in ("bold", "same-size-caps"):
        return 10.0
    return SIZES.get(role, 10.0)


def _run(text: str, bold: bool, italic: bool) -> str:
    escaped = _escaped(text)
    return f"#strong[{escaped}]" if bold else f"#emph[{escaped}]" if italic else escaped


def _escaped(text: str) -> str:
    """Every sign that Typst reads as markup, as itself; `//` would begin a comment, `--` become a dash."""
    return re.sub(r"([\\#$*_`<>@\[\]~=+/'\"-])", r"\\\1", text)
