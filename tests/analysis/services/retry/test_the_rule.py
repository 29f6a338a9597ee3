"""`analysis.jobs.retry_policy`: pure, so that each row of the contract's table can be stated without a database."""

from datetime import timedelta

import pytest

from analysis.jobs.retry_policy import JobFacts, Limits, Refusal, automatic_delay, may_retry, suggested_step
from analysis.states import Status, Step

LIMITS = Limits(enabled=True, max_retries=3, max_auto_retries=3)
READ = {Step.EXTRACT: ""}
STRUCTURED = {Step.EXTRACT: "", Step.STRUCTURE: ""}


def facts(**changes: object) -> JobFacts:
    known: dict[str, object] = {"status": Status.FAILED, "retries_used": 0, "has_upload": True}
    return JobFacts(**{**known, **changes})  # type: ignore[arg-type]


def test_a_failed_job_may_be_retried() -> None:
    assert may_retry(facts(), LIMITS).allowed


@pytest.mark.parametrize("status", [Status.QUEUED, Status.PROCESSING, Status.COMPLETED])
def test_only_failed_jobs_may_be_retried(status: Status) -> None:
    verdict = may_retry(facts(status=status), LIMITS, force=True)
    assert verdict.refusal is Refusal.NOT_FAILED
    assert verdict.message == f"only failed jobs can be retried, current status: {status}"


def test_the_fourth_retry_by_people_is_refused() -> None:
    assert may_retry(facts(retries_used=2), LIMITS).allowed
    verdict = may_retry(facts(retries_used=3), LIMITS)
    assert (verdict.refusal, verdict.message) == (Refusal.LIMIT_REACHED, "retry limit reached: 3 of 3 retries used")


def test_force_goes_past_the_limit_and_says_so() -> None:
    verdict = may_retry(facts(retries_used=3), LIMITS, force=True)
    assert verdict.allowed
    assert verdict.forced
    assert not may_retry(facts(retries_used=2), LIMITS, force=True).forced


def test_force_does_not_bring_back_an_upload() -> None:
    assert may_retry(facts(has_upload=False), LIMITS, force=True).refusal is Refusal.UPLOAD_GONE


def test_the_limit_of_people_does_not_count_for_automatic_retries() -> None:
    assert may_retry(facts(retries_used=3), LIMITS, by_person=False).allowed


def test_the_flag_refuses_everybody() -> None:
    off = Limits(enabled=False, max_retries=3, max_auto_retries=3)
    assert may_retry(facts(), off, force=True).refusal is Refusal.DISABLED


@pytest.mark.parametrize("step", ["", "ocr", "STRUCTURE"])
def test_an_unknown_step_is_refused_with_the_names_of_those_there_are(step: str) -> None:
    verdict = may_retry(facts(), LIMITS, from_step=step)
    assert verdict.refusal is Refusal.UNKNOWN_STEP
    assert "extract, structure, save" in verdict.message


def test_a_later_step_needs_a_checkpoint_of_the_one_before() -> None:
    assert may_retry(facts(), LIMITS, from_step=Step.STRUCTURE).refusal is Refusal.NO_CHECKPOINT
    assert may_retry(facts(checkpoints=READ), LIMITS, from_step=Step.STRUCTURE).allowed
    assert may_retry(facts(checkpoints=READ), LIMITS, from_step=Step.SAVE).refusal is Refusal.NO_CHECKPOINT
    assert may_retry(facts(checkpoints=STRUCTURED), LIMITS, from_step=Step.SAVE).allowed


def test_a_checkpoint_that_is_of_no_use_is_refused_with_its_reason() -> None:
    verdict = may_retry(facts(checkpoints={Step.EXTRACT: "the text is empty"}), LIMITS, from_step=Step.STRUCTURE)
    assert (verdict.refusal, verdict.message) == (Refusal.NO_CHECKPOINT, "the text is empty")


@pytest.mark.parametrize(
    ("failed_step", "checkpoints", "suggested"),
    [
        ("", {}, Step.EXTRACT),
        (Step.EXTRACT, READ, Step.EXTRACT),
        (Step.STRUCTURE, READ, Step.STRUCTURE),
        (Step.SAVE, STRUCTURED, Step.SAVE),
        (Step.SAVE, READ, Step.STRUCTURE),
        (Step.SAVE, {}, Step.EXTRACT),
        (Step.SAVE, {Step.STRUCTURE: ""}, Step.EXTRACT),
        (Step.EXTRACT, STRUCTURED, Step.EXTRACT),
        (Step.STRUCTURE, {}, Step.EXTRACT),
        (Step.STRUCTURE, {Step.EXTRACT: "made by an older version"}, Step.EXTRACT),
    ],
)
def test_a_retry_begins_where_the_failure_was_if_all_before_it_can_be_reused(
    failed_step: str, checkpoints: dict[str, str], suggested: Step
) -> None:
    assert suggested_step(facts(failed_step=failed_step, checkpoints=checkpoints)) is suggested


def longest(low: float, high: float) -> float:
    return high


def shortest(low: float, high: float) -> float:
    return low


def delay(used: int, **changes: object) -> timedelta | None:
    given: dict[str, object] = {"permanent": False, "limits": LIMITS, "uniform": longest, "auto_retries_used": used}
    return automatic_delay(**{**given, **changes})  # type: ignore[arg-type]


def test_a_permanent_failure_is_never_retried_by_itself() -> None:
    assert delay(0, permanent=True) is None


def test_the_wait_doubles_each_time_and_ends_after_the_last() -> None:
    assert [delay(used) for used in range(4)] == [*(timedelta(seconds=s) for s in (10, 20, 40)), None]


def test_the_wait_is_capped() -> None:
    assert delay(30, limits=Limits(True, 3, 99)) == timedelta(minutes=10)


def test_the_jitter_is_full() -> None:
    assert delay(2, uniform=shortest) == timedelta(0)


def test_a_server_that_asks_for_patience_gets_it() -> None:
    assert delay(0, uniform=shortest, retry_after=77.0) == timedelta(seconds=77)


def test_a_server_that_asks_for_more_than_an_hour_is_not_waited_for() -> None:
    assert delay(0, retry_after=3600.0) == timedelta(hours=1)
    assert delay(0, retry_after=3600.1) is None
