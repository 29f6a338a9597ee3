"""Links of a PDF page: to the words that they cover, and those behind an icon as text of their own."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pypdfium2.raw as pdfium

from analysis.extract.layout.ink import Piece

_MAX_LINKS = 2_000
# A page is looked at in strips so high (points); of links side by side in one only so many count.
_STRIP = 20.0
_MOST_STRIPS = 1_000
_MOST_BESIDE = 60
# In points: a link on something higher is one on a picture.
_HIGHEST_ICON = 32.0
_SMALLEST, _USUAL_SIZE = 6.0, 10.0
_LONGEST = 80
_URI = 3


@dataclass(slots=True)
class Link:
    x0: float
    y0: float
    x1: float
    y1: float
    target: str


def read_links(document: Any, page: Any, left: float, top: float) -> list[Link]:
    """Links to addresses outside the document, with the places that they cover."""
    links: list[Link] = []
    position, handle = ctypes.c_int(0), pdfium.FPDF_LINK()
    while len(links) < _MAX_LINKS and pdfium.FPDFLink_Enumerate(page, position, handle):
        target = _target(document, handle)
        rect = pdfium.FS_RECTF()
        if target and pdfium.FPDFLink_GetAnnotRect(handle, rect):
            x0, x1 = sorted((rect.left - left, rect.right - left))
            y0, y1 = sorted((top - rect.top, top - rect.bottom))
            links.append(Link(x0, y0, x1, y1, target))
    return links


def _target(document: Any, link: Any) -> str:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != _URI:
        return ""
    length = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    if not 1 < length < 4096:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(document, action, buffer, length)
    return buffer.raw[: length - 1].decode("utf-8", "replace").replace("\x00", "").strip()


def attach_links(pieces: list[Piece], links: list[Link]) -> list[Piece]:
    """The pieces with their links: a piece that a link covers in part is cut where the link begins and ends."""
    strips: dict[int, list[Link]] = {}
    for link in links:
        for strip in range(math.floor(link.y0 / _STRIP), min(math.floor(link.y1 / _STRIP), _MOST_STRIPS) + 1):
            if len(beside := strips.setdefault(strip, [])) < _MOST_BESIDE:
                beside.append(link)
    return [part for piece in pieces for part in _linked(piece, strips)]


def _linked(piece: Piece, strips: dict[int, list[Link]]) -> list[Piece]:
    middle = (piece.y0 + piece.y1) / 2
    parts = [piece]
    for link in strips.get(math.floor(middle / _STRIP), ()):
        if link.y0 <= middle <= link.y1:
            parts = [cut for part in parts for cut in (_cut(part, link) if _is_under(part, link) else (part,))]
    return parts


def _is_under(piece: Piece, link: Link) -> bool:
    return piece.link is None and piece.x0 < link.x1 and piece.x1 > link.x0


def texts_of_bare_links(links: list[Link], pieces: list[Piece]) -> list[Piece]:
    """Addresses that only a link behind an icon tells, as text where the icon stands."""
    covered = {piece.link for piece in pieces if piece.link}
    printed = "".join(piece.text for piece in pieces).replace(" ", "").casefold()
    texts: list[Piece] = []
    for link in links:
        text = _address(link.target)
        height = link.y1 - link.y0
        if not text or link.target in covered or text.casefold() in printed or height > _HIGHEST_ICON:
            continue
        covered.add(link.target)
        size = min(max(height, _SMALLEST), _USUAL_SIZE)
        baseline = (link.y0 + link.y1) / 2 + 0.35 * size
        x1 = link.x0 + 0.5 * size * len(text)
        texts.append(Piece(text, link.x0, baseline - 0.8 * size, x1, baseline + 0.2 * size, baseline, size))
        texts[-1].link = link.target
    return texts


def _address(target: str) -> str:
    """What a link says that a person would print: an e-mail address, a number, the address of a page."""
    scheme, _, rest = target.partition(":")
    address = unquote(rest.partition("?")[0]).strip()
    if scheme.lower() == "mailto":
        return address if "@" in address else ""
    if scheme.lower() == "tel":
        return address
    page = rest.removeprefix("//").removeprefix("www.").rstrip("/")
    return page if scheme.lower() in ("http", "https") and len(page) <= _LONGEST else ""


def _cut(piece: Piece, link: Link) -> Iterator[Piece]:
    slack = 0.3 * piece.size
    if len(piece.starts) != len(piece.text):
        covered = min(piece.x1, link.x1) - max(piece.x0, link.x0)
        if covered > 0.5 * (piece.x1 - piece.x0):
            piece.link = link.target
        yield piece
        return
    first = next((index for index, x in enumerate(piece.starts) if x >= link.x0 - slack), len(piece.text))
    last = next((index for index, x in enumerate(piece.starts) if x >= link.x1 - slack), len(piece.text))
    if first >= last:
        yield piece
        return
    for begin, end, target in ((0, first, None), (first, last, link.target), (last, len(piece.text), None)):
        if begin < end and (part := _part(piece, begin, end)) is not None:
            part.link = target
            yield part


def _part(piece: Piece, begin: int, end: int) -> Piece | None:
    text = piece.text[begin:end]
    if not text.strip():
        return None
    skipped = len(text) - len(text.lstrip())
    start = begin + skipped
    blank = piece.blank if begin == 0 else "drawn" if skipped or piece.text[begin - 1] == " " else ""
    last = start + len(text.strip())
    x1 = piece.x1 if last == len(piece.text) else piece.starts[last]
    return Piece(
        text.strip(), piece.starts[start], piece.y0, x1, piece.y1, piece.baseline, piece.size, piece.bold, piece.italic,
        piece.link, blank, piece.symbol, piece.setting, piece.starts[start:last], piece.gaps[start:last],
    )  # fmt: skip
