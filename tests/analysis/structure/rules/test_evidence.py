"""Every value knows where it came from and how sure it is."""

import pytest

from analysis.document import Document, Page
from analysis.failures import StepFailure
from analysis.structure.rules import Structured, structure
from analysis.structure.rules.evidence import Value, finish
from tests.analysis.structure.rules.build import document, pointers, structured

TEXT = "# Jane Doe\njane@example.com\n# Experience\n**Engineer**\t2016 – 2019\nAcme Inc.\n- Built it.\n# Skills\nGo, C"


def test_each_value_has_evidence_and_nothing_else_has() -> None:
    found = structured(TEXT, geometry=True)
    assert sorted(found.evidence) == sorted(pointers(found.resume.to_json()))


def test_a_value_s_box_is_the_part_of_the_page_that_it_stands_on() -> None:
    found = structured(TEXT, geometry=True)
    position, company = found.evidence["/work/0/position"], found.evidence["/work/0/name"]
    assert position.page == company.page == 1
    assert position.box is not None
    assert company.box is not None
    assert position.box[3] <= company.box[1]
    assert position.box[2] - position.box[0] == pytest.approx(5 * len("Engineer"))


def test_without_geometry_there_is_no_box() -> None:
    assert all(each.box is None and each.page is None for each in structured(TEXT).evidence.values())


def test_what_is_surer_has_more_confidence() -> None:
    evidence = structured(TEXT).evidence
    assert evidence["/basics/email"].confidence > evidence["/skills/0/keywords/0"].confidence
    assert all(0 <= each.confidence <= 1 for each in evidence.values())


def test_it_survives_plain_json() -> None:
    found = structured(TEXT, geometry=True)
    again = Structured.from_json(found.to_json())
    assert again.resume.to_json() == found.resume.to_json()
    assert again.evidence == found.evidence


def test_a_value_that_the_schema_refuses_is_left_out_and_pointers_follow() -> None:
    found = finish(
        {
            "work": [
                {"name": Value(" ")},
                {"name": Value("Acme"), "url": Value("javascript:alert(1)"), "startDate": Value("soon")},
            ]
        }
    )
    assert found.resume.to_json() == {"work": [{"name": "Acme"}]}
    assert list(found.evidence) == ["/work/0/name"]


def test_an_empty_document_has_no_text() -> None:
    for empty in (Document("pdf"), Document("pdf", [Page(1)]), document(" \n \n")):
        with pytest.raises(StepFailure) as failure:
            structure(empty)
        assert failure.value.code == "no_text"


def test_a_text_that_holds_nothing_of_a_resume_is_none() -> None:
    with pytest.raises(StepFailure) as failure:
        structure(document("1234 5678\n----\n99"))
    assert failure.value.code == "not_a_resume"


def test_an_entry_of_which_nothing_is_left_takes_no_pointer() -> None:
    found = finish(
        {
            "basics": {"profiles": [{"url": Value("javascript:x")}, {"network": Value("GitHub")}]},
            "work": [{"url": Value("javascript:x")}, {"name": Value("Acme")}],
        }
    )
    assert found.resume.to_json() == {"basics": {"profiles": [{"network": "GitHub"}]}, "work": [{"name": "Acme"}]}
    assert sorted(found.evidence) == ["/basics/profiles/0/network", "/work/0/name"]


def test_a_text_that_looks_like_something_else_is_to_be_checked() -> None:
    found = structured(
        "# Jane Doe\njane@example.com\n# Skills\n- Go, SQL\n- Manual therapy Dry needling Gait testing Pilates"
    )
    confidences = [found.evidence[f"/skills/0/keywords/{index}"].confidence for index in range(3)]
    assert confidences[0] >= 0.6 > confidences[2]
