"""A PDF's text is read as it is seen: its words whole, its bullets told, its links kept, nothing that is hidden."""

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from tests.analysis.extract.readers.documents import HEIGHT, Sheet, texts

BODY = [
    "Planned and led the renewal of two quays",
    "without a day of closure for the ferries.",
    "Measured dykes along the coast.",
]


def test_sizes_weights_and_places_are_kept(sheet: Sheet) -> None:
    sheet.text(40, 100, "Ada Lovelace", size=20, font="Helvetica-Bold")
    sheet.text(40, 130, "Engineer", size=11, font="Times-Italic")

    name, label = sheet.read().lines

    assert (name.size, name.bold, label.size, label.bold, label.spans[0].italic) == (20, True, 11, False, True)
    assert name.box is not None
    assert abs(name.box.x0 - 40) < 1
    assert name.box.y0 < 100 < name.box.y1


def test_letter_spaced_words_are_put_together(sheet: Sheet) -> None:
    sheet.text(40, 100, "WORK EXPERIENCE", spread=3)
    sheet.text(40, 130, "E D U C A T I O N")
    sheet.text(40, 160, "2 0 2 3 - 0 4")

    assert texts(sheet.read())[:2] == ["WORK EXPERIENCE", "EDUCATION"]


def test_letter_spaced_small_capitals_are_put_together(sheet: Sheet) -> None:
    x = 40.0
    for capital, small, gap in (("A", "BOUT", 0.0), ("M", "E", 4.0)):
        x += gap
        for text, size in ((capital, 12.0), (small, 8.25)):
            sheet.text(x, 100, text, size=size, spread=1.5)
            x += pdfmetrics.stringWidth(text, "Helvetica", size) + 1.5 * len(text)

    assert texts(sheet.read()) == ["ABOUT ME"]


def test_a_wide_gap_is_a_tab_and_a_blank_is_a_blank(sheet: Sheet) -> None:
    sheet.text(40, 100, "Python")
    sheet.text(86, 100, "Ruby on Rails")
    sheet.text(180, 100, "SQL")

    assert texts(sheet.read()) == ["Python\tRuby on Rails\tSQL"]


def test_gaps_of_a_typewriter_font_are_blanks(sheet: Sheet) -> None:
    sheet.text(40, 100, "Pacific Northwest College of Art", font="Courier")
    sheet.text(350, 100, "September", font="Courier-Bold")
    sheet.text(350 + 10 * 6, 100, "2008", font="Courier-Bold")

    assert texts(sheet.read()) == ["Pacific Northwest College of Art\tSeptember 2008"]


def test_justified_lines_stay_whole(sheet: Sheet) -> None:
    lines = ["Planned and led the renewal of two quays", "and of both the locks beside them too"]
    for number, line in enumerate(lines):
        x = 40.0
        for word in line.split():
            sheet.text(x, 100 + 14 * number, word)
            x += pdfmetrics.stringWidth(word, "Helvetica", 10) + 7.2 + 0.2 * number

    assert texts(sheet.read()) == lines


def test_text_printed_twice_is_there_once(sheet: Sheet) -> None:
    sheet.text(40, 100, "Experience")
    sheet.column(40, 120, BODY * 4)
    sheet.text(40.4, 100, "Experience")

    assert texts(sheet.read()) == ["Experience", *BODY * 4]


def test_a_font_that_is_filled_and_stroked_is_bold(sheet: Sheet) -> None:
    sheet.canvas.setLineWidth(0.5)
    sheet.text(40, 100, "Experience", mode=2)

    assert sheet.read().lines[0].bold


@pytest.mark.parametrize("glyph", ["•", "–", "-", "*"])
def test_a_bullet_makes_an_item_of_a_list_and_is_not_its_text(sheet: Sheet, glyph: str) -> None:
    for number, text in enumerate(BODY):
        sheet.text(40, 100 + 14 * number, glyph)
        sheet.text(52, 100 + 14 * number, text)

    read = sheet.read()

    assert texts(read) == BODY
    assert {line.role for line in read.lines} == {"bullet"}


def test_a_drawn_dot_is_a_bullet(sheet: Sheet) -> None:
    for number, text in enumerate(BODY):
        sheet.canvas.circle(44, HEIGHT - (97 + 14 * number), 1.5, stroke=0, fill=1)
        sheet.text(52, 100 + 14 * number, text)
    sheet.text(40, 160, "An end.")

    assert [line.role for line in sheet.read().lines] == ["bullet", "bullet", "bullet", ""]


def test_a_point_on_a_time_line_is_no_bullet(sheet: Sheet) -> None:
    for number, title in enumerate(("Engineer", "Surveyor", "Trainee")):
        y = 100 + 60 * number
        sheet.canvas.circle(34, HEIGHT - (y - 4), 3, stroke=0, fill=1)
        sheet.text(52, y, title, size=14, font="Helvetica-Bold")
        sheet.column(52, y + 15, BODY[:2])

    assert not [line for line in sheet.read().lines if line.role == "bullet"]


