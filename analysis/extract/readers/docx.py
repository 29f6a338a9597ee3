"""DOCX: every paragraph in its order, page headers first: tables, text boxes, lists, links, fields, tracked changes."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from lxml import etree

from analysis.document import Document, Line
from analysis.extract.readers.boxes import Placed, in_reading_order
from analysis.extract.readers.docx_boxes import PageSetup, boxes_of, page_setup
from analysis.extract.readers.docx_styles import (
    ParagraphStyle,
    Styles,
    list_level,
    outline_level,
    run_style,
    unmarked_lists,
)
from analysis.extract.readers.docx_unseen import Eye
from analysis.extract.readers.docx_xml import (
    DROPPED,
    alternative,
    cells_of,
    child_of,
    descendant,
    flag,
    has_text_of_its_own,
    is_placeholder,
    rows_of,
    value_of,
)
from analysis.extract.readers.fields import DEEPEST, Field, follow_field, target_of
from analysis.extract.readers.flow import Flow, Style, take_bullet
from analysis.extract.readers.packages import MAX_DEPTH, Package, attribute, local_name
from analysis.extract.readers.pictures import with_pictures_read
from analysis.failures import StepFailure

_MAIN_RELATION = "/officeDocument"


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    with Package(path) as package:
        read = _Reader(package).document()
        if not read.lines and read.hidden:  # as of a PDF: where nothing is seen, what is not is all that there is
            read = _Reader(package, sees_all=True).document()
        document = with_pictures_read(read, package, "word/media/", progress)
    progress(len(document.pages), len(document.pages))
    return document


@dataclass(slots=True)
class _Context:
    """Where the walk is: the part's relations, open fields, and text boxes still to be read."""

    relations: dict[str, str]
    fields: list[Field] = field(default_factory=list)
    boxes: list[Placed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _At:
    """Where in a paragraph the walk is. `kind`: the paragraph's depth as a heading, and as an item of a list."""

    style: ParagraphStyle
    context: _Context
    kind: tuple[int, int]

    def linked_to(self, target: str | None) -> "_At":
        if not target:
            return self
        return replace(self, style=replace(self.style, text=replace(self.style.text, link=target)))


class _Reader:
    def __init__(self, package: Package, *, sees_all: bool = False) -> None:
        self.package, self.sees_all = package, sees_all
        self.main = self._main_part()
        self.folder = posixpath.dirname(self.main)
        styles = package.part(posixpath.join(self.folder, "styles.xml"))
        self.styles = Styles(styles)
        self.eye = Eye(styles)
        self.plain_lists = unmarked_lists(package.part(posixpath.join(self.folder, "numbering.xml")))
        self.flow = Flow()
        self.setup = PageSetup()
        self.paragraphs = 0

    def document(self) -> Document:
        root = self.package.required_part(self.main)
        body = child_of(root, "body")
        if body is None:
            raise StepFailure("unreadable_file", detail="no body")
        relations = self._relations(self.main)
        self.setup = page_setup(body)
        self.eye.look_behind(root)
        self._around(body, relations, "headerReference")
        self.paragraphs = 0
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
            self.eye.look_behind(root)
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

    def _inner_lines(
        self, element: etree._Element, context: _Context, depth: int, *, keeps_blanks: bool = False
    ) -> list[Line]:
        outer, self.flow = self.flow, self.flow.inner(keeps_blanks=keeps_blanks)
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
                if not is_placeholder(element) and (content := child_of(element, "sdtContent")) is not None:
                    self._blocks(content, context, depth + 1)
            elif name == "AlternateContent":
                self._blocks(alternative(element), context, depth + 1)
            elif name not in DROPPED and name != "sectPr":
                self._blocks(element, context, depth + 1)
        self._read_boxes(context, depth)

    def _table(self, table: etree._Element, context: _Context, depth: int) -> None:
        self._read_boxes(context, depth)
        self.flow.take_table(
            [
                [self._inner_lines(cell, context, depth + 1, keeps_blanks=True) for cell in cells_of(row)]
                for row in rows_of(table)
                if not flag(child_of(row, "trPr"), "hidden", False)
            ]
        )
        self.flow.end_block()

    def _paragraph(self, paragraph: etree._Element, context: _Context, depth: int) -> None:
        if context.boxes and has_text_of_its_own(paragraph):
            self._read_boxes(context, depth)
        self.paragraphs += 1
        properties = child_of(paragraph, "pPr")
        style = self.styles.of(value_of(child_of(properties, "pStyle")))
        line_count = len(self.flow.lines)
        level = outline_level(properties)
        if level is None:
            level = style.level
        listed = self._listed(properties, style)
        if level:
            self.flow.end_block()
        self._inline(paragraph, _At(style, context, (level, listed)), depth)
        self._end_line((level, listed))
        if len(self.flow.lines) == line_count and not context.boxes:
            self.flow.blank()

    def _read_boxes(self, context: _Context, depth: int) -> None:
        """Reads the text boxes met since the last text of the body: together they make a part of the page."""
        boxes, context.boxes = context.boxes, []
        for placed in in_reading_order(boxes):
            self.flow.take(self._inner_lines(placed.content, context, depth + 1))
            self.flow.end_block()

    def _listed(self, properties: etree._Element | None, style: ParagraphStyle) -> int:
        number = value_of(descendant(child_of(properties, "numPr"), "numId"))
        if number is not None and number in self.plain_lists:
            return 0
        listed = list_level(properties)
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
                self._inline(alternative(element), at, depth + 1)
            elif name not in DROPPED and not (name == "sdt" and is_placeholder(element)):
                self._inline(element, at.linked_to(_link_of(element, name, at.context)), depth + 1)

    def _run(self, run: etree._Element, at: _At) -> None:
        properties = child_of(run, "rPr")
        paragraph, context = at.style, at.context
        hidden, base = paragraph.hidden, paragraph.text
        if character := value_of(child_of(properties, "rStyle")):
            named = self.styles.of(character)
            hidden = hidden or named.hidden
            bold = base.bold or (named.text.bold and not self.styles.default.text.bold)
            base = replace(base, bold=bold, italic=base.italic or named.text.italic)
        if flag(properties, "vanish", hidden) or flag(properties, "webHidden", False):
            self.flow.hide("".join(text.text or "" for text in run.iterfind("{*}t")))
            return
        style = run_style(properties, base)
        unseen = not self.sees_all and not paragraph.ground and self.eye.misses(run, size=style.size, pale=style.pale)
        style = replace(style, pale=unseen)
        opened = reversed(context.fields[-DEEPEST:])
        link = next((one.target for one in opened if one.shown and one.target), style.link)
        self._run_content(run, replace(style, link=link), at)

    def _run_content(self, run: etree._Element, style: Style, at: _At) -> None:
        context = at.context
        for element in run:
            name = local_name(element)
            if name in ("t", "noBreakHyphen"):
                write = self.flow.hide if style.pale else partial(self.flow.write, style=style)
                write("-" if name == "noBreakHyphen" else element.text or "")
            elif name in ("tab", "ptab"):
                self.flow.tab()
            elif name in ("br", "cr"):
                self._break(attribute(element, "type"), at.kind)
            elif name in ("drawing", "pict", "object"):
                context.boxes.extend(boxes_of(element, self.setup, self.paragraphs))
            elif name in ("fldChar", "instrText"):
                follow_field(context.fields, element, name)
            elif name == "AlternateContent":
                self._run_content(alternative(element), style, at)
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


def _link_of(element: etree._Element, name: str, context: _Context) -> str | None:
    """Where a hyperlink, or a field that is one, leads."""
    if name == "hyperlink":
        return context.relations.get(attribute(element, "id") or "")
    return target_of(attribute(element, "instr") or "") if name == "fldSimple" else None
