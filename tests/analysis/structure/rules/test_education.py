"""Studies in the orders that they are written in."""

from typing import Any

import pytest

from analysis.structure.rules.fields.degrees import split_degree
from tests.analysis.structure.rules.build import read

HEADER = "# Jane Doe\njane@example.com\n\n# Education\n"


def studies(text: str) -> list[dict[str, Any]]:
    found = read(HEADER + text).get("education", [])
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "area"),
    [
        ("BSc in Physics", "BSc", "Physics"),
        ("BSc, Physics", "BSc", "Physics"),
        ("BSc Physics", "BSc", "Physics"),
        ("Bachelor of Science in Computer Science", "Bachelor of Science", "Computer Science"),
        ("Master of Arts - History", "Master of Arts", "History"),
        ("Licence professionnelle, Métiers de la gestion", "Licence professionnelle", "Métiers de la gestion"),
        ("Diplom-Ingenieur in Maschinenbau", "Diplom-Ingenieur", "Maschinenbau"),
        ("Grado en Publicidad", "Grado", "Publicidad"),
        ("软件工程 学士", "学士", "软件工程"),
        ("Abitur", "Abitur", None),
    ],
)
def test_degree_and_field_are_told_apart(text: str, kind: str, area: str | None) -> None:
    assert split_degree(text) == (kind, area)


@pytest.mark.parametrize(
    "text",
    [
        "**University of Leeds**\t2010 – 2014\nBSc in Physics",
        "BSc in Physics\t2010 – 2014\n**University of Leeds**",
        "BSc in Physics, University of Leeds (2010 – 2014)",
        "University of Leeds — BSc in Physics, 2010–2014",
        "2010 – 2014\tBSc Physics at University of Leeds",
        "University of Leeds, Physics\nBSc\n2010 – 2014",
        "Institution: University of Leeds\nDegree: BSc\nMajor: Physics\nYears: 2010 – 2014",
    ],
)
def test_institution_degree_field_and_dates_in_any_order(text: str) -> None:
    [study] = studies(text)
    assert (study["institution"], study["studyType"], study["area"]) == ("University of Leeds", "BSc", "Physics")
    assert (study["startDate"], study["endDate"]) == ("2010", "2014")


def test_german_studies_at_a_university() -> None:
    [study] = studies("10/2008 – 07/2012\tStudium der Informatik (B.Sc.) an der TU München, Note: 1,7")
    assert (study["institution"], study["studyType"], study["area"]) == ("TU München", "B.Sc.", "Informatik")
    assert (study["score"], study["startDate"], study["endDate"]) == ("1,7", "2008-10", "2012-07")


def test_a_single_date_of_a_study_is_its_end() -> None:
    [study] = studies("**Cornell University**\nBA in History\nMay 2008")
    assert study["endDate"] == "2008-05"
    assert "startDate" not in study


def test_a_start_and_an_end_below_each_other_are_one_range() -> None:
    [study] = studies("2013\n2015\n**Ohio Valley State University**\nBachelor of Science\nNursing")
    assert (study["startDate"], study["endDate"], study["area"]) == ("2013", "2015", "Nursing")


def test_grades_and_courses_are_no_fields() -> None:
    [study] = studies("**Cornell University**\t2005 – 2008\nBSc Physics\nGPA: 3.8\nCourses: Optics, Mechanics")
    assert (study["score"], study["courses"], study["area"]) == ("3.8", ["Optics", "Mechanics"], "Physics")


def test_the_field_in_brackets_of_a_place_stays_with_the_institution() -> None:
    [study] = studies("**University of California, Berkeley**\t2013 – 2017\nBachelor in Computer Science")
    assert study["institution"].startswith("University of California")
    assert study["area"] == "Computer Science"


def test_a_full_stop_after_a_degree_ends_no_sentence() -> None:
    found = read(
        "# Jane Doe\njane@example.com\n# Education\n**MACALESTER COLLEGE**\n"
        "Bachelor of Arts, Environmental Science.\tSep 2022 - May 2026\n"
        "**HARDING HIGH SCHOOL**\nHigh School Diploma.\tSep 2018 - June 2022\n"
    )["education"]
    assert found == [
        {
            "institution": "MACALESTER COLLEGE",
            "area": "Environmental Science",
            "studyType": "Bachelor of Arts",
            "startDate": "2022-09",
            "endDate": "2026-05",
        },
        {
            "institution": "HARDING HIGH SCHOOL",
            "studyType": "High School Diploma",
            "startDate": "2018-09",
            "endDate": "2022-06",
        },
    ]


def test_the_outer_separator_parts_the_school_from_the_degree() -> None:
    found = studies("2010 – 2015\nBacharelado, Engenharia Sanitária - Universidade Federal de Santa Catarina\n")
    assert found[0]["institution"] == "Universidade Federal de Santa Catarina"
    assert (found[0]["studyType"], found[0]["area"]) == ("Bacharelado", "Engenharia Sanitária")
