"""A PDF page's glyphs as pieces of text, by pdfium.

Glyphs are asked for one by one, because only their boxes tell columns, tabs and letter-spaced words apart; all that
belongs to a whole text object (font, colour, angle) is asked for once.
"""

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from analysis.extract.layout.ink import Blank, Piece, Setting
from analysis.extract.pdf.fonts import GlyphNames, font_name, font_style

MAX_GLYPHS = 100_000
"""Of one page; a page of small print has 10,000."""
_TINY = 1.5
_LEAST_SIZE = 0.01
# What pdfium says for a hyphen at the end of a line.
_LINE_END_HYPHEN = 2
# A glyph that has no meaning in Unicode is kept for what it may be: a bullet.
# A soft hyphen that a font draws is a hyphen, or a dash of dates.
_AS_DRAWN = {_LINE_END_HYPHEN: 0x2D, 0: 0xFFFD, 0xAD: 0x2D}
# Gaps in parts of the font's size: what stands further apart than this begins a piece of its own.
_WORD_GAP = 0.6
_GAPS: dict[str, float] = {"": 0.18, "drawn": _WORD_GAP, "guessed": 0.36}
_SAME_BASELINE = 0.12
# In points: how much the bottoms of one font's boxes differ by rounding.
_SAME_BOTTOM = 0.01
_BLANKS = frozenset({9, 10, 13, 32, 160})
_INVISIBLE_MODES = (3, 7)
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


