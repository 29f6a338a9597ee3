"""What goes wrong between here and the model ends the call at once, with the code that says who has to do something."""

import json

import pytest

from analysis.failures import StepFailure
from tests.analysis.structure.llm.conftest import Ask, document_of
from tests.stand_in_llm import StandInLlm


def failure_of(ask: Ask, *arguments: object, **options: object) -> StepFailure:
    with pytest.raises(StepFailure) as raised:
        ask(*arguments, **options)
    return raised.value


AT_ONCE = {
    "unavailable": "llm_unavailable",
    "unavailable:500": "llm_unavailable",
    "unavailable:502": "llm_unavailable",
    "unavailable:529": "llm_unavailable",
    "hang_up": "llm_unavailable",
    "reset": "llm_unavailable",
    "rate_limited": "llm_rate_limited",
    "unavailable:408": "llm_timeout",
    "no_quota": "llm_misconfigured",
    "unauthorized": "llm_misconfigured",
    "forbidden": "llm_misconfigured",
    "no_model": "llm_misconfigured",
    "bad_request": "llm_misconfigured",
    "unavailable:402": "llm_misconfigured",
    "refused": "llm_refused",
    "filtered": "llm_refused",
    "prompt_filtered": "llm_refused",
    "too_long": "too_large",
    "unavailable:413": "too_large",
}


@pytest.mark.parametrize(("fault", "code"), AT_ONCE.items())
def test_a_fault_is_reported_after_one_request(llm: StandInLlm, ask: Ask, fault: str, code: str) -> None:
    llm.play(fault, "ok")

    failure = failure_of(ask)

    assert failure.code == code
    assert len(llm.requests) == 1


@pytest.mark.parametrize(
    ("fault", "permanent"),
    [("unavailable", False), ("rate_limited", False), ("unauthorized", True), ("no_model", True), ("refused", True)],
)
def test_only_what_may_pass_by_itself_is_transient(llm: StandInLlm, ask: Ask, fault: str, permanent: bool) -> None:
    llm.play(fault)

    assert failure_of(ask).permanent is permanent


def test_a_fault_after_a_bad_reply_ends_the_call(llm: StandInLlm, ask: Ask) -> None:
    llm.play("junk", "unavailable", "ok")

    failure = failure_of(ask)
    assert (failure.code, failure.tokens) == ("llm_unavailable", (1000, 200))
    assert len(llm.requests) == 2


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [("rate_limited", None), ("rate_limited:7", 7), ("rate_limited:soon", None), ("rate_limited:-1", None)],
)
def test_retry_after_in_seconds_is_handed_on(llm: StandInLlm, ask: Ask, fault: str, seconds: float | None) -> None:
    llm.play(fault)

    assert failure_of(ask).retry_after == seconds


def test_retry_after_as_a_date_is_handed_on_in_seconds(llm: StandInLlm, ask: Ask) -> None:
    llm.play("rate_limited_until:90")

    assert failure_of(ask).retry_after == pytest.approx(90, abs=3)


def test_retry_after_is_at_most_a_day(llm: StandInLlm, ask: Ask) -> None:
    llm.play("rate_limited:" + "9" * 40)

    assert failure_of(ask).retry_after == 24 * 3600


def test_a_server_that_does_not_listen_is_unavailable(llm: StandInLlm, ask: Ask) -> None:
    address = llm.base_url
    llm.stop()

    assert failure_of(ask, base_url=address).code == "llm_unavailable"


def test_a_host_that_does_not_exist_is_unavailable(ask: Ask) -> None:
    assert failure_of(ask, base_url="http://no-such-host.invalid/v1").code == "llm_unavailable"


def test_a_server_without_tls_is_unavailable_over_https(llm: StandInLlm, ask: Ask) -> None:
    assert failure_of(ask, base_url=llm.base_url.replace("http:", "https:")).code == "llm_unavailable"


def test_a_redirect_is_not_followed(llm: StandInLlm, ask: Ask) -> None:
    with StandInLlm() as elsewhere:
        llm.play(f"redirect:{elsewhere.base_url}/chat/completions")

        failure = failure_of(ask)

        assert failure.code == "llm_misconfigured"
        assert len(llm.requests) == 1
        assert elsewhere.requests == []


SETTINGS = [
    {"base_url": ""},
    {"base_url": "localhost:8000/v1"},
    {"base_url": "ftp://localhost/v1"},
    {"base_url": "http:///v1"},
    {"base_url": "http://localhost:99999/v1"},
    {"base_url": "http://[::1/v1"},
    {"base_url": "http://ex ample/v1"},
    {"base_url": "http://exämple..com/v1"},
    {"base_url": "http://user:sk-very-secret-4711@localhost/v1"},
    {"base_url": "http://localhost/v1?key=sk-very-secret-4711"},
    {"model": " "},
    {"api_key": "sk-very-secret-4711\nX-Injected: 1"},
    {"api_key": "sk-very-secret-4711-ü"},
]


@pytest.mark.parametrize("wrong", SETTINGS, ids=json.dumps)
def test_settings_that_can_not_work_are_found_before_anything_is_sent(
    llm: StandInLlm, ask: Ask, wrong: dict[str, str]
) -> None:
    failure = failure_of(ask, **wrong)

    assert failure.code == "llm_misconfigured"
    assert "4711" not in failure.detail + failure.message
    assert llm.requests == []


def test_a_key_with_a_line_end_behind_it_is_taken(llm: StandInLlm, ask: Ask) -> None:
    assert ask(api_key="sk-key\n").requests == 1


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_an_empty_document_never_reaches_the_model(llm: StandInLlm, ask: Ask, text: str) -> None:
    assert failure_of(ask, document_of(text)).code == "no_text"
    assert llm.requests == []


def test_a_proxy_for_the_internet_is_not_asked_for_a_server_on_this_machine(
    llm: StandInLlm, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)

    assert ask().requests == 1
