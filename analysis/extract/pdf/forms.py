"""Values of form fields that the file does not draw: a reader is shown them, so they are text."""

import ctypes
import re
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.extract.layout.ink import Piece

_MOST_FIELDS = 500
_WITH_TEXT = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_PASSWORD = 1 << 13
_FONT_SIZE = re.compile(r"([\d.]{1,8}) +Tf")
_USUAL_SIZE = 10.0
# Of a field's height: the text of a field of one line.
_SHARE = 0.7
_INSET = 2.0
# In parts of the font's size.
_LEADING, _ASCENT, _DESCENT, _LETTER = 1.2, 0.8, 0.2, 0.5


def read_values(pdf: pypdfium2.PdfDocument, page: Any) -> list[Piece]:
    """The values of a page's fields that have no appearance of their own, each where it would be drawn."""
    if pdf.formenv is None:
        return []
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    pieces: list[Piece] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_FIELDS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET and not _is_drawn(annotation):
                pieces.extend(_pieces(pdf.formenv, annotation, bounds.left, bounds.top))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return pieces


def _is_drawn(annotation: Any) -> bool:
    return bool(pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2)


def _pieces(form: Any, annotation: Any, left: float, top: float) -> list[Piece]:
    if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) not in _WITH_TEXT:
        return []
    if pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return []
    rect = pdfium.FS_RECTF()
    length = pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if length <= 2 or not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return []
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    lines = (
        buffer.raw[: length - 2].decode("utf-16-le", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    x0, upper, height = rect.left - left + _INSET, top - rect.top, rect.top - rect.bottom
    size = _size(annotation) or min(_USUAL_SIZE, _SHARE * height) or _USUAL_SIZE
    first = upper + (height + _SHARE * size) / 2 if len(lines) == 1 else upper + _INSET + size
    pieces = []
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        baseline = first + number * _LEADING * size
        x1 = min(x0 + _LETTER * size * len(line.strip()), max(rect.right - left, x0 + size))
        y0, y1 = baseline - _ASCENT * size, baseline + _DESCENT * size
        pieces.append(Piece(line.strip(), x0, y0, x1, y1, baseline, size))
    return pieces


def _size(annotation: Any) -> float:
    """The size that the field's appearance string asks for; 0 where the reader is to choose."""
    length = pdfium.FPDFAnnot_GetStringValue(annotation, b"DA", None, 0)
    if not 2 < length < 2048:
        return 0.0
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(annotation, b"DA", ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    found = _FONT_SIZE.search(buffer.raw[: length - 2].decode("utf-16-le", "replace"))
    try:
        return float(found.group(1)) if found else 0.0
    except ValueError:
        return 0.0
