"""What a person writes in the place of a date or a country means what the page says for it."""

import pytest
from django.utils.translation import override

from profiles.editing.parsing import as_value, why_not
from profiles.editing.pointers import NotAValue
from profiles.output.wording import in_words

START, END, COUNTRY = "/work/0/startDate", "/work/0/endDate", "/basics/location/countryCode"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021", "2021"),
        ("2021-05", "2021-05"),
        ("05/2021", "2021-05"),
        ("May 2021", "2021-05"),
        ("sept 2021", "2021-09"),
        ("Sep. 2021", "2021-09"),
        ("14 May 2021", "2021-05-14"),
        ("1st June, 1843", "1843-06-01"),
        ("  March 1843 ", "1843-03"),
        ("", ""),
    ],
)
def test_a_date_is_written_as_people_write_dates(text: str, value: str) -> None:
    assert as_value(START, text) == value


@pytest.mark.parametrize("text", ["sometime", "Ma 2021", "present", "31", "2021 2022", "Xyz 2021"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotAValue) as refused:
        as_value(START, text)
    assert refused.value.pointer == START
    assert why_not(START) == "This is no date. Write it like 2021, May 2021 or 14 May 2021."


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("value", ["2021", "2021-03-09", *(f"2021-{month:02}" for month in range(1, 13))])
def test_what_the_page_says_can_be_written_back(language: str, value: str) -> None:
    with override(language):
        assert as_value(START, in_words(START, value)) == value


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("code", ["GB", "DE", "CI", "US", "CN"])
def test_a_country_is_written_by_its_name_or_code(language: str, code: str) -> None:
    with override(language):
        assert as_value(COUNTRY, in_words(COUNTRY, code)) == code
        assert as_value(COUNTRY, code.lower()) == code
        with pytest.raises(NotAValue):
            as_value(COUNTRY, "Nowhere")


def test_english_is_understood_on_a_page_in_another_language() -> None:
    with override("de"):
        assert as_value(START, "Oktober 2021") == as_value(START, "October 2021") == "2021-10"
        assert as_value(COUNTRY, "Germany") == as_value(COUNTRY, "Deutschland") == "DE"


@pytest.mark.parametrize(("language", "text"), [("en", "present"), ("en", "Now"), ("de", "heute"), ("de", "Present")])
def test_what_goes_on_has_no_end(language: str, text: str) -> None:
    with override(language):
        assert as_value(END, text) == ""


def test_other_values_are_what_was_written() -> None:
    assert as_value("/basics/name", " May 2021 ") == "May 2021"
