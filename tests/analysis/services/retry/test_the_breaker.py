"""A cause that fails for everybody: when its automatic retries pause, who looks whether it has passed, how often."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.db.models.functions import Now

from analysis import services
from analysis.models import AnalysisJob, Attempt, Breaker
from tests import life
from tests.together import at_once

pytestmark = pytest.mark.django_db
LONG_AGO = "2020-01-01T00:00:00Z"


def due(user: User, code: str = "llm_unavailable", *, number: int = 5) -> list[AnalysisJob]:
    """Jobs that failed of this cause just now, and whose retry is due."""
    jobs = [life.failed(life.submitted(user), code, waits=True) for _ in range(number)]
    AnalysisJob.objects.filter(pk__in=[job.pk for job in jobs]).update(next_retry_at=LONG_AGO)
    return jobs


def a_while_passes() -> None:
    """As long as the pause between two probes."""
    pause = timedelta(seconds=31)
    Breaker.objects.update(opened_at=F("opened_at") - pause, probed_at=F("probed_at") - pause)


def sweep() -> list[str]:
    return services.sweep().retried


@pytest.mark.parametrize(
    "code", ["llm_timeout", "llm_unavailable", "llm_rate_limited", "llm_bad_reply", "storage_unavailable"]
)
def test_five_failures_of_a_cause_that_strikes_all_alike_pause_it(ada: User, code: str) -> None:
    due(ada, code, number=5)
    assert sweep() == []
    assert Breaker.objects.get().error_code == code


def test_four_failures_are_no_sign_yet(ada: User) -> None:
    assert len(due(ada, number=4)) == len(sweep()) == 4


@pytest.mark.parametrize(("others", "paused"), [(5, True), (6, False)])
def test_half_of_what_ended_lately_must_have_failed_of_it(ada: User, others: int, paused: bool) -> None:
    for _ in range(others):
        life.completed(life.submitted(ada))
    due(ada, number=5)
    assert (sweep() == []) is paused


def test_what_failed_longer_ago_is_not_held_against_it(ada: User) -> None:
    due(ada)
    Attempt.objects.update(finished_at=Now() - timedelta(minutes=11))
    assert len(sweep()) == 5


def test_the_first_probe_comes_after_a_pause(ada: User) -> None:
    due(ada)
    for _ in range(2):
        assert sweep() == []
    a_while_passes()
    assert len(sweep()) == 1


def test_the_probe_is_the_attempt_that_was_let_through(ada: User) -> None:
    due(ada)
    life.failed(life.submitted(ada))
    sweep()
    a_while_passes()
    (job_id,) = sweep()
    assert Breaker.objects.get().probe == Attempt.objects.get(job__job_id=job_id, number=2)


def test_while_a_probe_is_under_way_there_is_no_other_however_long_it_takes(ada: User) -> None:
    due(ada)
    sweep()
    a_while_passes()
    (probe,) = sweep()
    a_while_passes()
    assert sweep() == []
    life.failed(AnalysisJob.objects.get(job_id=probe), "llm_unavailable")
    assert len(sweep()) == 1


def test_after_a_probe_that_failed_the_next_comes_after_a_pause(ada: User) -> None:
    due(ada)
    sweep()
    a_while_passes()
    (probe,) = sweep()
    life.failed(AnalysisJob.objects.get(job_id=probe), "llm_unavailable")
    assert sweep() == []
    a_while_passes()
    assert len(sweep()) == 1


def test_two_causes_are_probed_each_for_itself(ada: User) -> None:
    model, storage = due(ada, "llm_unavailable"), due(ada, "storage_unavailable")
    assert sweep() == []
    Breaker.objects.filter(pk="storage_unavailable").update(opened_at=LONG_AGO)
    (probe,) = sweep()
    assert probe in {job.job_id for job in storage}
    assert Breaker.objects.get(pk="llm_unavailable").probe is None
    Breaker.objects.filter(pk="llm_unavailable").update(opened_at=LONG_AGO)
    (probe,) = sweep()
    assert probe in {job.job_id for job in model}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_look_at_the_same_moment_one_sends_a_probe(ada: User) -> None:
    due(ada)
    sweep()
    a_while_passes()
    first, second = at_once([sweep, sweep])
    assert len(first) + len(second) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_find_it_failing_at_the_same_moment_pause_it_once(ada: User) -> None:
    due(ada)
    assert at_once([sweep, sweep]) == [[], []]
    assert Breaker.objects.get().closed_at is None
