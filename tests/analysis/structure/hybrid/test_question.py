"""What is in doubt in a document, and which of its lines a model gets to see for it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.document import Document, Line, Page, Span
from analysis.steps import sandboxed
from analysis.structure.hybrid.question import MOST_CHARACTERS, Question, question_about_all, question_of
from analysis.structure.llm.step import LlmOptions
from analysis.structure.placement import place
from profiles.certainty import SURE, is_unsure
from profiles.resume import Resume
from tests.analysis.structure.rules.build import document

CLEAR = """
# Jane Example
jane@example.org

# Experience
Engineer, Harbour Works Ltd
March 2019 - May 2021
- Renewed two quays without a day of closure

# Education
University of Leeds
BSc Civil Engineering, 2012 - 2015

# Skills
Python, Django
"""
UNREAD = "A sentence of the sort that none of the rules knows what to make of at all."


def questioned(document: Document, resume: dict[str, Any], evidence: dict[str, Any]) -> Question | None:
    return question_of(document, resume, evidence, place(document, resume, evidence))


def asked(text: str, *, geometry: bool = True, **confidence: float) -> Question | None:
    """The question about a text; `confidence` lowers that of the values whose pointers end in these names."""
    read = document(text, geometry=geometry)
    made = sandboxed.structure_to_json(read.to_json(), lambda done, total: None)
    for pointer, found in made["evidence"].items():
        found["confidence"] = next((low for name, low in confidence.items() if pointer.endswith(name)), 0.9)
    return questioned(read, made["resume"], made["evidence"])


def test_what_the_rules_are_sure_of_raises_no_question() -> None:
    assert asked(CLEAR) is None


@pytest.mark.parametrize("geometry", [True, False])
def test_an_entry_in_doubt_is_asked_about_with_its_own_lines(geometry: bool) -> None:
    question = asked(CLEAR, geometry=geometry, institution=0.5)

    assert question is not None
    assert question.parts == {"education/0"}
    assert question.wanted == {"education"}
    assert "University of Leeds" in question.excerpt.text
    assert [secret for secret in ("jane@", "Harbour", "quays", "Django") if secret in question.excerpt.text] == []


def test_who_it_is_about_is_looked_for_at_the_top() -> None:
    question = asked("\n".join([CLEAR, *(f"- Django {n}" for n in range(20))]), name=0.5)

    assert question is not None
    assert "basics/name" in question.parts
    assert "Jane Example" in question.excerpt.text
    assert "Django 19" not in question.excerpt.text


def test_the_threshold_is_that_of_the_page() -> None:
    assert not is_unsure({"confidence": SURE})
    assert asked(CLEAR, institution=SURE) is None


def test_without_a_name_there_is_a_question() -> None:
    question = asked(CLEAR.replace("# Jane Example\n", ""))

    assert question is not None
    assert "basics/name" in question.parts


def test_without_work_and_education_everything_is_shown() -> None:
    text = "# Jane Example\njane@example.org\n\n# Skills\nPython, Django"
    question = asked(text)

    assert question is not None
    assert question.parts >= {"work", "education"}
    assert "Python, Django" in question.excerpt.text


def values_of_the_clear_text() -> tuple[Document, dict[str, object], dict[str, dict[str, object]]]:
    """A document with a line of which nothing was made."""
    read = document(CLEAR + "\n" + UNREAD, geometry=True)
    resume = Resume.model_validate(sandboxed.structure_to_json(document(CLEAR).to_json(), lambda *_: None)["resume"])
    return read, resume.to_json(), {}


def test_lines_of_which_nothing_was_made_are_asked_about() -> None:
    question = questioned(*values_of_the_clear_text())

    assert question is not None
    assert question.excerpt.text == UNREAD
    assert question.parts >= {"skills", "projects", "basics/summary"}
    assert "education" not in question.parts


def test_headers_and_footers_raise_no_question() -> None:
    read, resume, evidence = values_of_the_clear_text()
    read.pages[0].lines[-1].region = "footer"

    assert questioned(read, resume, evidence) is None


def test_a_document_in_which_nothing_is_recognised_is_asked_about_as_a_whole() -> None:
    read = Document("text", [Page(1, lines=[Line([Span("Lorem ipsum dolor sit amet, consectetur.")])])])

    question = sandboxed.structure_and_doubt_to_json(read.to_json(), lambda *_: None)["question"]

    assert question["found"] is False
    assert Document.from_json(question["excerpt"]).text == read.text


def test_no_question_shows_more_than_a_model_may_be_sent() -> None:
    assert LlmOptions(base_url="", model="").max_document_characters == MOST_CHARACTERS
    read = document("\n".join(["# Jane Example", *["All that is said here is of no kind that anybody knows."] * 3_000]))

    question = questioned(read, {"basics": {"name": "Jane Example"}}, {})

    assert question is not None
    assert 0.99 * MOST_CHARACTERS < sum(len(line.text) for line in question.excerpt.lines) <= MOST_CHARACTERS
    assert question_about_all(read).excerpt == question.excerpt


def test_a_question_survives_the_border_of_a_process() -> None:
    question = asked(CLEAR, institution=0.5)

    assert question is not None
    assert Question.from_json(question.to_json()) == question


texts = st.lists(st.text(max_size=30), max_size=12).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(texts, st.booleans(), st.floats(0, 1))
def test_any_text_comes_to_a_question_of_its_own_lines_or_none(text: str, geometry: bool, confidence: float) -> None:
    read = document(text, geometry=geometry)
    evidence = {"/work/0/name": {"confidence": confidence, "page": 1, "box": [50.0, 40.0, 60.0, 50.0]}}
    resume = {"basics": {"name": "Jane"}, "work": [{"name": text[:10] or "x"}]}

    question = questioned(read, resume, evidence)

    if question is not None:
        lines = [line.text for line in read.lines]
        assert all(line.text in lines for line in question.excerpt.lines)
        assert question.parts
