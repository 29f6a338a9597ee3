"""Each line of a document is in a field, is furniture, or is said to be in none."""

from typing import Any

import pytest

from analysis.document import Box, Document, Line, Page, Span
from analysis.structure.placement import place
from analysis.structure.placement.placement import Placement

RESUME: dict[str, Any] = {
    "basics": {"name": "Ada Lovelace", "email": "ada@example.org", "phone": "+44 20 7946 0018"},
    "work": [
        {
            "name": "Engines Ltd",
            "position": "Analyst",
            "startDate": "2019-04",
            "endDate": "2021-06",
            "highlights": ["Wrote the first programme for a machine that nobody had built yet."],
        }
    ],
    "skills": [{"name": "Python", "level": "expert"}],
}


def document(*texts: str) -> Document:
    return Document("text", [Page(1, lines=[Line([Span(text)]) for text in texts])])


def placed(*texts: str, resume: dict[str, Any] = RESUME) -> Placement:
    return place(document(*texts), resume, {})


def rests(placement: Placement) -> list[str]:
    return [line.rest for line in placement.unplaced]


def test_a_document_of_which_all_was_read_is_placed_whole() -> None:
    placement = placed(
        "ADA LOVELACE",
        "Phone: +44 (0)20 7946-0018 | ada@example.org",
        "Work Experience",
        "Analyst at Engines Ltd",
        "April 2019 – June 2021 (2 yrs 3 mos)",
        "• Wrote the first programme for a ma-",
        "chine that nobody had built yet.",
        "Python (expert)",
        "Page 1 of 1",
    )
    assert rests(placement) == []
    assert placement.share == 1.0


def test_a_line_that_no_field_took_is_unplaced_with_the_entry_that_it_stands_beside() -> None:
    placement = placed("Ada Lovelace", "Analyst, Engines Ltd", "Kept bees on the roof of the office.")
    assert [(line.line, line.rest, line.near, line.is_whole) for line in placement.unplaced] == [
        (2, "Kept bees on the roof of the office.", "work/0", True)
    ]
    assert placement.share == pytest.approx(1 - 29 / 57, abs=0.01)


def test_a_line_that_was_taken_in_part_says_what_is_left_of_it() -> None:
    placement = placed("Analyst, Engines Ltd, Department of Difference Engines")
    assert [(line.rest, line.is_whole) for line in placement.unplaced] == [("Department of Difference Engines", False)]


@pytest.mark.parametrize(
    "line",
    [
        "Curriculum Vitae",
        "2/3",
        "Seite 1 von 2",
        "Last updated in Nov 2024",
        "E-mail",
        "Education",
        "———",
        "Made with LaTeX",
    ],
)
def test_furniture_is_neither_placed_nor_missing(line: str) -> None:
    assert placed("Ada Lovelace", line).to_json() == placed("Ada Lovelace").to_json()


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Apr. 2019 to June 2021", []),
        ("04/2019 - 06/2021", []),
        ("2011 – 2013", ["2011 2013"]),
        ("Level: 80 %", []),
    ],
)
def test_dates_count_as_placed_where_the_profile_has_them(line: str, rest: list[str]) -> None:
    assert rests(placed(f"Analyst {line}")) == rest


def test_a_short_value_takes_no_letters_out_of_a_sentence() -> None:
    """Python is a skill; the sentence that tells of it is in no field."""
    sentence = "Taught pythonic habits to two hundred apprentices in the north"
    assert rests(placed(sentence, "Python")) == [sentence]


def test_the_name_on_each_page_is_said_once() -> None:
    pages = [Page(1, lines=[Line([Span("Ada Lovelace")])]), Page(2, lines=[Line([Span("Ada Lovelace – 2/2")], page=2)])]
    assert rests(place(Document("pdf", pages), RESUME, {})) == []


def test_a_value_is_looked_for_where_it_was_read() -> None:
    """The label says Analyst, and so does a job that nobody found: the job is the one that is missing."""
    lines = [Line([Span("Analyst", box=Box(10, top, 90, top + 10))], page=1) for top in (100.0, 300.0)]
    evidence = {"/basics/label": {"confidence": 0.9, "page": 1, "box": [10, 300, 90, 310]}}
    placement = place(Document("pdf", [Page(1, lines=lines)]), {"basics": {"label": "Analyst"}}, evidence)
    assert [(line.line, line.box) for line in placement.unplaced] == [(0, [10, 100.0, 90, 110.0])]


def test_a_section_that_a_heading_announces_and_nothing_is_in_is_named() -> None:
    lines = [Line([Span("Ada Lovelace")]), Line([Span("Certificates")], role="heading"), Line([Span("First aid")])]
    placement = place(Document("docx", [Page(1, lines=lines)]), RESUME, {})
    assert placement.empty == ["certificates"]
    assert rests(placement) == ["First aid"]


def test_chinese_is_placed_without_spaces_between_words() -> None:
    resume = {"basics": {"name": "林子墨"}, "work": [{"name": "上海科技有限公司", "position": "软件工程师"}]}
    placement = placed("林 子墨", "上海科技有限公司 软件工程师", "负责新员工培训", resume=resume)
    assert rests(placement) == ["负责新员工培训"]


def test_what_is_said_does_not_depend_on_the_documents_length() -> None:
    """A thousand lines of one word are no thousand times a thousand steps."""
    placement = placed(*["Analyst"] * 2000)
    assert len(placement.unplaced) < 2000
    assert len(placement.to_json()["unplaced"]) <= 300
