"""A sheet as a PDF: tagged, with links, A4. Runs in the sandbox: JSON in, JSON out, no Django, no database.

Typst sets it: its wheel holds compiler and fonts, so that the same profile looks the same on every machine; what
those fonts lack is looked for in the package of Chinese, Japanese and Korean ones and, last, among the machine's own.
It checks itself against PDF/UA, the standard of accessible documents, which refuses characters that no font shows.
"""

import base64
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "typeset"
FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
# How often characters are taken out that no font shows: the compiler may not name all of them at once.
MOST_TRIES = 4
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]")
_SCRIPTS = (
    (re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]"), "fontpkg_noto_sans_arabic"),
    (re.compile("[\u0900-\u097f]"), "fontpkg_noto_sans_devanagari"),
)
# What the standard refuses in any font: a byte order mark, and what is no character.
_REFUSED = {"\x00", "\ufeff", "\ufffe", "\uffff"}
_NOT_SHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def set_as_pdf(sheet: dict[str, Any], progress: Callable[[int, int], None]) -> dict[str, str]:
    """{"pdf": base64}, or {"missing": the letters that no font here shows}.

    Pictures and signs without a font, such as emoji and the icons of another program's private font, are left out;
    letters and digits are not.
    """
    # Threads cost address space, which is bounded; one sheet keeps one of them busy.
    os.environ["RAYON_NUM_THREADS"] = "1"
    pdf, not_shown = compiled(sheet, system_fonts=False)
    for _ in range(MOST_TRIES):
        if pdf:
            break
        pdf, not_shown = compiled(sheet, system_fonts=True)
        if missing := "".join(sorted(filter(_must_be_shown, not_shown))):
            return {"missing": missing}
        sheet = _without(sheet, not_shown)
    return {"pdf": base64.b64encode(pdf).decode()} if pdf else {"missing": "".join(sorted(not_shown))}


def compiled(sheet: dict[str, Any], *, system_fonts: bool) -> tuple[bytes, set[str]]:
    """The PDF, or the characters that stand in its way."""
    import typst

    sheet = _without(sheet, _REFUSED)
    text = "\n".join(_texts(sheet))
    paths, families = _fonts(text)
    look = {"fonts": [FONTS[0], *families, *FONTS[1:]], "rtl": _is_right_to_left(text)}
    compiler = typst.Compiler(
        TEMPLATES / "resume.typ",
        root=TEMPLATES,
        font_paths=paths,
        ignore_system_fonts=not system_fonts,
        sys_inputs={"sheet": json.dumps(sheet | look)},
    )
    try:
        pdf = compiler.compile(format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        not_shown = {char for found in _NOT_SHOWN.findall(error.diagnostic) for char in _unescaped(found)}
        if not not_shown & set(text):
            raise
        return b"", not_shown
    return pdf if isinstance(pdf, bytes) else b"", set()


def _fonts(text: str) -> tuple[list[Path], list[str]]:
    """Where the fonts are, and which of their families draw what the compiler's own do not, or not rightly."""
    paths, families = _asian_fonts(text)
    for script, package in _SCRIPTS:
        if script.search(text):
            font = import_module(package)
            paths.append(font.ROOT / "files")
            families.append(font.FAMILY)
    return paths, families


def _is_right_to_left(text: str) -> bool:
    """More letters of Hebrew and Arabic than of other scripts: the whole sheet is set from the right."""
    letters = [unicodedata.bidirectional(char) for char in text if char.isalpha()]
    return 2 * sum(direction in ("R", "AL") for direction in letters) > len(letters)


def _asian_fonts(text: str) -> tuple[list[Path], list[str]]:
    """Where the font is and which of its families draws these characters as the text's language does."""
    if not _CJK.search(text):
        return [], []
    from noto_cjk_sans_otc import FONT_PATH

    country = "JP" if _KANA.search(text) else "KR" if _HANGUL.search(text) else "SC"
    return [Path(str(FONT_PATH)).parent], [f"Noto Sans CJK {country}"]


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, (dict, list)):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _texts(part)


def _without(node: Any, characters: set[str]) -> Any:
    if isinstance(node, str):
        kept = "".join(char for char in node if char not in characters)
        return node if kept == node else re.sub(" +", " ", kept).strip()
    if isinstance(node, dict):
        return {name: _without(part, characters) for name, part in node.items()}
    return [_without(part, characters) for part in node] if isinstance(node, list) else node


def _must_be_shown(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _unescaped(text: str) -> str:
    """What the compiler quotes, as it was."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
