"""A document's lines as rows: the unit that all later stages work on.

A row is a line without its bullet and icons, cut into parts wherever the style changes or a wide gap stands.
`wrapping.py` joins rows that are one paragraph broken by the page's width.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from analysis.document import Box, Document, Line, Span
from analysis.lexicon.headings import heading_hint
from analysis.lexicon.normalise import is_caps, without_icons, word_count
from analysis.structure.rules.recognise.contact import find_emails, find_phones, find_urls
from analysis.structure.rules.recognise.dates import find_ranges

_BULLET = re.compile(
    r"^\s*(?:[•●◦○▪▫■□◆◇►▶▸‣⁃∙·*→➢➤✓✔✦»›]|[-–—+](?=\s)|−(?=\s|[^\W\d_])|o(?=\s{2,}|\t))\s*|^\s*[\uf0a7\uf0b7\uf0d8\uf076\uf0fc]\s*"
)
_FRAMED = re.compile(r"\[[^\[\]]+\]")
# A tab, or the wide blank of Chinese and Japanese text.
_GAPS = re.compile("[\t\u3000]")
_ICON = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?\\s")
_ITEM_WORDS = 3
"""Words of an item of a list that an emoji stands before."""
_ONE_LINE = 0.3
"""Heights of a row by which the edges of two may differ that stand on one line."""
MAX_ROW = 4_000
"""Letters of a row; what is longer is no line of a résumé."""
MAX_ROWS = 4_000
"""More than any résumé has; what follows is not looked at, so that no document takes long."""
# Letters, digits and signs as wide as a Chinese character, as they stand in numbers and addresses.
_WIDE = {
    ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF10, 0xFF5B)) if chr(ord(wide) - 0xFEE0).isalnum()
}
_WIDE |= {ord(wide): narrow for wide, narrow in zip("＠＋－．／＿", "@+-./_", strict=True)}
# What programs that typeset résumés print about themselves.
_CREDIT = re.compile(
    r"^(?:cv |resume |résumé )?(?:designed|made|generated|created|built|powered|rendered)\s?(?:with|by"
    r"|using)\b.{0,80}$|^(?:.{0,40}[\s|·•–-])?(?:page|seite|página|pagina|strona|стр\.?|стор\.?|sida|side|sivu|oldal"
    r"|sayfa|trang|halaman) ?\d+(?: (?:of|von|de|di|sur|z|из|av|af)? ?\d+| ?/ ?\d+)?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Part:
    """Text of one style within a row. `gap`: a wide gap (another cell) stands before it."""

    text: str
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    link: str | None = None
    box: Box | None = None
    gap: bool = False


@dataclass(slots=True)
class Row:
    parts: list[Part]
    page: int = 1
    block: int = 0
    region: str = "main"
    role: str = ""
    level: int = 0
    bullet: bool = False
    # Free space above, in line heights; None where the format has no geometry or the row opens a page or block.
    space: float | None = None
    text: str = field(default="", init=False, compare=False)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Recomputes `text` after the parts have changed."""
        self.text = "".join(
            ("\t" if part.gap and index else "") + part.text for index, part in enumerate(self.parts)
        ).strip()[:MAX_ROW]

    @property
    def cells(self) -> list["Row"]:
        """The row cut at its wide gaps, each piece as a row of its own."""
        cells: list[list[Part]] = []
        for part in self.parts:
            if part.gap or not cells:
                cells.append([])
            cells[-1].append(part)
        return [self.with_parts(parts) for parts in cells if any(part.text.strip() for part in parts)]

    def with_parts(self, parts: list[Part]) -> "Row":
        return Row(parts, self.page, self.block, self.region, self.role, self.level, self.bullet, self.space)

    def cut(self, offset: int) -> "tuple[Row, Row]":
        """The row up to an offset in its text, and the rest of it."""
        before: list[Part] = []
        after: list[Part] = []
        end = 0
        for index, part in enumerate(self.parts):
            start = end + (part.gap and index > 0)
            end = start + len(part.text)
            if start < offset:
                before.append(replace(part, text=part.text[: offset - start]))
            if end > offset:
                after.append(replace(part, text=part.text[max(0, offset - start) :], gap=part.gap and start >= offset))
        return self.with_parts(before), self.with_parts(after)

    @property
    def size(self) -> float:
        return max((part.size for part in self.parts if part.text.strip()), default=0.0)

    @property
    def bold(self) -> bool:
        inked = [part for part in self.parts if part.text.strip(" \t,;:|()-–—•·")]
        return bool(inked) and all(part.bold for part in inked)

    @property
    def italic(self) -> bool:
        inked = [part for part in self.parts if part.text.strip(" \t,;:|()-–—•·")]
        return bool(inked) and all(part.italic for part in inked)

    @property
    def caps(self) -> bool:
        return is_caps(self.text)

    @property
    def box(self) -> Box | None:
        return union(part.box for part in self.parts)

    @property
    def words(self) -> int:
        return word_count(self.text)

    @property
    def link(self) -> str | None:
        return next((part.link for part in self.parts if part.link), None)


