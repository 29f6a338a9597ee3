"""What the model says and the document does not is dropped."""

from typing import Any

import pytest

from analysis.structure.llm.grounding import Source, grounded
from profiles.resume import Resume
from tests.analysis.structure.llm.conftest import RESUME_TEXT, Ask, document_of
from tests.stand_in_llm import StandInLlm


def kept(value: dict[str, Any], text: str = RESUME_TEXT, links: list[str] | None = None) -> dict[str, Any]:
    resume, _ = grounded(Resume.model_validate(value), Source.of(document_of(text, links=links)))
    return resume.to_json()


def test_an_invented_address_number_and_link_are_dropped(llm: StandInLlm, ask: Ask) -> None:
    llm.play(
        'say:{"basics": {"name": "Jane Müller", "email": "jane@invented.org", "phone": "+1 555 010 9999",'
        ' "url": "https://jane.dev", "profiles": [{"network": "GitHub", "url": "https://github.com/jane"}]}}'
    )

    result = ask()

    assert result.resume.to_json() == {"basics": {"name": "Jane Müller"}}
    assert result.dropped == ["basics.email", "basics.phone", "basics.profiles.0.url", "basics.url"]


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Jane\njane@example.com", "jane@example.com"),
        ("Jane\nJANE@Example.COM", "jane@example.com"),
        ("Jane\njane @ example . com", "jane@example.com"),
        ("Jane\njane (at) example (dot) com", "jane@example.com"),
        ("Jane\njane.doe@\nexample.com", "jane.doe@example.com"),
    ],
)
def test_an_address_is_known_in_every_spelling(text: str, email: str) -> None:
    assert kept({"basics": {"email": email}}, text) == {"basics": {"email": email}}


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+49 (0)171 1234567", "+49 171 1234567"),
        ("0171/123 45 67", "+491711234567"),
        ("(212) 555-0123", "+1 212-555-0123"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
    ],
)
def test_a_number_is_known_in_every_spelling(text: str, phone: str) -> None:
    assert kept({"basics": {"phone": phone}}, text) == {"basics": {"phone": phone}}


def test_a_phone_without_digits_is_dropped() -> None:
    assert kept({"basics": {"name": "Jane Müller", "phone": "Acme"}}) == {"basics": {"name": "Jane Müller"}}


@pytest.mark.parametrize("url", ["https://www.jane.dev/", "http://jane.dev", "jane.dev"])
def test_a_link_is_known_with_and_without_its_scheme(url: str) -> None:
    known = url if "://" in url else f"https://{url}"
    assert kept({"basics": {"url": url}}, "see jane.dev for more") == {"basics": {"url": known}}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jane.mueller@example.com\nEngineer", "Jane Mueller"),
        ("www.jane-mueller.dev\nEngineer", "Jane Mueller"),
        ("Engineer\nPortland, Oregon", "Portland Oregon"),
        ("Jane\n\nworked with Peter\nMueller Ltd", "Jane Mueller"),
    ],
)
def test_a_person_is_not_named_by_an_address_a_link_a_town_or_words_from_here_and_there(text: str, name: str) -> None:
    assert kept({"basics": {"name": name}}, text) == {}


def test_a_link_may_stand_behind_the_text() -> None:
    value = {"basics": {"profiles": [{"network": "LinkedIn", "url": "https://linkedin.com/in/jane-m"}]}}

    assert kept(value, "Jane", ["https://www.linkedin.com/in/jane-m/"]) == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("J A N E  M Ü L L E R", "Jane Müller"),
        ("JANE MULLER", "Jane Müller"),
        ("Müller, Jane", "Jane Müller"),
        ("王 小明\n工程师", "王小明"),
        ("Søren Łukasz", "Søren"),
        ("Li Na", "Li Na"),
    ],
)
def test_a_name_is_known_in_another_spelling(text: str, name: str) -> None:
    assert kept({"basics": {"name": name}}, text) == {"basics": {"name": name}}


def test_placeholders_are_dropped_and_the_rest_of_their_entry_stays() -> None:
    value = {
        "basics": {"name": "John Doe", "label": "Engineer"},
        "work": [
            {"name": "Initech Ltd", "position": "Senior Engineer"},
            {"name": "Globex", "startDate": "2020"},
            {"name": "Acme Corporation"},
        ],
    }

    assert kept(value, RESUME_TEXT + "\nShe does it well.") == {
        "basics": {"label": "Engineer"},
        "work": [{"position": "Senior Engineer"}, {"name": "Acme Corporation"}],
    }


def test_what_the_document_says_is_kept_as_it_is() -> None:
    value = {
        "basics": {
            "name": "Jane Müller",
            "email": "jane.mueller@example.com",
            "phone": "+49 (0)171 1234567",
            "summary": "Builds services.",
            "location": {"city": "Bonn"},
        },
        "work": [{"name": "Acme Corporation", "position": "Senior Engineer", "startDate": "2019-03"}],
        "skills": [{"name": "Python"}],
        "languages": [{"language": "German"}],
    }

    assert kept(value) == value
