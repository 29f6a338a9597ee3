"""A reply that holds one valid document is taken, however the server wraps it."""

import json

import pytest

from tests.analysis.structure.llm.conftest import KEY, Ask
from tests.stand_in_llm import StandInLlm, completion


@pytest.mark.parametrize("way", ["ok", "text", "fenced", "prefixed"])
def test_a_good_answer_is_taken_at_the_first_request(llm: StandInLlm, ask: Ask, way: str) -> None:
    llm.play(way)

    result = ask()

    assert result.resume.basics.name == "Jane Müller"
    assert result.resume.basics.email == "jane.mueller@example.com"
    assert [skill.name for skill in result.resume.skills] == ["Python", "Django", "PostgreSQL"]
    assert result.requests == len(llm.requests) == 1


def test_what_was_sent_is_an_openai_chat_completion_with_the_key_and_the_document(llm: StandInLlm, ask: Ask) -> None:
    ask()

    [request] = llm.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body["model"] == "stand-in"
    assert request.body["stream"] is False
    assert request.body["tool_choice"] == "required"
    assert "Acme Corporation, Senior Engineer" in request.document


def test_without_a_key_none_is_sent(llm: StandInLlm, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody-else")

    ask(api_key="")

    sent = llm.requests[0].headers
    assert "authorization" not in sent
    assert "else" not in str(sent)


def test_tokens_are_summed_over_the_requests(llm: StandInLlm, ask: Ask) -> None:
    llm.play("junk", "ok")

    result = ask()

    assert (result.requests, result.input_tokens, result.output_tokens) == (2, 2000, 400)


@pytest.mark.parametrize("usage", [None, {"prompt_tokens": 10**12, "completion_tokens": 10**12, "total_tokens": 1}])
def test_tokens_that_a_server_does_not_tell_or_tells_wrong_are_unknown(
    llm: StandInLlm, ask: Ask, usage: dict[str, int] | None
) -> None:
    body = completion(content='{"basics": {"name": "Jane Müller"}}') | {"usage": usage}
    llm.play("envelope:" + json.dumps(body))

    result = ask()

    assert (result.input_tokens, result.output_tokens) == (None, None)


@pytest.mark.parametrize("status", ["400", "404", "422", "500"])
def test_a_server_that_knows_no_tools_is_asked_for_json_text(llm: StandInLlm, ask: Ask, status: str) -> None:
    llm.play(f"no_tools:{status}")

    result = ask()

    assert result.resume.basics.name == "Jane Müller"
    assert result.requests == len(llm.requests) == 2
    assert not llm.requests[1].offers_tool
    assert '"properties":{"basics"' in llm.requests[1].prompt


def test_tools_can_be_left_out_from_the_start(llm: StandInLlm, ask: Ask) -> None:
    llm.play("no_tools")

    assert ask(use_tools=False).requests == 1


def test_a_document_wrapped_into_an_object_is_unwrapped(llm: StandInLlm, ask: Ask) -> None:
    llm.play('say:{"resume": {"basics": {"name": "Jane Müller"}}}')

    assert ask().resume.basics.name == "Jane Müller"


def test_what_a_model_thinks_aloud_is_not_its_answer(llm: StandInLlm, ask: Ask) -> None:
    thought = '<think>{"basics": {"name": "Engineer"}}</think>{"basics": {"name": "Jane Müller"}}'
    llm.play("envelope:" + json.dumps(completion(content=thought)))

    assert ask().resume.basics.name == "Jane Müller"


def test_text_is_cleaned_of_what_a_database_refuses(llm: StandInLlm, ask: Ask) -> None:
    llm.play(r'say:{"basics": {"name": "Jane\u0000 Müller", "summary": "<script>\u0007x</script>"}}')

    basics = ask().resume.basics

    assert basics.name == "Jane Müller"
    assert basics.summary == "<script>x</script>"


def test_a_bad_date_costs_the_date_and_not_the_document(llm: StandInLlm, ask: Ask) -> None:
    llm.play('say:{"work": [{"name": "Acme Corporation", "startDate": "2019-13", "endDate": "Present"}]}')

    result = ask()

    assert result.requests == 1
    assert result.resume.to_json()["work"] == [{"name": "Acme Corporation", "startDate": "2019"}]
