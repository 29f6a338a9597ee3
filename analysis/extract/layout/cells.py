"""Rows that are more than one line: labels of several lines, and grids whose cells are read one after the other."""

import re

from analysis.extract.layout.parameters import CELLS as P
from analysis.extract.layout.segments import Row, Segment

_YEAR = re.compile(r"(?:19|20)\d\d")
_GOES_ON = re.compile(r"[-–—,&/(]$")
_CONTINUES = re.compile(r"^[-–—&/)a-zà-ÿ]")


def with_labels_closed(rows: list[Row], labels: list[list[Segment]]) -> list[Row]:
    """The rows with each label of several lines on the row where it begins."""
    for label in labels:
        first = next((row for row in rows if any(segment is label[0] for segment in row.segments)), None)
        if first is None:
            continue
        for follower in label[1:]:
            row = next((row for row in rows if any(segment is follower for segment in row.segments)), None)
            if row is None or row is first:
                continue
            row.segments = [segment for segment in row.segments if segment is not follower]
            if is_wrapped(label[0], follower):
                for piece in follower.pieces:
                    piece.blank = piece.blank or "guessed"
                label[0].continued.append(follower)
            else:
                first.segments.insert(first.segments.index(label[0]) + 1, follower)
    return [row for row in rows if row.segments]


def is_wrapped(one: Segment, other: Segment) -> bool:
    """Whether a label's next line only goes on: it is set like the first, and not a datum of its own."""
    if _GOES_ON.search(one.text.strip()) or _CONTINUES.match(other.text.strip()):
        return True
    return one.style == other.style and not re.search(r"\d", one.text + other.text)


def with_wraps_closed(rows: list[Row]) -> list[Row]:
    """The rows, with a cell's further lines put behind its first, where each was full up to what stands beside it."""
    kept: list[Row] = []
    for row in rows:
        above = kept[-1] if kept else None
        if (
            above is not None
            and len(above.segments) > 1
            and len(row.segments) == 1
            and _is_full(above.segments[0], above.segments[1], row.segments[0])
        ):
            above.segments[0].continued.append(row.segments[0])
        else:
            kept.append(row)
    return kept


def _is_full(first: Segment, beside: Segment, below: Segment) -> bool:
    last = first.continued[-1] if first.continued else first
    if first.style != below.style or abs(first.x0 - below.x0) > P.same_edge or below.is_bulleted or first.is_bulleted:
        return False
    if below.x1 > beside.x0 or below.baseline - last.baseline > 1.4 * first.size:
        return False
    word = below.text.split(maxsplit=1)[0] if below.text.strip() else ""
    width = (below.x1 - below.x0) * len(word) / max(len(below.text), 1)
    return beside.x0 - last.x1 < width + 0.6 * first.size


def with_ends_hoisted(rows: list[Row]) -> list[Row]:
    """The rows, with what stands stacked at the end of an entry's first row (a place, its dates) all on that row.

    The rows below are what was done there; that a date happens to stand beside one of them means nothing.
    """
    head: Row | None = None
    end: Segment | None = None
    for row in rows:
        last = row.segments[-1]
        if head is not None and end is not None and _is_stacked(end, last) and _is_below(head, row):
            row.segments.pop()
            head.segments.append(last)
            end = last
        elif len(row.segments) > 1:
            head, end = row, last
    return [row for row in rows if row.segments]


def _is_stacked(end: Segment, below: Segment) -> bool:
    close = 0 < below.baseline - end.baseline <= 1.8 * max(end.size, below.size) and not below.is_bulleted
    is_flush_right = abs(below.x1 - end.x1) <= P.same_edge < abs(below.x0 - end.x0)
    return close and is_flush_right and abs(below.size - end.size) <= 0.2 * end.size


def _is_below(head: Row, row: Row) -> bool:
    """Whether a row is what an entry's first row stands above: an item of its list, or nothing but the end."""
    first = row.segments[0]
    if len(row.segments) == 1:
        return first.x0 > head.segments[0].x1
    return not head.segments[0].is_bulleted and (first.is_bulleted or first.x0 > head.segments[0].x0 + 3)


def in_cells(rows: list[Row]) -> list[Row]:
    """The rows, with each grid of cells put in the order of its cells: heads stand above what belongs to them."""
    ordered: list[Row] = []
    index = 0
    while index < len(rows):
        length = _grid_length(rows, index)
        if length >= 2 and (bands := _bands(rows[index : index + length])):
            for band in bands:
                ordered.extend(_by_column(band))
            index += length
        else:
            ordered.append(rows[index])
            index += 1
    return ordered


def _grid_length(rows: list[Row], start: int) -> int:
    """How many rows from `start` on have all their segments in the columns of the first."""
    edges = [segment.x0 for segment in rows[start].segments]
    if len(edges) < 2:
        return 1
    index = start + 1
    while index < len(rows):
        row, above = rows[index], rows[index - 1]
        if row.y0 - above.y1 > (3.5 if len(row.segments) > 1 else 1.0) * above.size:
            break
        if not all(_fits(segment, edges) for segment in row.segments):
            break
        index += 1
    length = index - start
    return length if sum(len(row.segments) > 1 for row in rows[start:index]) > 1 else 1


def _fits(segment: Segment, edges: list[float]) -> bool:
    """Whether a segment stands in one of the columns that begin at `edges`, and ends before the next."""
    return any(
        _begins_at(segment, edge) and (number + 1 == len(edges) or segment.x1 <= edges[number + 1])
        for number, edge in enumerate(edges)
    )


def _begins_at(segment: Segment, edge: float) -> bool:
    """Whether a segment begins at an edge; a list's item may hang a little to its right."""
    indent = P.indent * segment.size if segment.is_bulleted else 0.0
    return -P.same_edge <= segment.x0 - edge <= P.same_edge + indent


def _bands(rows: list[Row]) -> list[list[Row]] | None:
    """A grid's rows cut into bands, a row of heads and what stands below it each; None for a table."""
    head = rows[0].segments[0].style
    bands: list[list[Row]] = []
    for row in rows:
        styles = {segment.style for segment in row.segments}
        if len(styles) > 1:
            return None
        if head in styles:
            bands.append([row])
        else:
            bands[-1].append(row)
    if any(len(band) < 2 for band in bands) or _is_table(bands) or any(_dates_on_the_right(row) for row in rows):
        return None
    return bands


def _is_table(bands: list[list[Row]]) -> bool:
    """One row of heads over several full rows of three data and more."""
    head, *others = bands[0]
    return (
        len(bands) == 1
        and len(head.segments) > 2
        and len(others) > 1
        and all(len(row.segments) == len(head.segments) for row in others)
    )


def _dates_on_the_right(row: Row) -> bool:
    first, *others = row.segments
    return not _YEAR.search(first.text) and any(_YEAR.search(segment.text) for segment in others)


def _by_column(band: list[Row]) -> list[Row]:
    edges = [segment.x0 for segment in band[0].segments]
    columns: list[list[Row]] = [[] for _ in edges]
    for row in band:
        for segment in row.segments:
            nearest = min(range(len(edges)), key=lambda number: abs(edges[number] - segment.x0))
            columns[nearest].append(Row([segment], segment.baseline, segment.size))
    return [row for column in columns for row in column]
