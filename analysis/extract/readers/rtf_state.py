"""The words of RTF, and what they make of the text and the paragraphs that follow."""

import re
from dataclasses import dataclass, replace

from analysis.document import Region
from analysis.extract.readers.flow import Style

SKIPPED = frozenset(
    [
        "colortbl",
        "info",
        "pict",
        "stylesheet",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "themedata",
        "colorschememapping",
        "latentstyles",
        "datastore",
        "xmlnstbl",
        "mmathPr",
        "revtbl",
        "filetbl",
        "nonshppict",
        "objdata",
        "objclass",
        "sn",
        "sv",
        "bkmkstart",
        "bkmkend",
        "atnid",
        "atnauthor",
        "annotation",
        "atrfstart",
        "atrfend",
        "footnote",
        "pgdsctbl",
        "userprops",
        "operator",
        "template",
        "fchars",
        "lchars",
        "listname",
        "listpicture",
        "panose",
        "falt",
        "template",
        "docvar",
        "passwordhash",
    ]
)


REGIONS: dict[str, Region] = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
}  # fmt: skip
# Destinations that readers may ignore, but that hold text.
KEPT = frozenset({"fldinst", "shpinst", "shptxt", "shp", "pntext", "listtext", "result", "nesttableprops"})


CHARACTERS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ", "zwj": "", "zwnj": "", "ltrmark": "", "rtlmark": "",
}  # fmt: skip
SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


CODE_PAGES = {
    128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 77: "mac_roman",
}  # fmt: skip
SYMBOL_CHARSET = 2
BODY = Style(size=12.0)
UTF8 = 65001
# The outline level that stands for body text.
BODY_LEVEL = 9


HEADING_NAME = re.compile(
    r"^(?:heading|überschrift|titre|título|titolo|kop|nagłówek|заголовок)\s*([1-9])\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class State:
    """What holds inside a group, and ends with it."""

    style: Style = BODY
    skipped: bool = False
    hidden: bool = False
    font: int = -1
    unicode_skip: int = 1
    destination: str = ""
    style_number: int = -1
    level: int = 0
    listed: int = 0
    in_table: bool = False


def with_text_format(state: State, word: str, value: int | None) -> State:
    """What holds after a word that formats text."""
    style, on = state.style, value != 0
    if word == "b":
        state = replace(state, style=replace(style, bold=on))
    elif word == "i":
        state = replace(state, style=replace(style, italic=on))
    elif word == "fs":
        state = replace(state, style=replace(style, size=(value or 24) / 2))
    elif word == "plain":
        state = replace(state, style=replace(BODY, link=style.link), hidden=False, font=-1)
    elif word == "f":
        state = replace(state, font=value if value is not None else -1)
    elif word == "uc":
        state = replace(state, unicode_skip=max(0, value or 0))
    else:
        state = replace(state, hidden=on)
    return state


def with_paragraph_format(state: State, word: str, value: int, style_levels: dict[int, int]) -> State:
    """What holds after a word that formats a paragraph. `style_levels`: the depths of the styles that are headings."""
    if word == "pard":
        state = replace(state, level=0, listed=0, in_table=False, style_number=-1)
    elif word == "outlinelevel":
        state = replace(state, level=value + 1 if value < BODY_LEVEL else 0)
    elif word == "s":
        state = replace(state, style_number=value, level=style_levels.get(value, 0))
    elif word == "ls":
        state = replace(state, listed=max(1, state.listed) if value else 0)
    elif word == "ilvl":
        state = replace(state, listed=value + 1)
    else:
        state = replace(state, in_table=True)
    return state
