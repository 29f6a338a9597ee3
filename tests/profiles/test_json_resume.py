"""The JSON that leaves the house is valid by the schema (jsonresume.org, 1.3.1, MIT) and reads back to the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from analysis import demo
from analysis.steps.sandboxed import analyze_to_json
from profiles.resume import Resume

SCHEMA = json.loads(Path(__file__).with_name("json_resume_schema.json").read_text())
VALIDATOR = Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)
WHOLE: dict[str, Any] = {
    "basics": {
        "name": "Ada", "label": "Analyst", "image": "https://ada.example/me.png", "email": "ada@example.org",
        "phone": "+44 20 7946 0018", "url": "www.ada.example/me", "summary": "Sees far.",
        "location": {
            "address": "1 Street", "postalCode": "N1", "city": "London", "countryCode": "GB", "region": "England"
        },
        "profiles": [{"network": "GitHub", "username": "ada", "url": "github.com/ada"}],
    },
    "work": [{"name": "Engines", "description": "A workshop", "position": "Analyst", "url": "engines.example",
              "startDate": "2019-04",
              "summary": "All of it.", "highlights": ["First programme"], "location": "London"}],
    "projects": [{"name": "Notes", "entity": "Engines", "type": "article", "roles": ["Author"],
                  "url": "http://notes.example/ä ö"}],
    "skills": [{"keywords": ["Mathematics", "French"]}, {"name": "Python", "level": "expert"}],
}  # fmt: skip


def problems(document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def test_the_validator_looks_at_links() -> None:
    assert problems({"basics": {"url": "github.com/ada lovelace"}})
    assert problems({"work": [{"startDate": "May 2019"}]})


def test_every_field_of_the_schema_is_carried() -> None:
    for section, kind in SCHEMA["properties"].items():
        if section in ("$schema", "meta"):
            continue
        known = Resume.model_fields[section].annotation
        fields = kind.get("items", kind)["properties"]
        said: dict[str, Any] = {name: ["x"] if part.get("type") == "array" else "2020" for name, part in fields.items()}
        said = {name: "https://x.example" if name in ("url", "image") else value for name, value in said.items()}
        said |= {"location": {"city": "x"}, "profiles": [{"network": "x"}]} if section == "basics" else {}
        kept = Resume.model_validate({section: said if section == "basics" else [said]}).to_json()[section]
        assert set(kept if section == "basics" else kept[0]) == set(fields), (section, known)


def test_what_is_given_back_is_valid_and_read_back_exactly() -> None:
    resume = Resume.model_validate(WHOLE)
    given_back = resume.to_json_resume()
    assert problems(given_back) == []
    assert given_back["basics"]["url"] == "https://www.ada.example/me"
    assert given_back["basics"]["profiles"][0]["url"] == "https://github.com/ada"
    assert all(skill["name"] for skill in given_back["skills"])
    assert Resume.model_validate(json.loads(json.dumps(given_back))) == resume


@pytest.mark.parametrize("path", demo.READABLE, ids=lambda path: path.name)
def test_what_is_read_of_a_file_is_valid(path: Path) -> None:
    resume = Resume.model_validate(analyze_to_json({"path": path}, lambda *_: None)["resume"])
    assert problems(resume.to_json_resume()) == []
    assert Resume.model_validate(resume.to_json_resume()) == resume


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    link=st.text(max_size=60), host=st.sampled_from(["", "https://", "mailto:", "www.example.org/", "münchen.example/"])
)
def test_any_link_is_valid_or_left_out(link: str, host: str) -> None:
    document = Resume.model_validate({"basics": {"name": "Ada", "url": host + link}}).to_json_resume()
    assert problems(document) == []
    assert Resume.model_validate(document).to_json_resume() == document
