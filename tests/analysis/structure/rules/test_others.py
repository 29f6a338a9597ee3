"""Certificates, awards, publications, projects, volunteer work, references."""

from typing import Any

import pytest

from tests.analysis.structure.rules.build import read


def section(heading: str, text: str, key: str) -> list[dict[str, Any]]:
    found = read(f"# Jane Doe\njane@example.com\n\n# {heading}\n{text}").get(key, [])
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "**OSCP**\nOffensive Security\n2019-05",
        "- OSCP, Offensive Security, May 2019",
        "**OSCP** — Offensive Security\tMay 2019",
        "OSCP | Offensive Security | 05/2019",
        "**OSCP**\tMay 2019\nIssued by Offensive Security",
    ],
)
def test_a_certificate_has_a_name_an_issuer_and_a_date(text: str) -> None:
    assert section("Certificates", text, "certificates") == [
        {"name": "OSCP", "issuer": "Offensive Security", "date": "2019-05"}
    ]


def test_each_item_of_a_list_is_a_certificate() -> None:
    found = section("Certifications", "- AWS Certified Developer (2021)\n- PMP\n- Scrum Master, 2019", "certificates")
    assert [each["name"] for each in found] == ["AWS Certified Developer", "PMP", "Scrum Master"]


def test_a_year_in_a_name_or_a_sentence_begins_no_award() -> None:
    found = section(
        "Awards", "**Hackathon Winner**\tAug 2022\nTechConf 2022\nFirst place for an accessible tool.", "awards"
    )
    assert [each["title"] for each in found] == ["Hackathon Winner"]
    assert found[0]["date"] == "2022-08"


def test_a_citation_is_taken_apart() -> None:
    [paper] = section("Publications", "Doe J, Roe R. A study of things. Journal of Things. 2019.", "publications")
    assert (paper["name"], paper["releaseDate"]) == ("A study of things", "2019")


def test_a_project_has_a_name_and_a_description() -> None:
    text = "**Foo** (https://github.com/jane/foo) — A tool for bars.\n**Baz**: Another tool."
    assert section("Projects", text, "projects") == [
        {"name": "Foo", "url": "https://github.com/jane/foo", "description": "A tool for bars."},
        {"name": "Baz", "description": "Another tool."},
    ]


def test_projects_without_dates_are_parted_by_their_lists() -> None:
    text = (
        "Cat Chat\nA chat for cats.\nJun 2019 – Jul 2019\n- Emojis.\nNacho Tracker\n"
        "Finds nachos wherever they are.\n- Maps."
    )
    assert [each["name"] for each in section("Projects", text, "projects")] == ["Cat Chat", "Nacho Tracker"]


def test_volunteer_work_names_an_organisation() -> None:
    [found] = section("Volunteer Experience", "**Coach**\t2015 – 2020\nYouth Hockey Club\n- Helped.", "volunteer")
    assert (found["organization"], found["position"], found["endDate"]) == ("Youth Hockey Club", "Coach", "2020")


def test_references_on_request_are_none() -> None:
    assert section("References", "Available upon request.", "references") == []


def test_the_numbers_of_a_list_begin_its_entries() -> None:
    papers = section(
        "Publications",
        "1. Jane Doe. “Emergent photons in a diluted lattice”. Physical Review B,\n2021.\n"
        "2. Jane Doe. “Order by disorder on the maple leaf”. SciPost Physics, 2019.\n",
        "publications",
    )
    assert [paper["name"] for paper in papers] == [
        "Emergent photons in a diluted lattice",
        "Order by disorder on the maple leaf",
    ]


def test_the_last_comma_before_a_date_in_brackets_parts_the_giver() -> None:
    found = section("Certificates", "Staplerschein, WIFI Salzburg (2019)", "certificates")
    assert found == [{"name": "Staplerschein", "issuer": "WIFI Salzburg", "date": "2019"}]
