"""HTML as people write it: headings as h2, h3 or bold paragraphs, columns by flex or by a table."""

from __future__ import annotations

from html import escape

from tests.quality.generator.blocks import Block, Grid, Paragraph, Sheet
from tests.quality.generator.style import RIGHT_TO_LEFT, Style

TAGS = {"name": "h1", "label": "p", "contact": "p", "head": "p", "group": "p", "body": "p"}


def render(sheet: Sheet, style: Style) -> bytes:
    direction = ' dir="rtl"' if sheet.lang in RIGHT_TO_LEFT else ""
    top, main, side = (_blocks(part, style) for part in (sheet.top, sheet.main, sheet.side))
    columns = f"<main>{main}</main>"
    if sheet.side:
        parts = [f"<aside>{side}</aside>", columns]
        columns = "".join(parts if style.layout == "sidebar-left" else parts[::-1])
    css = "body{font:11pt sans-serif}h2{color:#235}.r{float:right}.c{display:flex}aside{width:30%}"
    name = next((block.text for block in sheet.top if isinstance(block, Paragraph) and block.role == "name"), "")
    return (
        f'<!doctype html><html lang="{sheet.lang}"{direction}><head><meta charset="utf-8"><title>{escape(name)}</title>'
        f'<style>{css}</style></head><body><header>{top}</header><div class="c">{columns}</div></body></html>'
    ).encode()


def _blocks(blocks: list[Block], style: Style) -> str:
    parts: list[str] = []
    listed = False
    for block in blocks:
        is_bullet = isinstance(block, Paragraph) and block.role == "bullet" and block.glyph in ("", "•")
        if is_bullet != listed:
            parts.append("<ul>" if is_bullet else "</ul>")
            listed = is_bullet
        parts.append(_grid(block, style) if isinstance(block, Grid) else _paragraph(block, style, is_bullet))
    return "".join(parts) + ("</ul>" if listed else "")


def _grid(grid: Grid, style: Style) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{_blocks(list(cell), style)}</td>" for cell in row) + "</tr>" for row in grid.rows
    )
    return f"<table>{rows}</table>"


def _paragraph(paragraph: Paragraph, style: Style, is_item: bool) -> str:
    inner = "".join(
        f"<b>{escape(run.text)}</b>" if run.bold else f"<i>{escape(run.text)}</i>" if run.italic else escape(run.text)
        for run in paragraph.runs
    )
    if is_item:
        return f"<li>{inner}</li>"
    if paragraph.role == "bullet":
        inner = f"{escape(paragraph.glyph)} {inner}"
    if paragraph.right:
        inner = f'{inner} <span class="r">{escape(paragraph.right)}</span>'
    if paragraph.role == "heading":
        return (
            f"<p>{inner}</p>" if style.heading in ("bold", "same-size-caps") else f"<h2>{escape(paragraph.text)}</h2>"
        )
    if paragraph.role == "head" and style.heading in ("large", "large-caps"):
        return f"<h3>{inner}</h3>"
    tag = TAGS.get(paragraph.role, "p")
    return f"<{tag}>{inner}</{tag}>"
