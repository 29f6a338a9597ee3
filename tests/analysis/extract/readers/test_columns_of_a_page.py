"""What stands in columns is read column by column; what stands in rows is read row by row."""

from pathlib import Path

import pytest

from tests.analysis.extract.readers.documents import WIDTH, Sheet, line_with, texts

EXPERIENCE = [
    "Experience",
    "Senior Engineer, Harbour Works",
    "Planned and led the renewal of two quays",
    "without a day of closure for the ferries.",
    "Engineer, Delta Survey",
    "Measured dykes along forty kilometres of coast",
    "and wrote the yearly report on their state.",
    "Trainee, City of Breda",
    "Drew plans for bridges and for cycle paths.",
]
CONTACT = ["Contact", "ada@example.org", "+31 6 1234 5678", "Breda", "Skills", "AutoCAD", "Python", "Surveying"]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "page.pdf")


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


def test_dates_at_the_end_of_a_row_stay_on_it(sheet: Sheet) -> None:
    for number, (title, dates) in enumerate(
        [("Engineer", "2019 – 2023"), ("Surveyor", "Jan 2015 – May 2019"), ("Trainee", "2014")]
    ):
        y = 100.0 + 60 * number
        sheet.text(40, y, title)
        sheet.right(WIDTH - 40, y, dates)
        sheet.column(40, y + 14, ["What was done there, in more words than fit", "one line of the page."])

    read = texts(sheet.read())

    assert read[0] == "Engineer\t2019 – 2023"
    assert read[3] == "Surveyor\tJan 2015 – May 2019"
    assert read[6] == "Trainee\t2014"


def test_dates_set_smaller_and_a_little_higher_still_end_their_row(sheet: Sheet) -> None:
    for number, (title, dates) in enumerate(
        [("Engineer", "2019 – 2023"), ("Surveyor", "2015 – 2019"), ("Trainee", "2014 – 2015"), ("Pupil", "2009 – 2014")]
    ):
        y = 100.0 + 60 * number
        sheet.text(40, y, title, size=12)
        sheet.text(450, y - 4, dates, size=8)
        sheet.column(40, y + 16, ["What was done there, in more words than fit", "one line of the page."])

    assert [line for line in texts(sheet.read()) if "\t" in line] == [
        "Engineer\t2019 – 2023",
        "Surveyor\t2015 – 2019",
        "Trainee\t2014 – 2015",
        "Pupil\t2009 – 2014",
    ]


def test_a_column_of_labels_is_read_with_what_it_labels(sheet: Sheet) -> None:
    y = 100.0
    for label, lines in (("2019 – 2023", EXPERIENCE[1:4]), ("2015 – 2019", EXPERIENCE[4:7]), ("2014", EXPERIENCE[7:9])):
        sheet.text(40, y, label)
        y = sheet.column(160, y, lines) + 12

    assert texts(sheet.read()) == [
        f"2019 – 2023\t{EXPERIENCE[1]}", *EXPERIENCE[2:4], f"2015 – 2019\t{EXPERIENCE[4]}", *EXPERIENCE[5:7],
        f"2014\t{EXPERIENCE[7]}", EXPERIENCE[8],
    ]  # fmt: skip


def test_a_label_of_two_lines_is_put_together(sheet: Sheet) -> None:
    y = 100.0
    for first, second in (("06/2019 –", "02/2023"), ("01/2015 –", "05/2019"), ("09/2014 –", "12/2014")):
        sheet.text(40, y, first)
        sheet.text(40, y + 11, second)
        y = sheet.column(160, y, EXPERIENCE[1:4], leading=15) + 14

    read = texts(sheet.read())

    assert read[0] == f"06/2019 – 02/2023\t{EXPERIENCE[1]}"
    assert read[1:3] == EXPERIENCE[2:4]


def test_what_is_stacked_at_the_end_of_an_entrys_row_belongs_to_that_row_not_to_the_list_below(sheet: Sheet) -> None:
    for y in (100.0, 200.0):
        sheet.text(40, y, "Harbour Works, Engineer")
        sheet.right(WIDTH - 40, y, "Breda")
        sheet.right(WIDTH - 40, y + 14, "2019 – 2023")
        for number, done in enumerate(("Renewed two quays.", "Closed no ferry.")):
            sheet.text(46, y + 14 * (number + 1), "•")
            sheet.text(58, y + 14 * (number + 1), done)

    read = sheet.read()

    assert texts(read)[:3] == ["Harbour Works, Engineer\tBreda\t2019 – 2023", "Renewed two quays.", "Closed no ferry."]
    assert [line.role for line in read.lines][:3] == ["", "bullet", "bullet"]


