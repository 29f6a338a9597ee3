"""RTF: text with what of its formatting tells something: sizes, headings, lists, tabs, tables, links, page headers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analysis.document import Document, Line, Role
from analysis.extract.readers import rtf_state as words
from analysis.extract.readers.fields import target_of
from analysis.extract.readers.flow import Flow, take_bullet
from analysis.extract.readers.rtf_state import State, with_paragraph_format, with_text_format
from analysis.extract.readers.rtf_tokens import decoded, tokens
from analysis.failures import StepFailure

_MAX_DEPTH = 2_000
_MAX_CHARACTERS = 2_000_000


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    data = path.read_bytes()
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise StepFailure("unreadable_file", detail="no RTF header")
    reader = _Reader(data)
    reader.run()
    document = reader.flow.document("rtf")
    progress(1, 1)
    return document


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.flow = Flow()
        self.state = State()
        self.stack: list[State] = []
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
        for token in tokens(self.data):
            if self.written >= _MAX_CHARACTERS:
                break
            if token.word:
                self._word(token.word, token.value)
            elif token.code is not None:
                self._byte(token.code)
            elif token.text:
                self._text(token.text)
            elif token.brace:
                self._brace(token.brace)
            elif token.symbol:
                self._symbol(token.symbol)
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

    def _leave(self, outer: State) -> None:
        inner = self.state
        if inner.destination == "field" and self.links:
            self.links.pop()
        elif inner.destination == "stylesheet" and outer.destination == "stylesheet":
            self._define_style()
        elif inner.destination == "fldinst" and outer.destination != "fldinst":
            if self.links:
                self.links[-1] = target_of("".join(self.instructions))
            self.instructions = []
        elif inner.destination in words.REGIONS or inner.destination == "shptxt":
            self._end_paragraph(inner)
            self.flow.end_block()
        if inner.destination in words.REGIONS:
            self.flow.region = "main"
        listed = inner.listed if inner.destination in ("listtext", "pntext") else outer.listed
        self.state = replace(outer, listed=max(outer.listed, listed))

    def _define_style(self) -> None:
        match = words.HEADING_NAME.match(self.style_name.strip().rstrip(";"))
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
        if word in words.CHARACTERS:
            self._write(words.CHARACTERS[word])
        elif word in ("par", "line", "sect", "page", "column", "tab", "cell", "nestcell", "row", "nestrow"):
            self._structure(word)
        else:
            self._format(word, value)

    def _destination(self, word: str, ignorable: bool) -> bool:
        state = self.state
        if (word in words.SKIPPED and word != "stylesheet") or (ignorable and word not in words.KEPT and word != "cs"):
            self.state = replace(state, skipped=True, destination=word)
            return True
        if word in words.REGIONS:
            self._end_paragraph()
            self.flow.end_block()
            self.flow.region = words.REGIONS[word]
            self.state = State(destination=word)
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
            self.state = with_text_format(self.state, word, value)
        elif word in ("pard", "outlinelevel", "s", "ls", "ilvl", "intbl"):
            self.state = with_paragraph_format(self.state, word, value or 0, self.style_levels)
        elif word == "ansicpg" and value:
            self.code_page = f"cp{value}" if value != words.UTF8 else "utf-8"
        elif word == "mac":
            self.code_page = "mac_roman"

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
        elif symbol in words.SYMBOLS:
            self._write(words.SYMBOLS[symbol])
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
            if charset == words.SYMBOL_CHARSET:
                self._write("".join(chr(0xF000 + byte) if byte > 32 else chr(byte) for byte in data))
                return
            self._write(decoded(data, words.CODE_PAGES.get(charset, self.code_page)))

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

    def _end_paragraph(self, state: State | None = None) -> None:
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
