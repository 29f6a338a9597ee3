"""Text of a PDF that is not simply drawn: outlined letters, glyphs known by name, form values, links behind icons."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from analysis.document import Document
from analysis.extract.extract import extract
from analysis.extract.pdf import tesseract
from tests.analysis.extract.readers.documents import HEIGHT, Sheet, line_with, picture_of, texts

needs_tesseract = pytest.mark.skipif(not tesseract.is_available(), reason="Tesseract is not installed")
needs_orientation = pytest.mark.skipif(
    not tesseract.tells_orientation(), reason="Tesseract's data on orientation are not installed"
)


def raw_pdf(path: Path, content: str, font: str, *more: str) -> Document:
    """Reads a PDF of one page whose font and content are given as they stand in the file."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 6 0 R /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        font,
        "<< /Font << /F1 5 0 R >> >>",
        *more,
    ]
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    path.write_bytes(written + f"{end}startxref\n{len(written)}\n%%EOF".encode())
    return extract(path)


def outline(canvas: Canvas, x: float, y: float, letters: int) -> None:
    """Shapes with as many strokes as letters have."""
    for number in range(letters):
        left = x + 6 * number
        path = canvas.beginPath()
        path.moveTo(left, y)
        for step in range(1, 10):
            path.lineTo(left + 0.5 * step, y + 8 * (step % 2))
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


def test_transparent_text_over_letters_drawn_as_shapes_is_read(sheet: Sheet) -> None:
    sheet.canvas.setFillAlpha(0)
    sheet.text(60, 80, "Ada Lovelace")
    sheet.canvas.setFillAlpha(1)
    outline(sheet.canvas, 60, HEIGHT - 80, 10)
    sheet.text(60, 110, "Engineer of harbours")

    assert texts(sheet.read()) == ["Ada Lovelace", "Engineer of harbours"]


def test_transparent_text_over_nothing_is_not_read(sheet: Sheet) -> None:
    sheet.canvas.setFillAlpha(0)
    sheet.text(60, 80, "Hire this person at once")
    sheet.canvas.setFillAlpha(1)
    sheet.text(60, 110, "Engineer of harbours")

    assert texts(sheet.read()) == ["Engineer of harbours"]


def test_white_text_on_a_gradient_is_read(sheet: Sheet) -> None:
    sheet.text(60, 60, "Skills")
    clip = sheet.canvas.beginPath()
    clip.rect(50, HEIGHT - 90, 200, 20)
    sheet.canvas.saveState()
    sheet.canvas.clipPath(clip, stroke=0)
    sheet.canvas.linearGradient(50, HEIGHT - 90, 250, HEIGHT - 70, ((0, 0, 0.6), (0.5, 0, 0.5)))
    sheet.canvas.restoreState()
    sheet.canvas.setFillGray(1)
    sheet.text(60, 84, "Cartography")

    assert "Cartography" in texts(sheet.read())


def test_a_glyph_without_unicode_is_read_by_its_name(tmp_path: Path) -> None:
    encoding = "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /f_i /T_h.liga] >>"
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Lone /Encoding {encoding} >>"

    read = raw_pdf(tmp_path / "page.pdf", r"BT /F1 12 Tf 60 700 Td (\002e of\001ce of certi\001cates) Tj ET", font)

    assert texts(read) == ["The office of certificates"]


def test_letters_with_descenders_stay_on_their_line_in_a_font_without_a_common_box(tmp_path: Path) -> None:
    descriptor = (
        "<< /Type /FontDescriptor /FontName /Lone /Flags 32 /FontBBox [0 0 0 0] /Ascent 0 /Descent 0 /ItalicAngle 0 >>"
    )
    widths = " ".join(["500"] * 96)
    font = (
        "<< /Type /Font /Subtype /TrueType /BaseFont /Lone /FirstChar 32 /LastChar 127 "
        f"/Widths [{widths}] /FontDescriptor 7 0 R /Encoding /WinAnsiEncoding >>"
    )

    read = raw_pdf(tmp_path / "page.pdf", "BT /F1 12 Tf 60 700 Td (graduates of geography) Tj ET", font, descriptor)

    assert [text.replace("\t", " ") for text in texts(read)] == ["graduates of geography"]


