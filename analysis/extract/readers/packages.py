"""Documents that are XML in a ZIP archive: their parts, parsed without DTD, entities or network."""

from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree

from analysis.extract.archives import open_archive, read_member
from analysis.failures import StepFailure

MAX_DEPTH = 200
"""Of nested tables, boxes and lists; lxml itself stops at 256."""


class Package:
    """An open archive of XML parts. Raises StepFailure where it is damaged or would inflate to too much."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            self._archive = open_archive(self._file)
        except BaseException:
            self._file.close()
            raise
        self._names = {name.lower().replace("\\", "/").lstrip("/"): name for name in self._archive.namelist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._archive.close()
        self._file.close()

    def part(self, name: str) -> etree._Element | None:
        """A part's root; None where it is missing or too broken to be read."""
        content = self._names.get(name.lower().replace("\\", "/").lstrip("/"))
        data = read_member(self._archive, content) if content else None
        return parse_xml(data) if data else None

    def names(self, folder: str) -> list[str]:
        """The names of the parts in a folder."""
        return [name for name in self._names if name.startswith(folder.lower())]

    def content(self, name: str) -> bytes | None:
        """A part's bytes; None where it is missing or damaged."""
        known = self._names.get(name.lower())
        return read_member(self._archive, known) if known else None

    def required_part(self, name: str) -> etree._Element:
        root = self.part(name)
        if root is None:
            raise StepFailure("unreadable_file", detail=f"no readable {name}")
        return root


def parse_xml(data: bytes) -> etree._Element | None:
    """The root of a part, also of a slightly damaged one. A document type, which could hide entities, is refused."""
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            recover=recover,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root: etree._Element | None = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            continue
        if root is None:
            return None
        if root.getroottree().docinfo.doctype:
            raise StepFailure("unreadable_file", detail="XML with a document type")
        return root
    return None


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name without namespace, in whatever edition of the format."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
