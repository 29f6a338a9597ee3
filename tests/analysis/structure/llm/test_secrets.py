"""Neither the key nor a word of the résumé is in a message, a detail, a traceback or a log."""

import logging
import traceback

import pytest

from analysis.failures import StepFailure
from analysis.structure.llm.step import LlmOptions
from tests.analysis.structure.llm.conftest import KEY, RESUME_TEXT, Ask
from tests.stand_in_llm import BEHAVIOURS, StandInLlm

SECRETS = [KEY, "Jane", "mueller@example", "1234567", "Acme", "hospitals"]
# Their point is how long they take.
SLOW = {"slow", "slow_junk", "hang", "drip", "drip_head", "bomb"}
ECHOES = {
    "the résumé in the place of JSON": "say:" + RESUME_TEXT.replace("\n", " "),
    "the résumé in wrong types": 'say:{"basics": "Jane Müller", "work": [{"name": ["Acme Corporation"]}]}',
    "the résumé in an envelope": 'envelope:{"Jane": "Acme", "choices": [{"message": {"content": {"hospitals": 1}}}]}',
    "the résumé in names of fields": 'say:{"work": [{"Acme": 1}], "Jane": {"hospitals": []}, "skills": {"Acme": 1}}',
}


@pytest.mark.parametrize("fault", sorted(BEHAVIOURS.keys() - SLOW) + list(ECHOES.values()))
def test_nothing_secret_comes_out(
    llm: StandInLlm, ask: Ask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], fault: str
) -> None:
    caplog.set_level(logging.DEBUG)
    llm.play(fault)
    told = ""

    try:
        ask()
    except StepFailure as failure:
        told = "\n".join([failure.message, failure.detail, repr(failure), *traceback.format_exception(failure)])

    told += caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in SECRETS if secret in told] == []


def test_the_key_is_not_in_the_options_repr() -> None:
    assert KEY not in repr(LlmOptions(base_url="http://localhost/v1", model="m", api_key=KEY))


def test_the_reader_is_told_what_to_do_and_the_operator_what_happened(llm: StandInLlm, ask: Ask) -> None:
    llm.play("no_model")

    with pytest.raises(StepFailure) as raised:
        ask()

    assert raised.value.message == (
        "The language model does not accept this service's settings. "
        "Only the operator can fix this. Your upload is safe until then."
    )
    assert raised.value.detail == "HTTP 404, model_not_found, invalid_request_error"
