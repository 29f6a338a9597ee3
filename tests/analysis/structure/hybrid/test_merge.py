"""A model's answer goes where the rules were in doubt, and nowhere else."""

import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.document import Document, Line, Page, Span
from analysis.structure.hybrid.merge import AGREED, REWORDED, STANDS_THERE, merged
from analysis.structure.hybrid.question import Question
from profiles.certainty import SURE
from profiles.editing.pointers import at, leaves
from profiles.resume import MAX_ITEMS, Resume
from tests.analysis.structure.rules.build import document

READ: dict[str, Any] = {
    "basics": {"name": "Curriculum Vitae", "email": "jane@example.org"},
    "work": [
        {"name": "Harbour Works", "position": "Engineer", "startDate": "2019-03"},
        {"name": "Leeds", "position": "Apprentice", "startDate": "2015"},
        {"name": "Canal Trust", "position": "Intern", "startDate": "2013"},
    ],
}
LINES = """
Jane Example
Apprentice, Leeds Locomotives
2015 - 2018
"""


def merge(
    answer: dict[str, Any], *parts: str, unsure: tuple[str, ...] = (), read: dict[str, Any] = READ, found: bool = True
) -> tuple[dict[str, Any], dict[str, Any]]:
    evidence: dict[str, Any] = {
        pointer: {"confidence": 0.4 if pointer in unsure else 0.9, "page": 1, "box": [1, 2, 3, 4]}
        for pointer, _ in leaves(read)
    }
    question = Question(frozenset(parts), document(LINES, geometry=True), found)
    return merged(read, evidence, question, answer)


def test_a_field_in_doubt_takes_the_models_value_and_says_so() -> None:
    resume, evidence = merge({"basics": {"name": "Jane Example"}}, "basics/name", unsure=("/basics/name",))

    assert resume["basics"] == {"name": "Jane Example", "email": "jane@example.org"}
    found = evidence["/basics/name"]
    assert (found["source"], found["confidence"], found["page"]) == ("llm", STANDS_THERE, 1)
    assert found["box"] == [50.0, 40.0, 110.0, 50.0]


def test_what_the_rules_are_sure_of_stands() -> None:
    answer = {"basics": {"name": "Jane Example", "email": "other@example.org"}, "work": [{"name": "Other Ltd"}]}

    resume, evidence = merge(answer, "basics/email", unsure=())

    assert resume == READ
    assert not any("source" in found for found in evidence.values())


def test_a_value_that_both_read_is_surer_than_either() -> None:
    resume, evidence = merge({"basics": {"name": "curriculum  vitae"}}, "basics/name", unsure=("/basics/name",))

    assert resume["basics"]["name"] == "Curriculum Vitae"
    found = evidence["/basics/name"]
    assert (found["source"], found["confidence"], found["box"]) == ("both", AGREED, [1, 2, 3, 4])


def test_what_the_answer_does_not_speak_of_stays_with_its_mark() -> None:
    resume, evidence = merge({}, "basics/name", "work/1", unsure=("/basics/name", "/work/1/name"))

    assert resume == READ
    assert evidence["/basics/name"]["confidence"] < SURE


def test_of_an_entry_in_doubt_only_its_doubtful_and_missing_fields_change() -> None:
    answer = {
        "work": [
            {"name": "Leeds Locomotives", "position": "Apprentice", "startDate": "2016", "endDate": "2018"},
        ]
    }

    resume, evidence = merge(answer, "work/1", unsure=("/work/1/name",))

    bettered = {"name": "Leeds Locomotives", "position": "Apprentice", "startDate": "2015", "endDate": "2018"}
    assert resume["work"] == [READ["work"][0], bettered, READ["work"][2]]
    assert evidence["/work/1/name"]["source"] == evidence["/work/1/endDate"]["source"] == "llm"
    assert "source" not in evidence["/work/1/startDate"]


def test_two_entries_that_were_read_as_one_are_parted_in_their_place() -> None:
    answer = {
        "work": [{"name": "Leeds", "position": "Apprentice"}, {"name": "Leeds Locomotives", "position": "Driver"}]
    }

    resume, evidence = merge(answer, "work/1", unsure=("/work/1/name",))

    assert [entry["name"] for entry in resume["work"]] == ["Harbour Works", "Leeds", "Leeds Locomotives", "Canal Trust"]
    assert evidence["/work/2/name"]["source"] == "llm"
    assert evidence["/work/3/name"]["box"] == [1, 2, 3, 4]


def test_an_entry_that_the_rules_are_sure_of_does_not_come_twice() -> None:
    answer = {"work": [{"name": "HARBOUR WORKS", "startDate": "2019"}, {"name": "Leeds Locomotives"}]}

    resume, _ = merge(answer, "work")

    assert [entry["name"] for entry in resume["work"]] == ["Harbour Works", "Leeds", "Canal Trust", "Leeds Locomotives"]


def test_an_entry_that_was_misread_altogether_is_the_one_answer_to_it() -> None:
    misread = tuple(f"/work/1/{name}" for name in ("name", "position", "startDate"))
    answer = {"work": [{"name": "Jane Example", "position": "Leeds Locomotives", "startDate": "2018"}]}

    resume, _ = merge(answer, "work/1", unsure=misread)

    assert resume["work"] == [READ["work"][0], answer["work"][0], READ["work"][2]]


