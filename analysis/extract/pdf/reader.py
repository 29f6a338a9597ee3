"""PDF: glyphs by pdfium, laid out; pages without usable text by OCR; files that pdfium gives up on by pypdf."""

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.document import Document
from analysis.extract.layout import lay_out
from analysis.extract.layout.ink import PageInk, Piece
from analysis.extract.pdf import fallback, ocr, tesseract
from analysis.extract.pdf.glyphs import GlyphReader, Glyphs
from analysis.extract.pdf.graphics import Graphics, attach_links, on_ground, read_graphics, read_links
from analysis.failures import StepFailure

MAX_PAGES = 60
"""A résumé of more pages is something else; what stands on the first ones is enough to judge it."""
MOST_PAGES = 500
"""A file of more pages was never meant as a résumé, and is refused."""
MAX_GLYPHS = 400_000
"""Of all pages together."""

NO_OCR = "pages are pictures of text, and Tesseract, which could read them, is not installed"
ENCRYPTED_FOR_RECIPIENTS = (
    "This PDF is encrypted for certain recipients, so that no password opens it. Replace it with a copy that is not "
    "encrypted."
)

# So few characters on a page are a page number, or a stamp on a scan.
_FEW = 25
_PICTURE_SHARE = 0.3
_READABLE = re.compile(r"[^\W_]")
_VOWELS = re.compile("[aeiouyáéíóúàèìòùâêîôûäëïöüãõåæøąęěůýāēīō]", re.IGNORECASE)
_LATIN = re.compile("[a-z\u00c0-\u024f]", re.IGNORECASE)
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
        document, needs_ocr = _read(pdf, progress, languages)
    finally:
        pdf.close()
    if any(line.text for line in document.lines):
        return document
    detail = NO_OCR if needs_ocr and not tesseract.is_available() else ""
    return _by_fallback(path, progress, StepFailure("no_text", detail=detail), password)


def _by_fallback(path: Path, progress: Progress, failure: StepFailure, password: str | None) -> Document:
    document = fallback.read(path, progress, password)
    if document is None or not any(_READABLE.search(line.text) for line in document.lines):
        raise failure
    return document


def open_pdf(path: Path, password: str | None = None) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise StepFailure("password_protected", detail=str(error)) from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise StepFailure("unsupported", ENCRYPTED_FOR_RECIPIENTS, detail=str(error)) from error
        raise StepFailure("unreadable_file", detail=str(error)) from error


def _read(pdf: pypdfium2.PdfDocument, progress: Progress, languages: Sequence[str]) -> tuple[Document, bool]:
    """The document, and whether pages of it are pictures that only OCR could read."""
    if len(pdf) > MOST_PAGES:
        raise StepFailure("too_large", f"This PDF has {len(pdf):,} pages, which are too many: upload the résumé alone.")
    total = min(len(pdf), MAX_PAGES)
    inks: list[PageInk] = []
    pictures = read_by_ocr = 0
    last_ocr = time.monotonic() + ocr.BUDGET_SECONDS
    for number in range(1, total + 1):
        handle = pdfium.FPDF_LoadPage(pdf, number - 1)
        if not handle:
            progress(number, total)
            continue
        try:
            handle = _with_fields_drawn(pdf, handle, number)
            ink, is_readable = read_page(pdf, handle, number)
            if not is_readable or languages:
                pictures += 1
                if pictures <= ocr.MAX_PAGES and time.monotonic() < last_ocr and tesseract.is_available():
                    read_by_ocr += _read_by_ocr(handle, ink, languages)
        finally:
            pdfium.FPDF_ClosePage(handle)
        inks.append(ink)
        progress(number, total)
        if sum(len(piece.text) for ink in inks for piece in ink.pieces) > MAX_GLYPHS:
            break
    return Document("pdf", lay_out(inks), ocr=read_by_ocr > 0), pictures > 0


