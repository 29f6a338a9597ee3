"""How entries of real résumés are built: one kind of fault a test, each on a document of its own making."""

from typing import Any

import pytest

from tests.analysis.structure.rules.build import read

HEADER = "# Jane Roe\n\njane@example.org | 030 1234567\n\n"


def _jobs(text: str, *, geometry: bool = False) -> list[tuple[str | None, str | None]]:
    jobs: Any = read(HEADER + text, geometry=geometry).get("work", [])
    return [(job.get("position"), job.get("name")) for job in jobs]


def _studies(text: str) -> list[tuple[str | None, str | None, str | None]]:
    studies: Any = read(HEADER + text).get("education", [])
    return [(study.get("studyType"), study.get("area"), study.get("institution")) for study in studies]


def test_a_short_sentence_is_the_text_of_an_entry() -> None:
    found = _jobs(
        "# Experience\nMill Ltd\tLeeds\nHead Baker\tJan 2019 – Present\nBakes bread.\n"
        "Baker\tMar 2015 – Dec 2018\nSifts flour.\nOven Inc.\tYork\nApprentice\tJun 2012 – Feb 2015\nSweeps floors."
    )
    assert found == [("Head Baker", "Mill Ltd"), ("Baker", "Mill Ltd"), ("Apprentice", "Oven Inc.")]


def test_two_positions_with_their_dates_on_one_row_are_two_jobs() -> None:
    found = _jobs("# Experience\nMill Ltd, Leeds\nManager (2019 – present), Engineer (2015 – 2019)\n- Led nine people.")
    assert found == [("Manager", "Mill Ltd"), ("Engineer", "Mill Ltd")]


def test_a_bullet_that_names_a_position_beside_its_date_heads_a_job() -> None:
    found = _jobs(
        "# Experience\nMill Engineering Ltd, Leeds, UK\n- Project Officer\tOct 2007 – Jan 2008\n  - Wrote the plan.\n"
        "Oven Institute, York, UK\n- Research Assistant\tMay 2004 – May 2005\n  - Ran the tests."
    )
    assert found == [("Project Officer", "Mill Engineering Ltd"), ("Research Assistant", "Oven Institute")]


def test_the_kind_of_a_contract_is_no_position() -> None:
    found = _jobs(
        "# Experience\n**Full Time**\nMill Ltd\tMar 2019 – Present\nPlanner\tLeeds\n- Plans.\n"
        "**Part Time**\nOven Inc.\tJun 2015 – Feb 2019\nClerk\tYork\n- Files."
    )
    assert found == [("Planner", "Mill Ltd"), ("Clerk", "Oven Inc.")]


def test_a_label_with_a_colon_begins_no_entry() -> None:
    found = _jobs(
        "# Experience\nMill Ltd\tMar 2019 – Present\nPlanner\tLeeds\n- Plans.\n**Machines we run:**\n- Mixer\n"
        "Oven Inc.\tJun 2015 – Feb 2019\nClerk\tYork\n- Files.\n**Machines we run:**\n- Kiln"
    )
    assert found == [("Planner", "Mill Ltd"), ("Clerk", "Oven Inc.")]


def test_a_table_with_a_header_row_says_what_its_cells_are() -> None:
    found: Any = read(
        HEADER
        + "# Work experience\nEmployer\tDesignation\tFrom\tTo\nMill\tTaster\tMar 2019\tTill date\n"
        + "Oven\tSweep\tAug 2015\tFeb 2019\n\n# Education\nDegree\tUniversity / Board\tYear of passing\tPercentage\n"
        + "M.Sc. Chemistry\tUppsala\t2015\t78%\nHSC\tState Board\t2009\t88%"
    )
    assert [(job["position"], job["name"]) for job in found["work"]] == [("Taster", "Mill"), ("Sweep", "Oven")]
    assert found["work"][1]["startDate"] == "2015-08"
    assert found["work"][1]["endDate"] == "2019-02"
    assert [(study["institution"], study["score"]) for study in found["education"]] == [
        ("Uppsala", "78%"),
        ("State Board", "88%"),
    ]


