"""Tables of word processors: labels, data on several lines, dates beside what they date, boxes by their places."""

from pathlib import Path

from tests.analysis.extract.readers.documents import docx, odt, p, texts, written


def table(*rows: list[list[str]]) -> str:
    """A table of WordprocessingML, given the paragraphs of each cell; "" is a blank one."""
    cells = [
        ["<w:tc>" + "".join(p(text) if text else "<w:p/>" for text in cell) + "</w:tc>" for cell in row] for row in rows
    ]
    return "<w:tbl>" + "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in cells) + "</w:tbl>"


def test_a_label_of_several_paragraphs_is_one(tmp_path: Path) -> None:
    read = docx(
        tmp_path / "cv.docx",
        table(
            [["Education"], ["B.Sc. in Geodesy, Technical University of the Delta, 2011 to 2015"]],
            [["Work", "Experience"], ["Harbour Works, Breda, since 2015", "Surveyor", "Measured the port"]],
        ),
    )

    assert [line.text for line in read.lines if line.role == "heading"] == ["Education", "Work Experience"]


def test_labels_that_name_no_section_stay_beside_what_they_label(tmp_path: Path) -> None:
    read = docx(
        tmp_path / "cv.docx",
        table(
            [["Languages", "and tools"], ["Python, Fortran, tide tables, sextants and theodolites"]],
            [["Licences"], ["Diving, radio and crane licences of the port authority"]],
        ),
    )

    assert texts(read) == [
        "Languages and tools\tPython, Fortran, tide tables, sextants and theodolites",
        "Licences\tDiving, radio and crane licences of the port authority",
    ]


def test_a_datum_on_two_lines_stays_in_its_row(tmp_path: Path) -> None:
    read = docx(
        tmp_path / "cv.docx",
        table([["B.Sc."], ["University", "of the Delta"], ["2015"]], [["School"], ["Harbour School"], ["2011"]]),
    )

    assert texts(read) == ["B.Sc.\tUniversity of the Delta\t2015", "School\tHarbour School\t2011"]


def test_dates_beside_what_they_date_are_kept_level_by_blank_lines(tmp_path: Path) -> None:
    jobs = ["Engineer", "Harbour Works", "Built two quays", "", "Surveyor", "Delta"]
    read = docx(tmp_path / "cv.docx", table([jobs, ["2019 - 2023", "", "", "", "2015 - 2019"]]))

    assert texts(read) == [
        "Engineer\t2019 - 2023",
        "Harbour Works",
        "Built two quays",
        "Surveyor\t2015 - 2019",
        "Delta",
    ]


def test_as_many_dates_as_lines_belong_to_them_one_by_one(tmp_path: Path) -> None:
    names = ["Certificate of surveying", "Licence to dive", "First aid", "Radio licence", "Crane licence"]
    years = [f"0{number}.201{number}" for number in range(1, 6)]
    read = docx(tmp_path / "cv.docx", table([years, names]))

    assert texts(read) == [f"{year}\t{name}" for year, name in zip(years, names, strict=True)]


def test_an_odt_keeps_them_level_too(tmp_path: Path) -> None:
    left = "<text:p>Engineer</text:p><text:p>Harbour Works</text:p><text:p>Surveyor</text:p>"
    right = "<text:p>2019 - 2023</text:p><text:p/><text:p>2015 - 2019</text:p>"
    cells = f"<table:table-cell>{left}</table:table-cell><table:table-cell>{right}</table:table-cell>"

    read = odt(tmp_path / "cv.odt", f"<table:table><table:table-row>{cells}</table:table-row></table:table>")

    assert texts(read) == ["Engineer\t2019 - 2023", "Harbour Works", "Surveyor\t2015 - 2019"]


def test_two_columns_of_a_page_are_no_rows(tmp_path: Path) -> None:
    left = ["Skills", "Tides", "Maps", "Surveying", "Diving", "Drawing"]
    right = ["Experience", "Engineer since 2019", "Harbour Works", "Surveyor until 2019", "Delta", "Breda"]

    assert texts(docx(tmp_path / "cv.docx", table([left, right]))) == [*left, *right]


def box(x: int, y: int, width: int, height: int, text: str) -> str:
    """A text box at a place on the page, in points."""
    emu = 12_700
    wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return (
        f'<w:r><w:drawing><wp:anchor xmlns:wp="{wp}">'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x * emu}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y * emu}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width * emu}" cy="{height * emu}"/>'
        f"<wps:wsp><wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></w:r>"
    )


def test_text_boxes_are_read_by_where_they_stand(tmp_path: Path) -> None:
    boxes = [
        box(200, 200, 350, 100, "Engineer at Harbour Works"),
        box(20, 120, 150, 60, "Contact"),
        box(200, 120, 350, 60, "Experience"),
        box(20, 200, 150, 100, "ada@example.com"),
        box(100, 20, 350, 60, "Ada Lovelace"),
    ]

    read = docx(tmp_path / "cv.docx", "".join(f"<w:p>{one}</w:p>" for one in boxes) + p("Last words"))

    assert texts(read) == [
        "Ada Lovelace",
        "Contact",
        "ada@example.com",
        "Experience",
        "Engineer at Harbour Works",
        "Last words",
    ]


def test_labels_in_boxes_are_read_row_by_row(tmp_path: Path) -> None:
    boxes = [
        box(20, 100, 100, 20, "2019"),
        box(20, 200, 100, 20, "2015"),
        box(200, 100, 300, 80, "Engineer"),
        box(200, 200, 300, 80, "Surveyor"),
    ]

    read = docx(tmp_path / "cv.docx", "".join(f"<w:p>{one}</w:p>" for one in boxes))

    assert texts(read) == ["2019", "Engineer", "2015", "Surveyor"]


def test_a_sign_of_an_emoji_font_is_a_bullet(tmp_path: Path) -> None:
    read = written(tmp_path / "cv.txt", "Experience\n✅ Built two quays\n☑️ Measured tides\n📞 555 0134\n")

    assert [(line.text, line.role) for line in read.lines] == [
        ("Experience", ""),
        ("Built two quays", "bullet"),
        ("Measured tides", "bullet"),
        ("📞 555 0134", ""),
    ]


def test_a_line_that_nobody_writes_comes_in_parts_and_whole(tmp_path: Path) -> None:
    words = "quay tide map " * 2_000

    read = written(tmp_path / "cv.txt", f"Ada Lovelace\n{words}\n")

    assert max(len(line.text) for line in read.lines) <= 2_000
    assert " ".join(texts(read)[1:]).split() == words.split()
