"""DOCX: every paragraph in its order, page headers first: tables, text boxes, lists, links, fields, tracked changes."""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from analysis.document import Document, Line
from analysis.extract.readers.flow import PLAIN, Flow, Style, take_bullet
from analysis.extract.readers.packages import MAX_DEPTH, Package, attribute, local_name
from analysis.failures import StepFailure

_MAIN_RELATION = "/officeDocument"
# What style names say "heading" in the languages whose word processors translate them; Word writes English.
_HEADING_NAME = re.compile(
    r"^(?:heading|überschrift|titre|título|titulo|titolo|kop|nagłówek|заголовок|rubrik|overskrift|otsikko|nadpis|címsor|başlık|标题|標題|見出し|제목|encabezado)\s*([1-9])\b",
    re.IGNORECASE,
)
_TITLE_NAMES = frozenset({"title", "titel", "titre", "título", "titolo", "tytuł", "название", "标题", "表題", "제목"})
_HYPERLINK = re.compile(r"HYPERLINK\s+(?:\\[a-z]\s+)*\"([^\"]+)\"", re.IGNORECASE)
_DROPPED = frozenset(
    {
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "instrText",
        "delText",
        "delInstrText",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "rt",
    }
)


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    with Package(path) as package:
        document = _Reader(package).document()
    progress(len(document.pages), len(document.pages))
    return document


@dataclass(frozen=True, slots=True)
class _ParagraphStyle:
    """What a style says of its paragraphs, with what it inherits."""

    name: str = ""
    text: Style = PLAIN
    hidden: bool = False
    level: int = 0
    listed: int = 0


