"""Plain text and Markdown."""

from __future__ import annotations

import re

from tests.quality.generator.blocks import Block, Paragraph, Sheet
from tests.quality.generator.style import Style

WIDTH = 78


def render_text(sheet: Sheet, style: Style) -> bytes:
    lines: list[str] = []
    for block in [*sheet.top, *sheet.side, *sheet.main]:
        lines += _text_lines(block, style)
    return "\n".join(lines).encode()


def _text_lines(block: Block, style: Style) -> list[str]:
    if not isinstance(block, Paragraph):
        return ["\t".join(" ".join(one.text for one in cell) for cell in row) for row in block.rows]
    if block.role == "heading":
        rule = ["-" * len(block.text)] if style.heading == "ruled" else []
        return ["", "", block.text, *rule, ""]
    if block.role == "bullet":
        return [f"{block.glyph or '-'} {block.text}"]
    gap = "    " if len(block.text) + len(block.right) + 4 < WIDTH else "  "
    line = f"{block.text}{gap}{block.right}" if block.right else block.text
    return ["", line] if block.role == "head" else [line]


def render_markdown(sheet: Sheet, style: Style) -> bytes:
    parts: list[str] = []
    for block in [*sheet.top, *sheet.side, *sheet.main]:
        parts += _markdown(block, style)
    return ("\n".join(parts) + "\n").encode()


def _markdown(block: Block, style: Style) -> list[str]:
    if not isinstance(block, Paragraph):
        rows = [" | ".join(" ".join(_escaped(one.text) for one in cell) for cell in row) for row in block.rows]
        columns = len(block.rows[0])
        return ["", f"| {' | '.join([' '] * columns)} |", f"|{'---|' * columns}", *(f"| {row} |" for row in rows), ""]
    text = _escaped(block.text)
    right = f" *{_escaped(block.right)}*" if block.right else ""
    match block.role:
        case "name":
            return [f"# {text}", ""]
        case "heading":
            return ["", f"**{text}**" if style.heading == "bold" else f"## {text}", ""]
        case "head":
            return ["", f"### {text}{right}" if style.heading in ("large", "large-caps") else f"**{text}**{right}", ""]
        case "bullet":
            return [f"- {text}"]
    return [f"{text}{right}", ""]


def _escaped(text: str) -> str:
    return re.sub(r"([*_`\[\]|<>#])", r"\\\1", text)
