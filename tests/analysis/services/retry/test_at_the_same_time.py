"""However many ask at once, exactly one new attempt comes of it; every pair of actors leaves a whole job behind."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs import transitions
from analysis.models import AnalysisJob, Lease, Source
from analysis.queue import deliveries as queue
from analysis.services import RetryRefused
from analysis.states import Status
from profiles.resume import Basics, Resume
from tests import life
from tests.invariants import live_violations, quiet_violations
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def retry(job: AnalysisJob, actor: User, **options: object) -> None:
    services.retry_job(job_id=job.job_id, actor=actor, source=Source.API, **options)  # type: ignore[arg-type]


def test_of_24_retries_over_http_one_is_accepted(ada: User, failed_job: AnalysisJob) -> None:
    clients = [Client() for _ in range(24)]
    for client in clients:
        client.force_login(ada)
    path = f"/api/analysis/retry-job?job_id={failed_job.job_id}"
    answers = at_once([partial(client.post, path) for client in clients])
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202] + [400] * 23
    failed_job.refresh_from_db()
    assert (failed_job.attempt, failed_job.retries_used) == (2, 1)
    assert len(list(queue.deliveries())) == 1
    assert quiet_violations() == []


def test_of_24_retries_that_name_the_attempt_all_are_answered_well_and_one_starts(
    ada: User, failed_job: AnalysisJob
) -> None:
    answers = at_once([partial(retry, failed_job, ada, attempt=1)] * 24)
    assert answers == [None] * 24
    failed_job.refresh_from_db()
    assert failed_job.attempt == 2
    assert quiet_violations() == []


def test_the_last_allowed_retry_is_given_once(ada: User, failed_job: AnalysisJob) -> None:
    for _ in range(2):
        retry(failed_job, ada)
        life.failed(failed_job)
    answers = at_once([partial(retry, failed_job, ada)] * 10)
    assert answers.count(None) == 1
    assert all(isinstance(answer, RetryRefused) for answer in answers if answer is not None)
    failed_job.refresh_from_db()
    assert failed_job.retries_used == 3


def test_the_rate_holds_for_one_person_at_many_jobs_at_once(ada: User, settings: object) -> None:
    settings.ANALYSIS_RETRIES_PER_MINUTE = 3  # type: ignore[attr-defined]
    jobs = [life.submitted_and_failed(ada) for _ in range(8)]
    answers = at_once([partial(retry, job, ada) for job in jobs])
    assert answers.count(None) == 3


def test_two_batches_in_opposite_order_retry_each_job_once(ada: User, staff: User) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(150)]
    keys = [job.pk for job in jobs]

    def batch(order: list[int]) -> int:
        request = services.Request(source=Source.ADMIN, actor=staff)
        return sum(len(chunk.retried) for chunk in services.retry_jobs(order, request))

    first, second = at_once([partial(batch, keys), partial(batch, keys[::-1])])
    assert first + second == 150
    assert quiet_violations() == []


def test_a_batch_passes_over_what_somebody_else_holds_and_says_so(ada: User, staff: User) -> None:
    held, free = life.submitted_and_failed(ada), life.submitted_and_failed(ada)
    with psycopg.connect(**connection.get_connection_params()) as somebody_else:
        somebody_else.execute("SELECT FROM analysis_jobs WHERE id = %s FOR UPDATE", [held.pk])
        request = services.Request(source=Source.ADMIN, actor=staff)
        (chunk,) = services.retry_jobs([held.pk, free.pk], request)
    assert chunk.retried == [free.job_id]
    assert chunk.refused == {held.job_id: "somebody else is changing this job just now"}


def test_a_single_retry_is_not_held_up_by_a_batch_that_holds_other_rows(ada: User, staff: User) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(30)]

    def batch() -> int:
        request = services.Request(source=Source.ADMIN, actor=staff)
        return sum(len(chunk.retried) for chunk in services.retry_jobs([job.pk for job in jobs], request))

    answers = at_once([batch, *(partial(retry, job, ada) for job in jobs[:5])])
    singles = answers[1:].count(None)
    assert answers[0] + singles == 30
    assert quiet_violations() == []


ACTORS = ("person", "staff", "automatic", "claim", "finish", "fail", "rescue", "cancel", "delete")


@pytest.mark.parametrize("one", ACTORS[:-1])
@pytest.mark.parametrize("state", ["failed", "queued", "processing"])
def test_any_two_actors_leave_a_whole_job(ada: User, staff: User, state: str, one: str) -> None:
    for other in ACTORS[ACTORS.index(one) + 1 :]:
        AnalysisJob.objects.all().delete()
        job, acts = _scene(ada, staff, state, rescued="rescue" in (one, other))
        answers = at_once([acts[one], acts[other]])
        if "rescue" in (one, other):
            services.rescue()  # the next round, for what the first passed over because the other held it
        _check(job, answers, f"{one} and {other} on a {state} job")


def _scene(ada: User, staff: User, state: str, *, rescued: bool) -> tuple[AnalysisJob, dict[str, Callable[[], object]]]:
    """A job in this state, and what each actor would do to it. A rescue finds its lease run out."""
    job = life.submitted(ada)
    if state == "failed":
        life.failed(job, waits=True)
        AnalysisJob.objects.update(next_retry_at="2020-01-01T00:00:00Z")
    lease = life.claimed(job).lease if state == "processing" else Lease(job.pk, 1, uuid4())
    if state == "processing" and rescued:
        AnalysisJob.objects.update(lease_expires_at="2020-01-01T00:00:00Z")
    job.refresh_from_db()
    resume = Resume(basics=Basics(name="Ada"))
    return job, {
        "person": partial(retry, job, ada),
        "staff": partial(retry, job, staff),
        "automatic": services.sweep,
        "claim": partial(transitions.claim, job.pk, job.attempt),
        "finish": partial(transitions.complete, lease, resume=resume, evidence={}, seconds=0),
        "fail": lambda: transitions.fail(AnalysisJob.objects.held_by(lease), StepFailure("timeout")),
        "rescue": services.rescue,
        "cancel": partial(services.cancel_job, user=ada, job_id=job.job_id),
        "delete": partial(services.delete_job, user=ada, job_id=job.job_id),
    }


def _check(job: AnalysisJob, answers: list[object], what: str) -> None:
    expected = (RetryRefused, transitions.LeaseLost, services.NotFound)
    assert [a for a in answers if isinstance(a, Exception) and not isinstance(a, expected)] == [], what
    assert live_violations() == [], what
    left = AnalysisJob.objects.filter(pk=job.pk).first()
    assert left is None or left.attempt <= job.attempt + 1, what
    if left is not None and left.status == Status.QUEUED:
        assert [(d.job_id, d.attempt) for d in queue.deliveries()] == [(left.pk, left.attempt)], what
