"""Elements of WordprocessingML: finding them, and reading their flags and values."""

from collections.abc import Iterator

from lxml import etree

from analysis.extract.readers.packages import attribute, local_name

# Elements that hold no text that a reader is shown.


DROPPED = frozenset(
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


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is not None:
        for child in element:
            if local_name(child) == name:
                return child
    return None


def descendant(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is not None:
        for child in element.iter():
            if local_name(child) == name:
                return child
    return None


def value_of(element: etree._Element | None) -> str | None:
    return attribute(element, "val") if element is not None else None


def flag(properties: etree._Element | None, name: str, inherited: bool) -> bool:
    element = child_of(properties, name)
    return inherited if element is None else (value_of(element) or "1").lower() not in ("0", "false", "off", "none")


def alternative(element: etree._Element) -> etree._Element:
    """The one of several renderings that is read: the newest with text in it."""
    choices = [child for child in element if local_name(child) in ("Choice", "Fallback")]
    for choice in choices:
        if any(local_name(inner) == "t" for inner in choice.iter()):
            return choice
    return choices[0] if choices else element


def is_placeholder(element: etree._Element) -> bool:
    """A content control that nobody has filled in shows a prompt."""
    properties = child_of(element, "sdtPr")
    return flag(properties, "showingPlcHdr", False)


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        name = local_name(element)
        if name == "tr":
            yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from rows_of(element)


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        name = local_name(element)
        if name == "tc":
            yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from cells_of(element)


def has_text_of_its_own(paragraph: etree._Element) -> bool:
    """Whether a paragraph holds text outside of the boxes that are anchored in it."""
    return any(
        local_name(run) == "r" and any(local_name(part) == "t" and (part.text or "").strip() for part in run)
        for run in paragraph.iterfind(".//{*}r")
        if not any(local_name(outer) == "txbxContent" for outer in run.iterancestors())
    )