class _Styles:
    """The styles of a document, resolved when asked for."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, _ParagraphStyle] = {}
        self.default = _ParagraphStyle()
        if root is None:
            return
        for element in root:
            name = local_name(element)
            if name == "style" and (identifier := attribute(element, "styleId")):
                self._elements[identifier] = element
                if attribute(element, "default") in ("1", "true") and attribute(element, "type") == "paragraph":
                    self._normal = identifier
            elif name == "docDefaults":
                self.default = _ParagraphStyle(text=_run_style(_descendant(element, "rPr"), Style()))
        if normal := getattr(self, "_normal", None):
            self.default = self.of(normal)

    def of(self, identifier: str | None, depth: int = 0) -> _ParagraphStyle:
        if not identifier or identifier not in self._elements or depth > 20:
            return self.default
        if identifier not in self._resolved:
            self._resolved[identifier] = self._resolve(self._elements[identifier], depth)
        return self._resolved[identifier]

    def _resolve(self, element: etree._Element, depth: int) -> _ParagraphStyle:
        based_on = _value(_child(element, "basedOn"))
        base = self.of(based_on, depth + 1) if based_on else self.default
        name = (_value(_child(element, "name")) or "").strip().lower()
        run, paragraph = _child(element, "rPr"), _child(element, "pPr")
        level = _outline_level(paragraph)
        if level is None:
            level = _heading_level(name) or base.level
        listed = _list_level(paragraph)
        return _ParagraphStyle(
            name=name,
            text=_run_style(run, base.text),
            hidden=_flag(run, "vanish", base.hidden),
            level=level,
            listed=base.listed if listed is None else listed,
        )


@dataclass(slots=True)
class _Field:
    """A field being read: its instruction, and whether its result is being shown."""

    instruction: str = ""
    shown: bool = False


@dataclass(slots=True)
class _Context:
    """Where the walk is: the part's relations, open fields, and text boxes still to be read."""

    relations: dict[str, str]
    fields: list[_Field] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _At:
    """Where in a paragraph the walk is. `kind`: the paragraph's depth as a heading, and as an item of a list."""

    style: _ParagraphStyle
    context: _Context
    kind: tuple[int, int]

    def linked_to(self, target: str | None) -> "_At":
        if not target:
            return self
        return replace(self, style=replace(self.style, text=replace(self.style.text, link=target)))


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.main = self._main_part()
        self.folder = posixpath.dirname(self.main)
        self.styles = _Styles(package.part(posixpath.join(self.folder, "styles.xml")))
        self.plain_lists = _unmarked_lists(package.part(posixpath.join(self.folder, "numbering.xml")))
        self.flow = Flow()

    def document(self) -> Document:
        root = self.package.required_part(self.main)
        body = _child(root, "body")
        if body is None:
            raise StepFailure("unreadable_file", detail="no body")
        relations = self._relations(self.main)
        self._around(body, relations, "headerReference")
        self._blocks(body, _Context(relations), 0)
        self._notes(relations)
        self._around(body, relations, "footerReference")
        return self.flow.document("docx")

    def _main_part(self) -> str:
        root = self.package.part("_rels/.rels")
        for relation in root if root is not None else ():
            if (attribute(relation, "Type") or "").endswith(_MAIN_RELATION) and (
                target := attribute(relation, "Target")
            ):
                return target.lstrip("/")
        return "word/document.xml"

    def _relations(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        root = self.package.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return {}
        return {attribute(relation, "Id") or "": attribute(relation, "Target") or "" for relation in root}

    def _path(self, target: str) -> str:
        return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(self.folder, target))

    def _around(self, body: etree._Element, relations: dict[str, str], reference: str) -> None:
        """Page headers or footers, each once however many sections show it."""
        seen: set[str] = set()
        self.flow.region = "header" if reference == "headerReference" else "footer"
        for element in body.iter():
            if local_name(element) != reference or not (target := relations.get(attribute(element, "id") or "")):
                continue
            root = self.package.part(self._path(target))
            if root is None or target in seen:
                continue
            seen.add(target)
            inner = self._inner_lines(root, _Context(self._relations(self._path(target))), 0)
            fresh = [line for line in inner if line.text not in seen]
            seen.update(line.text for line in inner)
            self.flow.take(fresh)
        self.flow.end_block()
        self.flow.region = "main"

    def _notes(self, relations: dict[str, str]) -> None:
        self.flow.region = "footer"
        for target in dict.fromkeys(relations.values()):
            if (
                posixpath.basename(target) in ("footnotes.xml", "endnotes.xml")
                and (root := self.package.part(self._path(target))) is not None
            ):
                for note in root:
                    if attribute(note, "type") is None:
                        self._blocks(note, _Context({}), 0)
        self.flow.end_block()
        self.flow.region = "main"

    def _inner_lines(self, element: etree._Element, context: _Context, depth: int) -> list[Line]:
        outer, self.flow = self.flow, self.flow.inner()
        self._blocks(element, replace(context, boxes=[]), depth)
        lines, self.flow = self.flow.lines, outer
        return lines

    def _blocks(self, container: etree._Element, context: _Context, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise StepFailure("too_large", detail="nested too deeply")
        for element in container:
            name = local_name(element)
            if name == "p":
                self._paragraph(element, context, depth)
            elif name == "tbl":
                self._table(element, context, depth)
            elif name == "sdt":
                if not _is_placeholder(element) and (content := _child(element, "sdtContent")) is not None:
                    self._blocks(content, context, depth + 1)
            elif name == "AlternateContent":
                self._blocks(_alternative(element), context, depth + 1)
            elif name not in _DROPPED and name != "sectPr":
                self._blocks(element, context, depth + 1)

    def _table(self, table: etree._Element, context: _Context, depth: int) -> None:
        for row in _rows(table):
            if _flag(_child(row, "trPr"), "hidden", False):
                continue
            self.flow.take_row([self._inner_lines(cell, context, depth + 1) for cell in _cells(row)])
        self.flow.end_block()

    def _paragraph(self, paragraph: etree._Element, context: _Context, depth: int) -> None:
        properties = _child(paragraph, "pPr")
        style = self.styles.of(_value(_child(properties, "pStyle")))
        line_count = len(self.flow.lines)
        level = _outline_level(properties)
        if level is None:
            level = style.level
        listed = self._listed(properties, style)
        if level:
            self.flow.end_block()
        self._inline(paragraph, _At(style, context, (level, listed)), depth)
        self._end_line((level, listed))
        if len(self.flow.lines) == line_count and not context.boxes:
            self.flow.end_block()
        boxes, context.boxes = context.boxes, []
        for box in boxes:
            self.flow.take(self._inner_lines(box, context, depth + 1))
            self.flow.end_block()

    def _listed(self, properties: etree._Element | None, style: _ParagraphStyle) -> int:
        number = _value(_descendant(_child(properties, "numPr"), "numId"))
        if number is not None and number in self.plain_lists:
            return 0
        listed = _list_level(properties)
        return style.listed if listed is None else listed

    def _end_line(self, kind: tuple[int, int]) -> None:
        level, listed = kind
        line = self.flow.end_line("heading" if level else "bullet" if listed else "", level or listed)
        if line is not None and not level:
            take_bullet(line)

    def _inline(self, container: etree._Element, at: _At, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise StepFailure("too_large", detail="nested too deeply")
        for element in container:
            name = local_name(element)
            if name == "r":
                self._run(element, at)
            elif name == "p":
                self._paragraph(element, at.context, depth + 1)
            elif name == "t":
                self.flow.write(element.text or "", at.style.text)
            elif name == "AlternateContent":
                self._inline(_alternative(element), at, depth + 1)
            elif name not in _DROPPED and not (name == "sdt" and _is_placeholder(element)):
                self._inline(element, at.linked_to(_link_of(element, name, at.context)), depth + 1)

    def _run(self, run: etree._Element, at: _At) -> None:
        properties = _child(run, "rPr")
        paragraph, context = at.style, at.context
        hidden, base = paragraph.hidden, paragraph.text
        if character := _value(_child(properties, "rStyle")):
            named = self.styles.of(character)
            hidden = hidden or named.hidden
            bold = base.bold or (named.text.bold and not self.styles.default.text.bold)
            base = replace(base, bold=bold, italic=base.italic or named.text.italic)
        if _flag(properties, "vanish", hidden) or _flag(properties, "webHidden", False):
            return
        style = _run_style(properties, base)
        targets = (_target(opened.instruction) for opened in reversed(context.fields))
        link = next((target for target in targets if target), style.link)
        self._run_content(run, replace(style, link=link), at)

    def _run_content(self, run: etree._Element, style: Style, at: _At) -> None:
        context = at.context
        for element in run:
            name = local_name(element)
            if name in ("t", "noBreakHyphen"):
                self.flow.write("-" if name == "noBreakHyphen" else element.text or "", style)
            elif name in ("tab", "ptab"):
                self.flow.tab()
            elif name in ("br", "cr"):
                self._break(attribute(element, "type"), at.kind)
            elif name in ("drawing", "pict", "object"):
                context.boxes.extend(_text_boxes(element))
            elif name in ("fldChar", "instrText"):
                _follow_field(context.fields, element, name)
            elif name == "AlternateContent":
                self._run_content(_alternative(element), style, at)
            elif name == "ruby":
                for inner in element.iterfind("{*}rubyBase/{*}r"):
                    self._run_content(inner, style, at)

    def _break(self, what: str | None, kind: tuple[int, int]) -> None:
        self._end_line(kind)
        if what == "page":
            self.flow.end_block()
            self.flow.page += 1
        elif what == "column":
            self.flow.end_block()


def _follow_field(fields: list[_Field], element: etree._Element, name: str) -> None:
    """A field is an instruction, then what it shows, between marks."""
    mark = attribute(element, "fldCharType")
    if name == "instrText":
        if fields and not fields[-1].shown:
            fields[-1].instruction += element.text or ""
    elif mark == "begin":
        fields.append(_Field())
    elif mark == "separate" and fields:
        fields[-1].shown = True
    elif mark == "end" and fields:
        fields.pop()


def _link_of(element: etree._Element, name: str, context: _Context) -> str | None:
    """Where a hyperlink, or a field that is one, leads."""
    if name == "hyperlink":
        return context.relations.get(attribute(element, "id") or "")
    return _target(attribute(element, "instr") or "") if name == "fldSimple" else None


def _target(instruction: str) -> str | None:
    match = _HYPERLINK.search(instruction)
    return match.group(1) if match else None


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The contents of text boxes in a drawing, outermost only, each once."""
    for child in element:
        name = local_name(child)
        if name == "txbxContent":
            yield child
        elif name == "AlternateContent":
            yield from _text_boxes(_alternative(child))
        else:
            yield from _text_boxes(child)


def _alternative(element: etree._Element) -> etree._Element:
    """The one of several renderings that is read: the newest with text in it."""
    choices = [child for child in element if local_name(child) in ("Choice", "Fallback")]
    for choice in choices:
        if any(local_name(inner) == "t" for inner in choice.iter()):
            return choice
    return choices[0] if choices else element


def _is_placeholder(element: etree._Element) -> bool:
    """A content control that nobody has filled in shows a prompt."""
    properties = _child(element, "sdtPr")
    return _flag(properties, "showingPlcHdr", False)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        name = local_name(element)
        if name == "tr":
            yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(element)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        name = local_name(element)
        if name == "tc":
            yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(element)


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is not None:
        for child in element:
            if local_name(child) == name:
                return child
    return None


def _descendant(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is not None:
        for child in element.iter():
            if local_name(child) == name:
                return child
    return None


def _value(element: etree._Element | None) -> str | None:
    return attribute(element, "val") if element is not None else None


def _flag(properties: etree._Element | None, name: str, inherited: bool) -> bool:
    element = _child(properties, name)
    return inherited if element is None else (_value(element) or "1").lower() not in ("0", "false", "off", "none")


def _run_style(properties: etree._Element | None, base: Style) -> Style:
    if properties is None:
        return base
    size = _value(_child(properties, "sz"))
    return Style(
        size=int(size) / 2 if size and size.isdigit() else base.size,
        bold=_flag(properties, "b", base.bold),
        italic=_flag(properties, "i", base.italic),
        link=base.link,
    )


def _outline_level(properties: etree._Element | None) -> int | None:
    """A heading's depth (1 = top), 0 for body text by the file's own word; None where nothing is said."""
    value = _value(_child(properties, "outlineLvl"))
    if value is None or not value.isdigit():
        return None
    return int(value) + 1 if int(value) < 9 else 0


def _heading_level(name: str) -> int:
    if match := _HEADING_NAME.match(name):
        return int(match.group(1))
    return 1 if name in _TITLE_NAMES else 0


def _list_level(properties: etree._Element | None) -> int | None:
    """A list item's depth (1 = top), 0 where the numbering is taken away; None where nothing is said."""
    numbering = _child(properties, "numPr")
    if numbering is None:
        return None
    if _value(_child(numbering, "numId")) == "0":
        return 0
    level = _value(_child(numbering, "ilvl")) or "0"
    return int(level) + 1 if level.isdigit() else 1


def _unmarked_lists(root: etree._Element | None) -> frozenset[str]:
    """Lists that show neither bullet nor number."""
    if root is None:
        return frozenset()
    unmarked = set()
    for element in root:
        if local_name(element) == "abstractNum":
            level = _child(element, "lvl")
            if _value(_child(level, "numFmt")) == "none":
                unmarked.add(attribute(element, "abstractNumId"))
    return frozenset(
        attribute(element, "numId") or ""
        for element in root
        if local_name(element) == "num" and _value(_child(element, "abstractNumId")) in unmarked
    )
