"""RTF by striprtf."""

from collections.abc import Callable
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from analysis.document import Document
from analysis.steps.readers.text import read_text


def read(path: Path, progress: Callable[[int, int], None]) -> Document:
    document = read_text(rtf_to_text(path.read_bytes().decode("latin-1"), errors="replace"), kind="rtf")
    progress(1, 1)
    return document
