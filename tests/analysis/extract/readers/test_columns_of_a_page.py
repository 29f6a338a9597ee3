"""What stands in columns is read column by column."""

from tests.analysis.extract.readers.documents import CONTACT, EXPERIENCE, Sheet, line_with, texts


def test_a_sidebar_and_the_main_column_are_not_mixed(sheet: Sheet) -> None:
    sheet.column(40, 100, CONTACT, leading=17)
    sheet.column(220, 105, EXPERIENCE * 2)

    read = sheet.read()

    assert texts(read) == CONTACT + EXPERIENCE * 2
    assert {line.region for line in read.lines if line.text in CONTACT} == {"sidebar"}
    assert {line.region for line in read.lines if line.text in EXPERIENCE} == {"main"}


def test_two_columns_of_prose_on_one_grid_of_lines_are_not_mixed(sheet: Sheet) -> None:
    left = [f"{line} left" for line in EXPERIENCE[2:8]]
    right = [f"{line} right" for line in EXPERIENCE[2:8]]
    sheet.column(40, 100, left)
    sheet.column(320, 100, right)

    assert texts(sheet.read()) == left + right


def test_headings_of_one_kind_on_both_sides_make_columns_even_on_one_grid(sheet: Sheet) -> None:
    for x, blocks in (
        (40, (("Skills", ["Go", "SQL"]), ("Tools", ["Git", "Vim"]))),
        (320, (("Work", ["Dock", "Mill", "Bank"]), ("School", ["Delft"]))),
    ):
        y = 100.0
        for heading, lines in blocks:
            sheet.text(x, y, heading, size=14)
            y = sheet.column(x, y + 14, lines)

    assert texts(sheet.read()) == [
        "Skills",
        "Go",
        "SQL",
        "Tools",
        "Git",
        "Vim",
        "Work",
        "Dock",
        "Mill",
        "Bank",
        "School",
        "Delft",
    ]


def test_a_headline_across_the_page_comes_before_both_columns(sheet: Sheet) -> None:
    sheet.text(150, 60, "Ada Lovelace, Engineer of Harbours and Coasts", size=14)
    sheet.column(40, 100, CONTACT, leading=17)
    sheet.column(220, 105, EXPERIENCE)

    assert texts(sheet.read()) == ["Ada Lovelace, Engineer of Harbours and Coasts", *CONTACT, *EXPERIENCE]


def test_a_section_across_the_page_comes_after_the_columns_above_it_with_its_heading(sheet: Sheet) -> None:
    sheet.column(40, 100, CONTACT, leading=17)
    end = sheet.column(220, 105, EXPERIENCE * 2)
    below = [
        "Publications",
        "On the movement of sand along the coast of Zeeland, in: Annals of the Sea, with many a figure",
    ]
    sheet.column(40, end + 30, below)

    assert texts(sheet.read())[-2:] == below


def test_a_short_line_right_below_the_columns_that_reaches_between_them_comes_after_both(sheet: Sheet) -> None:
    sheet.column(40, 100, CONTACT, leading=17)
    end = sheet.column(220, 105, EXPERIENCE)
    sheet.text(40, end + 4, "References on request, in writing")

    assert texts(sheet.read()) == [*CONTACT, *EXPERIENCE, "References on request, in writing"]


def test_a_sidebar_goes_on_on_the_next_page_and_so_does_what_stands_beside_it(sheet: Sheet) -> None:
    first, then = [f"{line} 1" for line in EXPERIENCE * 4], [f"{line} 2" for line in EXPERIENCE]
    sheet.column(40, 100, CONTACT * 3, leading=17)
    sheet.column(220, 105, first)
    sheet.next_page()
    sheet.text(40, 55, "Dutch")
    sheet.column(220, 55, then)

    read = sheet.read()

    assert texts(read) == [*CONTACT * 3, "Dutch", *first, *then]
    assert line_with(read, "Dutch").region == "sidebar"


def test_a_sidebar_on_the_right_is_read_after_all_pages_of_what_stands_beside_it(sheet: Sheet) -> None:
    first, then = [f"{line} 1" for line in EXPERIENCE * 4], [f"{line} 2" for line in EXPERIENCE]
    sheet.column(40, 105, first)
    sheet.column(400, 100, CONTACT * 3, leading=17)
    sheet.next_page()
    sheet.column(40, 55, then)

    assert texts(sheet.read()) == [*first, *then, *CONTACT * 3]


