"""A page of a PDF as a PNG, as the sandbox runs it: JSON in, JSON out."""

import base64
import struct
import zlib
from collections.abc import Callable
from typing import Any

MOST_PIXELS = 4_000_000


def draw_page(argument: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, str]:
    """Page `number` (from 1) of the PDF at `path`, `width` pixels wide: {"png": base64}."""
    import pypdfium2

    page = pypdfium2.PdfDocument(argument["path"])[argument["number"] - 1]
    width, height = page.get_size()
    scale = min(argument["width"] / width, (MOST_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGR)
    pixels = memoryview(bitmap.buffer).cast("B")
    rows = [pixels[y * bitmap.stride :][: bitmap.width * 3] for y in range(bitmap.height)]
    return {"png": base64.b64encode(_png(bitmap.width, bitmap.height, rows)).decode()}


def _png(width: int, height: int, rows: list[memoryview]) -> bytes:
    """A PNG of 8-bit RGB rows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    chunks = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
