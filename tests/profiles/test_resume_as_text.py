"""A résumé as plain text, and its dates and links as a reader expects them."""

import pytest
from django.utils import translation

from profiles.output.text import resume_as_text
from profiles.resume import Location, Resume
from profiles.templatetags.resume import bare, href, period, place, resume_date
from tests.factories import RESUME


def test_sections_come_in_order_and_empty_ones_not_at_all() -> None:
    text = resume_as_text(Resume.model_validate(RESUME))
    assert text.startswith("Ada Lovelace\nMathematician\nada@example.org | +44 20 7946 0958 | https://ada.example.org")
    assert "VOLUNTEERING" not in text
    headings = ["WORK", "EDUCATION", "PROJECTS", "SKILLS", "LANGUAGES", "CERTIFICATES"]
    assert [line for line in text.splitlines() if line.isupper()] == headings
    assert "  - Wrote the first published algorithm meant for a machine" in text
    assert text.endswith("\n")
    assert "None" not in text


def test_an_empty_document_is_an_empty_text() -> None:
    assert resume_as_text(Resume()) == "\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2021", "2021"), ("2021-03", "Mar 2021"), ("2021-03-14", "14 Mar 2021"), (None, ""), ("2021-99", "2021-99")],
)
def test_a_date_is_shown_as_precise_as_it_is(value: str | None, shown: str) -> None:
    assert resume_date(value) == shown


def test_a_date_speaks_the_readers_language() -> None:
    with translation.override("de"):
        assert resume_date("2021-03") == "Mär 2021"


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
    assert period(start, end, goes_on) == shown


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
        (Location(city="Bern", postalCode="3011", countryCode="CH"), "3011 Bern, Switzerland"),
        (Location(countryCode="??"), "??"),
        (Location(), ""),
        (None, ""),
    ],
)
def test_a_place_names_its_country(location: Location | None, shown: str) -> None:
    assert place(location) == shown
