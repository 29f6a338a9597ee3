"""A failure that may pass waits and retries by itself: when, how often, and who may stop it."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs import transitions
from analysis.models import AnalysisJob, Source
from analysis.queue import deliveries as queue
from analysis.states import Status
from tests import life
from tests.analysis.services.lapse import fall_due


def test_of_many_due_retries_a_round_starts_those_that_fell_due_first(ada: User, rounds_of_one: None) -> None:
    jobs = [life.failed(life.submitted(ada), waits=True) for _ in range(3)]
    for job, day in zip(jobs, (2, 1, 3), strict=True):
        AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=f"2020-01-0{day}T00:00:00Z")
    assert [services.sweep().retried for _ in range(4)] == [[jobs[1].job_id], [jobs[0].job_id], [jobs[2].job_id], []]


def test_a_transient_failure_waits_and_retries_by_itself_when_it_is_due(ada: User) -> None:
    job = life.failed(life.submitted(ada), "llm_timeout", waits=True)
    assert job.next_retry_at is not None
    assert job.next_retry_at <= timezone.now() + timedelta(seconds=11)
    fall_due(job)
    assert (job.status, job.attempts.get(number=2).source) == (Status.QUEUED, Source.AUTOMATIC)
    assert job.retries_used == 0


def test_a_retry_that_is_not_due_yet_does_not_start(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.update(next_retry_at=timezone.now() + timedelta(minutes=1))
    assert services.sweep().retried == []
    job.refresh_from_db()
    assert job.status == Status.FAILED


def test_a_permanent_failure_does_not_wait(ada: User) -> None:
    assert life.failed(life.submitted(ada), "password_protected", waits=True).next_retry_at is None


def test_there_are_three_automatic_retries_and_no_more(ada: User) -> None:
    job = life.submitted(ada)
    for _ in range(4):
        life.failed(job, "llm_timeout", waits=True)
        fall_due(job)
    assert (job.status, job.attempt, job.next_retry_at) == (Status.FAILED, 4, None)


def test_automatic_retries_have_a_limit_of_their_own(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.update(retries_used=3)
    fall_due(job)
    assert (job.status, job.retries_used, job.auto_retries_used) == (Status.QUEUED, 3, 1)


def test_a_person_who_waits_goes_before_batches_and_what_starts_by_itself(ada: User, staff: User) -> None:
    by_itself = life.failed(life.submitted(ada), waits=True)
    fall_due(by_itself)
    in_a_batch = life.submitted_and_failed(ada)
    list(services.retry_jobs([in_a_batch.pk], services.Request(source=Source.ADMIN, actor=staff)))
    by_hand = life.submitted_and_failed(ada)
    services.retry_job(job_id=by_hand.job_id, actor=ada, source=Source.PAGE)
    assert [delivery.job_id for delivery in queue.deliveries()] == [by_hand.pk, by_itself.pk, in_a_batch.pk]


def test_a_persons_retry_takes_the_place_of_the_waiting_one(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)
    job.refresh_from_db()
    assert job.next_retry_at is None
    fall_due(job)
    assert job.attempt == 2


def test_a_waiting_retry_can_be_stopped(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    assert services.stop_waiting(user=ada, job_id=job.job_id)
    fall_due(job)
    assert (job.status, job.attempt) == (Status.FAILED, 1)


def test_automatic_retries_rest_while_the_flag_is_off_and_go_on_after(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    with override_settings(ANALYSIS_RETRY_ENABLED=False):
        fall_due(job)
        assert job.status == Status.FAILED
    services.sweep()
    job.refresh_from_db()
    assert job.status == Status.QUEUED


def test_a_retry_whose_upload_is_gone_is_given_up(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    life.lose_the_file(job)
    fall_due(job)
    assert (job.status, job.next_retry_at) == (Status.FAILED, None)


def test_a_cancelled_job_does_not_start_by_itself(ada: User) -> None:
    job = life.submitted(ada)
    assert services.cancel_job(user=ada, job_id=job.job_id)
    job.refresh_from_db()
    assert (job.status, job.error_code, job.next_retry_at) == (Status.FAILED, "cancelled", None)
    assert list(queue.deliveries()) == []
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)


def test_a_server_that_asks_for_patience_is_not_asked_before(ada: User) -> None:
    job = life.submitted(ada)
    lease = life.claimed(job).lease
    transitions.fail(AnalysisJob.objects.held_by(lease), StepFailure("llm_rate_limited", retry_after=300))
    job.refresh_from_db()
    assert job.next_retry_at is not None
    assert job.next_retry_at > timezone.now() + timedelta(seconds=200)
