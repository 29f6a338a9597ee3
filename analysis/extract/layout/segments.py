"""Pieces into segments (a line's parts between wide gaps), and segments into rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from analysis.extract.characters import BULLETS, SYMBOL_BULLETS, bullet_length
from analysis.extract.layout.ink import Mark, Piece, Setting
from analysis.extract.layout.parameters import SEGMENTS as P
from analysis.extract.layout.spacing import is_justified, tab_gap, with_words_closed


@dataclass(slots=True)
class Segment:
    """Text on one baseline without a wide gap."""

    pieces: list[Piece]
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    dotted: bool = False
    # Further lines of a label that this is the first of.
    continued: list["Segment"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        pieces = self.pieces
        self.x0 = min(piece.x0 for piece in pieces)
        self.x1 = max(piece.x1 for piece in pieces)
        self.y0 = min(piece.y0 for piece in pieces)
        self.y1 = max(piece.y1 for piece in pieces)
        largest = max(pieces, key=lambda piece: (piece.x1 - piece.x0) * piece.size)
        self.baseline, self.size = largest.baseline, largest.size

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def style(self) -> tuple[float, bool, bool]:
        """What all of it is set in: size, whether it is bold, whether it is italic."""
        return self.size, all(piece.bold for piece in self.pieces), all(piece.italic for piece in self.pieces)

    @property
    def is_bulleted(self) -> bool:
        return self.dotted or (
            len(self.text.strip()) > 1 and (is_bullet(self.pieces[0]) or bullet_length(self.pieces[0].text) > 0)
        )


@dataclass(slots=True)
class Row:
    """Segments on one baseline, from left to right."""

    segments: list[Segment]
    baseline: float
    size: float

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return max(segment.x1 for segment in self.segments)

    @property
    def y0(self) -> float:
        return min(segment.y0 for segment in self.segments)

    @property
    def y1(self) -> float:
        return max(segment.y1 for segment in self.segments)


def segments_of(pieces: list[Piece], dots: list[Mark], settings: dict[int, Setting]) -> list[Segment]:
    pieces = without_overprints(pieces)
    segments: list[Segment] = []
    for line in _by_baseline(pieces):
        line.sort(key=lambda piece: piece.x0)
        segments.extend(_cut_at_gaps(with_words_closed(line), settings))
    segments = _with_raised(segments)
    _attach_dots(segments, dots)
    return segments


def rows_of(segments: Iterable[Segment]) -> list[Row]:
    """The segments as rows from top to bottom."""
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda segment: (segment.baseline, segment.x0)):
        row = rows[-1] if rows else None
        if (
            row is not None
            and abs(segment.baseline - row.baseline) <= P.same_baseline * min(segment.size, row.size) + 0.3
            and not _collides(row, segment)
        ):
            row.segments.append(segment)
        else:
            rows.append(Row([segment], segment.baseline, segment.size))
    for row in rows:
        row.segments.sort(key=lambda segment: segment.x0)
    return rows


def _collides(row: Row, segment: Segment) -> bool:
    return any(min(other.x1, segment.x1) - max(other.x0, segment.x0) > 0.5 * segment.size for other in row.segments)


def without_overprints(pieces: list[Piece]) -> list[Piece]:
    """Text printed twice, a hair apart, to look bold or to cast a shadow, is there once, and bold."""
    kept: list[Piece] = []
    seen: dict[str, list[Piece]] = {}
    for piece in pieces:
        twin = next((other for other in seen.get(piece.text, ()) if _overprints(other, piece)), None)
        if twin is not None:
            twin.bold = twin.bold or (twin.x0 != piece.x0 and piece.size >= twin.size)
            twin.link = twin.link or piece.link
            continue
        seen.setdefault(piece.text, []).append(piece)
        kept.append(piece)
    return kept


def _overprints(one: Piece, other: Piece) -> bool:
    slack = 0.15 * one.size
    return (
        abs(one.x0 - other.x0) < slack and abs(one.baseline - other.baseline) < slack and abs(one.x1 - other.x1) < slack
    )


def _by_baseline(pieces: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.baseline):
        line = lines[-1] if lines else None
        if line is not None and abs(piece.baseline - line[0].baseline) <= P.same_baseline * min(
            piece.size, line[0].size
        ):
            line.append(piece)
        else:
            lines.append([piece])
    return lines


def _cut_at_gaps(line: list[Piece], settings: dict[int, Setting]) -> list[Segment]:
    justified = is_justified(line)
    groups: list[list[Piece]] = []
    end = 0.0
    for piece in line:
        if groups and piece.x0 - end <= _gap_allowed(groups[-1], piece, None if justified else settings):
            groups[-1].append(piece)
            end = max(end, piece.x1)
        else:
            groups.append([piece])
            end = piece.x1
    return [Segment(group) for group in groups]


def _gap_allowed(group: list[Piece], piece: Piece, settings: dict[int, Setting] | None) -> float:
    before = group[-1]
    if len(group) == 1 and (is_bullet(before) or is_sign(before)):
        return P.bullet_gap * piece.size
    plain = settings is not None and not before.symbol and not piece.symbol
    gap = tab_gap(before, piece, settings.get(piece.setting)) if plain and settings is not None else P.icon_gap
    return gap * min(max(before.size, 0.6 * piece.size), max(piece.size, 0.6 * before.size))


def is_bullet(piece: Piece) -> bool:
    text = piece.text.strip()
    return len(text) == 1 and (text in BULLETS or text in SYMBOL_BULLETS or text in "-–o*")


def is_sign(piece: Piece) -> bool:
    """One glyph without a meaning in Unicode: an icon, or a bullet of a font of symbols."""
    text = piece.text.strip()
    return len(text) == 1 and (piece.symbol or "\ue000" <= text <= "\uf8ff" or text == "\ufffd")


def _with_raised(segments: list[Segment]) -> list[Segment]:
    """Segments with the small raised or lowered ones (1st, H2O) put back between their neighbours."""
    raised = [segment for segment in segments if len(segment.text) <= 4 and segment.x1 - segment.x0 < 4 * segment.size]
    others = [segment for segment in segments if len(segment.text) > 4 or segment.x1 - segment.x0 >= 4 * segment.size]
    # A raised letter may stand behind a single digit: larger ones first.
    raised.sort(key=lambda segment: -segment.size)
    kept = list(others)
    for small in raised:
        host = next((other for other in kept if other is not small and _is_raised(small, other)), None)
        if host is None:
            kept.append(small)
        else:
            _take(host, small)
            if (after := next((other for other in kept if _follows(other, host)), None)) is not None:
                _take(host, after)
                kept.remove(after)
    return kept


def _take(host: Segment, other: Segment) -> None:
    host.pieces.extend(other.pieces)
    host.pieces.sort(key=lambda piece: piece.x0)
    host.measure()


def _follows(segment: Segment, host: Segment) -> bool:
    """Whether only what was raised parted a segment from the one that it goes on."""
    level = abs(segment.baseline - host.baseline) <= P.same_baseline * min(segment.size, host.size)
    return segment is not host and level and 0 <= segment.x0 - host.x1 <= P.close * host.size


def _is_raised(small: Segment, host: Segment) -> bool:
    if small.size > 0.85 * host.size or not host.y0 - 0.3 * host.size <= small.baseline <= host.y1 + 0.2 * host.size:
        return False
    return any(-0.1 * host.size <= small.x0 - piece.x1 < 0.35 * host.size for piece in host.pieces)


def _attach_dots(segments: list[Segment], dots: list[Mark]) -> None:
    """Marks the segments that a drawn dot stands before, at the height of their small letters, as a list's bullets do.

    A dot before a title is a point on a time line.
    """
    if not dots or not segments:
        return
    usual = median(segment.size for segment in segments)
    edges = Counter(round(dot.x0) for dot in dots)
    for dot in dots:
        middle, width = (dot.y0 + dot.y1) / 2, dot.x1 - dot.x0
        share = P.big_dot if edges[round(dot.x0)] >= 3 else P.dot
        beside = [
            segment
            for segment in segments
            if 0 < segment.x0 - dot.x1 < P.bullet_gap * segment.size
            and width <= share * segment.size
            and segment.baseline - 0.65 * segment.size <= middle <= segment.baseline
        ]
        if beside:
            nearest = min(beside, key=lambda segment: segment.x0)
            nearest.dotted = nearest.size <= 1.05 * usual or (nearest.size <= 1.25 * usual and not nearest.style[1])
