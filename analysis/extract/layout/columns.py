"""Which parts of a page are read by themselves, and in which order: columns, sidebars, label columns, rows of a table.

A page is cut at its gutters (see gutters.py), each part by itself again, until every part is one column of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.extract.layout.bands import put_labels_on_rows
from analysis.extract.layout.gutters import Gutter, Sides, gutters_of, longest_run, sides_of
from analysis.extract.layout.labels import section_labels
from analysis.extract.layout.parameters import COLUMNS as P
from analysis.extract.layout.parameters import VERDICTS
from analysis.extract.layout.segments import Row, Segment, rows_of
from analysis.extract.layout.verdict import (
    Ground,
    Verdict,
    carries,
    close_groups,
    headings_across,
    judge,
    level,
    offset_from,
)


@dataclass(slots=True)
class Block:
    """Segments that are read by themselves. `side`: beside a larger part. `labels`: those of one label each."""

    segments: list[Segment]
    side: bool = False
    labels: list[list[Segment]] = field(default_factory=list)


@dataclass(slots=True)
class _Sidebar:
    """A gutter between a sidebar and the rest, and where what stands right of it begins."""

    x0: float
    x1: float
    right: float
    on_left: bool


@dataclass(slots=True)
class Pages:
    """What earlier pages of the document told: its sidebar goes on where it was."""

    sidebars: list[_Sidebar] = field(default_factory=list)


@dataclass(slots=True)
class _Judged:
    """A gutter with what stands on its sides. `share`: how many of their rows look like one row each."""

    gutter: Gutter
    parts: Sides
    left: list[Row]
    right: list[Row]
    verdict: Verdict
    share: float
    labels: list[list[Segment]] = field(default_factory=list)


def blocks_of(segments: list[Segment], ground: Ground, pages: Pages) -> list[Block]:
    """The page's parts in reading order."""
    if not segments:
        return []
    top, bottom = min(segment.y0 for segment in segments), max(segment.y1 for segment in segments)
    return _Splitter(ground, pages, bottom - top).split(segments, 0)


