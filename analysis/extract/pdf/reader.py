"""PDF: glyphs by pdfium, laid out; pages without usable text by OCR; files that pdfium gives up on by pypdf."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.document import Document
from analysis.extract.layout import lay_out
from analysis.extract.layout.ink import PageInk
from analysis.extract.pdf import fallback, ocr, tesseract
from analysis.extract.pdf.fonts import GlyphNames
from analysis.extract.pdf.forms import read_values
from analysis.extract.pdf.legible import is_suspicious, strangeness
from analysis.extract.pdf.page import READABLE, read_page
from analysis.extract.readers.flow import LONGEST_HIDDEN, MOST_HIDDEN
from analysis.failures import StepFailure

MAX_PAGES = 60
"""A résumé of more pages is something else; what stands on the first ones is enough to judge it."""
MOST_PAGES = 500
"""A file of more pages was never meant as a résumé, and is refused."""
MAX_GLYPHS = 400_000
"""Of all pages together."""

NO_OCR = "pages are pictures of text, and Tesseract, which could read them, is not installed"

_INTERACTIVE = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)

Progress = Callable[[int, int], None]


def read(path: Path, progress: Progress, *, password: str | None = None, languages: Sequence[str] = ()) -> Document:
    """`password` opens a protected file; `languages` asks for OCR of every page, whatever text it has of its own."""
    try:
        pdf = open_pdf(path, password)
    except StepFailure as failure:
        if failure.code != "unreadable_file":
            raise
        return _by_fallback(path, progress, failure, password)
    try:
        document, needs_ocr = _read(pdf, GlyphNames(path, password), progress, languages)
    finally:
        pdf.close()
    if any(line.text for line in document.lines):
        return document
    detail = NO_OCR if needs_ocr and not tesseract.is_available() else ""
    return _by_fallback(path, progress, StepFailure("no_text", detail=detail), password)


def _by_fallback(path: Path, progress: Progress, failure: StepFailure, password: str | None) -> Document:
    document = fallback.read(path, progress, password)
    if document is None or not any(READABLE.search(line.text) for line in document.lines):
        raise failure
    return document


def open_pdf(path: Path, password: str | None = None) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise StepFailure("password_protected", detail=str(error)) from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise StepFailure("unsupported", "recipients", detail=str(error)) from error
        raise StepFailure("unreadable_file", detail=str(error)) from error


def _read(
    pdf: pypdfium2.PdfDocument, names: GlyphNames, progress: Progress, languages: Sequence[str]
) -> tuple[Document, bool]:
    """The document, and whether pages of it are pictures that only OCR could read."""
    if len(pdf) > MOST_PAGES:
        raise StepFailure("too_large", "pages", values={"count": f"{len(pdf):,}"})
    total = min(len(pdf), MAX_PAGES)
    inks: list[PageInk] = []
    pictures = read_by_ocr = 0
    last_ocr = time.monotonic() + ocr.BUDGET_SECONDS
    pdf.init_forms()
    for number in range(1, total + 1):
        handle = pdfium.FPDF_LoadPage(pdf, number - 1)
        if not handle:
            progress(number, total)
            continue
        try:
            values = read_values(pdf, handle)
            handle = _with_fields_drawn(pdf, handle, number)
            ink, is_readable = read_page(pdf, handle, number, names)
            ink.pieces.extend(values)
            if not is_readable or languages:
                pictures += 1
                ink.hidden = []  # the text layer of a scan says what is seen
                if pictures <= ocr.MAX_PAGES and time.monotonic() < last_ocr and tesseract.is_available():
                    read_by_ocr += _read_by_ocr(handle, ink, languages)
        finally:
            pdfium.FPDF_ClosePage(handle)
        inks.append(ink)
        progress(number, total)
        if sum(len(piece.text) for ink in inks for piece in ink.pieces) > MAX_GLYPHS:
            break
    hidden = [line[:LONGEST_HIDDEN] for ink in inks for line in ink.hidden][:MOST_HIDDEN]
    return Document("pdf", lay_out(inks), ocr=read_by_ocr > 0, hidden=hidden), pictures > 0


def _read_by_ocr(handle: Any, ink: PageInk, languages: Sequence[str]) -> bool:
    """Reads a page by its picture; False where that reads less, or no better, than the page's own text.

    Where `languages` were asked for, anything that is read counts for more.
    """
    reading = ocr.read_page(handle, languages)
    layer = "".join(piece.text + " " for piece in ink.pieces)
    read = "".join(piece.text + " " for piece in reading.pieces)
    if languages:
        better = bool(reading.pieces)
    elif is_suspicious(layer):
        better = bool(reading.pieces) and strangeness(read) < strangeness(layer) / 2 and 2 * len(read) > len(layer)
    else:
        better = len(read.replace(" ", "")) > len(READABLE.findall(layer))
    if better:
        ocr.put_on_page(reading, ink)
    return better


def _with_fields_drawn(pdf: pypdfium2.PdfDocument, handle: Any, number: int) -> Any:
    """The page with what is filled into its form fields, and typed onto it, made part of it."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(handle), 500)):
        annotation = pdfium.FPDFPage_GetAnnot(handle, index)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _INTERACTIVE:
            break
    else:
        return handle
    if pdfium.FPDFPage_Flatten(handle, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return handle
    fresh = pdfium.FPDF_LoadPage(pdf, number - 1)
    if not fresh:
        return handle
    pdfium.FPDF_ClosePage(handle)
    return fresh
