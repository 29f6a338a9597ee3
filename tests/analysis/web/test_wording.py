"""Sentences that were put together in English are read in the reader's language, with what was put into them."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.utils import translation

from analysis.extract.kinds import detect_kind
from analysis.failures import AS_WRITTEN, StepFailure, sentence, stored_sentence
from analysis.jobs.retry_policy import Refusal
from analysis.uploads.handler import too_large
from analysis.web.words import in_words, refusal_words


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


AT_MOST = "At most %(limit)s retries a minute: try again in %(seconds)s seconds."
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
    said = in_words(refused.value.sentence)
    assert said.startswith(expected) or expected in said
    assert not {"This", "the", "upload", "and"} & set(said.split())


def test_a_limit_and_a_pause_keep_their_numbers() -> None:
    assert "größer als 10 MB" in in_words(too_large().sentence)
    said = refusal_words(Refusal.RATE_LIMITED, sentence(AT_MOST, limit="30", seconds="12"))
    assert said == "Höchstens 30 Wiederholungen in der Minute: Versuchen Sie es in 12 Sekunden noch einmal."


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_words(refusal: Refusal) -> None:
    with translation.override("en"):
        in_english = refusal_words(refusal)
    assert refusal_words(refusal) != in_english


def test_the_words_of_an_older_row_are_kept() -> None:
    assert in_words(stored_sentence("unsupported", AS_WRITTEN, {}, "It was 100% odd.")) == "It was 100% odd."
    assert in_words(stored_sentence("gone_code", "", {}, "The model said no.")) == "The model said no."
    assert in_words(stored_sentence("unsupported", "a later reason", {}, "As it was said.")) == "As it was said."


def test_a_value_that_was_not_stored_leaves_a_gap() -> None:
    assert "PDF hat … Seiten" in in_words(stored_sentence("too_large", "pages", {}, ""))


def test_in_english_nothing_changes() -> None:
    with translation.override("en"):
        for name, content, _ in REFUSED.values():
            with pytest.raises(StepFailure) as refused:
                detect_kind(io.BytesIO(content), name=name)
            assert in_words(refused.value.sentence) == refused.value.message
