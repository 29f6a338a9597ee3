"""Markdown: made HTML of, and read as that."""

import re
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from analysis.document import Document
from analysis.extract.readers.encodings import decode
from analysis.extract.readers.html import read_markup

_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(?:---|\.\.\.)\s*\n", re.DOTALL)
# A line shorter than this was ended by its writer, not by the width of the writer's window.
_WRAPPED_FROM = 60


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    text = _FRONT_MATTER.sub("", decode(path.read_bytes()))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    document = read_markup(parser.render(_with_line_ends(text)), kind="markdown")
    progress(1, 1)
    return document


def _with_line_ends(text: str) -> str:
    """Makes the ends of short lines count: people who write an address on three lines mean three."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(
        line.rstrip() + "  "
        if line.strip() and len(line) < _WRAPPED_FROM and not line.rstrip().endswith("\\")
        else line
        for line in lines
    )
