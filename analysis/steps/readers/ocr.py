"""Pages that are pictures, read by Tesseract's command where it is installed."""

import os
import shutil
import subprocess
from collections import Counter
from functools import cache
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from analysis.steps.layout.pieces import PageInk, Piece

MAX_PAGES = 10
_DPI = 200
_MAX_PIXELS = 24_000_000
_SECONDS = 60
_LEAST_CONFIDENCE = 25
# At most so many languages at once, each costs time; first those that most résumés are written in.
_LANGUAGES = ("eng", "deu", "fra", "spa", "por", "ita", "nld", "pol", "rus", "jpn", "chi_sim", "chi_tra", "kor", "ara", "heb", "tur")
_MOST_LANGUAGES = 6
_DESCENDERS = frozenset("gjpqyQ,;()[]{}@$/|_")
# Of a font's size: how high its capitals and tall letters are, how deep its box reaches below the baseline.
_TALL = 0.72
_SAME_SIZE = 0.13
# What a bullet is taken for.
_MISREAD_BULLETS = frozenset("=+.*°©®¢«»>¢e0oO@-–—~¤§")
_ASCENT, _DESCENT = 0.8, 0.22


@cache
def command() -> str | None:
    """Where Tesseract is; None where it is not installed."""
    return shutil.which("tesseract")


@cache
def languages() -> tuple[str, ...]:
    """The installed languages that are asked for, as Tesseract names them."""
    if command() is None:
        return ()
    done = subprocess.run([str(command()), "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    installed = {line.strip() for line in done.stdout.splitlines()[1:]}
    return tuple(language for language in _LANGUAGES if language in installed)[:_MOST_LANGUAGES]


def is_available() -> bool:
    return bool(languages())


def read_picture(page: Any, ink: PageInk) -> list[Piece]:
    """The words of a page, read from its picture. `page` is pdfium's; nothing where Tesseract fails."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = _scale(width, height)
    picture = _portable_greymap(page, max(1, round(width * scale)), max(1, round(height * scale)))
    table = _run(picture) if picture else ""
    return _pieces(table, scale, ink)


def _scale(width: float, height: float) -> float:
    scale = _DPI / 72
    pixels = width * height * scale * scale
    return scale if pixels <= _MAX_PIXELS else scale * (_MAX_PIXELS / pixels) ** 0.5


def _portable_greymap(page: Any, width: int, height: int) -> bytes:
    """The page as a picture in the simplest format that Tesseract reads."""
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return b""
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        address = pdfium.FPDFBitmap_GetBuffer(bitmap)
        rows = (pdfium.ctypes.c_ubyte * (stride * height)).from_address(address)
        pixels = bytes(rows)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    if stride != width:
        pixels = b"".join(pixels[row * stride : row * stride + width] for row in range(height))
    return b"P5 %d %d 255\n" % (width, height) + pixels


def _run(picture: bytes) -> str:
    arguments = [str(command()), "stdin", "stdout", "-l", "+".join(languages()), "--dpi", str(_DPI), "--psm", "3", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(arguments, input=picture, capture_output=True, timeout=_SECONDS, check=False, env=environment)
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _pieces(table: str, scale: float, ink: PageInk) -> list[Piece]:
    lines: dict[tuple[str, ...], list[tuple[str, float, float, float, float]]] = {}
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5" or not fields[11].strip() or float(fields[10]) < _LEAST_CONFIDENCE:
            continue
        left, top, width, height = (int(value) / scale for value in fields[6:10])
        if width <= 0 or height <= 0 or height > 0.2 * ink.height:
            continue
        lines.setdefault(tuple(fields[1:5]), []).append((fields[11].strip(), left, top, left + width, top + height))
    pieces = [piece for words in lines.values() for piece in _line(words)]
    _even_out(pieces)
    return pieces



def _line(words: list[tuple[str, float, float, float, float]]) -> list[Piece]:
    """One line of Tesseract's: its words share a baseline and a size, which each word's own box tells but roughly."""
    flat = [bottom for text, _, _, _, bottom in words if not _DESCENDERS.intersection(text)]
    baseline = median(flat or [bottom - 0.2 * (bottom - top) for _, _, top, _, bottom in words])
    tall = [baseline - top for text, _, top, _, _ in words if any(character.isupper() or character.isdigit() or character in "bdfhklt" for character in text)]
    size = round(max(4.0, (median(tall) if tall else 0.75 * median(bottom - top for _, _, top, _, bottom in words)) / _TALL) * 2) / 2
    pieces: list[Piece] = []
    if len(words) > 1 and words[0][0] in _MISREAD_BULLETS and words[1][1] - words[0][3] > 0.6 * size:
        words = [("•", *words[0][1:]), *words[1:]]
    for text, x0, _, x1, _ in words:
        pieces.append(Piece(text, x0, baseline - _ASCENT * size, x1, baseline + _DESCENT * size, baseline, size, blank="drawn" if pieces else ""))
    return pieces


def _even_out(pieces: list[Piece]) -> None:
    """Gives sizes that are nearly the same one value: a printed page has few, each measured a little wrong."""
    remaining = Counter({size: 0 for size in {piece.size for piece in pieces}})
    for piece in pieces:
        remaining[piece.size] += len(piece.text)
    evened: dict[float, float] = {}
    for size, _ in remaining.most_common():
        evened[size] = next((other for other in evened.values() if abs(other - size) <= _SAME_SIZE * other), size)
    for piece in pieces:
        piece.size = evened[piece.size]
