"""An attempt by the rules and a language model, from its claim to its end."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.models import Source
from analysis.states import Status, Step
from tests import life
from tests.invariants import quiet_violations
from tests.stand_in_llm import StandInLlm

pytestmark = pytest.mark.django_db(transaction=True)

NAMELESS = "ada@example.org\n\nExperience\nAnalyst, Analytical Engines Ltd\n2019 - 2021\n"
NOTHING = "Lorem ipsum dolor sit amet, consectetur."


@pytest.fixture(autouse=True)
def llm(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInLlm]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with StandInLlm("ok") as server:
        settings.ANALYSIS_ENGINE = "hybrid"
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_TIMEOUT = server.base_url, "stand-in", 5.0
        yield server


def test_the_attempt_says_by_what_it_was_made_and_what_it_cost(ada: User, llm: StandInLlm) -> None:
    llm.play('say:{"basics": {"name": "Analytical Engines"}}')
    job = life.submitted(ada, text=NAMELESS)

    attempt = life.run(job)

    assert (job.status, attempt.engine) == (Status.COMPLETED, "hybrid")
    assert (attempt.input_tokens, attempt.output_tokens, attempt.model_answer) == (1000, 200, "answered")
    assert job.profile is not None
    assert job.profile.resume.basics.name == "Analytical Engines"
    assert job.profile.evidence["/basics/name"]["source"] == "llm"
    assert job.profile.evidence["/basics/email"].get("source") is None


def test_what_the_rules_are_sure_of_costs_nothing(ada: User, llm: StandInLlm) -> None:
    attempt = life.run(life.submitted(ada))

    assert (attempt.outcome, attempt.engine, attempt.model_answer) == ("completed", "hybrid", "")
    assert (attempt.input_tokens, attempt.output_tokens) == (None, None)
    assert llm.requests == []


def test_a_job_completes_without_the_model_and_the_log_says_so(
    ada: User, llm: StandInLlm, caplog: pytest.LogCaptureFixture
) -> None:
    llm.play("unavailable")
    job = life.submitted(ada, text=NAMELESS)

    attempt = life.run(job)

    assert (job.status, attempt.model_answer) == (Status.COMPLETED, "llm_unavailable")
    assert len(llm.requests) == 1
    assert "the rules' result stands: llm_unavailable" in caplog.text


def test_a_job_of_which_nothing_is_known_fails_can_be_retried_and_reads_the_file_once(
    ada: User, llm: StandInLlm
) -> None:
    llm.play("unavailable", 'say:{"basics": {"name": "Lorem Ipsum"}}')
    job = life.submitted(ada, text=NOTHING)
    life.run(job)
    assert (job.status, job.error_code, job.is_permanent) == (Status.FAILED, "llm_unavailable", False)

    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE, from_step=Step.STRUCTURE)
    attempt = life.run(job)

    assert job.status == Status.COMPLETED
    assert set(attempt.step_seconds) == {"structure", "save"}
    assert len(llm.requests) == 2
    assert quiet_violations() == []
