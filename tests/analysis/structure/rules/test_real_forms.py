"""Forms that real documents have: each was misread once."""

from typing import Any

import pytest

from analysis.lexicon.headings import is_document_title
from analysis.structure.rules.fields.degrees import split_degree
from analysis.structure.rules.fields.languages import is_language
from analysis.structure.rules.fields.names import looks_like_name
from analysis.structure.rules.fields.skills import split_keywords
from tests.analysis.structure.rules.build import read


def under(heading: str, *rows: str) -> dict[str, Any]:
    """What a résumé with this one section comes to."""
    return read(f"# Jane Doe\njane@example.com\n\n# {heading}\n" + "\n".join(rows))


def names(found: Any, field: str = "name") -> list[Any]:
    return [entry.get(field) for entry in found or []]


@pytest.mark.parametrize(
    ("text", "kind", "area"),
    [
        ("Master of Science Astronomy", "Master of Science", "Astronomy"),
        ("Bachelor of Business Administration Marketing", "Bachelor of Business Administration", "Marketing"),
        ("Bachelor of Technology (Hons) Textiles", "Bachelor of Technology (Hons)", "Textiles"),
        ("Master of Science in Astronomy", "Master of Science", "Astronomy"),
    ],
)
def test_a_degrees_full_name_ends_where_the_field_begins(text: str, kind: str, area: str) -> None:
    assert split_degree(text) == (kind, area)


def test_a_degree_below_another_was_taken_at_the_same_school() -> None:
    found = under(
        "Education",
        "**Tartu University**\tTartu",
        "M.Sc. in Botany\t2015 – 2017",
        "B.Sc. in Biology\t2012 – 2015",
    )
    assert names(found["education"], "institution") == ["Tartu University", "Tartu University"]
    assert names(found["education"], "studyType") == ["M.Sc.", "B.Sc."]


def test_a_degree_among_the_qualifications_is_the_education() -> None:
    found = under(
        "Professional Qualifications",
        "BSc Mathematics: University of Fernhill",
        "Cisco Certified Network Associate",
    )
    assert names(found["education"], "institution") == ["University of Fernhill"]
    assert names(found["certificates"]) == ["Cisco Certified Network Associate"]


def test_dates_behind_the_coursework_are_the_studys() -> None:
    found = under("Education", "BSc Physics, University of Leeds", "Coursework: Optics, Acoustics. Sep 2015 – Jun 2018")
    (study,) = found["education"]
    assert (study["startDate"], study["endDate"]) == ("2015-09", "2018-06")


def test_a_certificates_last_word_on_a_row_of_its_own_belongs_to_it() -> None:
    found = under("Certifications", "Certified Lifting Operations Planner", "Forklift Operator", "Certificate")
    assert names(found["certificates"]) == ["Certified Lifting Operations Planner", "Forklift Operator Certificate"]


def test_groups_of_other_things_among_the_skills_are_not_skills() -> None:
    found = under("Technical Skills", "Tools: Excel, SQL", "Interests: Chess, Sailing", "Awards: Best Baker 2020")
    assert names(found["interests"]) == ["Chess", "Sailing"]
    assert names(found["awards"], "title") == ["Best Baker 2020"]
    assert names(found["skills"]) == ["Tools"]


def test_the_last_of_several_languages_stands_behind_an_and() -> None:
    found = under(
        "Skills",
        "Tools: SQL, Excel",
        "Natural languages: Dutch (native), French (basic) and Mandarin Chinese (beginner).",
    )
    assert names(found["languages"], "language") == ["Dutch", "French", "Mandarin Chinese"]


def test_what_one_does_with_a_language_is_no_language() -> None:
    found = under(
        "Idiomas",
        "**Inglês**",
        "Conversação: Básico",
        "Escrita: Básico",
        "**Espanhol**",
        "Leitura: Avançado",
    )
    assert names(found["languages"], "language") == ["Inglês", "Espanhol"]


@pytest.mark.parametrize("name", ["العربية", "עברית", "ελληνικά", "हिन्दी", "فارسی", "Tiếng Việt"])
def test_languages_are_known_in_their_own_script(name: str) -> None:
    assert is_language(name)


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("Blender | Podstawowy", ["Blender"]),
        ("إكسل، ساب", ["إكسل", "ساب"]),
        ("SQL (10+ years), planning (Less than 1 year)", ["SQL", "planning"]),
    ],
)
def test_levels_and_commas_of_all_makes_part_skills(text: str, keywords: list[str]) -> None:
    assert split_keywords(text) == keywords


@pytest.mark.parametrize("label", ["氏 名", "氏名", "姓 名", "お名前"])
def test_a_label_without_a_colon_is_no_part_of_a_name(label: str) -> None:
    found = read(f"履 歴 書\n{label} 佐藤 太郎\n\n# 職務要約\n大学卒業後、開発業務を担当しました。")
    assert found["basics"]["name"] == "佐藤 太郎"  # type: ignore[index]


def test_a_name_may_be_given_in_a_second_script() -> None:
    assert looks_like_name("Lin Zhao (赵琳)")
    assert not looks_like_name("Planner (计划)")


@pytest.mark.parametrize("title", ["Functional Resume Sample", "CV Template", "Chronological Resume Example"])
def test_what_a_template_says_of_itself_is_no_name(title: str) -> None:
    assert is_document_title(title)


def test_where_somebody_is_based_goes_before_remote() -> None:
    found = read("# Jane Doe\nRemote / Freelance – Based in Lisbon, Portugal\njane@example.com\n\n# Skills\nSQL")
    assert found["basics"]["location"]["city"] == "Lisbon"  # type: ignore[index]


def test_skills_in_the_last_row_are_no_job() -> None:
    jobs = "Baker, Crust Ltd (2016 – Present)\nCook, Stove Inc (2014 – 2016)"
    found = read(f"**Jane Doe**\nLeeds | jane@example.com\nExperience:\n{jobs}\nSkills: Bread, Cakes")
    assert names(found["work"]) == ["Crust Ltd", "Stove Inc"]
    assert found["skills"][0]["keywords"] == ["Bread", "Cakes"]  # type: ignore[index]


def test_a_project_without_a_date_stands_above_one_with() -> None:
    found = under(
        "Projects",
        "**Dockyard**",
        "Creator",
        "- Tool for loading bays.",
        "**Tide Forecast**\t2022",
        "Creator",
        "- Predicts tides.",
    )
    assert names(found["projects"]) == ["Dockyard", "Tide Forecast"]


def test_a_small_letter_and_a_span_in_brackets_open_a_project() -> None:
    found = under(
        "Projects",
        "Barter, Next.js, SQL, Vercel (2024-09 – 2025-05)",
        "A market for students.",
        "- Deployed to many students",
        "tide-viz, WebGL, JavaScript, Vision (2024-01 – 2024-03)",
        "A picture of tides.",
        "- Has stars",
    )
    assert names(found["projects"]) == ["Barter", "tide-viz"]