def test_a_profile_in_doubt_stays_where_the_answer_does_not_stand_there_and_a_new_one_is_added() -> None:
    read = {
        "basics": {"profiles": [{"network": "GitHub", "username": "jane"}, {"network": "X", "username": "jane_ex"}]}
    }
    answer = {"basics": {"profiles": [{"network": "Mastodon", "username": "jane_ex"}, {"username": "jane-example"}]}}

    resume, _ = merge(answer, "basics/profiles", unsure=("/basics/profiles/1/network",), read=read)

    assert resume["basics"]["profiles"] == [
        {"network": "GitHub", "username": "jane"},
        {"network": "X", "username": "jane_ex"},
        {"username": "jane-example"},
    ]


def test_what_stands_in_the_document_is_never_replaced_by_what_does_not() -> None:
    resume, evidence = merge({"basics": {"name": "John Smith"}}, "basics/name", unsure=("/basics/name",))

    assert resume["basics"]["name"] == "Curriculum Vitae"
    assert evidence["/basics/name"]["confidence"] == 0.4


def test_the_same_employer_at_another_time_is_another_entry() -> None:
    resume, _ = merge({"work": [{"name": "Harbour Works", "startDate": "2015"}]}, "work")

    assert len(resume["work"]) == 4


def test_no_section_grows_beyond_what_a_document_may_hold() -> None:
    full = {"skills": [{"name": f"skill {number}"} for number in range(MAX_ITEMS)]}

    resume, evidence = merge({"skills": [{"name": "Jane"}]}, "skills", read=full)

    assert len(resume["skills"]) == len(evidence) == MAX_ITEMS


def test_an_entry_that_does_not_say_what_it_is_is_not_added() -> None:
    resume, _ = merge({"work": [{"highlights": ["Renewed two quays"]}]}, "work")

    assert resume == READ


def test_a_value_that_goes_on_over_lines_stands_where_it_begins() -> None:
    _, evidence = merge({"basics": {"summary": "Leeds Locomotives 2015 - 2018"}}, "basics/summary")

    assert evidence["/basics/summary"]["confidence"] == STANDS_THERE
    assert evidence["/basics/summary"]["box"] == [50.0, 54.0, 195.0, 64.0]


def test_a_long_answer_takes_little_time() -> None:
    answer = {"work": [{"name": f"Leeds {n}", "highlights": [f"Line {m}" for m in range(50)]} for n in range(500)]}
    lines = [Line([Span(f"A line of a document about many things, line {n}")]) for n in range(5_000)]
    began = time.process_time()

    merged(READ, {}, Question(frozenset({"work"}), Document("text", [Page(1, lines=lines)])), answer)

    assert time.process_time() - began < 2


def test_a_value_that_does_not_stand_in_the_lines_is_one_to_check() -> None:
    _, evidence = merge({"basics": {"label": "Railway engineer"}}, "basics/label")

    assert evidence["/basics/label"] == {"confidence": REWORDED, "page": None, "box": None, "source": "llm"}
    assert REWORDED < SURE


def test_where_the_rules_recognised_nothing_their_makeshift_goes() -> None:
    makeshift = {"basics": {"summary": "Jane Example Apprentice"}}

    resume, evidence = merge(
        {"basics": {"name": "Jane Example"}}, "basics/name", "basics/summary", "work", read=makeshift, found=False
    )

    assert resume == {"basics": {"name": "Jane Example"}}
    assert evidence.keys() == {"/basics/name"}


words = st.sampled_from(["Jane", "Leeds", "Engineer", "Harbour Works", "2015", "2019-03", "", "Example"])
entries = st.lists(
    st.fixed_dictionaries(
        {}, optional={"name": words, "position": words, "startDate": words, "highlights": st.lists(words, max_size=3)}
    ),
    max_size=4,
)
skills = st.lists(st.fixed_dictionaries({}, optional={"name": words, "keywords": st.lists(words)}), max_size=3)
profiles = st.lists(st.fixed_dictionaries({}, optional={"network": words, "username": words}), max_size=3)
places = st.fixed_dictionaries({}, optional={"city": words, "region": words})
persons = st.fixed_dictionaries({}, optional={"name": words, "label": words, "location": places, "profiles": profiles})
resumes = st.fixed_dictionaries({}, optional={"basics": persons, "work": entries, "skills": skills}).map(
    lambda data: Resume.model_validate(data).to_json()
)
wanted = st.sets(
    st.sampled_from(
        ["basics/name", "basics/location", "basics/profiles", "work", "work/0", "work/2", "skills", "skills/1"]
    )
)


@settings(max_examples=300, deadline=None)
@given(resumes, resumes, wanted, st.floats(0, 1), st.booleans())
def test_any_answer_gives_a_valid_document_whose_evidence_points_into_it(
    read: dict[str, Any], answer: dict[str, Any], parts: set[str], confidence: float, found: bool
) -> None:
    evidence: dict[str, Any] = {pointer: {"confidence": confidence} for pointer, _ in leaves(read)}
    excerpt = Document("text", [Page(1, lines=[Line([Span("Jane Example, Leeds 2015")])])])

    resume, proof = merged(read, evidence, Question(frozenset(parts), excerpt, found), answer)

    assert Resume.model_validate(resume).to_json() == resume
    assert {pointer for pointer, _ in leaves(resume)} == proof.keys()
    assert all(at(resume, pointer) for pointer in proof)
    if found and confidence >= SURE:
        kept = [text for _, text in leaves(resume)]
        assert all(text in kept for _, text in leaves(read))