def union(boxes: Iterable[Box | None]) -> Box | None:
    """The smallest box around all of them."""
    known = [box for box in boxes if box]
    if len(known) < 2:
        return known[0] if known else None
    return Box(min(b.x0 for b in known), min(b.y0 for b in known), max(b.x1 for b in known), max(b.y1 for b in known))


def rows_of(document: Document) -> list[Row]:
    """The rows with ink, in reading order; those that look like furniture only where there is nothing else."""
    inked = list(islice((row for row in map(_row, document.lines) if row), MAX_ROWS))
    rows = _with_whole_lines([row for row in inked if not _CREDIT.match(row.text)] or inked)
    _measure_space(rows)
    return rows


def _with_whole_lines(rows: Iterable[Row]) -> list[Row]:
    """Rows of one block that stand beside each other on one line are one: a label, and what it labels."""
    result: list[Row] = []
    for row in rows:
        last = result[-1] if result else None
        above, box = (last.box, row.box) if last else (None, None)
        if (
            last is not None
            and above
            and box
            and (last.page, last.block, last.region) == (row.page, row.block, row.region)
            and abs(above.y0 - box.y0) < _ONE_LINE * (box.y1 - box.y0)
            and abs(above.y1 - box.y1) < _ONE_LINE * (box.y1 - box.y0)
            and above.x1 < box.x0
            and not row.bullet
        ):
            result[-1] = last.with_parts([*last.parts, replace(row.parts[0], gap=True), *row.parts[1:]])
        else:
            result.append(row)
    return result


def _row(line: Line) -> Row | None:
    parts: list[Part] = []
    gap = False
    for span in line.spans:
        for index, piece in enumerate(_GAPS.split(span.text.replace("\n", " "))):
            gap = gap or index > 0
            text = without_icons(piece.translate(_WIDE))
            if text.strip():
                parts.append(_part(span, text, gap))
                gap = False
            elif text and parts and not gap:
                parts[-1].text += " "
    bullet = _strip_bullet(line, parts)
    parts = [part for part in parts if part.text.strip()]
    if not parts:
        return None
    parts[0].text, parts[0].gap = parts[0].text.lstrip(), False
    if len(parts) > 1 and not any(char.isalnum() for char in parts[0].text):
        parts[1].gap = False  # an ornament is no cell
    _strip_frame(parts)
    return Row(parts, line.page, line.block, line.region, line.role, line.level, bullet)


def _strip_frame(parts: list[Part]) -> None:
    """Takes the square brackets off a line that is set between them as a whole."""
    text = "".join(part.text for part in parts).strip()
    if len(text) > 4 and _FRAMED.fullmatch(text) and len(parts[0].text) > 1 and len(parts[-1].text.rstrip()) > 1:
        parts[0].text = parts[0].text[1:].lstrip()
        parts[-1].text = parts[-1].text.rstrip()[:-1].rstrip()


def _part(span: Span, text: str, gap: bool) -> Part:
    return Part(re.sub(r"\s+", " ", text), span.size, span.bold, span.italic, span.link, span.box, gap)


def _strip_bullet(line: Line, parts: list[Part]) -> bool:
    """Takes a bullet glyph off the first part; says whether the line is an item of a list."""
    raw = line.text
    match = _BULLET.match(raw)
    if match and match.end() < len(raw) and parts:
        own = _BULLET.match(parts[0].text + ("  " if len(parts) > 1 else ""))
        if own:
            parts[0].text = parts[0].text[own.end() :]
            if not parts[0].text.strip() and len(parts) > 1:
                parts[1].gap = False
    return line.role == "bullet" or match is not None or (bool(_ICON.match(raw)) and _is_item(parts))


def _is_item(parts: list[Part]) -> bool:
    """What an emoji stands before is an item of a list, unless it is a heading or a way to reach the person."""
    text = "".join(part.text for part in parts).strip()
    is_contact = find_emails(text) or find_urls(text) or find_phones(text)
    return len(text.split()) >= _ITEM_WORDS and not is_contact and not heading_hint(text) and not find_ranges(text)


def _measure_space(rows: list[Row]) -> None:
    for previous, row in pairwise(rows):
        above, below = previous.box, row.box
        if above and below and (previous.page, previous.block) == (row.page, row.block):
            row.space = (below.y0 - above.y1) / max(1.0, below.y1 - below.y0)
