"""A part of a document, and only some of what a résumé says."""

import json

from analysis.structure.llm.prompt import resume_schema, system_prompt
from analysis.structure.llm.step import LlmOptions, LlmResult, structure_with_llm
from tests.analysis.structure.llm.conftest import document_of
from tests.stand_in_llm import StandInLlm

LINES = "Jane Müller, jane@example.com\nAcme Corporation, Senior Engineer"
WANTED = frozenset({"basics/name", "basics/location", "work"})


def ask(llm: StandInLlm, *, use_tools: bool = True) -> LlmResult:
    given = LlmOptions(base_url=llm.base_url, model="stand-in", timeout=5, use_tools=use_tools)
    return structure_with_llm(document_of(LINES), options=given, wanted=WANTED)


def test_only_what_is_wanted_is_in_the_schema() -> None:
    properties = resume_schema(WANTED)["properties"]

    assert properties.keys() == {"basics", "work"}
    assert properties["basics"]["properties"].keys() == {"name", "location"}
    assert properties["work"] == resume_schema()["properties"]["work"]
    assert "basics" not in resume_schema(frozenset({"work"}))["properties"]


def test_the_model_is_told_that_it_sees_a_part_and_what_to_look_for() -> None:
    for use_tool in (True, False):
        prompt = system_prompt(use_tool=use_tool, wanted=WANTED)

        assert "only what they say of these: basics.location, basics.name, work." in prompt
        assert "hard to read" not in system_prompt(use_tool=use_tool)
        assert '"education"' not in prompt


def test_what_was_not_asked_for_is_not_taken(llm: StandInLlm) -> None:
    whole = {
        "basics": {"name": "Jane Müller", "email": "jane@example.com"},
        "work": [{"name": "Acme Corporation"}],
        "skills": [{"name": "Engineer"}],
    }
    llm.play("say:" + json.dumps(whole))

    assert ask(llm).resume.to_json() == {"basics": {"name": "Jane Müller"}, "work": [{"name": "Acme Corporation"}]}


def test_nothing_is_an_answer_in_either_way_of_asking(llm: StandInLlm) -> None:
    llm.play("say:{}")

    for use_tools in (True, False):
        result = ask(llm, use_tools=use_tools)

        assert result.resume.is_empty()
        assert result.requests == 1
