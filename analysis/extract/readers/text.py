"""Plain text: its lines as they stand, with what people draw into them (bullets, underlined headings, wide gaps)."""

import re
from collections.abc import Callable
from pathlib import Path

from analysis.document import Document
from analysis.extract.characters import bullet_length
from analysis.extract.readers.encodings import decode
from analysis.extract.readers.flow import Flow

_RULE = re.compile(r"^\s*([=\-_*~#+─━═.•])(?:\s?\1){3,}\s*$")
_WIDE_GAP = re.compile(r"(?<=\S)(?: {3,}|\s*\t\s*)(?=\S)")
_FRAME = re.compile(r"^\s*[|│║*#]\s+|\s+[|│║*#]\s*$")


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    document = read_text(decode(path.read_bytes()))
    progress(1, 1)
    return document


def read_text(text: str, kind: str = "text") -> Document:
    flow = Flow()
    for number, page in enumerate(re.sub(r"\r\n?", "\n", text).split("\f"), 1):
        flow.page = number
        _read_page(flow, page.split("\n"))
        flow.end_block()
    return flow.document(kind)


def _read_page(flow: Flow, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        if not line.strip():
            flow.end_block()
        elif _RULE.match(line):
            _underline(flow, line, lines[number - 1] if number else "")
        else:
            _read_line(flow, line)


def _underline(flow: Flow, rule: str, above: str) -> None:
    """A rule of characters parts blocks, and makes a heading of the short line that it underlines."""
    mark = rule.strip()[0]
    if (
        mark in "=-~─━═*_"
        and above.strip()
        and len(above.strip()) <= 60
        and not _RULE.match(above)
        and flow.lines
        and flow.lines[-1].role == ""
    ):
        flow.lines[-1].role = "heading"
        flow.lines[-1].level = 1 if mark in "=═" else 2
    else:
        flow.end_block()


def _read_line(flow: Flow, line: str) -> None:
    framed = _FRAME.sub("", line) if re.match(r"^\s*[|│║]", line) else line
    length = bullet_length(framed)
    flow.write(_WIDE_GAP.sub("\t", framed[length:].strip()))
    flow.end_line("bullet" if length else "", 1 if length else 0)
