"""A page drawn in shades of grey: what Tesseract reads, and what tells whether text can be seen."""

from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium


@dataclass(frozen=True, slots=True)
class Picture:
    """`pixels`: one byte each, 0 for black and 255 for white, row by row."""

    width: int
    height: int
    pixels: bytes

    @property
    def as_file(self) -> bytes:
        """The picture in the simplest format that Tesseract reads."""
        return b"P5 %d %d 255\n" % (self.width, self.height) + self.pixels


def draw(page: Any, width: int, height: int, turn: int = 0) -> Picture | None:
    """A page of pdfium's in a picture of that size. `turn`: degrees clockwise, a multiple of 90."""
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return None
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, turn // 90 % 4, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        address = pdfium.FPDFBitmap_GetBuffer(bitmap)
        pixels = bytes((pdfium.ctypes.c_ubyte * (stride * height)).from_address(address))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    if stride != width:
        pixels = b"".join(pixels[row * stride : row * stride + width] for row in range(height))
    return Picture(width, height, pixels)
