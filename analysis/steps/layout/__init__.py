"""Pages of placed text into lines in reading order. Geometry decides; what a line says counts for nothing here."""

from analysis.document import Line, Page
from analysis.steps.layout.columns import Ground, Pages, blocks_of
from analysis.steps.layout.lines import line_of, private_bullets_of
from analysis.steps.layout.pieces import PageInk
from analysis.steps.layout.rows import rows_of, segments_of


def lay_out(inks: list[PageInk]) -> list[Page]:
    """The pages of a document, from all that its pages show."""
    pages = Pages()
    return [_page(ink, pages) for ink in inks]


def _page(ink: PageInk, pages: Pages) -> Page:
    page = Page(ink.number, round(ink.width, 2), round(ink.height, 2))
    segments = segments_of(ink.pieces, ink.dots, ink.settings)
    blocks = blocks_of(segments, Ground(ink.grounds, ink.rules), pages)
    private = private_bullets_of(rows_of(segments))
    for number, block in enumerate(blocks):
        for row in rows_of(block.segments):
            line: Line | None = line_of(row, page=ink.number, block=number, private_bullets=private)
            if line is not None:
                line.region = "sidebar" if block.side else "main"
                page.lines.append(line)
    return page
