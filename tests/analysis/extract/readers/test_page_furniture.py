"""Running headers, footers and page numbers are told from what the document says."""

from tests.analysis.extract.readers.documents import Sheet

BODY = [
    "Planned and led the renewal of two quays",
    "without a day of closure for the ferries.",
    "Measured dykes along the coast.",
] * 8


def regions(sheet: Sheet) -> list[tuple[str, str]]:
    return [(line.region, line.text) for line in sheet.read().lines]


def test_page_numbers_are_footers(sheet: Sheet) -> None:
    for number in (1, 2, 3):
        sheet.column(40, 100, BODY)
        sheet.text(290, 820, f"Page {number} of 3")
        sheet.next_page()

    read = regions(sheet)

    assert [text for region, text in read if region == "footer"] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert [text for region, text in read if region == "main"] == BODY * 3


def test_what_stands_on_top_of_every_page_is_a_header(sheet: Sheet) -> None:
    for _ in range(2):
        sheet.text(40, 40, "Ada Lovelace · ada@example.org")
        sheet.column(40, 100, BODY)
        sheet.next_page()

    assert [text for region, text in regions(sheet) if region == "header"] == ["Ada Lovelace · ada@example.org"] * 2


def test_small_print_far_below_the_text_of_a_single_page_is_a_footer(sheet: Sheet) -> None:
    sheet.column(40, 100, BODY)
    sheet.text(200, 815, "Ada Lovelace: Engineer", size=8)

    assert regions(sheet)[-1] == ("footer", "Ada Lovelace: Engineer")


def test_the_name_on_the_first_page_alone_is_no_header(sheet: Sheet) -> None:
    sheet.text(40, 40, "Ada Lovelace", size=20)
    sheet.column(40, 100, BODY)
    sheet.next_page()
    sheet.column(40, 100, BODY)

    assert regions(sheet)[0] == ("main", "Ada Lovelace")


def test_the_last_line_of_a_full_page_is_no_footer(sheet: Sheet) -> None:
    lines = [f"Line {chr(65 + number)} of a long list of duties" for number in range(25)]
    sheet.column(40, 100, lines, leading=29)

    assert {region for region, _ in regions(sheet)} == {"main"}


def test_numbered_entries_that_happen_to_begin_pages_are_no_header(sheet: Sheet) -> None:
    for number in (10, 20, 30):
        sheet.text(40, 60, f"Certificate number {number}")
        sheet.column(40, 150, BODY)
        sheet.next_page()

    assert {region for region, _ in regions(sheet)} == {"main"}


def test_a_sentence_that_begins_every_other_page_is_no_header(sheet: Sheet) -> None:
    for page in range(6):
        sheet.text(40, 60, "Led the renewal of the harbour." if page % 2 else f"Task {chr(65 + page)} at the quay")
        sheet.column(40, 150, BODY)
        sheet.next_page()

    assert {region for region, _ in regions(sheet)} == {"main"}
