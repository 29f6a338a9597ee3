"""Jobs in the orders and layouts that they are written in."""

from typing import Any

import pytest

from tests.analysis.structure.rules.build import read

HEADER = "# Jane Doe\njane@example.com\n\n# Experience\n"


def jobs(text: str, *, geometry: bool = False) -> list[dict[str, Any]]:
    found = read(HEADER + text, geometry=geometry).get("work", [])
    assert isinstance(found, list)
    return found


def pairs(text: str) -> list[tuple[str | None, str | None]]:
    return [(job.get("position"), job.get("name")) for job in jobs(text)]


TWO = [("Software Engineer", "Acme Inc."), ("Junior Developer", "Globex")]


@pytest.mark.parametrize(
    "text",
    [
        "**Software Engineer**\tJan 2016 – Present\nAcme Inc.\n- A.\n**Junior Developer**\t2012 – 2015\nGlobex\n- B.",
        "**Acme Inc.**\tJan 2016 – Present\nSoftware Engineer\n- A.\n**Globex**\t2012 – 2015\nJunior Developer\n- B.",
        "Software Engineer at Acme Inc. (Jan 2016 – Present)\n- A.\nJunior Developer at Globex (2012 – 2015)\n- B.",
        (
            "Acme Inc. — Software Engineer, Boston\nJan 2016 – Present\n- A.\n"
            "Globex — Junior Developer, Boston\n2012 – 2015\n- B."
        ),
        "01/2016 – Present\tSoftware Engineer, Acme Inc.\n- A.\n2012 – 2015\tJunior Developer, Globex\n- B.",
        (
            "2016 – Present\nAcme Inc., Boston\nSoftware Engineer\n- A.\n2012 – 2015\nGlobex, Boston\n"
            "Junior Developer\n- B."
        ),
        (
            "Software Engineer | Acme Inc. | Boston, MA | Jan 2016 – Present\n- A.\n"
            "Junior Developer | Globex | Boston, MA | 2012 – 2015\n- B."
        ),
        (
            "**Acme Inc.**, Software Engineer\tBoston\n- A.\tJan 2016 – Present\n"
            "**Globex**, Junior Developer\tBoston\n- B.\t2012 – 2015"
        ),
        (
            "Company: Acme Inc.\nPosition: Software Engineer\nDuration: Jan 2016 – Present\n- A.\n"
            "Company: Globex\nPosition: Junior Developer\nDuration: 2012 – 2015\n- B."
        ),
        (
            "## Software Engineer\n**Acme Inc.** — 2016 – Present — Boston\n- A.\n## Junior Developer\n"
            "**Globex** — 2012 – 2015 — Boston\n- B."
        ),
    ],
)
def test_position_and_employer_are_found_in_whichever_order(text: str) -> None:
    assert pairs(text) == TWO
    assert [job["startDate"][:4] for job in jobs(text)] == ["2016", "2012"]
    assert [job.get("endDate") for job in jobs(text)] == [None, "2015"]


def test_words_that_say_nothing_follow_the_order_of_the_others() -> None:
    text = "**Glovo**\t2016 – 2019\nTeam Lead\n- A.\n**Hooli**\t2012 – 2015\nEvangelism\n- B."
    assert pairs(text) == [("Team Lead", "Glovo"), ("Evangelism", "Hooli")]


def test_several_positions_at_one_employer_all_carry_its_name() -> None:
    text = "**Acme Inc.**, Boston, MA\nSenior Engineer (2016 – Present)\n- A.\nEngineer (2012 – 2016)\n- B."
    assert pairs(text) == [("Senior Engineer", "Acme Inc."), ("Engineer", "Acme Inc.")]


def test_an_employer_with_dates_of_its_own_is_no_job_but_a_group() -> None:
    text = (
        "**Acme Inc.** — Boston, MA\t2012 – Present\n**Senior Engineer**\t2016 – Present\n- A.\n"
        "**Engineer**\t2012 – 2016\n- B."
    )
    assert pairs(text) == [("Senior Engineer", "Acme Inc."), ("Engineer", "Acme Inc.")]


