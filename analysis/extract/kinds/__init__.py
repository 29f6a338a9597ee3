"""What kind of document a file is, judged by its content; and at once what no reader could do anything with.

`detect_kind` is cheap enough for the moment of an upload: it reads the beginning of a file, walks through an archive,
and parses nothing. A name decides nothing, but it may not lie: a file called `cv.pdf` that holds something else is
refused, because its sender is mistaken or worse, and whoever downloads it later would be misled.
"""

import codecs
import re
from pathlib import Path, PurePath
from typing import IO, NoReturn

from analysis.extract.kinds.kind import PLAIN, Kind
from analysis.extract.kinds.packed import kind_of_archive, refusal_of_ole
from analysis.extract.kinds.plain import kind_of_text
from analysis.failures import StepFailure

__all__ = ["Kind", "detect_kind"]

_HEAD = 2**16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Readers look for it within the first kilobyte.
_PDF_HEADER = re.compile(rb"\A%PDF-|%PDF-\d")

# Reason of the refusal → how such files begin.
_FOREIGN: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("picture", (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"8BPS")),
    ("program", (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")),
    ("archive", (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")),
    ("postscript", (b"%!PS",)),
    ("wordperfect", (b"\xffWPC",)),
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
    Kind.PDF: ("pdf", ".pdf"),
    Kind.DOCX: ("docx", ".docx"),
    Kind.ODT: ("odt", ".odt"),
    Kind.RTF: ("rtf", ".rtf"),
    Kind.HTML: ("html", ".html"),
    Kind.MARKDOWN: ("text", ".txt"),
    Kind.TEXT: ("text", ".txt"),
    Kind.JSON: ("json", ".json"),
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
        raise StepFailure("unreadable_file", "empty")
    if max_bytes is not None and size > max_bytes:
        raise StepFailure("too_large", "bytes", values={"size": f"{max_bytes / 2**20:.3g}"})
    file.seek(0)
    head = file.read(_HEAD)
    kind = _kind_by_magic(file, head) or kind_of_text(file, head, size=size, suffix=suffix)
    _refuse_a_name_that_lies(kind, suffix)
    return kind


def _kind_by_magic(file: IO[bytes], head: bytes) -> Kind | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return kind_of_archive(file) or _refuse("archive")
    if head.startswith(_OLE):
        raise refusal_of_ole(file)
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:5] == rb"{\rtf":
        return Kind.RTF
    if _PDF_HEADER.search(head[:1024]):
        return Kind.PDF
    for reason, magics in _FOREIGN:
        # Two letters may well begin a text: "BMW", "MZ Engineering".
        if any(head.startswith(magic) and (len(magic) > 2 or b"\x00" in head[:64]) for magic in magics):
            _refuse(reason)
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        _refuse("picture")
    return None


def _refuse(reason: str, **values: str) -> NoReturn:
    raise StepFailure("unsupported", reason, values=values)


def _refuse_a_name_that_lies(kind: Kind, suffix: str) -> None:
    if kind in _PROMISES.get(suffix, (kind,)):
        return
    what, ending = _CALLED[kind]
    if kind in PLAIN:
        _refuse("holds_only", ending=suffix, what=what)
    _refuse("wrong_ending", ending=suffix, what=what, right=ending)
