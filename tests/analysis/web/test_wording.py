"""Sentences that were put together in English are read in the reader's language, with what was put into them."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.utils import translation

from analysis.extract.kinds import detect_kind
from analysis.failures import StepFailure
from analysis.jobs.retry_policy import Refusal
from analysis.uploads.handler import too_large
from analysis.web import job_row
from analysis.web.words import error_in_words, in_words


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    with translation.override("de"):
        yield


def packed(*names: str, content: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


SHEET = b'<Types><Override PartName="/xl/workbook.xml" ContentType="application/spreadsheetml.sheet.main+xml"/></Types>'
REFUSED = {
    "plain text called a PDF": ("cv.pdf", b"Ada Lovelace\nLondon\n", "Der Name dieser Datei endet auf „.pdf“"),
    "a PDF called text": ("cv.txt", b"%PDF-1.7\n", "Geben Sie ihr die Endung „.pdf“"),
    "a picture": ("cv.png", b"\x89PNG\r\n\x1a\n", "Das ist ein Bild"),
    "PostScript": ("cv.ps", b"%!PS-Adobe", "Das ist eine PostScript-Datei. Öffnen Sie die Datei"),
    "an e-book": ("cv.epub", packed("mimetype", content=b"application/epub+zip"), "Das ist ein E-Book. Öffnen Sie"),
    "a Pages document": ("cv.pages", packed("Index/Document.iwa"), "Das ist ein Pages-Dokument: Exportieren"),
    "an Excel workbook": ("cv.xlsx", packed("[Content_Types].xml", content=SHEET), "Das ist eine Excel-Arbeitsmappe."),
    "LaTeX": ("cv.tex", b"\\documentclass{article}\n", "Das ist LaTeX-Quelltext"),
    "nothing": ("cv.txt", b"   \n\n", "In dieser Datei steht nichts als Leerraum"),
    "an archive": ("cv.zip", packed("cv.txt", content=b"Ada"), "Das ist ein Archiv"),
    "an empty file": ("cv.txt", b"", "Diese Datei ist leer"),
    "bytes": ("cv.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Das ist kein Dokument von einer Art"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_file_is_refused_in_the_readers_language(case: str) -> None:
    name, content, expected = REFUSED[case]
    with pytest.raises(StepFailure) as refused:
        detect_kind(io.BytesIO(content), name=name)
    said = error_in_words(refused.value.code, refused.value.message)
    assert said.startswith(expected) or expected in said
    assert not {"This", "the", "upload", "and"} & set(said.split())


def test_a_limit_and_a_pause_keep_their_numbers() -> None:
    assert "größer als 10 MB" in in_words(too_large().message)
    said = job_row.refusal_words(Refusal.RATE_LIMITED, "at most 30 retries a minute: try again in 12 seconds")
    assert said == "Höchstens 30 Wiederholungen in der Minute: Versuchen Sie es in 12 Sekunden noch einmal."


def test_what_nobody_knows_stays_as_it_is() -> None:
    assert in_words("The model said no.") == "The model said no."
    assert in_words("") == ""


def test_in_english_nothing_changes() -> None:
    with translation.override("en"):
        for name, content, _ in REFUSED.values():
            with pytest.raises(StepFailure) as refused:
                detect_kind(io.BytesIO(content), name=name)
            assert error_in_words(refused.value.code, refused.value.message) == refused.value.message
