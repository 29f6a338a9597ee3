"""What kind of document a file is, judged by its content; and at once what no reader could do anything with.

`detect_kind` is cheap enough for the moment of an upload: it reads the beginning of a file, walks through an archive,
and parses nothing. A name decides nothing, but it may not lie: a file called `cv.pdf` that holds something else is
refused, because its sender is mistaken or worse, and whoever downloads it later would be misled.
"""

import codecs
import re
from pathlib import Path, PurePath
from typing import IO, NoReturn

from analysis.extract.kinds.kind import PLAIN, SAVE_AS, Kind
from analysis.extract.kinds.packed import kind_of_archive, refusal_of_ole
from analysis.extract.kinds.plain import kind_of_text
from analysis.failures import StepFailure

__all__ = ["Kind", "detect_kind"]

_HEAD = 2**16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Readers look for it within the first kilobyte.
_PDF_HEADER = re.compile(rb"\A%PDF-|%PDF-\d")

_PICTURE = "This is a picture: upload the résumé as a PDF, or as another document in which the text can be selected."
_PROGRAM = "This is a program: upload the résumé as PDF, DOCX, ODT, RTF, HTML, Markdown, plain text or JSON Resume."
_ARCHIVE = "This is an archive: unpack it, and upload the résumé alone."
_FOREIGN: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    (_PICTURE, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"8BPS")),
    (_PROGRAM, (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")),
    (_ARCHIVE, (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")),
    (f"This is a PostScript file. {SAVE_AS}", (b"%!PS",)),
    (f"This is a WordPerfect document. {SAVE_AS}", (b"\xffWPC",)),
)

# The kinds that a file of that name may turn out to be. Word writes RTF and HTML under ".doc" when told to.
_PROMISES: dict[str, frozenset[Kind]] = {
    ".pdf": frozenset({Kind.PDF}),
    ".rtf": frozenset({Kind.RTF}),
    ".json": frozenset({Kind.JSON}),
    ".doc": frozenset({Kind.DOCX, Kind.RTF, Kind.HTML}),
    **dict.fromkeys((".odt", ".ott"), frozenset({Kind.ODT})),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), frozenset({Kind.DOCX})),
    **dict.fromkeys((".txt", ".text", ".md", ".markdown", ".mkd", ".html", ".htm", ".xhtml"), PLAIN | {Kind.JSON}),
}
_CALLED: dict[Kind, tuple[str, str]] = {
    Kind.PDF: ("a PDF", ".pdf"),
    Kind.DOCX: ("a Word document", ".docx"),
    Kind.ODT: ("an OpenDocument text", ".odt"),
    Kind.RTF: ("an RTF document", ".rtf"),
    Kind.HTML: ("a web page", ".html"),
    Kind.MARKDOWN: ("plain text", ".txt"),
    Kind.TEXT: ("plain text", ".txt"),
    Kind.JSON: ("a JSON Resume", ".json"),
}


def detect_kind(file: str | Path | IO[bytes], *, name: str = "", max_bytes: int | None = None) -> Kind:
    """The kind of a file, given by its path or opened in binary (its position is given back).

    `name` is what its sender calls it, `max_bytes` the limit of its size. Raises StepFailure with a message for the
    sender: `unsupported` (another kind of file, or a name that lies), `unreadable_file` (empty, damaged), `no_text`,
    `password_protected`, `too_large`. An OSError passes through.
    """
    if isinstance(file, (str, Path)):
        with open(file, "rb") as opened:
            return detect_kind(opened, name=name, max_bytes=max_bytes)
    position = file.tell()
    try:
        return _kind_of(file, suffix=PurePath(name).suffix.lower(), max_bytes=max_bytes)
    finally:
        file.seek(position)


def _kind_of(file: IO[bytes], *, suffix: str, max_bytes: int | None) -> Kind:
    size = file.seek(0, 2)
    if size == 0:
        raise StepFailure("unreadable_file", "This file is empty: choose the right one, and upload it again.")
    if max_bytes is not None and size > max_bytes:
        limit = f"This file is larger than {max_bytes / 2**20:.3g} MB:"
        raise StepFailure("too_large", f"{limit} upload the résumé alone, without attachments or large pictures.")
    file.seek(0)
    head = file.read(_HEAD)
    kind = _kind_by_magic(file, head) or kind_of_text(file, head, size=size, suffix=suffix)
    _refuse_a_name_that_lies(kind, suffix)
    return kind


def _kind_by_magic(file: IO[bytes], head: bytes) -> Kind | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return kind_of_archive(file) or _refuse(_ARCHIVE)
    if head.startswith(_OLE):
        raise refusal_of_ole(file)
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:5] == rb"{\rtf":
        return Kind.RTF
    if _PDF_HEADER.search(head[:1024]):
        return Kind.PDF
    for message, magics in _FOREIGN:
        # Two letters may well begin a text: "BMW", "MZ Engineering".
        if any(head.startswith(magic) and (len(magic) > 2 or b"\x00" in head[:64]) for magic in magics):
            _refuse(message)
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        _refuse(_PICTURE)
    return None


def _refuse(message: str) -> NoReturn:
    raise StepFailure("unsupported", message)


def _refuse_a_name_that_lies(kind: Kind, suffix: str) -> None:
    if kind in _PROMISES.get(suffix, (kind,)):
        return
    what, ending = _CALLED[kind]
    claim = f'The name of this file ends in "{suffix}", but it'
    if kind in PLAIN:
        _refuse(f"{claim} holds {what} only. {SAVE_AS}")
    _refuse(f'{claim} is {what}: give it the ending "{ending}", and upload it again.')
