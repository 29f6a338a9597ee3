"""Skills, languages, interests: what is a list however it is set."""

from typing import Any

import pytest

from tests.analysis.structure.rules.build import read

HEADER = "# Jane Doe\njane@example.com\n\n"


def section(heading: str, text: str, key: str) -> list[dict[str, Any]]:
    found = read(f"{HEADER}# {heading}\n{text}").get(key, [])
    assert isinstance(found, list)
    return found


def skills(text: str) -> list[dict[str, Any]]:
    return section("Skills", text, "skills")


GROUPS = [{"name": "Code", "keywords": ["Go", "C++"]}, {"name": "Tools", "keywords": ["Git", "Docker"]}]


@pytest.mark.parametrize(
    "text",
    [
        "Code: Go, C++\nTools: Git, Docker",
        "- **Code:** Go; C++\n- **Tools:** Git; Docker",
        "**Code**\tGo, C++\n**Tools**\tGit, Docker",
        "**Code**\nGo\tC++\n**Tools**\nGit\tDocker",
        "**Code**\n- Go\n- C++\n**Tools**\n- Git\n- Docker",
        "Code\n- Go\n- C++\nTools\n- Git\n- Docker",
        "## Code\nGo · C++\n## Tools\nGit · Docker",
    ],
)
def test_groups_keep_their_keywords(text: str) -> None:
    assert skills(text) == GROUPS


def test_a_plain_list_is_one_group() -> None:
    assert skills("Go, C++, SQL (advanced), Docker") == [{"keywords": ["Go", "C++", "SQL", "Docker"]}]


def test_commas_in_brackets_and_numbers_part_nothing() -> None:
    assert skills("Cloud (AWS, GCP), HTML 5, 1,000 m running")[0]["keywords"] == [
        "Cloud (AWS, GCP)",
        "HTML 5",
        "1,000 m running",
    ]


def test_levels_are_no_keywords() -> None:
    assert skills("**JavaScript**\nMaster\n**React**\nIntermediate") == [
        {"name": "JavaScript", "level": "Master"},
        {"name": "React", "level": "Intermediate"},
    ]


def test_languages_as_a_group_of_skills_open_no_section() -> None:
    found = read(HEADER + "# Skills\n**Languages**: Go, Java\n**Databases**: Redis\n# Languages\nEnglish (Native)")
    assert [group["name"] for group in found["skills"]] == ["Languages", "Databases"]  # type: ignore[attr-defined]
    assert found["languages"] == [{"language": "English", "fluency": "Native"}]


@pytest.mark.parametrize(
    "text",
    [
        "English: Native\nGerman: B2",
        "English (Native), German (B2)",
        "English — Native German — B2",
        "English\nNative\nGerman\nB2",
        "English\tGerman\nNative\tB2",
        "- **English**: Native\n- **German**: B2",
        "Native English; B2 German",
    ],
)
def test_languages_keep_their_fluency(text: str) -> None:
    assert section("Languages", text, "languages") == [
        {"language": "English", "fluency": "Native"},
        {"language": "German", "fluency": "B2"},
    ]


def test_languages_are_known_by_their_names_in_other_languages() -> None:
    found = section("Sprachen", "Deutsch: Muttersprache\nEnglisch verhandlungssicher\nFranzösisch", "languages")
    assert [each["language"] for each in found] == ["Deutsch", "Englisch", "Französisch"]


def test_interests_are_names_with_their_keywords() -> None:
    assert section("Interests", "Hiking, Chess", "interests") == [{"name": "Hiking"}, {"name": "Chess"}]
    assert section("Interests", "Music: jazz, blues", "interests") == [{"name": "Music", "keywords": ["jazz", "blues"]}]


def test_a_list_set_in_square_brackets_is_a_list() -> None:
    assert section("Skills", "[ Go / Rust / SQL ]", "skills") == [{"keywords": ["Go", "Rust", "SQL"]}]
    spoken = section("Languages", "[ Persian: Native / English: C1 ]", "languages")
    assert [language["language"] for language in spoken] == ["Persian", "English"]


def test_a_summary_that_is_a_list_is_the_skills_that_are_missing() -> None:
    text = "Operations\n- Inventory control\n- Forklift\nSystems\n- GCSS-Army\n- SAP EWM"
    assert section("Summary of Qualifications", text, "skills") == [
        {"name": "Operations", "keywords": ["Inventory control", "Forklift"]},
        {"name": "Systems", "keywords": ["GCSS-Army", "SAP EWM"]},
    ]
