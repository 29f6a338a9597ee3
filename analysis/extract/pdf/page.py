"""One page of a PDF: all that it shows, upright whatever way it is turned, and whether its text is worth reading."""

import re
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from analysis.extract.layout.ink import Mark, PageInk, Piece
from analysis.extract.pdf.fonts import GlyphNames
from analysis.extract.pdf.glyphs import GlyphReader, Glyphs
from analysis.extract.pdf.graphics import Graphics, on_ground, read_graphics
from analysis.extract.pdf.legible import is_suspicious
from analysis.extract.pdf.links import attach_links, read_links, texts_of_bare_links
from analysis.extract.pdf.picture import Picture, draw

# So few characters on a page are a page number, or a stamp on a scan.
_FEW = 25
_PICTURE_SHARE = 0.3
# Of 255: what is darker is no paper, and white text on it can be read.
_PAPER = 225
# Of a piece's box: so much must be darker than paper where pale text is to be seen on it.
_ON_SOMETHING_DARK = 0.4
# Of a piece's width: so much of it must be drawn as shapes.
_OUTLINED = 0.4
# In points: a page larger than that is not drawn to see what shows.
_LARGEST_DRAWN = 5_000
READABLE = re.compile(r"[^\W_]")
_VOWELS = re.compile("[aeiouyáéíóúàèìòùâêîôûäëïöüãõåæøąęěůýāēīō]", re.IGNORECASE)
_LATIN = re.compile("[a-z\u00c0-\u024f]", re.IGNORECASE)


def read_page(pdf: pypdfium2.PdfDocument, page: Any, number: int, names: GlyphNames) -> tuple[PageInk, bool]:
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
        glyphs = GlyphReader(text_page, left, top, names).read()
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    graphics = read_graphics(page, left, top)
    eye = _Eye(page, width, height)
    seen = [piece for piece in _seen(glyphs, graphics, eye) if _is_on_page(piece, width, height)]
    ink.hidden = _lines_of(_unseen(glyphs, seen))
    links = read_links(pdf, page, left, top)
    ink.pieces = attach_links(seen, links)
    if seen:
        ink.pieces.extend(texts_of_bare_links(links, ink.pieces))
    ink.settings, ink.dots, ink.rules, ink.grounds = glyphs.settings, graphics.dots, graphics.rules, graphics.grounds
    _turn(ink, glyphs.turned)
    return ink, _is_worth_reading(ink, graphics, width * height)


class _Eye:
    """What of a page's text can be seen, by a drawing of the page that is made when it is first asked for."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        self._page = page
        self._size = max(1, round(width)), max(1, round(height))
        self._picture: Picture | None = None

    def shade(self, piece: Piece) -> float:
        """The share of a piece's box that is darker than paper."""
        if self._picture is None:
            self._picture = draw(self._page, *self._size) if max(self._size) < _LARGEST_DRAWN else None
        picture = self._picture
        if picture is None:
            return 0.0
        x0, x1 = max(0, round(piece.x0)), min(picture.width, round(piece.x1))
        y0, y1 = max(0, round(piece.y0)), min(picture.height, round(piece.y1))
        if x0 >= x1 or y0 >= y1:
            return 0.0
        box = b"".join(picture.pixels[y * picture.width + x0 : y * picture.width + x1] for y in range(y0, y1))
        return sum(pixel < _PAPER for pixel in box) / len(box)


def _seen(glyphs: Glyphs, graphics: Graphics, eye: _Eye) -> list[Piece]:
    """What can be seen: pale text on something darker; and invisible text that says what is drawn in its place."""
    pale = [
        piece for piece in glyphs.pale if on_ground(piece, graphics.grounds) or eye.shade(piece) >= _ON_SOMETHING_DARK
    ]
    if not pale and not glyphs.upright:
        pale = glyphs.pale
    seen = glyphs.upright + pale
    if glyphs.invisible and sum(len(piece.text) for piece in seen) < _FEW and graphics.pictures:
        return glyphs.invisible + seen
    if glyphs.invisible and graphics.outlines:
        seen = seen + [piece for piece in glyphs.invisible if _is_outlined(piece, graphics.outlines)]
    return seen


def _unseen(glyphs: Glyphs, seen: list[Piece]) -> list[Piece]:
    shown = set(map(id, seen))
    return [piece for piece in (*glyphs.upright, *glyphs.pale, *glyphs.invisible) if id(piece) not in shown]


def _lines_of(pieces: list[Piece]) -> list[str]:
    """The text of these pieces, those on one baseline together."""
    lines: list[tuple[float, list[str]]] = []
    for piece in pieces:
        if not lines or abs(lines[-1][0] - piece.baseline) > 1:
            lines.append((piece.baseline, []))
        lines[-1][1].append(piece.text)
    said = (" ".join(" ".join(texts).split()) for _, texts in lines)
    return [text for text in said if READABLE.search(text)]


def _is_outlined(piece: Piece, outlines: list[Mark]) -> bool:
    """Whether the letters of invisible text are drawn as shapes in its place."""
    drawn = sum(
        min(outline.x1, piece.x1) - max(outline.x0, piece.x0)
        for outline in outlines
        if outline.x0 < piece.x1
        and piece.x0 < outline.x1
        and piece.y0 - 0.3 * piece.size <= outline.y0
        and outline.y1 <= piece.y1 + 0.3 * piece.size
    )
    return drawn >= _OUTLINED * (piece.x1 - piece.x0)


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
    readable = len(READABLE.findall(text))
    pictured = sum((picture.x1 - picture.x0) * (picture.y1 - picture.y0) for picture in graphics.pictures)
    if readable < _FEW:
        return pictured < _PICTURE_SHARE * area and (readable > 0 or len(graphics.paths) < 200)
    ink_count = len(text.replace(" ", ""))
    if readable < 0.5 * ink_count:
        return False
    if is_suspicious(" ".join(piece.text for piece in ink.pieces)):
        return False
    latin = len(_LATIN.findall(text))
    return not (latin > 200 and latin > 0.6 * readable and len(_VOWELS.findall(text)) < 0.15 * latin)