class GlyphReader:
    """Reads the glyphs of one page. `left` and `top` are the visible page's corner in the page's own coordinates."""

    def __init__(self, text_page: Any, left: float, top: float, names: GlyphNames) -> None:
        self.page = text_page
        self.names = names
        self.left, self.top = left, top
        self.glyphs = Glyphs([], {}, [], [], {})
        self._inks: dict[int, Ink] = {}
        self._fonts: dict[int, tuple[bool, bool, bool]] = {}
        self._styles: dict[tuple[Any, ...], int] = {}
        # Where the reading is: the object, how it is drawn, the piece that may go on, the blank before the next glyph.
        self._address = 0
        self._ink: Ink | None = None
        self._setting = Setting()
        # How far above its loose box's bottom a glyph's baseline is, for glyphs whose box reaches down to `_bottom`.
        self._rise, self._bottom = 0.0, 0.0
        self._piece: Piece | None = None
        self._last_x0 = 0.0
        self._blank: Blank = ""

    def read(self) -> Glyphs:
        unicode_of, object_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject
        box_of, address_of = pdfium.FPDFText_GetLooseCharBox, ctypes.addressof
        page, rect = self.page, pdfium.FS_RECTF()
        for index in range(min(pdfium.FPDFText_CountChars(page), MAX_GLYPHS)):
            code, handle = unicode_of(page, index), object_of(page, index)
            if code in _BLANKS or not handle:
                self._take_blank(code, handle, index)
                continue
            if address_of(handle.contents) != self._address:
                self._take_up(handle, index)
            is_control = code < 32 and not (code == _LINE_END_HYPHEN and pdfium.FPDFText_IsHyphen(page, index))
            character = chr(_AS_DRAWN.get(code, code))
            if code and is_control and not (character := self._named(handle, code)):
                continue
            if not box_of(page, index, rect):
                continue
            if self._ink is not None and self._ink.angle:
                self._turned(index, character, self._ink)
            elif self._ink is not None:
                if abs(rect.bottom - self._bottom) > _SAME_BOTTOM:
                    # Some fonts have no common box: each glyph's reaches as deep as its ink.
                    self._rise, self._bottom = self._rise_of(index, self._ink), rect.bottom
                self._set(character, rect, self._ink)
        return self.glyphs

    def _take_blank(self, code: int, handle: Any, index: int) -> None:
        """A blank that is drawn has an object; one that pdfium guesses from a gap has none."""
        if not handle:
            self._blank = self._blank or "guessed"
            return
        self._blank = "drawn"
        if self._ink is None or self._setting.space or ctypes.addressof(handle.contents) != self._address:
            return
        rect = pdfium.FS_RECTF()
        if pdfium.FPDFText_GetLooseCharBox(self.page, index, rect):
            self._setting.space = max(0.0, rect.right - rect.left) / self._ink.size

    def _take_up(self, handle: Any, index: int) -> None:
        """A new text object begins."""
        self._address = ctypes.addressof(handle.contents)
        previous, ink = self._ink, self._inks.get(self._address)
        if ink is None:
            ink = self._inks[self._address] = self._ink_of(handle, index)
        self._ink = ink
        self._bottom = math.inf
        if previous is None or previous.number != ink.number:
            self._piece = None
            self._setting = self.glyphs.settings.setdefault(ink.number, Setting())

    def _named(self, handle: Any, code: int) -> str:
        """The letters of a glyph that has none in Unicode, by its name."""
        font = pdfium.FPDFTextObj_GetFont(handle)
        return self.names.letters(font_name(font), code) if font else ""

    def _set(self, character: str, rect: Any, ink: Ink) -> None:
        """A glyph of upright text goes on with the open piece, or begins one."""
        x0, x1 = rect.left - self.left, rect.right - self.left
        baseline = self.top - rect.bottom - self._rise
        piece, gap = self._piece, 0.0
        if piece is not None and abs(piece.baseline - baseline) <= _SAME_BASELINE * ink.size:
            gap = x0 - piece.x1
            if (gap > -0.5 * ink.size or x0 >= self._last_x0) and gap < _GAPS[self._blank] * ink.size:
                self._go_on(piece, character, x0, x1, gap)
                return
            if gap < 0 and _RIGHT_TO_LEFT.match(character) and -0.3 * ink.size < piece.x0 - x1 < _WORD_GAP * ink.size:
                piece.text += (" " if self._blank else "") + character
                piece.starts, piece.x0, self._blank = [], x0, ""
                return
            if self._blank and 0 < gap < 0.8 * ink.size:
                self._setting.blanks.append(gap / ink.size)
        y0, y1 = self.top - rect.top, self.top - rect.bottom
        self._piece = Piece(character, x0, y0, x1, y1, baseline, ink.size, ink.bold, ink.italic, blank=self._blank)
        self._piece.symbol, self._piece.setting = ink.symbol, ink.number
        letters = len(character)
        self._piece.starts, self._piece.gaps = [x0] * letters, [gap] + [0.0] * (letters - 1)
        self._last_x0, self._blank = x0, ""
        self._file(self._piece, ink)

    def _go_on(self, piece: Piece, character: str, x0: float, x1: float, gap: float) -> None:
        setting = self._setting
        if self._blank:
            piece.text += " "
            piece.starts.append(piece.x1)
            piece.gaps.append(0.0)
            setting.blanks.append(gap / piece.size)
            self._blank = ""
        else:
            setting.letter_gaps += gap / piece.size
            setting.letters += 1
            step = (x0 - self._last_x0) / piece.size
            setting.narrowest = min(setting.narrowest, step)
            setting.widest = max(setting.widest, step)
        piece.text += character
        piece.starts.extend([x0] * len(character))
        piece.gaps.extend([gap] + [0.0] * (len(character) - 1))
        piece.x1 = max(piece.x1, x1)
        self._last_x0 = x0

    def _file(self, piece: Piece, ink: Ink) -> None:
        glyphs = self.glyphs
        if not ink.seen:
            glyphs.invisible.append(piece)
        elif min(ink.colour) >= 245:
            glyphs.pale.append(piece)
        else:
            glyphs.upright.append(piece)

    def _turned(self, index: int, character: str, ink: Ink) -> None:
        """A glyph of turned text, with its coordinates turned back, as if the page were."""
        blank, self._piece, self._blank = self._blank, None, ""
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
        pieces = self.glyphs.turned.setdefault(ink.angle, [])
        last = pieces[-1] if pieces else None
        level = last is not None and abs(last.baseline - baseline) <= _SAME_BASELINE * ink.size
        allowed = (_WORD_GAP if blank else 0.3) * ink.size
        alike = last is not None and (last.size, last.bold) == (ink.size, ink.bold)
        if last is not None and level and alike and -0.5 * ink.size < x0 - last.x1 < allowed:
            last.text += (" " if blank else "") + character
            last.x1, last.starts = max(last.x1, x1), []
            return
        piece = Piece(character, x0, y0, x1, y1, baseline, ink.size, ink.bold, ink.italic)
        piece.blank, piece.symbol = blank, ink.symbol
        pieces.append(piece)

    def _rise_of(self, index: int, ink: Ink) -> float:
        """How far above its loose box's bottom the object's baseline is."""
        if ink.angle:
            return 0.0
        x, y = ctypes.c_double(), ctypes.c_double()
        rect = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetCharOrigin(self.page, index, x, y) or not pdfium.FPDFText_GetLooseCharBox(
            self.page, index, rect
        ):
            return 0.0
        return float(y.value - rect.bottom)

    def _ink_of(self, handle: Any, index: int) -> Ink:
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
