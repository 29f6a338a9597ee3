"""Where sections begin."""

import pytest

from analysis.structure.rules import structure
from tests.analysis.structure.rules.build import document, read

HEADER = "# Jane Doe\njane@example.com\n\n"


def test_a_label_inside_an_entry_opens_no_section() -> None:
    found = read(HEADER + "# Work\n## Engineer\nAcme Inc.\n2016 – 2019\n### Projects\n- Built it.\n# Skills\nGo, C")
    assert "projects" not in found
    assert found["work"][0]["highlights"] == ["Built it."]  # type: ignore[index]


def test_an_unknown_heading_ends_the_section_above() -> None:
    found = read(HEADER + "# Skills\nGo, C\n# Fun Facts\nI once met a bear, twice.\n# Languages\nEnglish")
    assert found["skills"] == [{"keywords": ["Go", "C"]}]


def test_a_section_with_an_unknown_heading_is_known_by_its_content() -> None:
    found = read(
        HEADER
        + "# Skills\nGo, C\n# Where I learned\n**University of Leeds**\t2010 – 2014\nBSc Physics\n# Languages\nEnglish"
    )
    assert found["education"][0]["institution"] == "University of Leeds"  # type: ignore[index]


def test_headings_in_a_column_beside_their_text() -> None:
    text = (
        "SUMMARY\tEngineer who likes small tools that last for years.\n"
        "EXPERIENCE\tEngineer, Acme Inc.\t2016 – 2019\nSKILLS\tGo, C\n"
        "LANGUAGES\tEnglish (Native), Igbo (Fluent)"
    )
    found = read("Jane Doe\njane@example.com\n" + text)
    assert found["work"][0]["name"] == "Acme Inc."  # type: ignore[index]
    assert [each["language"] for each in found["languages"]] == ["English", "Igbo"]  # type: ignore[attr-defined]


def test_a_heading_broken_in_two_lines_is_one() -> None:
    text = (
        "INFORMATIONS\nPERSONNELLES\nAurélie Lefèvre\naurelie@example.fr\nEXPÉRIENCE\nPROFESSIONNELLE\n"
        "Comptable, Acme SARL\t2016 – 2019\nLANGUES\nFrançais"
    )
    found = read(text, geometry=True)
    assert found["work"][0]["position"] == "Comptable"  # type: ignore[index]


def test_entry_titles_set_like_headings_are_no_sections() -> None:
    text = (
        "Jane Doe\njane@example.com\n# Work Experience\n# Prairie Distribution\n**Warehouse Associate**\n"
        "2020 – Present\n- Packs.\n# Sooner Grocers\n**Stock Clerk**\n2016 – 2020\n- Stocks.\n# Skills\n"
        "Forklift, Scanner"
    )
    assert [job["name"] for job in read(text)["work"]] == ["Prairie Distribution", "Sooner Grocers"]  # type: ignore[attr-defined]


def test_a_group_of_skills_set_larger_than_the_headings_is_no_section() -> None:
    text = """
SKILLS
**Languages**
Java, Go
**Tools**
Git, Docker
EXPERIENCE
Engineer, Acme Inc.\t2016 – 2019
EDUCATION
BSc Physics, University of Leeds\t2010 – 2014
LANGUAGES
English (Native)
"""
    found = read("Jane Doe\njane@example.com\n" + text)
    assert found["skills"] == [
        {"name": "Languages", "keywords": ["Java", "Go"]},
        {"name": "Tools", "keywords": ["Git", "Docker"]},
    ]
    assert found["languages"] == [{"language": "English", "fluency": "Native"}]


def test_a_heading_with_a_sign_before_it_is_no_item_of_a_list() -> None:
    sections = (("Experience", "Engineer, Acme Inc., 2016 – 2019"), ("Skills", "Go, C"), ("Languages", "English"))
    text = HEADER + "".join(f"\n# ★ {heading}\n{body}\n" for heading, body in sections)
    found = document(text, geometry=True)
    for line in found.lines:
        if line.size > 12 and line.text.startswith("★"):
            line.role, line.level = "bullet", 1

    profile = structure(found).resume.to_json()

    assert profile["skills"] == [{"keywords": ["Go", "C"]}]
    assert profile["work"][0]["name"] == "Acme Inc."
    assert profile["languages"] == [{"language": "English"}]


def test_headings_of_several_words_in_a_column_beside_their_text() -> None:
    found = read(
        "# Jane Doe\njane@example.com\n\nProfile\tEngineer who likes small tools that last for years.\n"
        "Experience\tEngineer, Acme Inc.\t2016 – 2019\n"
        "Education & Training\tBSc Physics, University of Leeds\t2010 – 2014\n"
        "Skills\tGo, C"
    )
    assert found["education"][0]["institution"] == "University of Leeds"  # type: ignore[index]


def test_a_heading_that_its_column_broke_beside_the_text_is_one() -> None:
    found = read(
        "# Jane Doe\njane@example.com\n\n"
        "**KONTAKT**\tKiel\n"
        "**BERUFLICHER**\tJoiner, Acme Ltd (2019 – 2021)\n**WERDEGANG**\tBuilt stairs.\n"
        "**SPRACHEN**\tDeutsch, Englisch\n"
    )
    job = found["work"][0]  # type: ignore[index]
    assert (job["position"], job["name"]) == ("Joiner", "Acme Ltd")


_AROUND = """
# Jane Roe

jane@example.org | 030 1234567

# {heading}

**Baker**
Crumb & Co, Leeds
March 2016 - Present
- Baked bread.

**Apprentice**
Oven Ltd, York
May 2012 - February 2016
- Swept floors.

# Education

BSc in Chemistry, University of Leeds, 2008 - 2012

# Skills

Baking, Sums
"""


@pytest.mark.parametrize("heading", ["Occupation", "Bakery Experience", "Where I earned my bread", "Expreience"])
@pytest.mark.parametrize("geometry", [True, False])
def test_an_unknown_heading_above_all_known_ones_opens_a_section(heading: str, geometry: bool) -> None:
    resume = read(_AROUND.format(heading=heading), geometry=geometry)
    assert [(job["name"], job["position"]) for job in resume["work"]] == [  # type: ignore[attr-defined]
        ("Crumb & Co", "Baker"),
        ("Oven Ltd", "Apprentice"),
    ]


def test_a_document_whose_headings_are_all_unknown_is_cut_by_how_they_are_set() -> None:
    resume = read(
        """
# Jane Roe

jane@example.org

## Loafs

Baker
Crumb & Co Ltd
March 2016 - May 2019

## Lernjahre

University of Leeds
BSc in Chemistry
2008 - 2012
"""
    )
    assert [job["name"] for job in resume["work"]] == ["Crumb & Co Ltd"]  # type: ignore[attr-defined]
    assert [study["institution"] for study in resume["education"]] == ["University of Leeds"]  # type: ignore[attr-defined]


def test_lines_that_begin_with_a_heading_and_a_colon_are_sections() -> None:
    resume = read(
        """
Jana Roth
jana@example.org

Berufserfahrung: Bäckerin, Krume GmbH, 2016 - 2019
Schulbildung: Abitur, Gymnasium Kiel, 2004 - 2012
"""
    )
    assert [job["name"] for job in resume["work"]] == ["Krume GmbH"]  # type: ignore[attr-defined]
    assert [study["institution"] for study in resume["education"]] == ["Gymnasium Kiel"]  # type: ignore[attr-defined]
