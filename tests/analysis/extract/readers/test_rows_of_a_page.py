"""What stands in rows is read row by row: dates at a row's end, labels, cards, tables and their cells."""

from tests.analysis.extract.readers.documents import EXPERIENCE, WIDTH, Sheet, texts


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
