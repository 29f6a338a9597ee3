"""The JSON Resume models: what is cleaned on the way in, and that whatever validates can be stored and read again."""

import json
import math
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from profiles.resume import MAX_ITEMS, Resume
from profiles.values import MAX_TEXT, clean_date, clean_link, clean_text


def stored(value: dict[str, Any]) -> dict[str, Any]:
    return Resume.model_validate(value).to_json()


# --- Text


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("Jane", "Jane"),
        ("  Jane \n", "Jane"),
        ("Ja\x00ne", "Jane"),
        ("Ja\ud800ne", "Jane"),
        ("\ufffeJane\uffff\x7f", "Jane"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("line\u2028separator", "line\u2028separator"),
        ("Łukasz 王小明 \U0001f600", "Łukasz 王小明 \U0001f600"),
        (" \x00 ", None),
        ("", None),
        (5, "5"),
        (3.7, "3.7"),
        (None, None),
    ],
)
def test_text_is_cleaned(given_text: object, kept: str | None) -> None:
    assert clean_text(given_text) == kept


def test_text_is_cut_at_its_limit_without_a_blank_end() -> None:
    assert clean_text("x" * (MAX_TEXT + 1)) == "x" * MAX_TEXT
    assert clean_text("x" * (MAX_TEXT - 1) + " y") == "x" * (MAX_TEXT - 1)


@pytest.mark.parametrize("value", [True, ["Jane"], {"first": "Jane"}, math.nan, math.inf])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        Resume.model_validate({"basics": {"name": value}})


def test_markup_is_text_like_any_other() -> None:
    assert stored({"basics": {"name": "<script>alert(1)</script>"}}) == {
        "basics": {"name": "<script>alert(1)</script>"}
    }


# --- Links


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/a?b=c#d",
        "HTTP://EXAMPLE.COM",
        "mailto:jane@example.com",
        "tel:+491711234567",
    ],
)
def test_a_safe_link_is_kept(link: str) -> None:
    assert clean_link(link) == link


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ("github.com/jane", "https://github.com/jane"),
        ("www.example.com", "https://www.example.com"),
        ("exämple.de", "https://xn--exmple-cua.de"),
        ("https://example.com/über?q=é#ö", "https://example.com/%C3%BCber?q=%C3%A9#%C3%B6"),
        ("https://example.com/100%", "https://example.com/100%25"),
    ],
)
def test_a_link_becomes_one_that_the_schema_takes(link: str, becomes: str) -> None:
    assert clean_link(link) == becomes
    assert clean_link(becomes) == becomes


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\x00script:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        'https://example.com/"onmouseover="alert(1)',
        "https://example.com/ javascript:alert(1)",
        "https://example.com\njavascript:alert(1)",
        "localhost",
        "see my page",
        "",
    ],
)
def test_an_unsafe_link_is_dropped_and_the_document_kept(link: str) -> None:
    assert stored({"basics": {"name": "Jane", "url": link}}) == {"basics": {"name": "Jane"}}


# --- Dates


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        ("2020", "2020"),
        (2020, "2020"),
        ("2020-01", "2020-01"),
        ("2020-1", "2020-01"),
        ("2020/03", "2020-03"),
        ("03/2020", "2020-03"),
        ("2020-02-29", "2020-02-29"),
        ("2020-02-29T10:00:00Z", "2020-02-29"),
        ("2021-02-29", "2021-02"),
        ("2020-02-00", "2020-02"),
        ("2020-13", "2020"),
        ("2020-00", "2020"),
        ("Present", None),
        ("heute", None),
        ("12020", None),
        ("0000", None),
        ("2020-01-01-01", None),
        ("٢٠٢٠", None),
        ("", None),
    ],
)
def test_of_a_date_is_kept_what_is_certain(date: object, kept: str | None) -> None:
    assert clean_date(date) == kept


def test_a_bad_date_does_not_lose_its_entry() -> None:
    assert stored({"work": [{"name": "Acme", "startDate": "soon", "endDate": "2021-31-12"}]}) == {
        "work": [{"name": "Acme", "endDate": "2021"}]
    }


# --- Shape


@pytest.mark.parametrize("empty", [{}, {"basics": None}, {"basics": {}}, {"work": None, "skills": []}])
def test_an_empty_document_says_so(empty: dict[str, Any]) -> None:
    assert Resume.model_validate(empty).is_empty()


def test_entries_in_which_cleaning_left_nothing_are_gone() -> None:
    resume = Resume.model_validate(
        {
            "basics": {"location": {"city": " "}, "profiles": [{"url": "javascript:x"}]},
            "work": [
                {"name": "\x00"},
                {"startDate": "soon"},
                None,
                {},
                {"name": "Acme", "highlights": [" ", None, "x"]},
            ],
            "skills": [{"keywords": ["\x00"]}],
        }
    )

    assert resume.to_json() == {"work": [{"name": "Acme", "highlights": ["x"]}]}
    assert len(resume.work) == 1
    assert resume.skills == []
    assert resume.basics.profiles == []


def test_fields_of_other_versions_are_ignored() -> None:
    assert stored({"$schema": "x", "meta": {}, "basics": {"name": "Jane", "picture": "x.png"}}) == {
        "basics": {"name": "Jane"}
    }


def test_lists_are_cut_at_their_limit() -> None:
    resume = Resume.model_validate({"skills": [{"name": str(n)} for n in range(MAX_ITEMS + 10)]})

    assert len(resume.skills) == MAX_ITEMS


@pytest.mark.parametrize(
    "wrong",
    [
        {"work": "x"},
        {"work": {"name": "x"}},
        {"skills": ["Python"]},
        {"basics": []},
        {"work": [{"highlights": 5}]},
    ],
)
def test_a_wrong_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Resume.model_validate(wrong)


# --- Whatever validates can be stored and read again

TEXTS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.text(alphabet="\x00\x01\ud800\udfff\ufffe\u2028 \n\ta1", max_size=8),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.from_regex(r"\A(https?://|javascript:|www\.)?[a-z.]{1,12}(/[ -~]{0,8})?\Z"),
    st.from_regex(r"\A[0-9]{1,4}[-/.]?[0-9]{0,4}[-/.]?[0-9]{0,2}\Z"),
)


def _document(schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of the shape of the models' own schema, with hostile text in every place for text."""
    if "$ref" in schema:
        return _document(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return st.one_of(*(_document(option, definitions) for option in schema["anyOf"]))
    if schema["type"] == "object":
        fields = {name: _document(field, definitions) for name, field in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional=fields)
    if schema["type"] == "array":
        return st.lists(_document(schema["items"], definitions), max_size=3)
    return st.none() if schema["type"] == "null" else TEXTS


_SCHEMA = Resume.model_json_schema()
DOCUMENTS = _document(_SCHEMA, _SCHEMA["$defs"])


@given(DOCUMENTS)
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_text_of_any_kind_validates_and_then_to_the_same_again(value: dict[str, Any]) -> None:
    document = Resume.model_validate(value).to_json()

    again = Resume.model_validate(document)

    assert again.to_json() == document
    assert again.is_empty() == (document == {})


@pytest.mark.django_db
def test_what_validates_comes_back_from_the_database_as_it_was() -> None:
    @given(DOCUMENTS)
    @settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    def stores(value: dict[str, Any]) -> None:
        document = Resume.model_validate(value).to_json()
        with connection.cursor() as cursor:
            cursor.execute("SELECT (%s::jsonb)::text", [json.dumps(document)])
            assert json.loads(cursor.fetchone()[0]) == document

    stores()
