"""The rules and a language model together, with a real server in the model's place."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analysis.document import Document, Line, Page, Span
from analysis.failures import StepFailure
from analysis.steps import engines
from analysis.steps.engines import Control, StepResult
from analysis.structure.hybrid.merge import STANDS_THERE
from profiles.certainty import SURE
from tests.analysis.structure.rules.build import document
from tests.stand_in_llm import StandInLlm

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
"""
# Neither a name nor a heading tells who this is.
NAMELESS = CLEAR.replace("# Jane Example\n", "")
NOTHING = Document("text", [Page(1, lines=[Line([Span("Lorem ipsum dolor sit amet, consectetur.")])])])


@pytest.fixture(autouse=True)
def llm(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInLlm]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with StandInLlm() as server:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_TIMEOUT = server.base_url, "stand-in", 5.0
        yield server
    assert server.errors == []


def structure(
    read: Document, engine: str = "hybrid", *, seconds: float = 30, stop: Callable[[], bool] = lambda: False
) -> StepResult:
    control = Control(lambda: seconds, stop, lambda done, total: None)
    return engines.structure(read.to_json(), engine, control)


def says(answer: dict[str, Any]) -> str:
    return "say:" + json.dumps(answer)


def test_where_the_rules_are_sure_nobody_is_asked(llm: StandInLlm) -> None:
    done = structure(document(CLEAR))

    assert llm.requests == []
    assert (done.tokens, done.asked) == ((None, None), 0.0)
    assert done.output == structure(document(CLEAR), "offline").output


def test_only_what_is_in_doubt_is_asked_for_and_taken(llm: StandInLlm) -> None:
    llm.play(says({"basics": {"name": "Harbour Works", "email": "other@example.org"}, "work": [{"name": "Leeds"}]}))

    done = structure(document(NAMELESS + "\n# Interests\n" + "\n".join(f"Reading {n}" for n in range(20))))

    [request] = llm.requests
    [tool] = request.body["tools"]
    assert tool["function"]["parameters"]["properties"] == {
        "basics": {"type": "object", "properties": {"name": {"type": "string"}}}
    }
    assert "Reading 19" not in request.prompt
    assert done.output["resume"]["basics"] == {"name": "Harbour Works", "email": "jane@example.org"}
    assert done.output["evidence"]["/basics/name"]["source"] == "llm"
    assert [entry["name"] for entry in done.output["resume"]["work"]] == ["Harbour Works Ltd"]
    assert done.tokens == (1000, 200)
    assert 0 < done.asked < 0.9


def test_what_the_lines_do_not_say_is_dropped(llm: StandInLlm) -> None:
    llm.play(says({"basics": {"name": "John Doe"}}))

    assert "name" not in structure(document(NAMELESS)).output["resume"]["basics"]


def test_a_model_that_finds_nothing_either_is_asked_once(llm: StandInLlm) -> None:
    llm.play("say:{}")

    done = structure(document(NAMELESS))

    assert len(llm.requests) == 1
    assert done.output == structure(document(NAMELESS), "offline").output
    assert done.unanswered is None


@pytest.mark.parametrize(
    ("fault", "code", "tokens"),
    [
        ("unavailable", "llm_unavailable", (None, None)),
        ("rate_limited", "llm_rate_limited", (None, None)),
        ("junk", "llm_bad_reply", (3000, 600)),
        ("unauthorized", "llm_misconfigured", (None, None)),
        ("refused", "llm_refused", (None, None)),
    ],
)
def test_where_the_model_fails_the_rules_result_stands_and_its_price_is_known(
    llm: StandInLlm, fault: str, code: str, tokens: tuple[int | None, int | None]
) -> None:
    llm.play(fault)

    done = structure(document(NAMELESS))

    assert done.output == structure(document(NAMELESS), "offline").output
    assert done.unanswered is not None
    assert done.unanswered.code == code
    assert done.tokens == tokens


def test_a_model_that_has_no_time_left_is_not_waited_for(llm: StandInLlm) -> None:
    done = structure(document(NAMELESS), seconds=engines.SECONDS_TO_SAVE)

    assert llm.requests == []
    assert done.unanswered is not None
    assert done.output["resume"]["work"]


def test_where_the_rules_recognise_nothing_the_models_failure_is_the_attempts(llm: StandInLlm) -> None:
    llm.play("unavailable")

    with pytest.raises(StepFailure) as caught:
        structure(NOTHING)

    assert caught.value.code == "llm_unavailable"


@pytest.mark.parametrize("fault", ["unauthorized", "refused", "too_long"])
def test_a_failure_that_no_retry_mends_leaves_the_text_for_a_person_to_judge(llm: StandInLlm, fault: str) -> None:
    llm.play(fault)

    done = structure(NOTHING)

    assert done.output["resume"]["basics"]["summary"] == NOTHING.text
    assert done.output["evidence"]["/basics/summary"]["confidence"] < SURE
    assert done.unanswered is not None


def test_where_the_rules_recognise_nothing_the_models_answer_is_the_result(llm: StandInLlm) -> None:
    llm.play(says({"basics": {"name": "Lorem Ipsum"}}))

    done = structure(NOTHING)

    assert done.output["resume"] == {"basics": {"name": "Lorem Ipsum"}}
    assert done.output["evidence"]["/basics/name"]["confidence"] == STANDS_THERE
    assert done.asked == 1.0


def test_a_run_that_is_to_stop_does(llm: StandInLlm) -> None:
    llm.play("hang")

    with pytest.raises(engines.Stopped):
        structure(document(NAMELESS), stop=lambda: bool(llm.requests))


@pytest.mark.parametrize("engine", ["llm", "hybrid"])
def test_function_calls_are_offered_unless_the_server_is_known_to_have_none(
    llm: StandInLlm, settings: Any, engine: str
) -> None:
    structure(document(NAMELESS), engine)
    settings.LLM_TOOLS = False
    structure(document(NAMELESS), engine)

    assert [request.offers_tool for request in llm.requests] == [True, False]
