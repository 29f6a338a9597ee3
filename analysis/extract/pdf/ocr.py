"""Pages that are pictures, read by Tesseract where it is installed: its words as pieces of text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from analysis.extract.layout.ink import Blank, PageInk, Piece
from analysis.extract.pdf import recognition, tesseract
from analysis.extract.pdf.picture import Picture, draw

MAX_PAGES = 10
"""Pages that are read so, of one document."""
BUDGET_SECONDS = 8
"""After which no further page is begun, so that what is read so far is used before the sandbox's time is up."""
_LEAST_CONFIDENCE = 25
# Of its words by their letters: a page read with less may lie on its side.
_DOUBTFUL = 75.0
# Letters: what is so long and yet higher than wide stands on its side, however surely it was read.
_A_WORD = 4
_DESCENDERS = frozenset("gjpqyQ,;()[]{}@$/|_")
# Of a font's size: how high its capitals and tall letters are, how deep its box reaches below the baseline.
_TALL = 0.72
_SAME_SIZE = 0.13
# In points: a line long enough to tell how askew a page lies.
_LONG_LINE = 120.0
# What a bullet is taken for.
_MISREAD_BULLETS = frozenset("=+.*°©®¢«»>¢e0oO@-–—~¤§")
_NEVER_FIRST = frozenset("e©®°¢")
_ASCENT, _DESCENT = 0.8, 0.22
_BEFORE_AT = re.compile(r"[a-z0-9][._-][a-z0-9]+$|[a-z0-9]{3,}@$")
_AT_DOMAIN = re.compile(r"@?[\w-]+(?:\.[\w-]+)+$")


@dataclass(slots=True)
class _Word:
    """A word and its box, in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Reading:
    """What Tesseract read of one picture. `turn`: by how many degrees clockwise the picture was turned first."""

    pieces: list[Piece]
    letters: int = 0
    confidence: float = 0.0
    turn: int = 0

    @property
    def worth(self) -> float:
        """How many letters were read, those counted less that Tesseract is not sure of."""
        return self.letters * max(0.0, self.confidence - _LEAST_CONFIDENCE)


def read_page(page: Any, languages: Sequence[str] = ()) -> Reading:
    """The words of a page, read from its picture, which is turned where it lies on its side or upside down.

    `languages` are those of the text, as Tesseract names them, where somebody has said so.
    """
    languages = languages or tesseract.languages()
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = _scale(width, height)
    picture = draw(page, max(1, round(width * scale)), max(1, round(height * scale)))
    if picture is None:
        return Reading([])
    reading = _read(picture, scale, languages)
    if reading.confidence >= _DOUBTFUL:
        return reading
    turn = recognition.turn_of(picture.as_file)
    if not turn:
        return reading
    wide, high = (picture.height, picture.width) if turn in (90, 270) else (picture.width, picture.height)
    turned = draw(page, wide, high, turn)
    again = _read(turned, scale, languages) if turned else Reading([])
    again.turn = turn
    return max(reading, again, key=lambda one: one.worth)


def _read(picture: Picture, scale: float, languages: Sequence[str]) -> Reading:
    first = reading_of(recognition.words_of(picture.as_file, languages), scale)
    if first.pieces:
        return first
    return reading_of(recognition.words_of(picture.as_file, languages, recognition.USUAL), scale)


def put_on_page(reading: Reading, ink: PageInk) -> None:
    """Makes what was read the text of a page."""
    # A picture fills the page: what it covers is no ground of anything, its lines were not drawn.
    ink.pieces, ink.aside, ink.settings, ink.dots, ink.grounds = reading.pieces, [], {}, [], []
    ink.is_rough = True
    if reading.turn in (90, 270):
        ink.width, ink.height = ink.height, ink.width


def _scale(width: float, height: float) -> float:
    scale = recognition.P.dpi / 72
    pixels = width * height * scale * scale
    return scale if pixels <= recognition.P.most_pixels else scale * (recognition.P.most_pixels / pixels) ** 0.5


def size_of(table: str) -> tuple[int, int]:
    """Width and height in pixels of the picture that a table of Tesseract's is about; 0, 0 where it says nothing."""
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) >= 12 and fields[0] == "1":
            return int(fields[8]), int(fields[9])
    return 0, 0


