"""A reply that can't be used is asked for again with the reason, at most twice; then it is `llm_bad_reply`."""

import json
import time
from pathlib import Path

import pytest

from analysis.failures import StepFailure
from analysis.structure.llm.reply import UnusableReply, read_reply
from profiles.resume import Resume
from tests.analysis.structure.llm.conftest import Ask
from tests.stand_in_llm import StandInLlm, completion

HOSTILE = Path(__file__).parents[5] / "shared/corpus/bad/llm_replies.jsonl"

BAD = {
    "junk": "junk",
    "an empty message": "empty",
    "no bytes": "nothing",
    "cut JSON": "cut",
    "NaN": "nan",
    "100,000 levels": "deep",
    "a completion of 100,000 levels": "deep_envelope",
    "a web page": "web_page",
    "null": "say:null",
    "an array": "say:[]",
    "a number": "say:5",
    "NaN in a field that is not read": 'say:{"basics": {"name": "Jane Müller"}, "score": NaN}',
    "an empty object": "say:{}",
    "an object of nothing known": 'say:{"name": "Jane"}',
    "wrong types": 'say:{"basics": {"name": 5}, "skills": "x", "work": {"name": "Acme"}}',
    "a trailing comma": 'say:{"basics": {"name": "Jane",}}',
    "single quotes": "say:{'basics': {'name': 'Jane'}}",
    "half a surrogate pair": r'say:{"basics": {"name": "Jane \ud800"}}',
    "a number of 10,000 digits": 'say:{"basics": {"name": ' + "9" * 10_000 + "}}",
    "values without content": r'say:{"basics": {"name": " \u0000 "}, "work": [{"name": ""}]}',
    "an envelope without choices": 'envelope:{"choices": []}',
    "an envelope of other things": 'envelope:{"choices": [{"message": 5}], "usage": "x"}',
    "an envelope that is null": "envelope:null",
    "two different documents": "envelope:"
    + json.dumps(completion(arguments=['{"basics": {"name": "Jane"}}', '{"basics": {"name": "Engineer"}}'])),
}


@pytest.mark.parametrize("reply", BAD.values(), ids=BAD.keys())
def test_a_bad_reply_is_asked_for_again_twice_and_no_more(llm: StandInLlm, ask: Ask, reply: str) -> None:
    llm.play(reply)

    with pytest.raises(StepFailure) as raised:
        ask()

    assert raised.value.code == "llm_bad_reply"
    assert not raised.value.permanent
    assert len(llm.requests) == 3


@pytest.mark.parametrize("reply", BAD.values(), ids=BAD.keys())
def test_a_model_that_does_better_when_asked_again_is_believed(llm: StandInLlm, ask: Ask, reply: str) -> None:
    llm.play(reply, "ok")

    result = ask()

    assert result.resume.basics.name == "Jane Müller"
    assert result.requests == len(llm.requests) == 2


def test_the_second_request_says_what_was_wrong_with_the_first_reply(llm: StandInLlm, ask: Ask) -> None:
    llm.play('say:{"work": "Acme"}', "ok")

    ask()

    assert "work: Input should be a valid list" in llm.requests[1].prompt
    assert llm.requests[1].document == llm.requests[0].document


def test_cut_json_is_called_cut(llm: StandInLlm, ask: Ask) -> None:
    llm.play("cut", "ok")

    ask()

    assert "it is not valid JSON: EOF" in llm.requests[1].prompt


def test_the_number_of_requests_is_an_option(llm: StandInLlm, ask: Ask) -> None:
    llm.play("junk")

    with pytest.raises(StepFailure):
        ask(max_requests=1)

    assert len(llm.requests) == 1


def test_asking_without_tools_counts_as_a_request(llm: StandInLlm, ask: Ask) -> None:
    llm.play("no_tools", "junk")

    with pytest.raises(StepFailure) as raised:
        ask()

    assert raised.value.code == "llm_bad_reply"
    assert len(llm.requests) == 3


def test_a_reply_with_only_invented_values_is_no_reply(llm: StandInLlm, ask: Ask) -> None:
    llm.play('say:{"basics": {"name": "John Doe", "email": "john@doe.org"}}')

    with pytest.raises(StepFailure) as raised:
        ask()

    assert raised.value.code == "llm_bad_reply"


@pytest.mark.skipif(not HOSTILE.exists(), reason=f"the corpus of hostile replies is not at {HOSTILE}")
def test_hostile_replies_of_the_corpus_end_in_a_clean_document_or_are_refused() -> None:
    for line in HOSTILE.read_text().splitlines():
        reply = json.loads(line)["reply"]
        try:
            resume = read_reply([reply])
        except UnusableReply:
            continue
        assert not resume.is_empty()
        assert "\x00" not in json.dumps(resume.to_json(), ensure_ascii=False)


@pytest.mark.parametrize("start", ["", "```", "```json", "{"])
@pytest.mark.parametrize(
    "again", ["{", '{"a":', "[", "```json\n{", '{"basics":{"name":"', "\n", " ", "`", '{"work":[{},{}]},']
)
def test_a_megabyte_of_beginnings_is_refused_at_once(start: str, again: str) -> None:
    began = time.process_time()

    with pytest.raises(UnusableReply):
        read_reply([start + again * (1_000_000 // len(again))])

    assert time.process_time() - began < 10  # of the processor; what is read again and again takes minutes


def test_an_open_code_fence_is_read_to_the_end() -> None:
    assert read_reply(['```json\n{"basics": {"name": "Jane"}}']).basics.name == "Jane"


def test_an_empty_object_beside_the_document_is_passed_over() -> None:
    text = '```json\n{}\n```\nor rather\n```json\n{"basics": {"name": "Jane"}}\n```'

    assert read_reply([text]).basics.name == "Jane"


def test_the_same_document_twice_is_one() -> None:
    text = '{"basics": {"name": "Jane"}}'

    assert read_reply([text, f"```json\n{text}\n```"]) == Resume.model_validate(json.loads(text))
