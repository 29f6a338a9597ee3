"""Documents inside a container: Office and OpenDocument in ZIP, old or encrypted Office in OLE."""

import re
import zipfile
from typing import IO

from analysis.extract.archives import open_archive, read_member
from analysis.extract.kinds.kind import Kind
from analysis.failures import StepFailure

# A list of parts is short, and so is each of its elements: what is longer is made to keep a reader busy.
_MOST_TYPES = 500_000
_ELEMENT = re.compile(r"<[^<>]{1,1000}>")
_PART_NAME = re.compile(r"PartName\s?=\s?[\"']/?([^\"']{1,500})")


def kind_of_archive(file: IO[bytes]) -> Kind | None:
    """The kind of document that a ZIP holds, None where it is a mere archive. Raises as `detect_kind` does."""
    archive = open_archive(file)
    names = {name.lower().lstrip("/").replace("\\", "/"): name for name in archive.namelist()}
    if "[content_types].xml" in names:
        return _kind_of_office(archive, names)
    declared = (_read(archive, names, "mimetype")).strip()
    if (
        declared.startswith(b"application/vnd.oasis.opendocument")
        or {"content.xml", "meta-inf/manifest.xml"} <= names.keys()
    ):
        return _kind_of_opendocument(archive, names, declared)
    if declared == b"application/epub+zip":
        raise StepFailure("unsupported", "ebook")
    if any(name.startswith("index/") and name.endswith(".iwa") for name in names):
        raise StepFailure("unsupported", "pages")
    return None


def refusal_of_ole(file: IO[bytes]) -> StepFailure:
    """Why an OLE container is refused: Word 97 to 2003 wrote it, and Office puts into it what a password protects."""
    file.seek(0)
    content = file.read()

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return StepFailure("password_protected", "not_pdf")
    if has("WordDocument"):
        return StepFailure("unsupported", "old_word")
    return StepFailure("unsupported", "unknown")


def _kind_of_office(archive: zipfile.ZipFile, names: dict[str, str]) -> Kind:
    # Without its NULs, UTF-16 reads like ASCII here.
    types = _read(archive, names, "[content_types].xml").replace(b"\x00", b"").decode("latin-1")
    types = types[:_MOST_TYPES]
    main_elements = [element for element in _ELEMENT.findall(types) if _is_word_main(element)]
    mains = [found.group(1).lower() for element in main_elements if (found := _PART_NAME.search(element))]
    if any(part in names for part in (*mains, "word/document.xml")):
        return Kind.DOCX
    for mark, what in (("spreadsheetml", "workbook"), ("presentationml", "presentation")):
        if mark in types:
            raise StepFailure("unsupported", "office", values={"what": what})
    raise StepFailure("unreadable_file", detail="no main document part")


def _is_word_main(element: str) -> bool:
    return "main+xml" in element and ("wordprocessingml" in element or "ms-word" in element)


def _kind_of_opendocument(archive: zipfile.ZipFile, names: dict[str, str], declared: bytes) -> Kind:
    if declared and not declared.startswith(b"application/vnd.oasis.opendocument.text"):
        raise StepFailure("unsupported", "opendocument")
    if b"encryption-data" in _read(archive, names, "meta-inf/manifest.xml") or "encrypted-package" in names:
        raise StepFailure("password_protected", "not_pdf")
    if "content.xml" not in names:
        raise StepFailure("unreadable_file", detail="no content.xml")
    return Kind.ODT


def _read(archive: zipfile.ZipFile, names: dict[str, str], name: str) -> bytes:
    return (read_member(archive, names[name]) or b"") if name in names else b""
