"""What the styles and lists of a DOCX say of its paragraphs."""

import re
from dataclasses import dataclass

from lxml import etree

from analysis.extract.readers.docx_unseen import is_ground, is_pale
from analysis.extract.readers.docx_xml import child_of, descendant, flag, value_of
from analysis.extract.readers.flow import PLAIN, Style
from analysis.extract.readers.packages import attribute, local_name

# What style names say "heading" in the languages whose word processors translate them; Word writes English.
_HEADING_NAME = re.compile(
    r"^(?:heading|überschrift|titre|título|titulo|titolo|kop|nagłówek|заголовок|rubrik|overskrift|otsikko|nadpis|címsor|başlık|标题|標題|見出し|제목|encabezado)\s*([1-9])\b",
    re.IGNORECASE,
)
_TITLE_NAMES = frozenset({"title", "titel", "titre", "título", "titolo", "tytuł", "название", "标题", "表題", "제목"})


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style says of its paragraphs, with what it inherits."""

    name: str = ""
    text: Style = PLAIN
    hidden: bool = False
    level: int = 0
    listed: int = 0
    # Whether what stands behind the text may be darker than paper.
    ground: bool = False


class Styles:
    """The styles of a document, resolved when asked for."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, ParagraphStyle] = {}
        self.default = ParagraphStyle()
        if root is None:
            return
        for element in root:
            name = local_name(element)
            if name == "style" and (identifier := attribute(element, "styleId")):
                self._elements[identifier] = element
                if attribute(element, "default") in ("1", "true") and attribute(element, "type") == "paragraph":
                    self._normal = identifier
            elif name == "docDefaults":
                self.default = ParagraphStyle(text=run_style(descendant(element, "rPr"), Style()))
        if normal := getattr(self, "_normal", None):
            self.default = self.of(normal)

    def of(self, identifier: str | None, depth: int = 0) -> ParagraphStyle:
        if not identifier or identifier not in self._elements or depth > 20:
            return self.default
        if identifier not in self._resolved:
            self._resolved[identifier] = self._resolve(self._elements[identifier], depth)
        return self._resolved[identifier]

    def _resolve(self, element: etree._Element, depth: int) -> ParagraphStyle:
        based_on = value_of(child_of(element, "basedOn"))
        base = self.of(based_on, depth + 1) if based_on else self.default
        name = (value_of(child_of(element, "name")) or "").strip().lower()
        run, paragraph = child_of(element, "rPr"), child_of(element, "pPr")
        level = outline_level(paragraph)
        if level is None:
            level = _heading_level(name) or base.level
        listed = list_level(paragraph)
        return ParagraphStyle(
            name=name,
            text=run_style(run, base.text),
            hidden=flag(run, "vanish", base.hidden),
            level=level,
            listed=base.listed if listed is None else listed,
            ground=base.ground or any(is_ground(shade) for shade in element.iter("{*}shd", "{*}highlight")),
        )


def run_style(properties: etree._Element | None, base: Style) -> Style:
    if properties is None:
        return base
    size = value_of(child_of(properties, "sz"))
    colour = value_of(child_of(properties, "color"))
    return Style(
        size=int(size) / 2 if size and size.isdigit() else base.size,
        bold=flag(properties, "b", base.bold),
        italic=flag(properties, "i", base.italic),
        link=base.link,
        pale=base.pale if colour is None else is_pale(colour),
    )


def outline_level(properties: etree._Element | None) -> int | None:
    """A heading's depth (1 = top), 0 for body text by the file's own word; None where nothing is said."""
    value = value_of(child_of(properties, "outlineLvl"))
    if value is None or not value.isdigit():
        return None
    return int(value) + 1 if int(value) < 9 else 0


def _heading_level(name: str) -> int:
    if match := _HEADING_NAME.match(name):
        return int(match.group(1))
    return 1 if name in _TITLE_NAMES else 0


def list_level(properties: etree._Element | None) -> int | None:
    """A list item's depth (1 = top), 0 where the numbering is taken away; None where nothing is said."""
    numbering = child_of(properties, "numPr")
    if numbering is None:
        return None
    if value_of(child_of(numbering, "numId")) == "0":
        return 0
    level = value_of(child_of(numbering, "ilvl")) or "0"
    return int(level) + 1 if level.isdigit() else 1


def unmarked_lists(root: etree._Element | None) -> frozenset[str]:
    """Lists that show neither bullet nor number."""
    if root is None:
        return frozenset()
    unmarked = set()
    for element in root:
        if local_name(element) == "abstractNum":
            level = child_of(element, "lvl")
            if value_of(child_of(level, "numFmt")) == "none":
                unmarked.add(attribute(element, "abstractNumId"))
    return frozenset(
        attribute(element, "numId") or ""
        for element in root
        if local_name(element) == "num" and value_of(child_of(element, "abstractNumId")) in unmarked
    )