def test_the_place_is_no_part_of_the_employer() -> None:
    [job] = jobs("**Legal Counsel**\t2017 – 2019\nNorthline Software Inc., Ottawa, ON\n- A.")
    assert (job["name"], job["location"]) == ("Northline Software Inc.", "Ottawa, ON")


def test_a_single_date_of_a_job_is_when_it_began() -> None:
    [job] = jobs("**Illustrator**\tJan 2015\nSelf-employed\n- A.")
    assert job["startDate"] == "2015-01"
    assert "endDate" not in job


def test_a_range_broken_by_its_narrow_column_is_one() -> None:
    text = "June 2014 – December\tAcme Inc.\n2017\tSoftware Engineer\n- A.\nJan 2012 – May 2014\tGlobex\nAnalyst\n- B."
    assert [(job["startDate"], job["endDate"]) for job in jobs(text)] == [
        ("2014-06", "2017-12"),
        ("2012-01", "2014-05"),
    ]
    assert pairs(text) == [("Software Engineer", "Acme Inc."), ("Analyst", "Globex")]


def test_a_range_cut_by_wide_blanks_is_one() -> None:
    [job] = jobs("**Engineer**\tBoston\nAcme Inc.\tApr\t2017 –\tPresent\n- A.")
    assert (job["name"], job["position"], job["startDate"]) == ("Acme Inc.", "Engineer", "2017-04")


def test_a_year_in_a_sentence_dates_no_job() -> None:
    [job] = jobs(
        "**Chief Financial Officer**\t2016 – Present\nAcme Corp.\n- Led the IPO on the NYSE in 2019.\n"
        "Built a team of nine in 2018."
    )
    assert job["startDate"] == "2016"
    assert job["highlights"] == ["Led the IPO on the NYSE in 2019.", "Built a team of nine in 2018."]


def test_prose_is_the_summary_and_a_list_the_highlights() -> None:
    [job] = jobs(
        "**Engineer**\t2016 – 2019\nAcme Inc.\nBuilt the billing system of the whole company.\n"
        "Highlights\n- Fast.\n- Cheap."
    )
    assert job["summary"] == "Built the billing system of the whole company."
    assert job["highlights"] == ["Fast.", "Cheap."]


def test_a_duration_is_neither_employer_nor_title() -> None:
    [job] = jobs("**Engineer**\t2016 – 2019 (3 years 2 months)\nAcme Inc.\n- A.")
    assert (job["position"], job["name"]) == ("Engineer", "Acme Inc.")


def test_lines_broken_by_the_page_are_one_highlight() -> None:
    text = (
        "**Engineer**\t2016 – 2019\nAcme Inc.\n"
        "- Moved the whole of the billing system to another database without\n  a minute of downtime."
    )
    [job] = jobs(text, geometry=True)
    assert job["highlights"] == [
        "Moved the whole of the billing system to another database without a minute of downtime."
    ]


def test_a_headless_resume_still_has_jobs_and_studies() -> None:
    found = read("""
Anna Kowalczyk
Project manager
anna@example.com, +48 601 555 014, Kraków

Project Manager, Acme Sp. z o.o.
March 2018 – present
- Ran the project.

BA in Economics, Jagiellonian University
2012 – 2015

Excel, SAP, Jira, Confluence
English (C1), German (B1)
""")
    assert found["work"][0]["name"] == "Acme Sp. z o.o."  # type: ignore[index]
    assert found["education"][0]["institution"] == "Jagiellonian University"  # type: ignore[index]
    assert found["skills"] == [{"keywords": ["Excel", "SAP", "Jira", "Confluence"]}]
    assert [each["language"] for each in found["languages"]] == ["English", "German"]  # type: ignore[attr-defined]


