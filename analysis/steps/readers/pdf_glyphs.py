"""A PDF page's glyphs as pieces of text, by pdfium.

Glyphs are asked for one by one, because only their boxes tell columns, tabs and letter-spaced words apart; all that belongs to a
whole text object (font, colour, angle) is asked for once.
"""

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from analysis.steps.layout.pieces import Blank, Piece, Setting

MAX_GLYPHS = 100_000
"""Of one page; a page of small print has 10,000."""
_TINY = 1.5
_LEAST_SIZE = 0.01
# What pdfium says for a hyphen at the end of a line.
_LINE_END_HYPHEN = 2
# Gaps in parts of the font's size: letters further apart than this are parted, words further apart stand in different columns.
_WORD_GAP = 0.6
_GAPS: dict[str, float] = {"": 0.18, "drawn": _WORD_GAP, "guessed": 0.36}
_INVISIBLE_MODES = (3, 7)
_BOLD_NAME = re.compile(
    r"bold|black|heavy|semibd|demi|(?:^|[-,+ ])(?:bd|sb|xb|bx)\b|-bd|cmbx|sfbx|medi(?:um)?(?=$|ital|obl)|bx\d",
    re.IGNORECASE,
)
_NOT_BOLD_NAME = re.compile(r"semilight|demilight", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"ital|obli|(?:^|[-,])it\b|cmti|sfti", re.IGNORECASE)
_SYMBOL_NAME = re.compile(
    r"symbol|wingding|webding|dingbat|awesome|fontello|icomoon|ionicons|materialicons|material-icons|glyphicons|marvosym|octicons|academicons",
    re.IGNORECASE,
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(slots=True)
class Ink:
    """How one text object is drawn."""

    number: int
    size: float
    bold: bool
    italic: bool
    symbol: bool
    angle: int
    colour: tuple[int, int, int]
    seen: bool


@dataclass(slots=True)
class Glyphs:
    """Pieces of a page in the order they are drawn, and whether each can be seen."""

    upright: list[Piece]
    turned: dict[int, list[Piece]]
    pale: list[Piece]
    invisible: list[Piece]
    settings: dict[int, Setting]
    count: int = 0
    unmapped: int = 0


class GlyphReader:
    """Reads the glyphs of one page. `left` and `top` are the visible page's corner in the page's own coordinates."""

    def __init__(self, text_page: Any, left: float, top: float) -> None:
        self.page = text_page
        self.left, self.top = left, top
        self._inks: dict[int, Ink] = {}
        self._fonts: dict[int, tuple[bool, bool, bool]] = {}
        self._styles: dict[tuple[Any, ...], int] = {}

    def read(self) -> Glyphs:
        glyphs = Glyphs([], {}, [], [], {})
        count = min(pdfium.FPDFText_CountChars(self.page), MAX_GLYPHS)
        self._read_runs(glyphs, count)
        glyphs.count = count
        return glyphs

    def _read_runs(self, glyphs: Glyphs, count: int) -> None:
        unicode_of, object_of, box_of = (
            pdfium.FPDFText_GetUnicode,
            pdfium.FPDFText_GetTextObject,
            pdfium.FPDFText_GetLooseCharBox,
        )
        page, left, top = self.page, self.left, self.top
        address_of = ctypes.addressof
        rect = pdfium.FS_RECTF()
        inks, allowed, settings = self._inks, _GAPS, glyphs.settings
        setting = Setting()
        piece: Piece | None = None
        ink: Ink | None = None
        blank: Blank = ""
        rise = last_x0 = 0.0
        last_address = 0
        for index in range(count):
            code = unicode_of(page, index)
            handle = object_of(page, index)
            if code == 32 or code == 160:
                if handle:
                    blank = "drawn"
                    if (
                        ink is not None
                        and not setting.space
                        and address_of(handle.contents) == last_address
                        and box_of(page, index, rect)
                    ):
                        setting.space = max(0.0, rect.right - rect.left) / ink.size
                elif not blank:
                    blank = "guessed"
                continue
            if not handle:
                blank = blank or "guessed"
                continue
            if 0 < code < 32 and code != _LINE_END_HYPHEN:
                continue
            address = address_of(handle.contents)
            if address != last_address:
                last_address = address
                previous = ink
                ink = inks.get(address)
                if ink is None:
                    ink = inks[address] = self._ink(handle, index)
                rise = self._rise(index, ink)
                if previous is None or previous.number != ink.number:
                    piece = None
                    setting = settings.setdefault(ink.number, Setting())
            assert ink is not None
            if not box_of(page, index, rect):
                continue
            if code == 0 or code == 0xFFFD:
                glyphs.unmapped += 1
                code = 0xFFFD
            if ink.angle:
                self._turned(glyphs, index, code, ink, blank)
                piece, blank = None, ""
                continue
            x0, x1 = rect.left - left, rect.right - left
            baseline = top - rect.bottom - rise
            character = "-" if code == _LINE_END_HYPHEN else chr(code) if code < 0x110000 else ""
            if piece is not None and abs(piece.baseline - baseline) <= 0.12 * ink.size:
                gap = x0 - piece.x1
                if (gap > -0.5 * ink.size or x0 >= last_x0) and gap < allowed[blank] * ink.size:
                    if blank:
                        piece.text += " "
                        piece.starts.append(piece.x1)
                        piece.gaps.append(0.0)
                        setting.blanks.append(gap / ink.size)
                    else:
                        setting.letter_gaps += gap / ink.size
                        setting.letters += 1
                        width = (x1 - x0) / ink.size
                        if width < setting.narrowest:
                            setting.narrowest = width
                        if width > setting.widest:
                            setting.widest = width
                    piece.text += character
                    piece.starts.append(x0)
                    piece.gaps.append(gap)
                    last_x0 = x0
                    if x1 > piece.x1:
                        piece.x1 = x1
                    blank = ""
                    continue
                if (
                    gap < 0
                    and -0.3 * ink.size < piece.x0 - x1 < _WORD_GAP * ink.size
                    and _RIGHT_TO_LEFT.match(character)
                ):
                    piece.text += (" " if blank else "") + character
                    piece.starts = []
                    piece.x0 = x0
                    blank = ""
                    continue
                if blank and 0 < gap < 0.8 * ink.size:
                    setting.blanks.append(gap / ink.size)
            else:
                gap = 0.0
            last_x0 = x0
            piece = Piece(
                character,
                x0,
                top - rect.top,
                x1,
                top - rect.bottom,
                baseline,
                ink.size,
                ink.bold,
                ink.italic,
                None,
                blank,
                ink.symbol,
                ink.number,
                [x0],
                [gap],
            )
            blank = ""
            self._file(glyphs, piece, ink)

    @staticmethod
    def _file(glyphs: Glyphs, piece: Piece, ink: Ink) -> None:
        if not ink.seen:
            glyphs.invisible.append(piece)
        elif min(ink.colour) >= 245:
            glyphs.pale.append(piece)
        else:
            glyphs.upright.append(piece)

    def _turned(self, glyphs: Glyphs, index: int, code: int, ink: Ink, blank: Blank) -> None:
        """A glyph of turned text, with its coordinates turned back, as if the page were."""
        if not ink.seen:
            return
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self.page, index, left, right, bottom, top)
        x0, x1 = left.value - self.left, right.value - self.left
        y0, y1 = self.top - top.value, self.top - bottom.value
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self.page, index, x, y)
        origin_x, origin_y = x.value - self.left, self.top - y.value
        if ink.angle == 90:
            x0, y0, x1, y1, baseline = -y1, x0, -y0, x1, origin_x
        elif ink.angle == 270:
            x0, y0, x1, y1, baseline = y0, -x1, y1, -x0, -origin_x
        elif ink.angle == 180:
            x0, y0, x1, y1, baseline = -x1, -y1, -x0, -y0, -origin_y
        else:
            return
        y0, y1 = baseline - 0.75 * ink.size, baseline + 0.25 * ink.size
        pieces = glyphs.turned.setdefault(ink.angle, [])
        last = pieces[-1] if pieces else None
        if (
            last is not None
            and abs(last.baseline - baseline) <= 0.12 * ink.size
            and last.size == ink.size
            and last.bold == ink.bold
        ):
            if -0.5 * ink.size < x0 - last.x1 < (_WORD_GAP if blank else 0.3) * ink.size:
                last.text += (" " if blank else "") + chr(code)
                last.x1 = max(last.x1, x1)
                last.starts = []
                return
        pieces.append(
            Piece(chr(code), x0, y0, x1, y1, baseline, ink.size, ink.bold, ink.italic, None, blank, ink.symbol)
        )

    def _rise(self, index: int, ink: Ink) -> float:
        """How far above its loose box's bottom the object's baseline is."""
        if ink.angle:
            return 0.0
        x, y = ctypes.c_double(), ctypes.c_double()
        rect = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetCharOrigin(self.page, index, x, y) or not pdfium.FPDFText_GetLooseCharBox(
            self.page, index, rect
        ):
            return 0.0
        return y.value - rect.bottom

    def _ink(self, handle: Any, index: int) -> Ink:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self.page, index, matrix)
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(handle, size)
        scale = math.hypot(matrix.c, matrix.d)
        points = max(round(abs(size.value * scale), 2), _LEAST_SIZE)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 10) * 10 % 360 if (matrix.a or matrix.b) else 0
        font = pdfium.FPDFTextObj_GetFont(handle)
        bold, italic, symbol = self._font(font)
        colour, alpha = self._colour(handle)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
        if mode == 2 and not bold:
            bold = self._is_outlined(handle, points)
        seen = mode not in _INVISIBLE_MODES and alpha > 12 and points >= _TINY
        key = (
            ctypes.addressof(font.contents) if font else 0,
            points,
            bold,
            italic,
            symbol,
            angle,
            min(colour) >= 245,
            seen,
        )
        number = self._styles.setdefault(key, len(self._styles))
        return Ink(number, points, bold, italic, symbol, angle, colour, seen)

    def _font(self, font: Any) -> tuple[bool, bool, bool]:
        if not font:
            return False, False, False
        address = ctypes.addressof(font.contents)
        if address not in self._fonts:
            self._fonts[address] = font_style(font)
        return self._fonts[address]

    @staticmethod
    def _colour(handle: Any) -> tuple[tuple[int, int, int], int]:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
            return (0, 0, 0), 255
        return (red.value, green.value, blue.value), alpha.value

    @staticmethod
    def _is_outlined(handle: Any, points: float) -> bool:
        """Filled and stroked: how programs make a font bold that has no bold face."""
        width = ctypes.c_float()
        return bool(pdfium.FPDFPageObj_GetStrokeWidth(handle, width)) and width.value > 0.01 * points


def font_style(font: Any) -> tuple[bool, bool, bool]:
    """Whether a font is bold, italic, of symbols: by its name where that says so, else by its weight."""
    buffer = ctypes.create_string_buffer(256)
    length = pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", "replace").partition("+")
    plain = name[2] or name[0]
    flags = max(pdfium.FPDFFont_GetFlags(font), 0)
    angle = ctypes.c_int()
    pdfium.FPDFFont_GetItalicAngle(font, angle)
    bold = bool(_BOLD_NAME.search(plain)) and not _NOT_BOLD_NAME.search(plain)
    bold = (
        bold
        or bool(flags & (1 << 18))
        or (pdfium.FPDFFont_GetWeight(font) >= 600 and not re.search(r"regular|light|roman|book", plain, re.IGNORECASE))
    )
    italic = bool(_ITALIC_NAME.search(plain)) or angle.value != 0
    return bold, italic, bool(_SYMBOL_NAME.search(plain))
