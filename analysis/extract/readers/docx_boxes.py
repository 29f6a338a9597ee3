"""Text boxes of a DOCX: their contents, and where on the page they are anchored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from analysis.document import Box
from analysis.extract.readers.boxes import Placed
from analysis.extract.readers.docx_xml import alternative, child_of, descendant
from analysis.extract.readers.packages import attribute, local_name

_POINTS_PER_EMU = 1 / 12_700
_POINTS_PER_TWIP = 1 / 20
_STYLE_LENGTH = re.compile(
    r"(?:^|;)\s*(margin-left|margin-top|left|top|width|height)\s*:\s*(-?[\d.]{1,12})(pt|in|px|cm|mm)?"
)
_UNITS = {"pt": 1.0, "in": 72.0, "px": 0.75, "cm": 28.35, "mm": 2.835, "": 1.0}
# How far a paragraph is taken to stand below the one before it: its real place is for Word to find.
_LINE = 14.0


@dataclass(frozen=True, slots=True)
class PageSetup:
    """A page's size and its upper left margins, in points."""

    width: float = 595.0
    height: float = 842.0
    left: float = 72.0
    top: float = 72.0


def page_setup(body: etree._Element) -> PageSetup:
    """What the document's last section says of its pages."""
    section = child_of(body, "sectPr")
    size, margins = child_of(section, "pgSz"), child_of(section, "pgMar")
    usual = PageSetup()
    return PageSetup(
        _twips(size, "w", usual.width), _twips(size, "h", usual.height),
        _twips(margins, "left", usual.left), _twips(margins, "top", usual.top),
    )  # fmt: skip


def boxes_of(drawing: etree._Element, setup: PageSetup, paragraph: int) -> Iterator[Placed]:
    """The text boxes in a drawing, outermost only, each once. `paragraph`: how many stand above the one it is in."""
    for element in drawing:
        name = local_name(element)
        if name == "AlternateContent":
            yield from boxes_of(alternative(element), setup, paragraph)
        elif name == "anchor":
            yield from _in_anchor(element, setup, paragraph)
        elif name in ("shape", "rect", "group", "roundrect"):
            yield from _in_shape(element, setup, paragraph)
        else:
            yield from (Placed(content, None) for content in _contents(element, itself=True))


def _contents(element: etree._Element, *, itself: bool = False) -> Iterator[etree._Element]:
    for child in (element,) if itself else element:
        name = local_name(child)
        if name == "txbxContent":
            yield child
        elif name == "AlternateContent":
            yield from _contents(alternative(child))
        else:
            yield from _contents(child)


def _in_anchor(anchor: etree._Element, setup: PageSetup, paragraph: int) -> Iterator[Placed]:
    """The boxes of an anchored drawing; those of a group stand where its own coordinates put them."""
    extent = child_of(anchor, "extent")
    width, height = _emus(extent, "cx"), _emus(extent, "cy")
    x0 = _offset(child_of(anchor, "positionH"), setup.left, setup.width, width)
    y0 = _offset(child_of(anchor, "positionV"), setup.top + _LINE * paragraph, setup.height, height, setup.top)
    outer = Box(x0, y0, x0 + width, y0 + height)
    group = descendant(anchor, "wgp")
    if group is None:
        yield from (Placed(content, outer) for content in _contents(anchor))
        return
    frame = descendant(child_of(group, "grpSpPr"), "xfrm")
    inner_width = _emus(child_of(frame, "chExt"), "cx") or width or 1.0
    inner_height = _emus(child_of(frame, "chExt"), "cy") or height or 1.0
    left, top = _emus(child_of(frame, "chOff"), "x"), _emus(child_of(frame, "chOff"), "y")
    across, down = width / inner_width, height / inner_height
    for shape in group.iter():
        if local_name(shape) != "wsp":
            continue
        own = descendant(child_of(shape, "spPr"), "xfrm")
        x, y = _emus(child_of(own, "off"), "x"), _emus(child_of(own, "off"), "y")
        wide, high = _emus(child_of(own, "ext"), "cx"), _emus(child_of(own, "ext"), "cy")
        place = Box(
            x0 + (x - left) * across, y0 + (y - top) * down,
            x0 + (x + wide - left) * across, y0 + (y + high - top) * down,
        )  # fmt: skip
        yield from (Placed(content, place) for content in _contents(shape))


def _offset(position: etree._Element | None, here: float, page: float, length: float, margin: float = -1.0) -> float:
    """Where along one direction an anchor puts its drawing. `here`: where the text that it is anchored to stands."""
    if position is None:
        return here
    margin = here if margin < 0 else margin
    relative = attribute(position, "relativeFrom") or ""
    start = 0.0 if relative == "page" else margin if "argin" in relative else here
    align, offset = child_of(position, "align"), child_of(position, "posOffset")
    if align is not None:
        free = page - 2 * start - length if relative == "page" else page - 2 * margin - length
        share = {"center": 0.5, "right": 1.0, "bottom": 1.0}.get((align.text or "").strip(), 0.0)
        return start + max(0.0, free) * share
    return start + _number(offset.text if offset is not None else None) * _POINTS_PER_EMU


def _in_shape(shape: etree._Element, setup: PageSetup, paragraph: int) -> Iterator[Placed]:
    """The boxes of a shape in the older language of drawings, VML."""
    style = attribute(shape, "style") or ""
    lengths = {name: _number(value) * _UNITS[unit or ""] for name, value, unit in _STYLE_LENGTH.findall(style[:2_000])}
    box = None
    if "absolute" in style and {"margin-left", "margin-top"} <= lengths.keys():
        across = 0.0 if "horizontal-relative:page" in style else setup.left
        down = 0.0 if "vertical-relative:page" in style else setup.top + _LINE * paragraph
        x0, y0 = across + lengths["margin-left"], down + lengths["margin-top"]
        box = Box(x0, y0, x0 + lengths.get("width", 0.0), y0 + lengths.get("height", 0.0))
    # The boxes of a group have coordinates of its own: they are read as they come.
    yield from (Placed(content, box) for content in _contents(shape))


def _emus(element: etree._Element | None, name: str) -> float:
    return _number(attribute(element, name)) * _POINTS_PER_EMU if element is not None else 0.0


def _twips(element: etree._Element | None, name: str, usual: float) -> float:
    value = attribute(element, name) if element is not None else None
    return _number(value) * _POINTS_PER_TWIP if value else usual


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
