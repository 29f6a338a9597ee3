"""Rows of segments into lines of the document: tabs, blanks, bullets, letter-spaced words."""

import re
from collections import Counter
from statistics import median

from analysis.document import Box, Line, Span
from analysis.extract.characters import BULLETS, SYMBOL_BULLETS, bullet_length, clean
from analysis.extract.layout.ink import Piece
from analysis.extract.layout.segments import Row, Segment, is_sign

_BLANK_GAP = 0.16
# An icon stands before a datum of its own or a heading, a bullet before a sentence in plain type.
_LONG = 12
# Of the usual size of text: what is larger is a heading.
_LARGER = 1.12
# What an icon stands before: an address, a number, a date.
_DATUM = re.compile(r"\S+@\S+|https?:|www\.|[+(]?\d[\d\s().+/‑–—-]{5,}|\S+\.\w{2,3}/|\d{1,2}[./]\d{4}\b|\d{4}\s?[-–—]")
_PRIVATE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def line_of(row: Row, *, page: int, block: int, private_bullets: frozenset[str]) -> Line | None:
    """The line that a row makes; None where nothing of it can be read."""
    first = row.segments[0]
    is_bullet = first.dotted or _takes_bullet(first, private_bullets)
    spans: list[Span] = []
    for segment in reversed(row.segments) if _is_right_to_left(row.segments) else row.segments:
        inner = _spans_of(segment)
        for further in segment.continued:
            following = _spans_of(further)
            if inner and following:
                _join(inner[-1], following[0])
            inner.extend(following)
        if spans and inner:
            spans[-1].text = spans[-1].text.rstrip() + "\t"
        spans.extend(inner)
    if not any(span.text.strip() for span in spans):
        return None
    spans[-1].text = spans[-1].text.rstrip()
    return Line(spans, page=page, role="bullet" if is_bullet else "", level=1 if is_bullet else 0, block=block)


def _join(last: Span, following: Span) -> None:
    """Makes a cell's next line go on where the last one ended."""
    last.text = last.text.rstrip()
    if re.search(r"[^\W\d]-$", last.text) and following.text[:1].islower():
        last.text = last.text[:-1]
    else:
        last.text += " "


def private_bullets_of(rows: list[Row]) -> frozenset[str]:
    """Glyphs without a meaning in Unicode that begin several lines: bullets of a font of symbols.

    What also stands before headings, addresses or further on in a line is an icon.
    """
    usual = median([row.size for row in rows]) if rows else 0.0
    as_bullet: Counter[str] = Counter()
    as_icon: Counter[str] = Counter()
    for row in rows:
        marks = _PRIVATE.findall("".join(segment.text for segment in row.segments))
        text = row.segments[0].text.strip()
        if not marks or not text or text[0] != marks[0]:
            as_icon.update(marks)
            continue
        as_icon.update(marks[1:])
        is_icon = len(marks) > 1 or row.size > _LARGER * usual or bool(_DATUM.match(text[1:].strip()))
        is_item = len(text) > _LONG and not row.segments[0].pieces[-1].bold
        as_icon[text[0]] += is_icon
        as_bullet[text[0]] += is_item and not is_icon
    return frozenset(mark for mark, count in as_bullet.items() if count >= 2 and count > as_icon[mark])


def _takes_bullet(segment: Segment, private_bullets: frozenset[str]) -> bool:
    """Takes the bullet off a segment; False where it begins with none."""
    piece = segment.pieces[0]
    text = piece.text.lstrip()
    rest_of_segment = len(segment.text.strip()) > 1
    if not text or not rest_of_segment:
        return False
    mark = text[0]
    if mark in SYMBOL_BULLETS or mark in private_bullets or (mark in BULLETS and len(text) == 1):
        length = len(piece.text) - len(text[1:].lstrip())
    else:
        length = bullet_length(piece.text)
        if (
            not length
            and text in ("-", "–", "—", "*", "o", "+")
            and len(segment.pieces) > 1
            and segment.pieces[1].x0 - piece.x1 > _BLANK_GAP * piece.size
        ):
            length = len(piece.text)
    if not length:
        return False
    piece.text = piece.text[length:]
    piece.starts = piece.starts[length:]
    if piece.starts:
        piece.x0 = piece.starts[0]
    if not piece.text.strip() and len(segment.pieces) > 1:
        segment.pieces.pop(0)
        segment.measure()
    return True


def _spans_of(segment: Segment) -> list[Span]:
    spans: list[Span] = []
    previous: Piece | None = None
    for piece in reversed(segment.pieces) if _is_right_to_left([segment]) else segment.pieces:
        text = clean(piece.text)
        if not text.strip():
            if previous is not None and spans:
                spans[-1].text = spans[-1].text.rstrip() + ("\t" if is_sign(piece) else " ")
            continue
        if previous is not None and spans and not spans[-1].text.endswith((" ", "\t")) and _is_apart(previous, piece):
            spans[-1].text += " "
        box = Box(round(piece.x0, 2), round(piece.y0, 2), round(piece.x1, 2), round(piece.y1, 2))
        last = spans[-1] if spans else None
        if (
            last is not None
            and (last.size, last.bold, last.italic, last.link) == (piece.size, piece.bold, piece.italic, piece.link)
            and last.box
        ):
            last.text += text
            last.box = last.box.union(box)
        else:
            spans.append(Span(text, piece.size, piece.bold, piece.italic, piece.link, box))
        previous = piece
    return spans


def _is_right_to_left(segments: list[Segment]) -> bool:
    text = "".join(piece.text for segment in segments for piece in segment.pieces)
    leftward = len(_RIGHT_TO_LEFT.findall(text))
    return bool(leftward) and leftward >= sum(character.isalpha() for character in text) / 2


def _is_apart(one: Piece, other: Piece) -> bool:
    gap = max(other.x0 - one.x1, one.x0 - other.x1)
    size = min(one.size, other.size)
    return gap > _BLANK_GAP * size or (bool(other.blank) and gap > 0.02 * size)