def _read_by_ocr(handle: Any, ink: PageInk, languages: Sequence[str]) -> bool:
    """Whether the page's picture says more than its own text; where `languages` were asked for, anything at all."""
    pieces = ocr.read_picture(handle, ink, languages)
    kept = 0 if languages else sum(len(_READABLE.findall(piece.text)) for piece in ink.pieces)
    if sum(len(piece.text) for piece in pieces) <= kept:
        return False
    # A picture fills the page: what it covers is no ground of anything, its lines were not drawn.
    ink.pieces, ink.aside, ink.settings, ink.dots, ink.grounds, ink.is_rough = pieces, [], {}, [], [], True
    return True


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


def read_page(pdf: pypdfium2.PdfDocument, page: Any, number: int) -> tuple[PageInk, bool]:
    """All that a page shows, upright whatever way it is turned, and whether its text is worth reading."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    left, top = bounds.left, bounds.top
    width, height = bounds.right - bounds.left, bounds.top - bounds.bottom
    ink = PageInk(number, width, height)
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return ink, True
    try:
        glyphs = GlyphReader(text_page, left, top).read()
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    graphics = read_graphics(page, left, top)
    seen = [piece for piece in _seen(glyphs, graphics) if _is_on_page(piece, width, height)]
    ink.pieces = attach_links(seen, read_links(pdf, page, left, top))
    ink.settings, ink.dots, ink.rules, ink.grounds = glyphs.settings, graphics.dots, graphics.rules, graphics.grounds
    _turn(ink, glyphs.turned)
    return ink, _is_worth_reading(ink, graphics, width * height)


def _seen(glyphs: Glyphs, graphics: Graphics) -> list[Piece]:
    """What can be seen: pale text on something darker; and invisible text where it says what a picture shows."""
    pale = [piece for piece in glyphs.pale if on_ground(piece, graphics.grounds)]
    if not pale and not glyphs.upright:
        pale = glyphs.pale
    seen = glyphs.upright + pale
    if glyphs.invisible and sum(len(piece.text) for piece in seen) < _FEW and graphics.pictures:
        seen = glyphs.invisible + seen
    return seen


def _is_on_page(piece: Piece, width: float, height: float) -> bool:
    return piece.x1 > 0 and piece.x0 < width and piece.y1 > 0 and piece.y0 < height


def _turn(ink: PageInk, turned: dict[int, list[Piece]]) -> None:
    """Makes the direction that most of the page is written in the upright one; the rest stands aside."""
    if not turned:
        return
    upright = sum(len(piece.text) for piece in ink.pieces)
    angle = max(turned, key=lambda angle: sum(len(piece.text) for piece in turned[angle]))
    if sum(len(piece.text) for piece in turned[angle]) <= upright:
        ink.aside = list(turned.values())
        return
    ink.aside = [ink.pieces, *(pieces for other, pieces in turned.items() if other != angle)]
    across, down = {90: (ink.height, 0.0), 270: (0.0, ink.width), 180: (ink.width, ink.height)}[angle]
    for piece in turned[angle]:
        piece.x0, piece.x1 = piece.x0 + across, piece.x1 + across
        piece.y0, piece.y1, piece.baseline = piece.y0 + down, piece.y1 + down, piece.baseline + down
    ink.pieces, ink.dots, ink.rules, ink.grounds = turned[angle], [], [], []
    if angle != 180:
        ink.width, ink.height = ink.height, ink.width


def _is_worth_reading(ink: PageInk, graphics: Graphics, area: float) -> bool:
    """False where OCR would read more: the page is a picture, or its text is not what it shows."""
    text = "".join(piece.text for piece in ink.pieces)
    readable = len(_READABLE.findall(text))
    pictured = sum((picture.x1 - picture.x0) * (picture.y1 - picture.y0) for picture in graphics.pictures)
    if readable < _FEW:
        return pictured < _PICTURE_SHARE * area and (readable > 0 or len(graphics.paths) < 200)
    ink_count = len(text.replace(" ", ""))
    if readable < 0.5 * ink_count:
        return False
    latin = len(_LATIN.findall(text))
    return not (latin > 200 and latin > 0.6 * readable and len(_VOWELS.findall(text)) < 0.15 * latin)