def test_a_line_that_the_end_of_a_page_cuts_in_two_is_read_once(sheet: Sheet) -> None:
    sheet.column(40, 55, EXPERIENCE * 3, leading=29)
    sheet.text(40, 838, "Trainee, Port of Vlissingen")
    sheet.next_page()
    sheet.text(40, 8, "Trainee, Port of Vlissingen")
    sheet.column(40, 40, ["Drew plans for bridges."])

    assert texts(sheet.read()) == [*EXPERIENCE * 3, "Trainee, Port of Vlissingen", "Drew plans for bridges."]


def test_an_export_of_linkedin_is_read_sidebar_first_and_without_its_page_numbers(sheet: Sheet) -> None:
    sheet.box(0, 0, 190, 842, 0.15)
    sheet.canvas.setFillGray(1)
    sheet.text(22, 50, "Contact", size=13)
    sheet.column(22, 70, ["ada@example.org", "www.linkedin.com/in/ada (LinkedIn)"], size=10)
    sheet.text(22, 130, "Top Skills", size=13)
    sheet.column(22, 150, ["Surveying", "AutoCAD", "Python"], size=10)
    sheet.canvas.setFillGray(0)
    sheet.text(223, 55, "Ada Lovelace", size=26)
    sheet.column(223, 80, ["Engineer of Harbours", "Breda, Netherlands"], size=12)
    sheet.text(223, 130, "Experience", size=16)
    sheet.column(223, 160, ["Harbour Works", "Senior Engineer", "January 2019 - Present (4 years)", "Breda"], size=11)
    sheet.text(380, 820, "Page 1 of 2", size=9)
    sheet.next_page()
    sheet.text(223, 55, "Education", size=16)
    sheet.column(223, 80, ["Delft University", "Master of Science, Civil Engineering · (2010 - 2014)"], size=11)
    sheet.text(380, 820, "Page 2 of 2", size=9)

    read = sheet.read()

    assert texts(read)[:7] == [
        "Contact",
        "ada@example.org",
        "www.linkedin.com/in/ada (LinkedIn)",
        "Top Skills",
        "Surveying",
        "AutoCAD",
        "Python",
    ]
    assert texts(read)[7:9] == ["Ada Lovelace", "Engineer of Harbours"]
    assert {line.region for line in read.lines if "Page" in line.text} == {"footer"}
    assert line_with(read, "Delft University").region == "main"


def test_chips_on_the_ground_of_a_sidebar_are_not_parted_from_each_other(sheet: Sheet) -> None:
    chips = [("Revit", "Rhino"), ("", "ArchiCAD"), ("Permits", "Surveys")]
    sheet.box(30, 80, 210, 400, 0.9)
    sheet.text(40, 100, "Skills", size=14)
    for y, (one, other) in zip((118.0, 133.0, 148.0), chips, strict=True):
        sheet.text(40, y, one)
        sheet.text(130, y, other)
    sheet.text(40, 172, "Languages", size=14)
    sheet.column(40, 189, ["Dutch: native", "English: good"])
    sheet.text(230, 92, "Ada Lovelace", size=30)
    sheet.column(230, 125, EXPERIENCE, leading=15)

    read = sheet.read()

    assert [line.text for line in read.lines if line.region == "sidebar"] == [
        "Skills", "Revit\tRhino", "ArchiCAD", "Permits\tSurveys", "Languages", "Dutch: native", "English: good",
    ]  # fmt: skip


def test_headings_known_by_their_words_make_columns_of_rows_on_one_grid(sheet: Sheet) -> None:
    left = ["Experience", "Baker, Sovereign", "Bread by night", "Education", "Angliss Institute", "Patisserie"]
    right = ["Skills", "Lamination", "Sugar work", "Languages", "Vietnamese", "English"]
    sheet.column(40, 100, left)
    sheet.column(320, 100, right)

    assert texts(sheet.read()) == left + right


def test_names_of_sections_in_a_column_of_their_own_head_what_stands_beside_them(sheet: Sheet) -> None:
    for y, labels in ((100, ["EDUCATION"]), (160, ["WORK", "EXPERIENCE"]), (220, ["LANGUAGES"])):
        for number, label in enumerate(labels):
            sheet.text(50, y + 12 * number, label, size=9, font="Helvetica-Bold")
    sheet.column(150, 102, ["Technical University of the Delta", "B.Sc. in Geodesy, 2011 - 2015"])
    sheet.column(150, 162, ["Harbour Works, Breda", "Surveyor, 2015 - 2019", "Measured the tides of two ports"])
    sheet.column(150, 222, ["English and Dutch"])

    assert texts(sheet.read()) == [
        "EDUCATION\tTechnical University of the Delta",
        "B.Sc. in Geodesy, 2011 - 2015",
        "WORK EXPERIENCE\tHarbour Works, Breda",
        "Surveyor, 2015 - 2019",
        "Measured the tides of two ports",
        "LANGUAGES\tEnglish and Dutch",
    ]
