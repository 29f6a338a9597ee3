"""PDF: glyphs with their places by pdfium, laid out; pages without usable text by OCR; files that pdfium gives up on by pypdf."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.document import Document
from analysis.failures import StepFailure
from analysis.steps.layout import lay_out
from analysis.steps.layout.pieces import PageInk
from analysis.steps.readers.pdf_glyphs import GlyphReader
from analysis.steps.readers.pdf_graphics import attach_links, read_graphics, read_links

MAX_PAGES = 60
"""A résumé of more pages is something else; what stands on the first ones is enough to judge it."""


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    pdf = open_pdf(path)
    try:
        inks = [*read_pages(pdf, progress)]
    finally:
        pdf.close()
    return Document("pdf", lay_out(inks))


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise StepFailure("password_protected") from error
        raise StepFailure("unreadable_file", detail=str(error)) from error


def read_pages(pdf: pypdfium2.PdfDocument, progress: Callable[[int, int], None]) -> list[PageInk]:
    total = min(len(pdf), MAX_PAGES)
    inks = []
    for number in range(1, total + 1):
        page = pdf[number - 1]
        try:
            inks.append(read_page(pdf, page, number))
        finally:
            page.close()
        progress(number, total)
    return inks


def read_page(pdf: pypdfium2.PdfDocument, page: Any, number: int) -> PageInk:
    """All that a page shows, upright whatever way the page is turned."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    left, top = bounds.left, bounds.top
    ink = PageInk(number, bounds.right - bounds.left, bounds.top - bounds.bottom)
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return ink
    try:
        glyphs = GlyphReader(text_page, left, top).read()
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    graphics = read_graphics(page, left, top)
    pieces = attach_links(glyphs.upright + glyphs.pale, read_links(pdf, page, left, top))
    ink.settings = glyphs.settings
    ink.pieces, ink.dots, ink.rules, ink.grounds = pieces, graphics.dots, graphics.rules, graphics.grounds
    return ink
