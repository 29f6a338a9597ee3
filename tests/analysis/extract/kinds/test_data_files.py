"""Data files: JSON Resume is a résumé and taken as it is; other data are refused with a sentence."""

import json
from pathlib import Path

import pytest

from analysis.extract.extract import extract
from analysis.extract.kinds import Kind, detect_kind
from analysis.failures import StepFailure
from analysis.structure.imported import imported

RESUME = {
    "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
    "basics": {"name": "Ada Lovelace", "email": "ada@example.com", "location": {"city": "London"}},
    "work": [
        {"name": "Harbour Works", "position": "Engineer", "startDate": "2019-03", "highlights": ["Built two quays"]},
    ],
    "skills": [{"name": "Surveying", "keywords": ["Tides", "Maps"]}],
}


def kind_of(folder: Path, name: str, content: str) -> Kind:
    path = folder / name
    path.write_text(content)
    return detect_kind(path, name=name)


def refusal(folder: Path, name: str, content: str) -> str:
    with pytest.raises(StepFailure) as failure:
        kind_of(folder, name, content)
    assert failure.value.code == "unsupported"
    return failure.value.message


@pytest.mark.parametrize("name", ["resume.json", "resume.txt", "resume"])
def test_json_resume_is_known_by_what_it_says(tmp_path: Path, name: str) -> None:
    assert kind_of(tmp_path, name, json.dumps(RESUME)) == Kind.JSON


def test_json_resume_is_imported_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "resume.json"
    path.write_text(json.dumps(RESUME))

    structured = imported(extract(path))

    assert structured.resume.to_json() == {name: value for name, value in RESUME.items() if name != "$schema"}
    assert {evidence.confidence for evidence in structured.evidence.values()} == {1.0}
    assert structured.evidence.keys() >= {"/basics/name", "/work/0/highlights/0", "/skills/0/keywords/1"}


def test_its_values_are_lines_to_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "resume.json"
    path.write_text(json.dumps(RESUME))

    texts = [line.text for line in extract(path).lines]

    assert texts[:3] == ["Ada Lovelace", "ada@example.com", "London"]
    assert "Work" in texts
    assert "Built two quays" in texts
    assert RESUME["$schema"] not in texts


def test_the_names_of_earlier_editions_are_known(tmp_path: Path) -> None:
    path = tmp_path / "resume.json"
    old = {
        "basics": {"name": "Ada", "website": "https://ada.example.com"},
        "work": [{"company": "Delta", "position": "Surveyor"}],
    }
    path.write_text(json.dumps(old))

    read = imported(extract(path)).resume.to_json()

    assert read["basics"]["url"] == "https://ada.example.com"
    assert read["work"] == [{"name": "Delta", "position": "Surveyor"}]


def test_one_field_of_a_wrong_type_costs_its_entry_only(tmp_path: Path) -> None:
    path = tmp_path / "resume.json"
    wrong = {"basics": {"name": "Ada", "location": "London"}, "work": [{"name": {"of": 1}}, {"name": "Delta"}]}
    path.write_text(json.dumps(wrong))

    assert imported(extract(path)).resume.to_json() == {"basics": {"name": "Ada"}, "work": [{"name": "Delta"}]}


def test_json_that_breaks_off_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "resume.json"
    path.write_text(json.dumps(RESUME)[:-30])

    with pytest.raises(StepFailure) as failure:
        extract(path, kind=detect_kind(path, name=path.name))

    assert failure.value.code == "unreadable_file"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("data.json", '{"version": 2, "items": [1, 2, 3]}', "data file (JSON)"),
        ("data.txt", '[{"id": 1, "title": "x"}]', "data file (JSON)"),
        ("cv.yaml", "cv:\n  name: Ada Lovelace\n  sections:\n    experience:\n      - company: Delta\n", "YAML"),
        ("cv.txt", "cv:\n  name: Ada Lovelace\n  sections:\n    experience:\n      - company: Delta\n", "YAML"),
        ("cv.xml", "<?xml version='1.0'?>\n<!-- made by hand --><resume><name>Ada</name></resume>", "XML"),
        ("people.csv", "name,email\nAda,ada@example.com\n", "table (CSV)"),
        ("card.svg", '<svg xmlns="http://www.w3.org/2000/svg"><text>Ada Lovelace</text></svg>', "drawing (SVG)"),
        ("ada.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Lovelace\nEND:VCARD\n", "vCard"),
        (
            "mail.eml",
            "Received: from mx\nFrom: ada@example.com\nTo: jobs@example.com\nMessage-ID: <1>\nSubject: CV\n\nHello",
            "e-mail",
        ),
    ],
)
def test_other_data_are_refused_with_a_sentence(tmp_path: Path, name: str, content: str, what: str) -> None:
    message = refusal(tmp_path, name, content)

    assert what in message
    assert message.endswith(("can be read.", "upload that copy."))


@pytest.mark.parametrize(
    "content",
    [
        "Name: Ada Lovelace\nE-mail: ada@example.com\n\nExperience:\nEngineer at Harbour Works since 2019\n",
        "[Ada Lovelace]\n\nEngineer of harbours, 2019 - 2023\n",
        "To: Harbour Works\nFrom: Ada Lovelace\nDate: 1 May 2024\n\nI have built two quays.\n",
        "---\nname: Ada\n---\n\n# Ada Lovelace\n\n## Experience\n",
    ],
)
def test_texts_that_only_look_alike_are_texts(tmp_path: Path, content: str) -> None:
    assert kind_of(tmp_path, "cv.txt", content) in (Kind.TEXT, Kind.MARKDOWN)