def test_fields_set_flush_left_beside_their_labels_stay_beside_them_even_if_two_are_of_one_width(sheet: Sheet) -> None:
    fields = (("Main activities", "Planned quays"), ("Employer", "Planned quays"), ("Sector", "Harbours"))
    for number, (label, text) in enumerate(fields):
        sheet.right(150, 100 + 15 * number, label)
        sheet.text(170, 100 + 15 * number, text)

    assert texts(sheet.read()) == [f"{label}\t{text}" for label, text in fields]


def test_cards_side_by_side_are_read_card_by_card(sheet: Sheet) -> None:
    for x, title, lines in ((40, "Databases", ["PostgreSQL", "MySQL"]), (300, "Languages", ["Go", "Python"])):
        sheet.box(x - 8, 85, x + 220, 150, 0.9)
        sheet.text(x, 100, title, font="Helvetica-Bold")
        sheet.column(x, 116, lines)

    assert texts(sheet.read()) == ["Databases", "PostgreSQL", "MySQL", "Languages", "Go", "Python"]


def test_heads_over_their_details_are_read_pair_by_pair(sheet: Sheet) -> None:
    for x, language, level in ((40, "Dutch", "Native"), (220, "English", "Fluent"), (400, "French", "Basic")):
        sheet.text(x, 100, language, font="Helvetica-Bold")
        sheet.text(x, 114, level)

    assert texts(sheet.read()) == ["Dutch", "Native", "English", "Fluent", "French", "Basic"]


def test_lists_that_hang_under_heads_side_by_side_are_read_list_by_list(sheet: Sheet) -> None:
    for x, head, items in ((40, "Languages", ["Dutch", "English", "French"]), (300, "Certificates", ["First aid"])):
        sheet.text(x, 100, head, font="Helvetica-Bold")
        sheet.column(x + 12, 118, [f"• {item}" for item in items])

    assert texts(sheet.read()) == ["Languages", "Dutch", "English", "French", "Certificates", "First aid"]


def test_a_table_is_read_row_by_row(sheet: Sheet) -> None:
    rows = [
        ("Degree", "School", "Year"),
        ("MSc", "Delft", "2014"),
        ("BSc", "Delft", "2012"),
        ("Abitur", "Kleve", "2009"),
    ]
    for number, row in enumerate(rows):
        for x, cell in zip((40, 200, 400), row, strict=True):
            sheet.text(x, 100 + 16 * number, cell, font="Helvetica-Bold" if number == 0 else "Helvetica")

    assert texts(sheet.read()) == ["\t".join(row) for row in rows]


def test_a_cell_that_goes_on_in_further_lines_is_put_together(sheet: Sheet) -> None:
    sheet.column(40, 100, ["University of Applied Sciences at", "Breda"], leading=12)
    sheet.text(200, 100, "2010 – 2014")
    sheet.column(40, 160, EXPERIENCE)

    assert texts(sheet.read())[0] == "University of Applied Sciences at Breda\t2010 – 2014"


def test_a_label_that_is_parted_within_its_words_is_put_together(sheet: Sheet) -> None:
    sheet.column(40, 100, ["Licence", "profes-", "sion-", "nelle"], leading=12)
    sheet.text(84, 100, "IUT de Nantes")
    sheet.text(84, 160, "Lycée Clemenceau")

    assert texts(sheet.read()) == ["Licence professionnelle\tIUT de Nantes", "Lycée Clemenceau"]


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


def test_a_label_in_the_middle_of_its_entrys_height_belongs_to_the_entry_beside_the_same_rule(sheet: Sheet) -> None:
    y = 100.0
    for labels, lines in (
        (["Work", "2019 – 2023"], EXPERIENCE[1:4]),
        (["2015 – 2019"], EXPERIENCE[4:7]),
        (["2014"], EXPERIENCE[7:9]),
        (["Skills"], ["AutoCAD, Python", "Surveying"]),
    ):
        bottom = sheet.column(160, y, lines)
        sheet.box(140, y - 10, 141, bottom - 8, 0.6)
        sheet.column(40, (y + bottom) / 2 - 11 - 6 * (len(labels) - 1), labels, leading=12)
        y = bottom + 12

    assert texts(sheet.read()) == [
        "Work", f"2019 – 2023\t{EXPERIENCE[1]}", *EXPERIENCE[2:4], f"2015 – 2019\t{EXPERIENCE[4]}", *EXPERIENCE[5:7],
        f"2014\t{EXPERIENCE[7]}", EXPERIENCE[8], "Skills\tAutoCAD, Python", "Surveying",
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
