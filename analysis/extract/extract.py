"""The first step: a file becomes a Document. The one place where the failures of reading libraries become ours."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from analysis.document import Document
from analysis.extract.kinds import detect_kind
from analysis.failures import StepFailure

Progress = Callable[[int, int], None]

READERS = {
    "pdf": "analysis.extract.pdf.reader",
    "docx": "analysis.extract.readers.docx",
    "odt": "analysis.extract.readers.odt",
    "rtf": "analysis.extract.readers.rtf",
    "html": "analysis.extract.readers.html",
    "markdown": "analysis.extract.readers.markdown",
    "text": "analysis.extract.readers.text",
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
    if not any(character.isalnum() for line in document.lines for character in line.text):
        raise StepFailure("no_text")
    return document


def _ignore(done: int, total: int) -> None:
    """Nobody wants to know how far the reading is."""
