"""RTF: text with what of its formatting tells something: sizes, headings, lists, tabs, tables, links, page headers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.document import Document, Line, Region, Role
from analysis.extract.readers.flow import Flow, Style, take_bullet
from analysis.failures import StepFailure

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)|\\"
)
_HYPERLINK = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]+)"', re.IGNORECASE)
_HEADING_NAME = re.compile(
    r"^(?:heading|überschrift|titre|título|titolo|kop|nagłówek|заголовок)\s*([1-9])\b", re.IGNORECASE
)
_MAX_DEPTH = 2_000
_MAX_CHARACTERS = 2_000_000

_SKIPPED = frozenset(
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
_REGIONS: dict[str, Region] = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
}  # fmt: skip
# Destinations that readers may ignore, but that hold text.
_KEPT = frozenset({"fldinst", "shpinst", "shptxt", "shp", "pntext", "listtext", "result", "nesttableprops"})
_CHARACTERS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ", "zwj": "", "zwnj": "", "ltrmark": "", "rtlmark": "",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CODE_PAGES = {
    128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 77: "mac_roman",
}  # fmt: skip
_SYMBOL_CHARSET = 2
_BODY = Style(size=12.0)
_UTF8 = 65001
# The outline level that stands for body text.
_BODY_LEVEL = 9


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    data = path.read_bytes()
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise StepFailure("unreadable_file", detail="no RTF header")
    reader = _Reader(data)
    reader.run()
    document = reader.flow.document("rtf")
    progress(1, 1)
    return document


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group, and ends with it."""

    style: Style = _BODY
    skipped: bool = False
    hidden: bool = False
    font: int = -1
    unicode_skip: int = 1
    destination: str = ""
    style_number: int = -1
    level: int = 0
    listed: int = 0
    in_table: bool = False


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.flow = Flow()
        self.state = _State()
        self.stack: list[_State] = []
        self.code_page = "cp1252"
        self.fonts: dict[int, int] = {}
        self.font_defined = -1
        self.style_levels: dict[int, int] = {}
        self.instructions: list[str] = []
        self.links: list[str | None] = []
        self.pending = bytearray()
        self.unicode: list[str] = []
        self.to_skip = 0
        self.is_ignorable = False
        self.cell: Flow | None = None
        self.cells: list[list[Line]] = []
        self.style_name = ""
        self.written = 0

    def run(self) -> None:
        position, data = 0, self.data
        while position < len(data) and self.written < _MAX_CHARACTERS:
            match = _TOKEN.match(data, position)
            if match is None:
                break
            position = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if word is not None:
                value = int(number) if number else None
                if word == b"bin":
                    position += max(0, value or 0)
                self._word(word.decode("ascii"), value)
            elif code is not None:
                self._byte(int(code, 16))
            elif text is not None:
                self._text(text)
            elif brace is not None:
                self._brace(brace)
            elif symbol is not None:
                self._symbol(symbol)
        self._end_paragraph()
        self._end_row()

    # Groups

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.to_skip = 0
        if brace == b"{":
            if len(self.stack) >= _MAX_DEPTH:
                raise StepFailure("too_large", detail="RTF groups nested too deeply")
            self.stack.append(self.state)
            # A group inherits what holds, but is a destination of its own.
            if self.state.destination not in ("fonttbl", "stylesheet", "fldinst", "listtext", "pntext"):
                self.state = replace(self.state, destination="")
        elif self.stack:
            self._leave(self.stack.pop())

    def _leave(self, outer: _State) -> None:
        inner = self.state
        if inner.destination == "field" and self.links:
            self.links.pop()
        elif inner.destination == "stylesheet" and outer.destination == "stylesheet":
            self._define_style()
        elif inner.destination == "fldinst" and outer.destination != "fldinst":
            target = _HYPERLINK.search("".join(self.instructions))
            if self.links:
                self.links[-1] = target.group(1) if target else None
            self.instructions = []
        elif inner.destination in _REGIONS or inner.destination == "shptxt":
            self._end_paragraph(inner)
            self.flow.end_block()
        if inner.destination in _REGIONS:
            self.flow.region = "main"
        listed = inner.listed if inner.destination in ("listtext", "pntext") else outer.listed
        self.state = replace(outer, listed=max(outer.listed, listed))

    def _define_style(self) -> None:
        match = _HEADING_NAME.match(self.style_name.strip().rstrip(";"))
        level = self.state.level or (int(match.group(1)) if match else 0)
        if level:
            self.style_levels[max(0, self.state.style_number)] = level
        self.style_name = ""

    # Words

    def _word(self, word: str, value: int | None) -> None:
        self._flush()
        if word == "u":
            self._unicode(value or 0)
            return
        if self.to_skip:
            self.to_skip -= 1
            return
        ignorable, self.is_ignorable = self.is_ignorable, False
        if self._destination(word, ignorable):
            return
        if word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif word in ("par", "line", "sect", "page", "column", "tab", "cell", "nestcell", "row", "nestrow"):
            self._structure(word)
        else:
            self._format(word, value)

    def _destination(self, word: str, ignorable: bool) -> bool:
        state = self.state
        if (word in _SKIPPED and word != "stylesheet") or (ignorable and word not in _KEPT and word != "cs"):
            self.state = replace(state, skipped=True, destination=word)
            return True
        if word in _REGIONS:
            self._end_paragraph()
            self.flow.end_block()
            self.flow.region = _REGIONS[word]
            self.state = _State(destination=word)
        elif word in ("fonttbl", "stylesheet", "fldinst", "fldrslt", "shptxt"):
            self.state = replace(state, destination=word)
            if word == "fldrslt" and self.links and self.links[-1]:
                self.state = replace(self.state, style=replace(state.style, link=self.links[-1]))
            if word == "shptxt":
                self._end_paragraph()
                self.flow.end_block()
        elif word == "field":
            self.links.append(None)
            self.state = replace(state, destination=word)
        elif word in ("listtext", "pntext"):
            self.state = replace(state, destination=word, listed=max(1, state.listed))
        else:
            return False
        return True

    def _structure(self, word: str) -> None:
        if self.state.skipped or self.state.destination in ("fonttbl", "stylesheet", "fldinst", "listtext", "pntext"):
            return
        if word == "tab":
            self._target().tab()
        elif word in ("par", "line"):
            self._end_paragraph()
            if word == "par" and not self.state.in_table:
                self.state = replace(self.state, listed=self.state.listed or 0)
        elif word in ("cell", "nestcell"):
            self._end_paragraph()
            self.cells.append(self.cell.lines if self.cell else [])
            self.cell = None
        elif word in ("row", "nestrow"):
            self._end_row()
        else:
            self._end_paragraph()
            self.flow.end_block()
            if word == "page":
                self.flow.page += 1

    def _format(self, word: str, value: int | None) -> None:
        if self.state.destination == "fonttbl":
            self._define_font(word, value)
        elif word in ("b", "i", "fs", "plain", "v", "deleted", "webhidden", "f", "uc"):
            self._format_text(word, value)
        elif word in ("pard", "outlinelevel", "s", "ls", "ilvl", "intbl"):
            self._format_paragraph(word, value or 0)
        elif word == "ansicpg" and value:
            self.code_page = f"cp{value}" if value != _UTF8 else "utf-8"
        elif word == "mac":
            self.code_page = "mac_roman"

    def _format_text(self, word: str, value: int | None) -> None:
        state, style, on = self.state, self.state.style, value != 0
        if word == "b":
            state = replace(state, style=replace(style, bold=on))
        elif word == "i":
            state = replace(state, style=replace(style, italic=on))
        elif word == "fs":
            state = replace(state, style=replace(style, size=(value or 24) / 2))
        elif word == "plain":
            state = replace(state, style=replace(_BODY, link=style.link), hidden=False, font=-1)
        elif word == "f":
            state = replace(state, font=value if value is not None else -1)
        elif word == "uc":
            state = replace(state, unicode_skip=max(0, value or 0))
        else:
            state = replace(state, hidden=on)
        self.state = state

    def _format_paragraph(self, word: str, value: int) -> None:
        state = self.state
        if word == "pard":
            state = replace(state, level=0, listed=0, in_table=False, style_number=-1)
        elif word == "outlinelevel":
            state = replace(state, level=value + 1 if value < _BODY_LEVEL else 0)
        elif word == "s":
            state = replace(state, style_number=value, level=self.style_levels.get(value, 0))
        elif word == "ls":
            state = replace(state, listed=max(1, state.listed) if value else 0)
        elif word == "ilvl":
            state = replace(state, listed=value + 1)
        else:
            state = replace(state, in_table=True)
        self.state = state

    def _define_font(self, word: str, value: int | None) -> None:
        if word == "f":
            self.font_defined = value if value is not None else -1
        elif word == "fcharset" and value is not None:
            self.fonts[self.font_defined] = value

    # Text

    def _symbol(self, symbol: bytes) -> None:
        self._flush()
        if symbol == b"*":
            self.is_ignorable = True
        elif self.to_skip:
            self.to_skip -= 1
        elif symbol in _SYMBOLS:
            self._write(_SYMBOLS[symbol])
        elif symbol in (b"\r", b"\n"):
            self._structure("par")
        elif symbol == b"\t":
            self._structure("tab")

    def _byte(self, byte: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        else:
            self._flush_unicode()
            self.pending.append(byte)

    def _text(self, text: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(text))
            self.to_skip -= skipped
            text = text[skipped:]
        if text:
            self._flush_unicode()
            self.pending.extend(text)
            self._flush()

    def _unicode(self, value: int) -> None:
        value &= 0xFFFF
        self.unicode.append(chr(value))
        self.to_skip = self.state.unicode_skip

    def _flush_unicode(self) -> None:
        if self.unicode:
            text = "".join(self.unicode).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
            self.unicode = []
            self._write(text)

    def _flush(self) -> None:
        if self.pending:
            data, self.pending = bytes(self.pending), bytearray()
            charset = self.fonts.get(self.state.font, 0)
            if charset == _SYMBOL_CHARSET:
                self._write("".join(chr(0xF000 + byte) if byte > 32 else chr(byte) for byte in data))
                return
            self._write(_decoded(data, _CODE_PAGES.get(charset, self.code_page)))

    def _write(self, text: str) -> None:
        if self.unicode:
            self._flush_unicode()
        state = self.state
        if state.skipped or state.hidden:
            return
        if state.destination == "fldinst":
            self.instructions.append(text)
        elif state.destination == "stylesheet":
            self.style_name += text
        elif state.destination not in ("fonttbl", "listtext", "pntext"):
            self.written += len(text)
            self._target().write(text, state.style)

    def _target(self) -> Flow:
        if not self.state.in_table:
            return self.flow
        if self.cell is None:
            self.cell = self.flow.inner()
        return self.cell

    def _end_paragraph(self, state: _State | None = None) -> None:
        self._flush()
        self._flush_unicode()
        state = state or self.state
        if self.cells and not state.in_table:
            self._end_row()
        flow = self._target()
        if flow.is_at_start and flow is self.flow:
            flow.end_line()
            flow.end_block()
            return
        level = state.level
        if level:
            flow.end_block()
        role: Role = "heading" if level else "bullet" if state.listed else ""
        line = flow.end_line(role, level or state.listed)
        if line is not None and not level:
            take_bullet(line)

    def _end_row(self) -> None:
        if self.cell is not None:
            self.cell.end_line()
            self.cells.append(self.cell.lines)
            self.cell = None
        if self.cells:
            self.flow.take_row(self.cells)
            self.flow.end_block()
            self.cells = []


def _decoded(data: bytes, code_page: str) -> str:
    try:
        return data.decode(code_page, errors="replace")
    except LookupError:
        return data.decode("cp1252", errors="replace")
