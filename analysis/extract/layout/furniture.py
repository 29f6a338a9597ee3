"""What a page shows because it is a page: running headers and footers, page numbers."""

import re
from collections import Counter
from dataclasses import dataclass, field

from analysis.extract.layout.ink import PageInk
from analysis.extract.layout.parameters import FURNITURE as P
from analysis.extract.layout.segments import Row, Segment, rows_of

_SENTENCE = re.compile(r"\w[.!?] \d+ \d+$")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|seite|página|pagina|strona|pág\.?|p\.|страница|стр\.|第)\s*)?\d{1,3}\s*(?:(?:/|of|von|de|di|van|z|из|sur|\|)\s*\d{1,3})?\s*(?:页|頁|ページ)?\W*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Furniture:
    """The segments of one page that are its header and footer."""

    header: list[Segment] = field(default_factory=list)
    footer: list[Segment] = field(default_factory=list)


def take_furniture(inks: list[PageInk], pages: list[list[Segment]]) -> list[Furniture]:
    """Takes headers and footers out of the pages' segments."""
    edges = [_edges(ink, segments) for ink, segments in zip(inks, pages, strict=True)]
    numbers = [ink.number for ink in inks]
    repeated = _repeated(edges, numbers)
    taken: list[Furniture] = []
    for (top, bottom), segments, number in zip(edges, pages, numbers, strict=True):
        furniture = Furniture()
        for row in top:
            if _key(row, number) in repeated or _PAGE_NUMBER.match(_text(row)):
                furniture.header.extend(row.segments)
        for row in bottom:
            if _key(row, number) in repeated or _PAGE_NUMBER.match(_text(row)) or _stands_alone(row, segments):
                furniture.footer.extend(row.segments)
        gone = {id(segment) for segment in (*furniture.header, *furniture.footer)}
        if len(gone) < len(segments):
            segments[:] = [segment for segment in segments if id(segment) not in gone]
            taken.append(furniture)
        else:
            taken.append(Furniture())
    return taken


def _edges(ink: PageInk, segments: list[Segment]) -> tuple[list[Row], list[Row]]:
    """The first and last rows of a page, where they stand in its margins."""
    rows = rows_of(segments)
    top = [row for row in rows[: P.rows] if row.y1 <= P.margin * ink.height]
    bottom = [row for row in rows[-P.rows :] if row.y0 >= (1 - P.margin) * ink.height and row not in top]
    return top, bottom


def _repeated(edges: list[tuple[list[Row], list[Row]]], numbers: list[int]) -> set[str]:
    """What stands at the same height of several pages, whatever page number is in it."""
    counts = Counter(
        key
        for (top, bottom), number in zip(edges, numbers, strict=True)
        for key in {_key(row, number) for row in (*top, *bottom)}
    )
    pages = len(edges)
    return {
        key
        for key, count in counts.items()
        # A header may be missing on the first page, or stand on every other one; a sentence there is an entry's.
        if count > 1 and (count >= pages - 1 or (count >= P.pages * pages and not _SENTENCE.search(key)))
    }


def _key(row: Row, number: int) -> str:
    """Its words and its place. Numbers of the page itself count as one; those of entries do not."""
    own = {str(number - 1), str(number), str(number + 1)}
    words = re.sub(r"[0-9]+", lambda found: "#" if found.group() in own else found.group(), _text(row))
    return f"{words} {row.y0 // 4:.0f} {row.x0 // 40:.0f}"


def _text(row: Row) -> str:
    return " ".join(segment.text.strip() for segment in row.segments)


def _stands_alone(row: Row, segments: list[Segment]) -> bool:
    """Small print far below the rest of the page."""
    above = [segment for segment in segments if segment.baseline < row.baseline - 0.5 * row.size]
    if len(above) < 5:
        return False
    sizes = sorted(segment.size for segment in above)
    nearest = max(segment.y1 for segment in above)
    return row.y0 - nearest > 5 * row.size and row.size <= sizes[len(sizes) // 2]
