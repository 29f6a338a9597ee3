"""Pages of placed text into lines in reading order. Geometry decides; what a line says counts for next to nothing."""

from itertools import pairwise

from analysis.document import Line, Page, Region
from analysis.extract.layout.cells import in_cells, with_ends_hoisted, with_labels_closed, with_wraps_closed
from analysis.extract.layout.columns import Block, Pages, blocks_of
from analysis.extract.layout.furniture import Furniture, take_furniture
from analysis.extract.layout.ink import PageInk
from analysis.extract.layout.lines import line_of, private_bullets_of
from analysis.extract.layout.segments import Segment, rows_of, segments_of
from analysis.extract.layout.verdict import Ground


def lay_out(inks: list[PageInk]) -> list[Page]:
    """The pages of a document, from all that its pages show."""
    pages = [segments_of(ink.pieces, ink.dots, ink.settings) for ink in inks]
    private = private_bullets_of([row for segments in pages for row in rows_of(segments)])
    furniture = take_furniture(inks, pages)
    _drop_lines_cut_in_two(pages)
    earlier = Pages()
    return [
        _page(ink, segments, around, earlier, private)
        for ink, segments, around in zip(inks, pages, furniture, strict=True)
    ]


def _drop_lines_cut_in_two(pages: list[list[Segment]]) -> None:
    """A line that a page's end cuts in two is drawn on both pages: it is read on the first."""
    for above, below in pairwise(pages):
        if not above or not below:
            continue
        last, first = rows_of(above)[-1], rows_of(below)[0]
        if [_likeness(segment) for segment in last.segments] == [_likeness(segment) for segment in first.segments]:
            for segment in first.segments:
                below.remove(segment)


def _likeness(segment: Segment) -> tuple[str, float, int]:
    return segment.text, segment.size, round(segment.x0)


def _page(ink: PageInk, segments: list[Segment], around: Furniture, earlier: Pages, private: frozenset[str]) -> Page:
    page = Page(ink.number, round(ink.width, 2), round(ink.height, 2))
    blocks: list[tuple[Block, Region]] = [(Block(around.header), "header")]
    blocks.extend(
        (block, "sidebar" if block.side else "main")
        for block in blocks_of(segments, Ground(ink.grounds, ink.rules, 3.0 if ink.is_rough else 1.0), earlier)
    )
    blocks.extend((Block(segments_of(pieces, [], ink.settings)), "sidebar") for pieces in ink.aside)
    blocks.append((Block(around.footer), "footer"))
    number = 0
    for block, region in blocks:
        lines = _lines(block, ink.number, number, private)
        for line in lines:
            line.region = region
        page.lines.extend(lines)
        number += bool(lines)
    return page


def _lines(block: Block, page: int, number: int, private: frozenset[str]) -> list[Line]:
    rows = with_labels_closed(rows_of(block.segments), block.labels)
    rows = in_cells(with_ends_hoisted(with_wraps_closed(rows)))
    lines = (line_of(row, page=page, block=number, private_bullets=private) for row in rows)
    return [line for line in lines if line is not None]