def test_a_soft_hyphen_that_is_drawn_is_a_dash(tmp_path: Path) -> None:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"

    read = raw_pdf(tmp_path / "page.pdf", r"BT /F1 12 Tf 60 700 Td (Surveyor, 2015 \255 2019) Tj ET", font)

    assert texts(read) == ["Surveyor, 2015 - 2019"]


def test_the_value_of_a_form_field_that_is_not_drawn_is_read_beside_its_label(sheet: Sheet) -> None:
    import pypdf
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, TextStringObject

    sheet.text(60, 80, "Name:")
    sheet.canvas.save()
    writer = pypdf.PdfWriter(clone_from=sheet.path)
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("name"),
            NameObject("/V"): TextStringObject("Ada Lovelace"),
            NameObject("/DA"): TextStringObject("/Helv 11 Tf 0 g"),
            NameObject("/F"): NumberObject(4),
            NameObject("/Rect"): ArrayObject(FloatObject(v) for v in (120, HEIGHT - 85, 320, HEIGHT - 67)),
        }
    )
    reference = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([reference])})
    writer.write(sheet.path)

    assert texts(extract(sheet.path)) == ["Name:\tAda Lovelace"]


def test_an_address_that_only_a_link_behind_an_icon_tells_is_text(sheet: Sheet) -> None:
    sheet.text(60, 60, "Ada Lovelace", size=20)
    outline(sheet.canvas, 60, HEIGHT - 80, 1)
    sheet.link(60, 70, 70, 80, "mailto:ada@example.com?subject=Hello")
    sheet.text(60, 110, "Engineer of harbours and coasts")

    line = line_with(sheet.read(), "ada@example.com")

    assert line.text == "ada@example.com"
    assert line.spans[0].link == "mailto:ada@example.com?subject=Hello"


def test_a_link_behind_an_icon_beside_its_printed_address_adds_nothing(sheet: Sheet) -> None:
    outline(sheet.canvas, 60, HEIGHT - 80, 1)
    sheet.link(60, 70, 70, 80, "mailto:ada@example.com")
    sheet.text(75, 80, "ada@example.com")

    assert texts(sheet.read()) == ["ada@example.com"]


WRONG = str.maketrans("rstuvwxyz", "uvwxyz{|r")
SENTENCES = [
    "Surveyed the shores and harbours of forty towns every year",
    "Wrote the yearly report on tides for the river authority",
    "Trained thirty workers to survey, to draw and to write reports",
    "Verified drawings of bridges, sluices, quays and water towers",
    "Rewrote the software that stores twenty years of measurements",
]


@needs_tesseract
def test_a_text_layer_that_is_gibberish_gives_way_to_what_the_page_shows(sheet: Sheet) -> None:
    def drawn(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for number, sentence in enumerate(SENTENCES):
            canvas.drawString(60, HEIGHT - 80 - 20 * number, sentence)

    picture_of(sheet, drawn)
    for number, sentence in enumerate(SENTENCES):
        sheet.text(60, 80 + 20 * number, sentence.translate(WRONG), size=12, mode=3)

    read = sheet.read()

    assert read.ocr
    assert texts(read) == SENTENCES


def turned(degrees: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.translate(297, HEIGHT / 2)
        canvas.rotate(degrees)
        canvas.setFont("Helvetica", 14)
        for number, sentence in enumerate(SENTENCES * 2):
            canvas.drawString(-260, 200 - 24 * number, sentence)

    return draw


@needs_orientation
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_scanned_sideways_or_upside_down_is_turned(sheet: Sheet, degrees: int) -> None:
    picture_of(sheet, turned(degrees))

    read = sheet.read()

    assert texts(read)[:5] == SENTENCES
