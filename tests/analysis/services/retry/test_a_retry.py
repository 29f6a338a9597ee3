"""`services.retry_job`: one transaction that resets a failed job, clears what it left, and queues the next attempt."""

import logging
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.test import override_settings

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs import transitions
from analysis.jobs.retry_policy import Refusal
from analysis.models import AnalysisJob, Checkpoint, Source, Upload
from analysis.monitoring import telemetry
from analysis.queue import deliveries as queue
from analysis.services import RetryRefused
from analysis.states import Status, Step
from profiles.models import UserProfile
from tests import life
from tests.analysis.services.retry.retrying import refused, retry
from tests.invariants import live_violations


def test_the_job_is_reset_and_its_next_attempt_is_queued(ada: User, failed_job: AnalysisJob) -> None:
    before = failed_job.updated_at
    retry(failed_job, ada)
    assert (failed_job.status, failed_job.attempt, failed_job.progress, failed_job.current_step) == ("queued", 2, 0, "")
    assert (failed_job.error_message, failed_job.error_code, failed_job.completed_at) == (None, None, None)
    assert failed_job.updated_at > before
    assert failed_job.queued_at > before, "its wait begins anew"
    assert [(d.job_id, d.attempt) for d in queue.deliveries()] == [(failed_job.pk, 2)]


def test_a_retry_does_not_go_on_counting_the_pages_of_the_attempt_before(ada: User) -> None:
    job = life.submitted(ada)
    held = life.claimed(job)
    transitions.record_progress(held.lease, step=Step.EXTRACT, progress=30, pages=(6, 12))
    transitions.fail(AnalysisJob.objects.held_by(held.lease), StepFailure("unreadable_file"))
    retry(job, ada)
    assert (job.pages_read, job.pages_total) == (None, None)


def test_the_failed_attempt_keeps_its_error_and_the_next_says_who_asked(ada: User, failed_job: AnalysisJob) -> None:
    message = failed_job.error_message
    retry(failed_job, ada)
    first, second = failed_job.attempts.all()
    assert (first.outcome, first.error_code, first.error_message) == ("failed", "llm_timeout", message)
    assert first.failed_step == Step.STRUCTURE
    assert (second.number, second.source, second.actor, second.finished_at) == (2, Source.API, ada, None)


def test_a_profile_that_a_failed_attempt_left_is_deleted(ada: User, failed_job: AnalysisJob) -> None:
    left = UserProfile.objects.create(user=ada, document={"basics": {"name": "Half"}})
    AnalysisJob.objects.filter(pk=failed_job.pk).update(profile=left)
    retry(failed_job, ada)
    assert not UserProfile.objects.exists()
    assert failed_job.profile is None