def test_bullets_of_a_font_of_symbols_are_told_and_dropped(sheet: Sheet) -> None:
    for number, text in enumerate(BODY):
        sheet.text(40, 100 + 14 * number, "n", font="ZapfDingbats")
        sheet.text(52, 100 + 14 * number, text)

    read = sheet.read()

    assert texts(read) == BODY
    assert {line.role for line in read.lines} == {"bullet"}


def test_a_link_covers_its_own_words_only(sheet: Sheet) -> None:
    sheet.text(40, 100, "Ada Lovelace | LinkedIn | Breda")
    start = 40 + pdfmetrics.stringWidth("Ada Lovelace | ", "Helvetica", 10)
    end = start + pdfmetrics.stringWidth("LinkedIn", "Helvetica", 10)
    sheet.link(start, 90, end, 103, "https://www.linkedin.com/in/ada")

    line = sheet.read().lines[0]

    assert line.text == "Ada Lovelace | LinkedIn | Breda"
    assert [(span.text.strip(), span.link) for span in line.spans if span.link] == [
        ("LinkedIn", "https://www.linkedin.com/in/ada")
    ]


def test_white_text_on_white_invisible_text_and_tiny_text_are_not_read(sheet: Sheet) -> None:
    sheet.column(40, 100, BODY)
    sheet.canvas.setFillGray(1)
    sheet.text(40, 300, "white on white")
    sheet.canvas.setFillGray(0)
    sheet.text(40, 320, "invisible", mode=3)
    sheet.text(40, 340, "tiny keywords", size=1.2)
    sheet.text(700, 360, "off the page")

    assert texts(sheet.read()) == BODY


def test_white_text_on_a_dark_ground_is_read(sheet: Sheet) -> None:
    sheet.box(0, 0, 600, 120, 0.2)
    sheet.canvas.setFillGray(1)
    sheet.text(40, 80, "Ada Lovelace", size=24)
    sheet.canvas.setFillGray(0)
    sheet.column(40, 160, BODY)

    assert texts(sheet.read()) == ["Ada Lovelace", *BODY]


def test_a_page_lying_on_its_side_is_read_upright(sheet: Sheet) -> None:
    sheet.canvas.rotate(90)
    for number, text in enumerate(BODY):
        sheet.canvas.drawString(100, -100 - 14 * number, text)

    page = sheet.read().pages[0]

    assert [line.text for line in page.lines] == BODY
    assert page.width > page.height


def test_a_word_up_the_margin_is_read_by_itself(sheet: Sheet) -> None:
    sheet.column(80, 100, BODY)
    sheet.canvas.rotate(90)
    sheet.canvas.drawString(400, -30, "CURRICULUM")

    assert sorted(texts(sheet.read())) == sorted([*BODY, "CURRICULUM"])


def test_a_word_parted_at_a_lines_end_keeps_its_hyphen(sheet: Sheet) -> None:
    sheet.column(40, 100, ["A consider-", "able bridge"])

    assert texts(sheet.read()) == ["A consider-", "able bridge"]


def test_raised_letters_stand_where_they_belong(sheet: Sheet) -> None:
    sheet.text(40, 100, "1")
    sheet.text(45.6, 96, "st", size=6)
    sheet.text(53, 100, "prize of the city")

    assert texts(sheet.read()) == ["1st prize of the city"]


def test_japanese_is_read(sheet: Sheet) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    sheet.text(40, 100, "職務経歴書", font="HeiseiMin-W3", size=12)

    assert texts(sheet.read()) == ["職務経歴書"]


def test_what_is_filled_into_a_form_is_read(sheet: Sheet) -> None:
    sheet.text(40, 100, "Name:")
    sheet.canvas.acroForm.textfield(
        name="name", value="Ada Lovelace", x=100, y=HEIGHT - 105, width=200, height=18, borderStyle="inset"
    )

    assert "Ada Lovelace" in sheet.read().text


def test_a_justified_line_with_letters_of_another_font_stays_whole(sheet: Sheet) -> None:
    x = 60.0
    for number, word in enumerate(
        ["Surveyed", "the", "shores", "and", "harbours", "of", "forty", "towns", "every", "year"]
    ):
        sheet.text(x, 80, word[:2])
        x += sheet.canvas.stringWidth(word[:2], "Helvetica", 10)
        sheet.text(x, 80, word[2:], font="Helvetica-Oblique" if number % 3 == 0 else "Helvetica")
        x += sheet.canvas.stringWidth(word[2:], "Helvetica", 10) + 7.2

    assert texts(sheet.read()) == ["Surveyed the shores and harbours of forty towns every year"]
