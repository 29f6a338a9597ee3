"""Pages that are pictures are read by Tesseract where it is installed; elsewhere the operator is told why it is not."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from analysis.extract.pdf import tesseract
from analysis.failures import StepFailure
from tests.analysis.extract.readers.documents import HEIGHT, Sheet, picture_of, texts

needs_tesseract = pytest.mark.skipif(not tesseract.is_available(), reason="Tesseract is not installed")


def drawn(canvas: Canvas) -> None:
    canvas.rotate(-1.3)
    canvas.setFont("Helvetica-Bold", 22)
    canvas.drawString(60, HEIGHT - 80, "Ada Lovelace")
    canvas.setFont("Helvetica", 12)
    for number, (title, dates) in enumerate(
        (
            ("Engineer, Harbour Works", "2019 - 2023"),
            ("Surveyor, Delta", "2015 - 2019"),
            ("Trainee, City of Breda", "2014 - 2015"),
        )
    ):
        y = HEIGHT - 130 - 90 * number
        canvas.drawString(60, y, title)
        canvas.drawString(430, y, dates)
        canvas.drawString(60, y - 18, "Planned and led the renewal of two quays in the old harbour.")


@pytest.fixture
def scan(tmp_path: Path) -> Sheet:
    sheet = Sheet(tmp_path / "scan.pdf")
    picture_of(sheet, drawn)
    return sheet


@needs_tesseract
def test_a_scan_that_lies_askew_is_read_with_its_rows_whole(scan: Sheet) -> None:
    read = scan.read()

    assert read.ocr
    assert texts(read)[0] == "Ada Lovelace"
    assert "Engineer, Harbour Works\t2019 - 2023" in texts(read)
    assert read.lines[0].size > 1.5 * read.lines[1].size


@needs_tesseract
def test_only_the_pages_that_are_pictures_are_read_so(scan: Sheet) -> None:
    scan.next_page()
    scan.column(40, 100, ["Dykes along forty kilometres of coast were measured.", "The yearly report was written."])

    read = scan.read()

    assert read.ocr
    assert [line.text for line in read.pages[1].lines] == [
        "Dykes along forty kilometres of coast were measured.",
        "The yearly report was written.",
    ]


def test_a_scan_with_a_layer_of_invisible_text_is_read_by_that_layer(scan: Sheet) -> None:
    scan.text(60, 80, "Ada Lovelace, engineer of harbours and coasts", mode=3)

    read = scan.read()

    assert not read.ocr
    assert texts(read) == ["Ada Lovelace, engineer of harbours and coasts"]


def test_without_tesseract_the_operator_is_told_and_not_the_reader(
    scan: Sheet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    tesseract.forget()
    try:
        with pytest.raises(StepFailure) as failure:
            scan.read()
    finally:
        tesseract.forget()

    assert failure.value.code == "no_text"
    assert "text can be selected" in failure.value.message
    assert "Tesseract" not in failure.value.message
    assert "Tesseract" in failure.value.detail
