"""OpenDocument text: page headers, headings, lists, tables, text boxes, links."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from analysis.document import Document, Line, Role
from analysis.extract.readers.flow import PLAIN, Flow, Style, take_bullet
from analysis.extract.readers.packages import MAX_DEPTH, Package, attribute, local_name
from analysis.extract.readers.pictures import with_pictures_read
from analysis.failures import StepFailure

_SKIPPED = frozenset(
    [
        "tracked-changes",
        "annotation",
        "annotation-end",
        "note",
        "change-start",
        "change-end",
        "hidden-text",
        "forms",
        "sequence-decls",
        "variable-decls",
        "user-field-decls",
        "event-listeners",
        "desc",
        "title",
        "index-title-template",
        "ruby-text",
        "table-of-content-source",
    ]
)
_BOLD_WEIGHTS = frozenset({"bold", "600", "700", "800", "900"})
_POINTS = re.compile(r"^([\d.]+)(pt|cm|mm|in|px)$")
_UNITS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "px": 0.75}


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    with Package(path) as package:
        document = with_pictures_read(_Reader(package).document(), package, "Pictures/", progress)
    progress(len(document.pages), len(document.pages))
    return document


@dataclass(frozen=True, slots=True)
class _TextStyle:
    text: Style = PLAIN
    hidden: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class _At:
    """Where in a paragraph the walk is. `boxes` collects the text boxes that are read after it."""

    style: _TextStyle
    kind: tuple[Role, int]
    boxes: list[etree._Element]


class _Styles:
    def __init__(self, *roots: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, _TextStyle] = {}
        for root in roots:
            if root is not None:
                for element in root.iter():
                    if local_name(element) == "style" and (name := attribute(element, "name")):
                        self._elements[name] = element

    def of(self, name: str | None, base: _TextStyle, depth: int = 0) -> _TextStyle:
        """The style of that name, over what it stands in (`base`), for text inside a paragraph as for paragraphs."""
        if not name or name not in self._elements or depth > 20:
            return base
        element = self._elements[name]
        if parent := attribute(element, "parent-style-name"):
            base = self.of(parent, base, depth + 1)
        level = attribute(element, "default-outline-level") or ""
        style, hidden = base.text, base.hidden
        for properties in element:
            if local_name(properties) == "text-properties":
                style = _over(style, properties)
                hidden = hidden or attribute(properties, "display") == "none"
        return _TextStyle(style, hidden, int(level) if level.isdigit() else 1 if name == "Title" else base.level)


def _over(style: Style, properties: etree._Element) -> Style:
    weight, slant, size = (
        attribute(properties, "font-weight"),
        attribute(properties, "font-style"),
        attribute(properties, "font-size"),
    )
    points = _POINTS.match(size or "")
    return replace(
        style,
        bold=style.bold if weight is None else weight in _BOLD_WEIGHTS,
        italic=style.italic if slant is None else slant != "normal",
        size=float(points.group(1)) * _UNITS[points.group(2)] if points else style.size,
    )


class _Reader:
    def __init__(self, package: Package) -> None:
        self.content = package.required_part("content.xml")
        self.page_styles = package.part("styles.xml")
        self.styles = _Styles(self.page_styles, self.content)
        self.flow = Flow()
        self.lists = 0

    def document(self) -> Document:
        body = next((element for element in self.content.iter() if local_name(element) == "body"), None)
        if body is None:
            raise StepFailure("unreadable_file", detail="no body")
        self._around("header")
        self._blocks(body, 0)
        self._around("footer")
        return self.flow.document("odt")

    def _around(self, what: str) -> None:
        if self.page_styles is None:
            return
        self.flow.region = "header" if what == "header" else "footer"
        seen: set[str] = set()
        for element in self.page_styles.iter():
            if (
                local_name(element) in (what, f"{what}-first", f"{what}-left")
                and attribute(element, "display") != "false"
            ):
                lines = [line for line in self._inner_lines(element, 0) if line.text not in seen]
                seen.update(line.text for line in lines)
                self.flow.take(lines)
        self.flow.end_block()
        self.flow.region = "main"

    def _inner_lines(self, element: etree._Element, depth: int, *, keeps_blanks: bool = False) -> list[Line]:
        outer, self.flow = self.flow, self.flow.inner(keeps_blanks=keeps_blanks)
        self._blocks(element, depth)
        lines, self.flow = self.flow.lines, outer
        return lines

    def _blocks(self, container: etree._Element, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise StepFailure("too_large", detail="nested too deeply")
        for element in container:
            name = local_name(element)
            if name in ("p", "h"):
                self._paragraph(element, name, depth)
            elif name == "table":
                self._table(element, depth)
            elif name in ("list-item", "list-header"):
                self._blocks(element, depth + 1)
            elif name == "list":
                self.lists += 1
                self._blocks(element, depth + 1)
                self.lists -= 1
            elif name == "soft-page-break":
                self.flow.page += 1
            elif name == "section" and attribute(element, "display") == "none":
                continue
            elif name not in _SKIPPED:
                self._blocks(element, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> None:
        lists, self.lists = self.lists, 0
        self.flow.take_table(
            [
                [
                    self._inner_lines(cell, depth + 1, keeps_blanks=True)
                    for cell in row
                    if local_name(cell) == "table-cell"
                ]
                for row in _rows(table)
            ]
        )
        self.flow.end_block()
        self.lists = lists

    def _paragraph(self, paragraph: etree._Element, name: str, depth: int) -> None:
        style = self.styles.of(attribute(paragraph, "style-name"), _TextStyle())
        level = attribute(paragraph, "outline-level") or ""
        heading = (int(level) if level.isdigit() else 1) if name == "h" else style.level
        kind: tuple[Role, int] = ("heading", heading) if heading else ("bullet", self.lists) if self.lists else ("", 0)
        before = len(self.flow.lines)
        if heading:
            self.flow.end_block()
        boxes: list[etree._Element] = []
        if not style.hidden:
            self._inline(paragraph, _At(style, kind, boxes), depth)
        self._end_line(kind)
        if len(self.flow.lines) == before:
            self.flow.blank()
        for box in boxes:
            self.flow.take(self._inner_lines(box, depth + 1))
            self.flow.end_block()

    def _end_line(self, kind: tuple[Role, int]) -> None:
        line = self.flow.end_line(*kind)
        if line is not None and line.role != "heading":
            take_bullet(line)

    def _inline(self, container: etree._Element, at: _At, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise StepFailure("too_large", detail="nested too deeply")
        self._write(container.text, at.style)
        for element in container:
            self._inline_element(element, local_name(element), at, depth)
            self._write(element.tail, at.style)

    def _inline_element(self, element: etree._Element, name: str, at: _At, depth: int) -> None:
        if name == "tab":
            self.flow.tab()
        elif name == "s":
            self._write(" ", at.style)
        elif name == "line-break":
            self._end_line(at.kind)
        elif name == "soft-page-break":
            self.flow.page += 1
        elif name == "frame":
            at.boxes.extend(inner for inner in element.iter() if local_name(inner) == "text-box")
        elif name == "span":
            style = self.styles.of(attribute(element, "style-name"), at.style)
            self._inline(element, replace(at, style=style), depth + 1)
        elif name == "a":
            style = replace(at.style, text=replace(at.style.text, link=attribute(element, "href") or None))
            self._inline(element, replace(at, style=style), depth + 1)
        elif name and name not in _SKIPPED:
            self._inline(element, at, depth + 1)

    def _write(self, text: str | None, style: _TextStyle) -> None:
        if text and not style.hidden:
            self.flow.write(re.sub(r"[ \t\r\n]+", " ", text), style.text)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        name = local_name(element)
        if name == "table-row":
            yield element
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element)
