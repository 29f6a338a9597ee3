"""The first step: a file becomes a Document. The one place where the failures of reading libraries become ours."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from analysis.document import Document, Line, Span
from analysis.extract.kinds import detect_kind
from analysis.extract.leaders import without_leaders
from analysis.failures import StepFailure

LONGEST_LINE = 2_000
"""Characters. The longest paragraph of 169 résumés has 606."""

Progress = Callable[[int, int], None]

READERS = {
    "pdf": "analysis.extract.pdf.reader",
    "docx": "analysis.extract.readers.docx",
    "odt": "analysis.extract.readers.odt",
    "rtf": "analysis.extract.readers.rtf",
    "html": "analysis.extract.readers.html",
    "markdown": "analysis.extract.readers.markdown",
    "text": "analysis.extract.readers.text",
    "json": "analysis.extract.readers.json_resume",
}


def extract(
    path: Path,
    *,
    kind: str | None = None,
    progress: Progress | None = None,
    password: str | None = None,
    languages: Sequence[str] = (),
) -> Document:
    """Reads the document at `path`; `progress` is told (pages done, pages in all).

    `password` opens a protected PDF; `languages`, as Tesseract names them, have all pages of a PDF read by OCR.

    Raises StepFailure: password_protected, unreadable_file, no_text, too_large, unsupported. A missing file
    or a disk that fails stays an OSError; memory that runs out stays a MemoryError.
    """
    kind = str(kind or detect_kind(path, name=path.name))
    if kind not in READERS:
        raise StepFailure("unsupported", detail=f"kind {kind!r}")
    reader = import_module(READERS[kind])
    try:
        options = {"password": password, "languages": languages} if kind == "pdf" else {}
        document: Document = reader.read(path, progress or _ignore, **options)
    except (StepFailure, OSError, MemoryError):
        raise
    except RecursionError as error:
        raise StepFailure("too_large", detail="nested too deeply") from error
    except Exception as error:  # whatever a parser makes of a damaged file
        raise StepFailure("unreadable_file", detail=f"{type(error).__name__}: {error}") from error
    for page in document.pages:
        page.lines = [part for line in without_leaders(page.lines) for part in _bounded(line)]
    if not any(character.isalnum() for line in document.lines for character in line.text):
        raise StepFailure("no_text")
    return document


def _bounded(line: Line) -> list[Line]:
    """A line in parts that no later stage takes long over: nobody writes paragraphs of `LONGEST_LINE` characters."""
    if sum(len(span.text) for span in line.spans) <= LONGEST_LINE:
        return [line]
    parts: list[list[Span]] = [[]]
    room = LONGEST_LINE
    for span in line.spans:
        text = span.text
        while text:
            if room <= 0:
                parts.append([])
                room = LONGEST_LINE
            cut = len(text) if len(text) <= room else text.rfind(" ", 0, room) + 1 or room
            parts[-1].append(replace(span, text=text[:cut]))
            text, room = text[cut:], room - cut if cut == len(text) else 0
    return [replace(line, spans=spans) for spans in parts if any(span.text.strip() for span in spans)]


def _ignore(done: int, total: int) -> None:
    """Nobody wants to know how far the reading is."""
