"""Files without a mark of their own: plain text, Markdown and HTML, and what only looks like text."""

import codecs
import re
from typing import IO

from analysis.extract.kinds.data import kind_of_data
from analysis.extract.kinds.kind import Kind
from analysis.failures import StepFailure

MAX_BYTES = 4 * 2**20
"""A thousand pages and more."""

_TEXT_NAMES = frozenset({".txt", ".text", ".md", ".markdown", ".mkd"})
_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mkd"})
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml"})

# What the inside of a PDF looks like once its head is lost.
_PDF_INSIDE = re.compile(
    r"\b\d{1,10} +\d{1,10} +obj\b\s{0,9}[<\[(]"
    r"|\btrailer\s{0,9}<<"
    r"|^[ \t]{0,99}(?:startxref\b|xref\s{1,9}\d)",
    re.MULTILINE,
)
_FOREIGN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"^[ \t]{0,99}\\documentclass\b", re.MULTILINE),
        "latex",
    ),
    (
        re.compile(
            r"\A(?:From:|MIME-Version:).{0,4000}^Content-Type:\s?(?:multipart|message)/",
            re.IGNORECASE | re.MULTILINE | re.DOTALL,
        ),
        "saved_page",
    ),
    (
        re.compile(r"\A\s{0,99}<\?xml.{0,2000}<(?:w:wordDocument|pkg:package|office:document)\b", re.DOTALL),
        "plain_xml",
    ),
)
_HTML_SURE = re.compile(r"<!doctype\s+html\b|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_HTML_TAG = re.compile(
    r"</?(?:p|div|span|h[1-6]|ul|ol|li|table|tr|td|a|b|strong|em|br|section|article)\b", re.IGNORECASE
)
_MARKDOWN_HEADING = re.compile(r"^#{1,6} {1,9}\S", re.MULTILINE)
_MARKDOWN_INLINE = re.compile(
    r"\*\*[^*\n]{1,200}\*\*|\[[^]\n]{1,200}\]\([^)\s]{1,200}\)|^\S.{0,200}\n(?:===+|---+)$", re.MULTILINE
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def kind_of_text(file: IO[bytes], head: bytes, *, size: int, suffix: str) -> Kind:
    """Which kind of text begins with `head`. Raises StepFailure as `detect_kind` does."""
    text = _decoded(head)
    if text is None:
        raise StepFailure("unsupported")
    if size > MAX_BYTES:
        raise StepFailure("too_large", detail=f"{size} bytes of text")
    if not _has_ink(text) and not _has_ink(_rest(file, len(head))):
        raise StepFailure("no_text", "blank")
    if suffix not in _TEXT_NAMES and _PDF_INSIDE.search(text):
        raise StepFailure("unreadable_file", detail="parts of a PDF without its head")
    for pattern, reason in _FOREIGN:
        if pattern.search(text[:8_000]):
            raise StepFailure("unsupported", reason)
    return kind_of_data(text, suffix) or _markup(text, suffix)


def _markup(text: str, suffix: str) -> Kind:
    if _is_html(text[:8_000], suffix):
        return Kind.HTML
    headings = len(_MARKDOWN_HEADING.findall(text))
    if suffix in _MARKDOWN_NAMES or headings >= 2 or (headings and _MARKDOWN_INLINE.search(text)):
        return Kind.MARKDOWN
    return Kind.TEXT


def _is_html(start: str, suffix: str) -> bool:
    if _HTML_SURE.search(start[:2_000]):
        return True
    # A few tags may stand in a text about the web, or in Markdown.
    tags = len(_HTML_TAG.findall(start))
    return tags >= (1 if suffix in _HTML_NAMES else 6) and suffix not in _TEXT_NAMES


def _decoded(data: bytes) -> str | None:
    """The beginning of a text whose encoding nobody tells, good enough to judge it by; None where it is no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _if_legible(data[len(bom) :].decode(encoding, errors="replace"), most_controls=0.3)
    if encoding := _utf16_without_bom(data):
        return _if_legible(data.decode(encoding, errors="replace"), most_controls=0.3)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        # One byte a character: such text has hardly a control character, while of packed bytes every ninth is one.
        return _if_legible(data.decode("latin-1"), most_controls=0.04)
    return _if_legible(text, most_controls=0.3)


def _if_legible(text: str, *, most_controls: float) -> str | None:
    blank = not text.strip("\x00 \t\r\n\f\v")
    return text if blank or len(_CONTROL.findall(text)) <= most_controls * len(text) else None


def _utf16_without_bom(data: bytes) -> str:
    """The encoding of text in which every other byte is a NUL, as it is in western UTF-16; else ""."""
    pairs = len(data) // 2
    if pairs < 4:
        return ""
    even, odd = data[0 : pairs * 2 : 2].count(0) / pairs, data[1 : pairs * 2 : 2].count(0) / pairs
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _has_ink(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _rest(file: IO[bytes], start: int) -> str:
    file.seek(start)
    return _decoded(file.read()) or ""
