"""HTML, as a browser shows it: visible text only, with lists, tables, headings and links."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
from lxml import etree

from analysis.document import Document, Line, Role
from analysis.extract.readers.css import BOLD_STYLE, HIDDEN_CLASSES, HIDDEN_STYLE, Sheet
from analysis.extract.readers.encodings import decode
from analysis.extract.readers.flow import Flow, Style
from analysis.failures import StepFailure

_UNSEEN = frozenset(
    [
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "select",
        "datalist",
        "option",
        "input",
        "textarea",
        "button",
        "map",
        "area",
        "dialog",
        "title",
        "meta",
        "link",
    ]
) - {"button"}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_APART = frozenset(["article", "aside", "footer", "header", "main", "nav", "section", "table", "hr"])
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_ITALIC = frozenset({"i", "em", "cite", "dfn", "var"})
# Each is set in a frame of its own, without any class.
_KEYS = frozenset({"code", "kbd", "mark"})
_MAX_DEPTH = 200


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    document = read_markup(decode(path.read_bytes(), markup=True))
    progress(1, 1)
    return document


def read_markup(markup: str, kind: str = "html") -> Document:
    """A page given as text."""
    markup = _without_xml_declaration(markup)
    if not markup.strip():
        return Flow().document(kind)
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise StepFailure("unreadable_file", detail=f"HTML: {error}") from error
    walk = _Walk(Sheet.of(root))
    walk.element(root, Style(), 0)
    walk.flow.end_line()
    return walk.flow.document(kind)


def _without_xml_declaration(markup: str) -> str:
    return re.sub(r"\A\s*<\?xml[^>]*\?>", "", markup)


class _Walk:
    def __init__(self, sheet: Sheet) -> None:
        self.flow = Flow()
        self.sheet = sheet
        self.lists = 0
        self.role: tuple[Role, int] = ("", 0)
        self.preformatted = False

    def element(self, element: etree._Element, style: Style, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or depth > _MAX_DEPTH or self._is_hidden(element, tag):
            return
        if tag == "br":
            self._end_line()
        elif tag == "hr":
            self._end_line()
            self.flow.end_block()
        elif tag == "table":
            self._table(element, style, depth)
        elif tag in _BLOCKS:
            self._block(element, tag, style, depth)
        else:
            self._children(element, self._style(element, tag, style), depth)

    def _block(self, element: etree._Element, tag: str, style: Style, depth: int) -> None:
        self._end_line()
        if tag in _APART:
            self.flow.end_block()
        outer, outer_lists, outer_pre = self.role, self.lists, self.preformatted
        if tag in ("ul", "ol", "menu", "dir"):
            self.lists += 1
        if tag in _HEADINGS:
            self.role = ("heading", _HEADINGS[tag])
        elif tag == "li":
            self.role = ("bullet", max(1, self.lists))
        elif tag == "pre":
            self.preformatted = True
        self._children(element, self._style(element, tag, style), depth)
        self._end_line()
        self.role, self.lists, self.preformatted = outer, outer_lists, outer_pre
        if tag in _APART:
            self.flow.end_block()

    def _children(self, element: etree._Element, style: Style, depth: int) -> None:
        in_row = bool(self.sheet.row.intersection(_classes(element)))
        self._text(element.text, style)
        for child in element:
            self.element(child, style, depth + 1)
            if child.tag not in _BLOCKS and (in_row or _is_one_of_chips(child) or _is_label(child)):
                self.flow.tab()
            self._text(child.tail, style)

    def _text(self, text: str | None, style: Style) -> None:
        if not text:
            return
        if self.preformatted:
            first, *rest = text.split("\n")
            self.flow.write(first, style)
            for line in rest:
                self._end_line()
                self.flow.write(line, style)
            return
        self.flow.write(re.sub(r"[ \t\r\n\f]+", " ", text), style)

    def _end_line(self) -> None:
        role, level = self.role
        self.flow.end_line(role, level)

    def _style(self, element: etree._Element, tag: str, style: Style) -> Style:
        css = element.get("style") or ""
        link = style.link
        if tag == "a" and (href := (element.get("href") or "").strip()):
            link = href if not href.startswith(("#", "javascript:")) else None
        return Style(
            bold=style.bold or tag in _BOLD or bool(BOLD_STYLE.search(css)),
            italic=style.italic or tag in _ITALIC,
            link=link,
        )

    def _is_hidden(self, element: etree._Element, tag: str) -> bool:
        if tag in _UNSEEN or element.get("hidden") is not None:
            return True
        classes = _classes(element)
        return bool(
            HIDDEN_STYLE.search(element.get("style") or "")
            or self.sheet.hidden.intersection(classes)
            or HIDDEN_CLASSES.intersection(classes)
        )

    def _table(self, table: etree._Element, style: Style, depth: int) -> None:
        self._end_line()
        self.flow.take_table(
            [[self._cell(cell, style, depth + 2) for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
        )
        self.flow.end_block()

    def _cell(self, cell: etree._Element, style: Style, depth: int) -> list[Line]:
        outer, self.flow = self.flow, self.flow.inner()
        outer_role, self.role = self.role, ("", 0)
        self.element(cell, style, depth)
        self._end_line()
        lines = self.flow.lines
        self.flow, self.role = outer, outer_role
        return lines


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()


def _is_one_of_chips(element: etree._Element) -> bool:
    """Whether a sibling of its kind follows with no text between: several items, set apart by their style.

    Where blanks part them, only three and more are taken for that: two may be words of one phrase.
    """
    if not (element.get("class") or element.tag in _KEYS) or not _goes_on(element, element.getnext()):
        return False
    if not element.tail:
        return True
    before = element.getprevious()
    after = element.getnext()
    return _goes_on(before, element) or _goes_on(after, after.getnext())


def _is_label(element: etree._Element) -> bool:
    """Whether two bare spans have nothing between them: a label and its value, which only a style parts."""
    other = element.getnext()
    return (
        element.tag == "span" and other is not None and other.tag == "span"
        and not element.attrib and not other.attrib and not element.tail
    )  # fmt: skip


def _goes_on(one: etree._Element | None, other: etree._Element | None) -> bool:
    """Whether two neighbours are of one kind, and nothing is written between them."""
    return (
        one is not None
        and other is not None
        and (one.tag, one.get("class")) == (other.tag, other.get("class"))
        and not (one.tail or "").strip()
    )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")
