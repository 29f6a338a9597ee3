"""Cuts the rows of the header and the contact sections at their separators, and tells labels from values."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import unquote

from analysis.lexicon.normalise import trim
from analysis.structure.rules.evidence import Value, from_row
from analysis.structure.rules.recognise.contact import find_emails
from analysis.structure.rules.recognise.labels import field_label, split_label
from analysis.structure.rules.rows.rows import Part, Row

_SEPARATORS = re.compile(
    r"\t|\s*[|•·∙⋅◦●▪♦⎮║]\s*|\s{3,}|\s+[/–—]\s+|;\s|,?\s+(?:based|located|living)\s+in\s+(?=[A-ZÀ-Þ])"
)
# In a row of contacts a full stop separates, and so does a letter for what follows: "Joiner. Kiel. T 0431 5550 E …".
_STOPS = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=\S)|\s+(?=[TMEPWFA]:?\s(?:[+(\d]|\S+@|(?:[\w-]+\.)+[a-z]{2,}))")


@dataclass(slots=True)
class Piece:
    """Text between separators of a contact row, with the label that stands before it ("Email", "Address", …)."""

    text: str
    row: Row
    label: str | None = None
    link: str | None = None
    parts: list[Part] = field(default_factory=list)

    def value(self, text: str | None = None, confidence: float = 0.9) -> Value:
        return from_row(self.text if text is None else text, self.row, confidence, self.parts or None)


def cut_pieces(row: Row) -> list[Piece]:
    """The row at its separators; each piece knows the link and the boxes of the parts that it came from."""
    spans: list[tuple[int, int, Part]] = []
    offset = 0
    text = ""
    for index, part in enumerate(row.parts):
        text += "\t" if part.gap and index else ""
        offset = len(text)
        text += part.text
        spans.append((offset, len(text), part))
    pieces: list[Piece] = []
    start = 0
    for end, following in [*_cuts(text, spans), (len(text), len(text))]:
        if trim(text[start:end]):
            parts = [part for first, last, part in spans if first < end and start < last and part.text.strip(" ,;|•·")]
            link = next((part.link for part in parts if part.link), None)
            pieces.append(Piece(trim(text[start:end]), row, None, link, parts))
        start = max(start, following)
    return _labelled(pieces)


def _cuts(text: str, spans: list[tuple[int, int, Part]]) -> list[tuple[int, int]]:
    """Where a row is cut: at separators, and between words where a link begins or ends."""
    cuts = [(match.start(), match.end()) for match in _SEPARATORS.finditer(text)]
    if find_emails(text):
        cuts += [(match.start(), match.end()) for match in _STOPS.finditer(text)]
    for (_, end, part), (start, _, after) in pairwise(spans):
        between_words = (
            part.text.endswith(" ") or after.text.startswith(" ") or bool(part.link and after.text[:1].isupper())
        )
        if part.link != after.link and between_words and not part.text.rstrip().endswith(":"):
            cuts.append((end, start))
    return sorted(cuts)


def _told_by_link(piece: Piece) -> Piece | None:
    """ "E-mail" and "Call" as linked words: the address, or the number, that only the link tells."""
    scheme, _, rest = (piece.link or "").partition(":")
    target = unquote(rest.partition("?")[0]).strip()
    label = {"mailto": "email", "tel": "phone"}.get(scheme.lower())
    is_printed = any(character.isdigit() or character == "@" for character in piece.text)
    return Piece(target, piece.row, label, piece.link, piece.parts) if label and target and not is_printed else None


def _labelled(pieces: list[Piece]) -> list[Piece]:
    """Takes labels off their values: "Email: x", or a label in the cell before."""
    result: list[Piece] = []
    pending: str | None = None
    for piece in pieces:
        label = field_label(piece.text)
        if (label or " " not in piece.text) and (told := _told_by_link(piece)):
            result.append(told)
            pending = None
            continue
        if label:
            pending = label
            continue
        own, rest = split_label(piece.text)
        if own:
            piece.text, piece.label = rest, own
        elif pending:
            piece.label = pending
        pending = None
        result.append(piece)
    if pending and not result and pieces:
        # A label alone on its row names what stands below; the reader carries it over.
        result.append(Piece("", pieces[-1].row, pending))
    return result