def test_nothing_at_all_happens_when_the_transaction_is_undone(ada: User, failed_job: AnalysisJob) -> None:
    left = UserProfile.objects.create(user=ada, document={"basics": {"name": "Half"}})
    AnalysisJob.objects.filter(pk=failed_job.pk).update(profile=left)
    deliveries = list(queue.deliveries())
    with transaction.atomic():
        retry(failed_job, ada)
        transaction.set_rollback(True)
    failed_job.refresh_from_db()
    assert (failed_job.status, failed_job.attempt, failed_job.profile) == (Status.FAILED, 1, left)
    assert failed_job.attempts.count() == 1
    assert list(queue.deliveries()) == deliveries


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_on_the_commit_makes_no_refusal_of_a_retry_that_went_through(
    ada: User, failed_job: AnalysisJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(telemetry, "retry_started", broken)  # what comes right after the commit
    retry(failed_job, ada)
    assert (failed_job.status, failed_job.attempt, failed_job.retries_used) == (Status.QUEUED, 2, 1)
    assert live_violations() == []


def test_the_upload_stays(ada: User, failed_job: AnalysisJob) -> None:
    retry(failed_job, ada)
    assert failed_job.upload is not None
    assert failed_job.upload.is_stored


def test_a_job_can_be_retried_again_and_again_up_to_the_limit(ada: User, failed_job: AnalysisJob) -> None:
    for number in (2, 3, 4):
        retry(failed_job, ada)
        assert failed_job.attempt == number
        life.failed(failed_job)
    refusal = refused(failed_job, ada)
    assert (refusal.refusal, refusal.message) == (Refusal.LIMIT_REACHED, "retry limit reached: 3 of 3 retries used")
    assert live_violations() == []


def test_only_a_failed_job_can_be_retried(ada: User) -> None:
    job = life.submitted(ada)
    assert refused(job, ada).message == "only failed jobs can be retried, current status: queued"
    life.claimed(job)
    assert refused(job, ada).message == "only failed jobs can be retried, current status: processing"


def test_a_completed_job_is_not_retried(ada: User) -> None:
    job = life.completed(life.submitted(ada))
    assert refused(job, ada).refusal is Refusal.NOT_FAILED
    assert UserProfile.objects.count() == 1


def test_somebody_elses_job_is_not_there(ben: User, failed_job: AnalysisJob) -> None:
    theirs = refused(failed_job, ben)
    nobodys = refused(AnalysisJob(job_id="job_nothing", pk=failed_job.pk), ben)
    assert theirs.refusal is nobodys.refusal is Refusal.NOT_FOUND
    assert theirs.message == nobodys.message


@pytest.mark.parametrize("source", [Source.PAGE, Source.API])
def test_staff_have_only_jobs_of_their_own_outside_the_admin(
    staff: User, failed_job: AnalysisJob, source: Source
) -> None:
    assert refused(failed_job, staff, source=source).refusal is Refusal.NOT_FOUND


def test_staff_may_retry_anybodys_job_in_the_admin(staff: User, failed_job: AnalysisJob) -> None:
    retry(failed_job, staff, source=Source.ADMIN)
    assert failed_job.attempts.get(number=2).actor == staff


def test_a_job_whose_upload_was_deleted_fails_gracefully(ada: User, failed_job: AnalysisJob) -> None:
    Upload.objects.all().delete()
    assert refused(failed_job, ada).refusal is Refusal.UPLOAD_GONE


def test_a_job_whose_file_is_gone_fails_gracefully(ada: User, failed_job: AnalysisJob) -> None:
    assert failed_job.upload is not None
    Path(failed_job.upload.file.path).unlink()
    assert refused(failed_job, ada).refusal is Refusal.UPLOAD_GONE


@override_settings(ANALYSIS_RETRY_ENABLED=False)
def test_the_flag_refuses_before_anything_else(ada: User) -> None:
    assert refused(AnalysisJob(job_id="job_nothing"), ada).refusal is Refusal.DISABLED


def test_the_design_documents_lines_are_logged(
    ada: User, failed_job: AnalysisJob, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: object
) -> None:
    with caplog.at_level(logging.INFO), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        retry(failed_job, ada)
    said = [record.getMessage() for record in caplog.records]
    assert f"Retrying analysis job {failed_job.job_id} for upload {failed_job.upload_id}" in said
    assert f"Job retry started successfully: {failed_job.job_id}" in said


class TestWithTheAttemptThatTheCallerSaw:
    def test_the_same_call_again_starts_nothing_new(self, ada: User, failed_job: AnalysisJob) -> None:
        for _ in range(3):
            retry(failed_job, ada, attempt=1)
        assert failed_job.attempt == 2

    def test_it_also_answers_well_after_the_new_attempt_completed(self, ada: User, failed_job: AnalysisJob) -> None:
        retry(failed_job, ada, attempt=1)
        life.completed(failed_job)
        retry(failed_job, ada, attempt=1)
        assert (failed_job.status, failed_job.attempt) == (Status.COMPLETED, 2)

    def test_it_is_refused_when_the_next_attempt_has_failed_as_well(self, ada: User, failed_job: AnalysisJob) -> None:
        retry(failed_job, ada, attempt=1)
        life.failed(failed_job)
        refusal = refused(failed_job, ada, attempt=1)
        assert (refusal.refusal, refusal.message) == (Refusal.ALREADY_RETRIED, "attempt 1 was already retried")
        retry(failed_job, ada, attempt=2)
        assert failed_job.attempt == 3

    @pytest.mark.parametrize("attempt", [0, 2, 2**40])
    def test_an_attempt_that_never_was_is_refused(self, ada: User, failed_job: AnalysisJob, attempt: int) -> None:
        assert refused(failed_job, ada, attempt=attempt).refusal is Refusal.NO_SUCH_ATTEMPT


class TestFromAStep:
    def test_the_kept_text_stays_and_the_attempt_says_where_it_begins(self, ada: User) -> None:
        job = life.read_and_failed(ada)
        retry(job, ada, from_step=Step.STRUCTURE)
        assert job.attempts.get(number=2).from_step == Step.STRUCTURE
        assert [kept.step for kept in job.checkpoints.all()] == [Step.EXTRACT]

    def test_from_the_beginning_nothing_is_kept(self, ada: User) -> None:
        job = life.read_and_failed(ada)
        retry(job, ada)
        assert not job.checkpoints.exists()

    def test_nothing_of_other_jobs_is_touched(self, ada: User) -> None:
        job, other = life.read_and_failed(ada), life.read_and_failed(ada)
        before = AnalysisJob.objects.values().get(pk=other.pk)
        retry(job, ada)
        assert AnalysisJob.objects.values().get(pk=other.pk) == before
        assert other.checkpoints.exists()

    def test_without_a_checkpoint_it_is_refused(self, ada: User, failed_job: AnalysisJob) -> None:
        assert refused(failed_job, ada, from_step=Step.STRUCTURE).refusal is Refusal.NO_CHECKPOINT

    def test_a_text_that_is_empty_is_not_built_upon(self, ada: User) -> None:
        job = life.read_and_failed(ada, text=" ")
        assert "empty" in refused(job, ada, from_step=Step.STRUCTURE).message

    @pytest.mark.parametrize("change", [{"version": 0}, {"plan": "scan>extract"}])
    def test_a_checkpoint_of_another_version_or_order_is_not_built_upon(
        self, ada: User, change: dict[str, object]
    ) -> None:
        job = life.read_and_failed(ada)
        Checkpoint.objects.update(**change)
        assert "since" in refused(job, ada, from_step=Step.STRUCTURE).message

    def test_an_unknown_step_is_refused(self, ada: User, failed_job: AnalysisJob) -> None:
        assert refused(failed_job, ada, from_step="guess").refusal is Refusal.UNKNOWN_STEP


def test_a_retry_past_the_limit_needs_a_reason_and_keeps_it(staff: User, failed_job: AnalysisJob) -> None:
    AnalysisJob.objects.filter(pk=failed_job.pk).update(retries_used=3)
    assert refused(failed_job, staff, force=True, source=Source.ADMIN).refusal is Refusal.REASON_MISSING
    retry(failed_job, staff, force=True, reason="the model is back", source=Source.ADMIN)
    attempt = failed_job.attempts.get(number=2)
    assert (attempt.forced, attempt.reason) == (True, "the model is back")


def test_a_batch_past_the_limit_needs_a_reason_as_well(staff: User, failed_job: AnalysisJob) -> None:
    request = services.Request(source=Source.ADMIN, actor=staff, force=True)
    with pytest.raises(RetryRefused) as caught:
        list(services.retry_jobs([failed_job.pk], request))
    assert caught.value.refusal is Refusal.REASON_MISSING
