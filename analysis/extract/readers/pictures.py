"""Pictures in an office file without text: a scan put into a document, read by Tesseract where it is installed."""

import re
import struct
import time
from collections.abc import Callable

from analysis.document import Document
from analysis.extract.layout import lay_out
from analysis.extract.layout.ink import PageInk
from analysis.extract.pdf import ocr, recognition, tesseract
from analysis.extract.readers.packages import Package

_FEW = 25
"""Letters and digits: a document with fewer may be a picture of one."""
_MOST_PICTURES = 6
_MOST_BYTES = 20 * 2**20
_SMALLEST = 400
"""Pixels along the shorter side: a smaller picture is a logo, or of a face."""
_PAGE_WIDTH = 595.0
"""Points: a picture of a page is taken to be as wide as A4."""
_NUMBER = re.compile(r"\d+")


def with_pictures_read(
    document: Document, package: Package, folder: str, progress: Callable[[int, int], None]
) -> Document:
    """The document; or what its pictures say, where it has no text of its own."""
    if sum(character.isalnum() for line in document.lines for character in line.text) >= _FEW:
        return document
    if not tesseract.is_available():
        return document
    names = sorted(package.names(folder), key=lambda name: [int(number) for number in _NUMBER.findall(name)])
    inks: list[PageInk] = []
    last = time.monotonic() + ocr.BUDGET_SECONDS
    for name in names[:_MOST_PICTURES]:
        picture = package.content(name) or b""
        if len(picture) > _MOST_BYTES or not _is_page(picture) or time.monotonic() > last:
            continue
        table = recognition.words_of(picture, tesseract.languages())
        width, height = ocr.size_of(table)
        if not width:
            continue
        scale = width / _PAGE_WIDTH
        reading = ocr.reading_of(table, scale)
        ink = PageInk(len(inks) + 1, _PAGE_WIDTH, height / scale)
        ocr.put_on_page(reading, ink)
        inks.append(ink)
        progress(len(inks), len(names))
    read = Document(document.kind, lay_out(inks), ocr=True, hidden=document.hidden)
    return read if len(read.text) > len(document.text) else document


def _is_page(picture: bytes) -> bool:
    """Whether a PNG or JPEG is as large as a picture of a page, and no larger than Tesseract should be given."""
    width, height = _size(picture)
    return min(width, height) >= _SMALLEST and width * height <= recognition.P.most_pixels


def _size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels, by the file's head; 0, 0 for what is neither PNG nor JPEG."""
    if picture.startswith(b"\x89PNG\r\n\x1a\n") and len(picture) >= 24:
        width, height = struct.unpack(">II", picture[16:24])
        return int(width), int(height)
    if not picture.startswith(b"\xff\xd8"):
        return 0, 0
    position = 2
    while position + 9 < len(picture) and picture[position] == 0xFF:
        marker, length = picture[position + 1], int.from_bytes(picture[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", picture[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + length
    return 0, 0
