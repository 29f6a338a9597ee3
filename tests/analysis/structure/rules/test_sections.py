"""Where sections begin."""

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