@pytest.mark.parametrize(
    ("head", "job"),
    [
        ("Jardinera en Huerto Vivo", ("Jardinera", "Huerto Vivo")),
        ("Chefredakteurin bei der Morgenpost", ("Chefredakteurin", "Morgenpost")),
        ("Mill Bakery, New Orleans, LA, Head Baker", ("Head Baker", "Mill Bakery")),
    ],
)
def test_position_and_employer_on_one_row(head: str, job: tuple[str, str]) -> None:
    other = "Cocinera en Olla Grande" if " en " in head else head
    assert _jobs(f"# Experience\n{head}\nMay 2018 – June 2019\n- Worked.\n{other}\n2015 – 2017\n- Too.")[0] == job


def test_a_speciality_after_a_preposition_is_no_employer() -> None:
    assert _jobs("# Experience\nMolino S.A.\n**Especialista en Derecho Laboral**\n2018 – 2019\n- Trabajó.") == [
        ("Especialista en Derecho Laboral", "Molino S.A.")
    ]


def test_a_position_keeps_what_follows_its_comma_unless_that_is_an_employer_or_a_place() -> None:
    found = _jobs(
        "# Experience\n**Mill Ltd**\nDirector, Security Services\n2018 – 2019\n- Led.\n"
        "**Campus Living**\nAdvisor, The University of Tulsa\n2015 – 2017\n- Advised."
    )
    assert found == [("Director, Security Services", "Mill Ltd"), ("Advisor", "Campus Living")]


def test_dates_below_some_titles_and_beside_others() -> None:
    found = _jobs(
        "# Experience\n**Star Ltd\tOct 2010 - Present**\n**Fund Controller**\n- Reviews\n**Orchid Capital Ltd**\n"
        "**Finance Manager**\n**Period: 2004 – 2005**\n**Lotus Systems Pte Ltd**\n**Accountant**\n"
        "**Period: 2000 – 2004**"
    )
    assert found == [
        ("Fund Controller", "Star Ltd"),
        ("Finance Manager", "Orchid Capital Ltd"),
        ("Accountant", "Lotus Systems Pte Ltd"),
    ]


def test_jobs_that_follow_the_header_without_a_heading() -> None:
    found: Any = read(
        "# Jane Roe\n\nLeeds | 030 1234567 | jane@example.org\nCareful tester who likes to travel.\n"
        "**QA Engineer, Mill Corporation, Leeds (2019 - 2024)**\n- Wrote tests.\n"
        "**Test Analyst, Oven Ltd, York (2015 - 2019)**\n- Ran tests.\n\n"
        "# Education\nUniversity of Leeds\nBSc, 2011 - 2015"
    )
    assert [(job["position"], job["name"]) for job in found["work"]] == [
        ("QA Engineer", "Mill Corporation"),
        ("Test Analyst", "Oven Ltd"),
    ]
    assert found["basics"]["summary"] == "Careful tester who likes to travel."


def test_a_study_without_a_date_beside_one_with_a_date() -> None:
    found = _studies(
        "# Education\nTaster Program: How Bread Rises\t2023\nNorthfield Baking\n\n"
        "**Bachelor of Technology in Food Science**\nRiverside Institute of Technology"
    )
    assert [study[2] for study in found] == ["Northfield Baking", "Riverside Institute of Technology"]


def test_heads_written_as_sentences_after_their_years() -> None:
    found = _studies(
        "# Education\n1998\tPh.D. Chemistry, University of Leeds, Leeds, United Kingdom.\n"
        "1991–1993\tM.Sc. Chemistry, University of York, York, United Kingdom."
    )
    assert [(study[0], study[2]) for study in found] == [
        ("Ph.D.", "University of Leeds"),
        ("M.Sc.", "University of York"),
    ]


def test_two_grades_in_one_row_are_no_field_of_study() -> None:
    found: Any = read(HEADER + "# Education\nUniversity of Leeds\tMay 2024\nB.S. in Physics, cum laude, GPA: 3.72/4.00")
    study = found["education"][0]
    assert (study["studyType"], study["area"], study["score"]) == ("B.S.", "Physics", "3.72/4.00")
