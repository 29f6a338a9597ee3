"""What a PDF's fonts tell: whether they are bold, italic, of symbols; and glyphs that only their names explain."""

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

_MOST_PAGES = 60
_LIGATURES = frozenset({"ff", "fi", "fl", "ffi", "ffl", "ft", "st", "ct", "tt", "Th", "fj", "ij", "IJ"})
_UNI_NAME = re.compile("uni([0-9A-Fa-f]{4})")


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


def font_style(font: Any) -> tuple[bool, bool, bool]:
    """Whether a font is bold, italic, of symbols: by its name where that says so, else by its weight."""
    plain = font_name(font)
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


def font_name(font: Any) -> str:
    """The name that the file gives a font, without the mark of its subset."""
    buffer = ctypes.create_string_buffer(256)
    length = pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
    return buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", "replace").rpartition("+")[2]


class GlyphNames:
    """Letters of glyphs that have no meaning in Unicode but a name: "f_f_i" are three letters.

    The file is opened a second time, by pypdf, when the first such glyph is met.
    """

    def __init__(self, path: Path, password: str | None = None) -> None:
        self._path, self._password = path, password
        self._letters: dict[tuple[str, int], str] | None = None

    def letters(self, font: str, code: int) -> str:
        """The letters of glyph number `code`; "" where nothing tells them."""
        if self._letters is None:
            self._letters = {}
            for glyph, letters in _named_letters(self._path, self._password):
                # Subsets of one font may number their glyphs differently: then nobody knows which is meant.
                self._letters[glyph] = letters if self._letters.get(glyph, letters) == letters else ""
        return self._letters.get((font, code), "")


def _named_letters(path: Path, password: str | None) -> Iterator[tuple[tuple[str, int], str]]:
    from pypdf import PdfReader  # few files come this far

    try:
        reader = PdfReader(path, strict=False, password=password)
        for page in reader.pages[:_MOST_PAGES]:
            fonts = page["/Resources"]["/Font"]  # type: ignore[index]
            for reference in fonts.values():
                font = reference.get_object()
                encoding = font.get("/Encoding")
                differences = encoding.get_object().get("/Differences", ()) if encoding is not None else ()
                yield from _of_differences(str(font.get("/BaseFont", "")).lstrip("/").rpartition("+")[2], differences)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever a damaged file does to a second parser: the first has read it
        return


def _of_differences(font: str, differences: Any) -> Iterator[tuple[tuple[str, int], str]]:
    code = 0
    for entry in differences:
        if isinstance(entry, (int, float)):
            code = int(entry)
            continue
        if letters := letters_of_name(str(entry).lstrip("/")):
            yield (font, code), letters
        code += 1


def letters_of_name(name: str) -> str:
    """The letters that a ligature's glyph is named after ("f_i", "T_h.liga", "uniFB01", "ffi"); else ""."""
    plain = name.partition(".")[0]
    if match := _UNI_NAME.fullmatch(plain):
        code = int(match.group(1), 16)
        return chr(code) if code > 31 and not 0xD800 <= code < 0xE000 else ""
    if plain in _LIGATURES:
        return plain
    parts = plain.split("_")
    return "".join(parts) if len(parts) > 1 and all(len(part) == 1 for part in parts) else ""