@dataclass(slots=True)
class _Splitter:
    ground: Ground
    pages: Pages
    height: float

    def split(self, segments: list[Segment], depth: int) -> list[Block]:
        if not segments:
            return []
        rows = rows_of(segments)
        if depth == 0 and (blocks := self._as_before(rows)) is not None:
            return blocks
        if depth >= P.max_depth or len(segments) < P.fewest:
            return [Block(segments)]
        judged = [*self._judged(rows)]
        parting = [one for one in judged if one.verdict != "rows"]
        if not parting:
            for one in judged:
                if one.share >= VERDICTS.row_ends:
                    level(one.left, one.right)
            found = (one.labels or _labels(one.left, one.right) for one in judged)
            return [Block(segments, labels=next((labels for labels in found if labels), []))]
        high = max(one.gutter.last - one.gutter.first for one in parting)
        best = min(
            (one for one in parting if one.gutter.last - one.gutter.first >= P.nearly_as_high * high),
            key=lambda one: (_cuts_ground(one, self.ground), one.share),
        )
        if best.verdict == "grid":
            return self._grid(best, depth)
        return self._in_order(best.parts, best.gutter, depth)

    def _judged(self, rows: list[Row]) -> Iterator[_Judged]:
        for gutter in gutters_of(rows)[: P.most_gutters]:
            parts = sides_of(rows, gutter)
            if parts.left and parts.right:
                left, right = rows_of(parts.left), rows_of(parts.right)
                verdict, share = judge(left, right, gutter, self.ground)
                if verdict != "rows" and put_labels_on_rows(left, right, gutter.x0, gutter.x1, self.ground.rules):
                    verdict, share = "rows", 0.0
                labels = section_labels(left, right) if verdict != "rows" else []
                if labels:
                    verdict, share = "rows", 0.0
                yield _Judged(gutter, parts, left, right, verdict, share, labels)

    def _in_order(self, parts: Sides, gutter: Gutter, depth: int) -> list[Block]:
        beside = parts.left + parts.right
        high = max(segment.y1 for segment in beside) - min(segment.y0 for segment in beside)
        left, right = self.split(parts.left, depth + 1), self.split(parts.right, depth + 1)
        if high >= P.sidebar_share * self.height:
            left_is_side = _ink(parts.left) < _ink(parts.right)
            if depth <= 1:
                right_edge = min(segment.x0 for segment in parts.right)
                self.pages.sidebars.append(_Sidebar(gutter.x0, gutter.x1, right_edge, left_is_side))
            _mark(left if left_is_side else right)
        return [*self.split(parts.above, depth + 1), *left, *right, *self.split(parts.below, depth + 1)]

    def _grid(self, judged: _Judged, depth: int) -> list[Block]:
        """Cards side by side: those under one heading are read column by column before the next heading is."""
        parts = judged.parts
        cuts = headings_across(judged.left, judged.right)
        if not cuts:
            blocks = [*self.split(parts.left, depth + 1), *self.split(parts.right, depth + 1)]
        else:
            blocks = []
            for top, bottom in zip([float("-inf"), *cuts], [*cuts, float("inf")], strict=True):
                band = [segment for segment in (*parts.left, *parts.right) if top <= segment.baseline < bottom]
                blocks.extend(self.split(band, depth + 1))
        return [*self.split(parts.above, depth + 1), *blocks, *self.split(parts.below, depth + 1)]

    def _as_before(self, rows: list[Row]) -> list[Block] | None:
        """The page cut at the gutter of an earlier page, where nothing crosses it."""
        for sidebar in self.pages.sidebars:
            run = longest_run(rows, sidebar.x0, sidebar.x1)
            if run is None:
                continue
            parts = sides_of(rows, run)
            if len(parts.left) + len(parts.right) < P.carried_over * (len(parts.above) + len(parts.below)):
                continue
            if not parts.right or abs(min(segment.x0 for segment in parts.right) - sidebar.right) > P.same_edge:
                continue
            left, right = self.split(parts.left, 1), self.split(parts.right, 1)
            _mark(left if sidebar.on_left else right)
            return [*self.split(parts.above, 1), *left, *right, *self.split(parts.below, 1)]
        return None


def _mark(blocks: list[Block]) -> None:
    for block in blocks:
        block.side = True


def _ink(segments: list[Segment]) -> int:
    return sum(len(segment.text) for segment in segments)


# Gutters


# Columns or the ends of rows


def _cuts_ground(judged: _Judged, ground: Ground) -> bool:
    """Whether a gutter runs through a ground of part of the text: what stands on one ground belongs together."""
    left, right = judged.parts.left, judged.parts.right
    for box in ground.boxes:
        if box.x0 > judged.gutter.x0 or box.x1 < judged.gutter.x1:
            continue
        on_left, on_right = (sum(carries(box, segment) for segment in side) for side in (left, right))
        if on_left >= 2 and on_right and on_left + on_right < len(left) + len(right):
            return True
    return False


def _labels(left: list[Row], right: list[Row]) -> list[list[Segment]]:
    """Labels of several lines on the left of what they label: a line off all baselines goes on."""
    width, other_width = (max(row.x1 for row in side) - min(row.x0 for row in side) for side in (left, right))
    if len(left) > P.label_share * len(right) or width > P.label_width * other_width:
        return []
    labels: list[list[Segment]] = []
    for group in close_groups(left):
        for row in group:
            begins = (
                row is group[0] or len(row.segments) > 1 or abs(offset_from(row, right)) <= P.label_level * row.size
            )
            if begins:
                labels.append([])
            labels[-1].extend(row.segments)
    return [
        label
        for label in labels
        if 1 < len(label) <= VERDICTS.label_rows and len({segment.baseline for segment in label}) == len(label)
    ]