def test_a_legal_form_ends_no_sentence() -> None:
    assert pairs("**Serra Azul Alimentos Ltda.** | Sales Manager | 2016 – 2019\n- A.") == [
        ("Sales Manager", "Serra Azul Alimentos Ltda.")
    ]


def test_a_preposition_set_apart_from_title_and_employer_is_neither() -> None:
    assert pairs("**Launch Engineer** at **Moldes del Norte**\n2016 – 2019\n- A.") == [
        ("Launch Engineer", "Moldes del Norte")
    ]


def test_an_employer_named_below_what_was_done_there_is_known_by_its_label() -> None:
    text = (
        "Dates\t11/2017 – 10/2019\nOccupation or position held\tLegal Counsel\n"
        "Main activities and responsibilities\tCharter contracts for many ships.\n- Fewer disputes.\n"
        "Name of employer\tLiguria Shipping"
    )
    (job,) = jobs(text)
    assert (job["position"], job["name"], job["startDate"]) == ("Legal Counsel", "Liguria Shipping", "2017-11")
    assert not any("Liguria" in text for text in job.get("highlights", []))


def test_sentences_that_follow_the_head_on_its_row_are_its_text() -> None:
    found = jobs(
        "2017 – Present\t**Docent**, Lyceum De Grift, Utrecht. Taught history to classes of thirty. Led two trips.\n"
        "2012 – 2017\t**Mentor**, Stedelijk College Zeist, Utrecht. Looked after the youngest pupils of the school.\n"
    )
    assert [(job["position"], job["name"]) for job in found] == [
        ("Docent", "Lyceum De Grift"),
        ("Mentor", "Stedelijk College Zeist"),
    ]
    assert found[0]["summary"] == "Taught history to classes of thirty. Led two trips."


def test_a_title_in_wide_brackets_follows_its_employer() -> None:
    assert pairs(
        "2019年4月～現在\t株式会社北斗メディカル（営業課長）\n2014年4月～2019年3月\t日進医科器械株式会社（営業担当）"
    ) == [
        ("営業課長", "株式会社北斗メディカル"),
        ("営業担当", "日進医科器械株式会社"),
    ]


def test_trades_are_known_by_their_names() -> None:
    text = (
        "**Hotel Zur Linde** (Konditorin)\t2019 – heute\n- Torten.\n**Auchan** (Hôtesse de caisse)\t2012 – 2014\n- X."
    )
    assert pairs(text) == [("Konditorin", "Hotel Zur Linde"), ("Hôtesse de caisse", "Auchan")]


def test_a_place_that_no_list_knows_is_one_where_the_other_jobs_have_theirs() -> None:
    found = jobs("""
2019 – 2021\tBaker, Lune Ltd, Paris
2016 – 2019\tBaker, Sovereign Ltd, London
2014 – 2016\tBaker, Malachite Ltd, Littletown
""")
    assert [(job["name"], job["location"]) for job in found][-1] == ("Malachite Ltd", "Littletown")


def test_what_stands_below_the_dates_of_other_jobs_is_no_employer() -> None:
    assert pairs("""
Lojas Mandacaru
Analyst
Feb 2018 – Apr 2021
Caruaru
- Paid the bills.
Trainee
Jan 2017 – Jan 2018
Caruaru
""") == [("Analyst", "Lojas Mandacaru"), ("Trainee", "Lojas Mandacaru")]


def test_dates_and_text_that_columns_broke_are_both_made_whole() -> None:
    text = "09/2010 –\tBookkeeper, Trading House\n01/2016\tand Sons Ltd\n07/2006 –\tClerk, Malachite Ltd\n08/2010\n"
    assert pairs(text) == [("Bookkeeper", "Trading House and Sons Ltd"), ("Clerk", "Malachite Ltd")]


def test_a_town_called_city_is_a_place() -> None:
    text = "2015 – 2019 · Oregon City, OR\n**Willamette Falls Hospital**\nNurse Manager\n- Ran a ward.\n"
    assert pairs(text) == [("Nurse Manager", "Willamette Falls Hospital")]
