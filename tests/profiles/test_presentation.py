"""How a résumé is told: the one order and the one wording of page, PDF and plain text."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from profiles.output.presentation import presented
from profiles.output.sheet import sheet_of
from profiles.output.text import resume_as_text
from profiles.output.told import Entry
from profiles.output.wording import bare, date_in_words, href
from profiles.resume import Resume

# The texts of each section that are shown.
FIELDS = {
    "work": ("position", "name", "location", "summary"),
    "education": ("studyType", "area", "institution", "score"),
    "projects": ("name", "description"),
    "volunteer": ("position", "organization", "summary"),
    "skills": ("name", "level"),
    "languages": ("language", "fluency"),
    "certificates": ("name", "issuer"),
    "awards": ("title", "awarder", "summary"),
    "publications": ("name", "publisher", "summary"),
    "interests": ("name",),
    "references": ("name", "reference"),
}


def only_entry(document: dict[str, Any]) -> Entry:
    ((entry,),) = [section.entries for section in presented(Resume.model_validate(document)).sections]
    return entry


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_pdf_and_text_tell_the_same_sections_and_entries_in_the_same_order(language: str) -> None:
    every = {name: [{key: f"{name} {key}" for key in fields}] for name, fields in FIELDS.items()}
    resume = Resume.model_validate({"basics": {"name": "Ada", "summary": "Summed up"}, **every})
    with translation.override(language):
        shown = presented(resume)
        page = render_to_string(
            "_resume.html", {"shown": shown, "evidence": {}, "job": {"job_id": "job_a"}, "row": {"name": "cv.pdf"}}
        )
        sheet, text = sheet_of(resume, untitled=""), resume_as_text(resume)
    titles = [section.title for section in shown.sections]
    assert len(titles) == 1 + len(FIELDS)
    assert re.findall(r"<h2>(.*?)</h2>", page) == [section["title"] for section in sheet["sections"]] == titles
    assert [line for line in text.splitlines() if line.isupper()] == [title.upper() for title in titles]
    for name, fields in FIELDS.items():
        for key in fields:
            assert f"{name} {key}" in page
            assert f"{name} {key}" in str(sheet)
            assert f"{name} {key}" in text


def test_what_stands_below_the_title_takes_its_place_where_there_is_none() -> None:
    entry = only_entry({"work": [{"name": "Works"}]})
    assert (entry.title.pointer, entry.title.text, entry.under.text) == ("/work/0/name", "Works", "")
    entry = only_entry({"education": [{"institution": "Leeds", "area": "Law"}]})
    assert (entry.title.text, entry.under.text, str(entry.beside or "")) == ("Law", "Leeds", "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2021", "2021"), ("2021-03", "Mar 2021"), ("2021-03-14", "14 Mar 2021"), (None, ""), ("2021-99", "2021-99")],
)
def test_a_date_is_shown_as_precise_as_it_is(value: str | None, shown: str) -> None:
    assert date_in_words(value) == shown


def test_a_date_speaks_the_readers_language() -> None:
    with translation.override("de"):
        assert date_in_words("2021-03") == "Mär 2021"


@pytest.mark.parametrize(
    ("start", "end", "goes_on", "shown"),
    [
        ("2020", "2021", False, "2020 – 2021"),
        ("2020", None, True, "2020 – present"),
        ("2020", None, False, "2020"),
        (None, "2021", True, "2021"),
        ("2020", "2020", False, "2020"),
        (None, None, True, ""),
    ],
)
def test_a_period_without_an_end_goes_on_only_where_it_can(
    start: str | None, end: str | None, goes_on: bool, shown: str
) -> None:
    section = "work" if goes_on else "projects"
    entry = only_entry({section: [{"name": "One", "startDate": start, "endDate": end}]})
    assert str(entry.when) == shown


@pytest.mark.parametrize(
    ("link", "target", "shown"),
    [
        ("https://www.example.org/", "https://www.example.org/", "example.org"),
        ("example.org/cv", "https://example.org/cv", "example.org/cv"),
        ("mailto:ada@example.org", "mailto:ada@example.org", "ada@example.org"),
        (None, "", ""),
    ],
)
def test_a_link_leads_on_and_is_read_without_its_scheme(link: str | None, target: str, shown: str) -> None:
    assert (href(link), bare(link)) == (target, shown)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ({"city": "Bern", "postalCode": "3011", "countryCode": "CH"}, "3011 Bern, Switzerland"),
        ({"countryCode": "??"}, "??"),
        ({}, ""),
        (None, ""),
    ],
)
def test_a_place_names_its_country(location: dict[str, str] | None, shown: str) -> None:
    contact = presented(Resume.model_validate({"basics": {"location": location}})).contact
    assert (str(contact.place), bool(contact.place)) == (shown, bool(shown))


@pytest.mark.parametrize(
    ("account", "shown"),
    [
        ({"network": "GitHub", "username": "ada", "url": "https://github.com/ada"}, "GitHub: ada"),
        ({"username": "ada", "url": "https://github.com/ada"}, "github.com/ada"),
        ({"username": "ada"}, "ada"),
    ],
)
def test_an_account_is_called_by_its_network_or_by_its_address(account: dict[str, str], shown: str) -> None:
    (told,) = presented(Resume.model_validate({"basics": {"profiles": [account]}})).contact.accounts
    assert str(told) == shown