def reading_of(table: str, scale: float) -> Reading:
    """What Tesseract's table of words says."""
    lines: dict[tuple[str, ...], list[_Word]] = {}
    letters, sure, page_height = 0, 0.0, 0.0
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) >= 12 and fields[0] == "1":
            page_height = int(fields[9]) / scale
        if len(fields) < 12 or fields[0] != "5" or not fields[11].strip():
            continue
        letters += len(fields[11].strip())
        on_its_side = len(fields[11].strip()) >= _A_WORD and int(fields[9]) > int(fields[8])
        sure += 0 if on_its_side else float(fields[10]) * len(fields[11].strip())
        if float(fields[10]) < _LEAST_CONFIDENCE:
            continue
        left, top, width, height = (int(value) / scale for value in fields[6:10])
        if width > 0 and 0 < height <= 0.2 * page_height:
            lines.setdefault(tuple(fields[1:5]), []).append(
                _Word(fields[11].strip(), left, top, left + width, top + height)
            )
    _straighten([*lines.values()])
    for words in lines.values():
        _mend_address(words)
    pieces = [piece for words in lines.values() for piece in _line(words)]
    _even_out(pieces)
    return Reading(pieces, letters, sure / max(letters, 1))


def _straighten(lines: list[list[_Word]]) -> None:
    """Takes out how far the page lay askew on the scanner, measured by its longer lines."""
    slopes = []
    for words in lines:
        flat = [word for word in words if not _DESCENDERS.intersection(word.text)]
        if len(flat) > 1 and flat[-1].x0 - flat[0].x0 > _LONG_LINE:
            slopes.append((flat[-1].y1 - flat[0].y1) / (flat[-1].x0 - flat[0].x0))
    if len(slopes) < 3:
        return
    slope = median(slopes)
    for words in lines:
        for word in words:
            word.y0 -= slope * word.x0
            word.y1 -= slope * word.x0


def _mend_address(words: list[_Word]) -> None:
    """An e-mail address that was read in two words is one; in small letters, a capital I is an l."""
    for index in range(len(words) - 1, 0, -1):
        before, text = words[index - 1].text, words[index].text
        if "@" in before[-1:] + text[:1] and _BEFORE_AT.search(before) and _AT_DOMAIN.match(text):
            rest = words.pop(index)
            words[index - 1].text += rest.text
            words[index - 1].x1 = rest.x1
    for word in words:
        if "@" in word.text and word.text.replace("I", "").islower():
            word.text = word.text.replace("I", "l")


def _line(words: list[_Word]) -> list[Piece]:
    """One line of Tesseract's: its words share a baseline and a size, which each word's own box tells but roughly."""
    flat = [word.y1 for word in words if not _DESCENDERS.intersection(word.text)]
    baseline = median(flat or [word.y1 - 0.2 * (word.y1 - word.y0) for word in words])
    tall = [
        baseline - word.y0
        for word in words
        if any(character.isupper() or character.isdigit() or character in "bdfhklt" for character in word.text)
    ]
    height = median(tall) if tall else 0.75 * median(word.y1 - word.y0 for word in words)
    size = round(max(4.0, height / _TALL) * 2) / 2
    if len(words) > 1 and _is_misread_bullet(words[0], words[1], size):
        words[0].text = "•"
    pieces: list[Piece] = []
    for word in words:
        blank: Blank = "drawn" if pieces else ""
        pieces.append(
            Piece(
                word.text,
                word.x0,
                baseline - _ASCENT * size,
                word.x1,
                baseline + _DESCENT * size,
                baseline,
                size,
                blank=blank,
            )
        )
    return pieces


def _is_misread_bullet(first: _Word, second: _Word, size: float) -> bool:
    """Set far off the text; or close before a capital, where it is no word that begins a sentence."""
    gap = second.x0 - first.x1
    return first.text in _MISREAD_BULLETS and (
        gap > 0.6 * size or (first.text in _NEVER_FIRST and gap > 0.25 * size and second.text[:1].isupper())
    )


def _even_out(pieces: list[Piece]) -> None:
    """Gives sizes that are nearly the same one value: a printed page has few, each measured a little wrong."""
    remaining = Counter(dict.fromkeys({piece.size for piece in pieces}, 0))
    for piece in pieces:
        remaining[piece.size] += len(piece.text)
    evened: dict[float, float] = {}
    for size, _ in remaining.most_common():
        evened[size] = next((other for other in evened.values() if abs(other - size) <= _SAME_SIZE * other), size)
    for piece in pieces:
        piece.size = evened[piece.size]
