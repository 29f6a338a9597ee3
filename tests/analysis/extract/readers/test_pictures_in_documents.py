"""A scan that somebody put into a Word or OpenDocument file is read as a scan."""

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from analysis.extract.extract import extract
from analysis.extract.pdf import tesseract
from analysis.failures import StepFailure
from tests.analysis.extract.readers.documents import p, texts, zipped_docx

needs_tesseract = pytest.mark.skipif(not tesseract.is_available(), reason="Tesseract is not installed")
SENTENCES = ["Ada Lovelace", "Surveyed the shores and harbours of forty towns", "Wrote the yearly report on tides"]


def picture(scale: float, kind: str) -> bytes:
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=A4)
    canvas.setFont("Helvetica", 14)
    for number, sentence in enumerate(SENTENCES):
        canvas.drawString(70, A4[1] - 90 - 40 * number, sentence)
    canvas.save()
    pdf = pypdfium2.PdfDocument(drawn.getvalue())
    written = io.BytesIO()
    pdf[0].render(scale=scale).to_pil().convert("L").save(written, kind)
    pdf.close()
    return written.getvalue()


def with_picture(path: Path, content: bytes, name: str, body: str) -> Path:
    zipped_docx(path, body)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"word/media/{name}", content)
    return path


@needs_tesseract
@pytest.mark.parametrize(("kind", "name"), [("PNG", "image1.png"), ("JPEG", "image1.jpeg")])
def test_a_document_that_is_a_picture_is_read_by_it(tmp_path: Path, kind: str, name: str) -> None:
    read = extract(with_picture(tmp_path / "cv.docx", picture(2.5, kind), name, "<w:p/>"))

    assert read.ocr
    assert texts(read) == SENTENCES


@needs_tesseract
def test_a_picture_beside_text_is_left_alone(tmp_path: Path) -> None:
    body = p("Ada Lovelace, engineer of harbours and coasts")
    read = extract(with_picture(tmp_path / "cv.docx", picture(2.5, "PNG"), "image1.png", body))

    assert not read.ocr
    assert texts(read) == ["Ada Lovelace, engineer of harbours and coasts"]


def test_a_small_picture_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(StepFailure) as failure:
        extract(with_picture(tmp_path / "cv.docx", picture(0.3, "PNG"), "image1.png", "<w:p/>"))

    assert failure.value.code == "no_text"
