"""Writes the document of a format that has a structure but no geometry: runs of text become lines, lines blocks."""

import re
from dataclasses import dataclass, field, replace

from analysis.document import Document, Line, Page, Region, Role, Span
from analysis.extract.characters import bullet_length, clean
from analysis.extract.readers.tables import row_lines, table_lines

MAX_LINES = 20_000
"""More than any résumé has; a document with more is read no further."""
# What nobody sees is told, not read: so many lines of it, of so many characters.
MOST_HIDDEN, LONGEST_HIDDEN = 300, 500


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set. `size` in points, 0 where unknown."""

    size: float = 0.0
    bold: bool = False
    italic: bool = False
    link: str | None = None
    # As light as paper.
    pale: bool = False


PLAIN = Style()
_BLANKS = re.compile("[ \\t]+")


@dataclass(slots=True)
class Flow:
    """Lines being written. Text goes to the open line; `end_line` closes it, and drops it where it holds no ink."""

    lines: list[Line] = field(default_factory=list)
    region: Region = "main"
    page: int = 1
    keeps_blanks: bool = False
    # What is written but not shown, a line each; inner flows write into the same list.
    hidden: list[str] = field(default_factory=list)
    _hiding: list[str] = field(default_factory=list)
    _open: list[tuple[Style, list[str]]] = field(default_factory=list)
    _block: int = 0
    _block_is_used: bool = False

    def write(self, text: str, style: Style = PLAIN) -> None:
        """Appends to the open line; blanks in a row count as one, as do tabs."""
        text = clean(text)
        if not text:
            return
        if self._open and self._open[-1][0] == style:
            self._open[-1][1].append(text)
        else:
            self._open.append((style, [text]))

    def hide(self, text: str) -> None:
        """Keeps text of the open line apart that is not shown."""
        if text := clean(text):
            self._hiding.append(text)

    def tab(self) -> None:
        """A wide gap: the next cell of a row, or the next tab stop."""
        if self._open:
            self._open[-1][1].append("\t")

    @property
    def is_at_start(self) -> bool:
        return not any(part.strip() for _, parts in self._open for part in parts)

    def end_line(self, role: Role = "", level: int = 0) -> Line | None:
        open_, self._open = self._open, []
        if (said := " ".join("".join(self._hiding).split())) and len(self.hidden) < MOST_HIDDEN:
            self.hidden.append(said[:LONGEST_HIDDEN])
        self._hiding = []
        spans = _tidy(
            [Span("".join(parts), style.size, style.bold, style.italic, style.link) for style, parts in open_]
        )
        if not spans or len(self.lines) >= MAX_LINES:
            return None
        line = Line(spans, page=self.page, role=role, level=level, region=self.region, block=self._block)
        self._block_is_used = True
        self.lines.append(line)
        return line

    def end_block(self) -> None:
        """What follows stands apart from what was written so far."""
        if self._block_is_used:
            self._block += 1
            self._block_is_used = False

    def inner(self, *, keeps_blanks: bool = False) -> "Flow":
        """A flow for what is read by itself first: a cell, a text box."""
        return Flow(region=self.region, page=self.page, keeps_blanks=keeps_blanks, hidden=self.hidden)

    def take(self, lines: list[Line]) -> None:
        """Appends finished lines as a block, or as the blocks that they already are."""
        self.end_block()
        before: int | None = None
        lines = [line for line in lines if line.spans]
        for line in lines[: max(0, MAX_LINES - len(self.lines))]:
            if before is not None and line.block != before:
                self.end_block()
            before = line.block
            line.block = self._block
            self._block_is_used = True
            self.lines.append(line)

    def blank(self) -> None:
        """A blank line parts blocks. In a cell it also tells how far down the next one stands."""
        self.end_block()
        if self.keeps_blanks and len(self.lines) < MAX_LINES:
            self.lines.append(Line([], page=self.page, region=self.region, block=self._block))

    def take_table(self, rows: list[list[list[Line]]]) -> None:
        """Appends a table's rows, given the lines of their cells."""
        for cells, groups in zip(rows, table_lines(rows), strict=True):
            self._take_groups(groups, beside=len(cells) > 1)

    def take_row(self, cells: list[list[Line]]) -> None:
        """Appends a row where nothing is known of the table's others."""
        self._take_groups(row_lines(cells), beside=len(cells) > 1)

    def _take_groups(self, groups: list[list[Line]], *, beside: bool) -> None:
        for group in groups:
            if len(groups) == 1 and beside:
                for line in group:
                    line.block = 0
            self.take(group)

    def document(self, kind: str) -> Document:
        numbers = sorted({line.page for line in self.lines}) or [1]
        return Document(
            kind,
            [Page(number, lines=[line for line in self.lines if line.page == number]) for number in numbers],
            hidden=self.hidden,
        )


def take_bullet(line: Line) -> None:
    """Takes a bullet that is typed as text off a line, and makes it a bullet."""
    length = bullet_length(line.text)
    if not length:
        return
    line.role, line.level = "bullet", line.level or 1
    while length and line.spans:
        taken = min(length, len(line.spans[0].text))
        line.spans[0].text = line.spans[0].text[taken:]
        length -= taken
        if not line.spans[0].text:
            line.spans.pop(0)
    if line.spans:
        line.spans[0].text = line.spans[0].text.lstrip()


def _tidy(spans: list[Span]) -> list[Span]:
    """Spans without blanks in a row, around tabs, and at either end of the line."""
    tidied: list[Span] = []
    before = "\t"
    for span in spans:
        text = _BLANKS.sub(_as_one, span.text)
        if text[0] in " \t" and before in " \t":
            if text[0] == "\t" and before == " ":
                tidied[-1].text = tidied[-1].text[:-1] + "\t"
            text = text[1:]
        if text:
            tidied.append(replace(span, text=text))
            before = tidied[-1].text[-1]
    while tidied and not tidied[-1].text.strip():
        tidied.pop()
    if tidied:
        tidied[-1].text = tidied[-1].text.rstrip()
    return tidied


def _as_one(blanks: re.Match[str]) -> str:
    return "\t" if "\t" in blanks.group() else " "
