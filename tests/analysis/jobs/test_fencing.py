"""A worker writes only while its attempt is the current one and its lease its own."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs import checkpoints, transitions
from analysis.jobs.transitions import LeaseLost
from analysis.models import AnalysisJob, Attempt, Checkpoint, Lease, Source
from analysis.states import Status, Step
from profiles.models import UserProfile
from profiles.resume import Basics, Resume
from tests import life
from tests.invariants import live_violations

RESUME = Resume(basics=Basics(name="Ada"))


def take_away(job: AnalysisJob) -> None:
    """Let the job's lease run out, and rescue close the attempt."""
    AnalysisJob.objects.filter(pk=job.pk).update(lease_expires_at="2020-01-01T00:00:00Z")
    services.sweep()


def test_a_delivery_that_comes_twice_is_claimed_once(ada: User) -> None:
    job = life.submitted(ada)
    assert transitions.claim(job.pk, 1) is not None
    assert transitions.claim(job.pk, 1) is None


def test_a_delivery_of_an_older_attempt_claims_nothing(ada: User, failed_job: AnalysisJob) -> None:
    services.retry_job(job_id=failed_job.job_id, actor=ada, source=Source.PAGE)
    assert transitions.claim(failed_job.pk, 1) is None
    assert transitions.claim(failed_job.pk, 2) is not None


def test_a_claim_that_can_not_be_written_whole_leaves_the_job_waiting(ada: User, settings: Any) -> None:
    job = life.submitted(ada)
    settings.ANALYSIS_ENGINE = "longer than its column"
    with pytest.raises(DataError):
        transitions.claim(job.pk, 1)
    job.refresh_from_db()
    assert (job.status, job.lease_token) == (Status.QUEUED, None)


def test_a_delivery_for_a_deleted_job_claims_nothing(db: None) -> None:
    assert transitions.claim(987654, 1) is None


@pytest.mark.parametrize("write", ["renew", "progress", "checkpoint", "complete", "fail"])
def test_a_worker_that_lost_its_lease_writes_nothing(ada: User, write: str) -> None:
    job = life.submitted(ada)
    lease = life.claimed(job).lease
    take_away(job)
    AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at="2020-01-01T00:00:00Z")
    services.sweep()
    life.claimed(job)  # another worker has the next attempt
    before = AnalysisJob.objects.values().get(pk=job.pk), list(Attempt.objects.values())

    assert not _write(lease, write)

    assert (AnalysisJob.objects.values().get(pk=job.pk), list(Attempt.objects.values())) == before
    assert not UserProfile.objects.exists()
    assert not Checkpoint.objects.exists()


def _write(lease: Lease, write: str) -> bool:
    """Whether the write went through."""
    try:
        return _try(lease, write)
    except LeaseLost:
        return False


def _try(lease: Lease, write: str) -> bool:
    match write:
        case "renew":
            return transitions.renew(lease)
        case "progress":
            return transitions.record_progress(lease, step=Step.SAVE, progress=99)
        case "fail":
            return transitions.fail(AnalysisJob.objects.held_by(lease), StepFailure("llm_timeout"))
        case "checkpoint":
            output = {"kind": "text", "pages": [], "ocr": False}
            transitions.keep_checkpoint(lease, checkpoints.of(Step.EXTRACT, output), seconds=1)
        case "complete":
            transitions.complete(lease, resume=RESUME, evidence={}, seconds=1)
    return True


def test_the_attempt_number_alone_is_not_enough(ada: User) -> None:
    """A queue row delivered again after its lock ran out has the same number: the token tells the two apart."""
    job = life.submitted(ada)
    zombie = life.claimed(job).lease
    AnalysisJob.objects.filter(pk=job.pk).update(status=Status.QUEUED, lease_token=None, lease_expires_at=None)
    life.claimed(job)
    assert not transitions.renew(zombie)
    with pytest.raises(LeaseLost):
        transitions.complete(zombie, resume=RESUME, evidence={}, seconds=1)


@pytest.mark.parametrize("detail", ["a NUL: \0", "half a character: \ud800"])
def test_a_failure_that_quotes_what_no_database_stores_is_written_down(ada: User, detail: str) -> None:
    job = life.submitted(ada)
    lease = life.claimed(job).lease
    assert transitions.fail(AnalysisJob.objects.held_by(lease), StepFailure("internal_error", detail=detail))
    assert job.attempts.get().error_detail == detail[:-1]


def test_completion_and_profile_come_together(ada: User) -> None:
    job = life.completed(life.submitted(ada))
    assert (job.status, job.progress, job.current_step) == (Status.COMPLETED, 100, "")
    assert job.profile is not None
    assert job.profile.user == ada
    assert live_violations() == []


def test_rescue_and_worker_finishing_at_once_leaves_one_winner(ada: User) -> None:
    job = life.submitted(ada)
    lease = life.claimed(job).lease
    transitions.complete(lease, resume=RESUME, evidence={}, seconds=1)
    assert not transitions.fail(AnalysisJob.objects.filter(pk=job.pk), StepFailure("worker_lost"))
    job.refresh_from_db()
    assert job.status == Status.COMPLETED


class TestWhatTheDatabaseRefusesToStore:
    @pytest.fixture
    def job(self, ada: User) -> AnalysisJob:
        return life.submitted(ada)

    @pytest.mark.parametrize(
        "broken",
        [
            {"status": "lost"},
            {"progress": 101},
            {"completed_at": "2026-01-01T00:00:00Z"},
            {"status": Status.PROCESSING},
            {"status": Status.FAILED, "completed_at": "2026-01-01T00:00:00Z"},
            {"status": Status.COMPLETED, "completed_at": "2026-01-01T00:00:00Z"},
            {"error_code": "timeout", "error_message": "late"},
            {"next_retry_at": "2026-01-01T00:00:00Z"},
        ],
    )
    def test_a_broken_job(self, job: AnalysisJob, broken: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            AnalysisJob.objects.filter(pk=job.pk).update(**broken)

    def test_a_second_open_attempt(self, job: AnalysisJob) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(job=job, number=2, source=Source.API)

    @pytest.mark.django_db(transaction=True)
    def test_a_gap_in_the_numbers(self, failed_job: AnalysisJob) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(job=failed_job, number=3, source=Source.API)

    @pytest.mark.django_db(transaction=True)
    def test_a_job_without_its_attempt(self, job: AnalysisJob) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            AnalysisJob.objects.filter(pk=job.pk).update(attempt=2)

    @pytest.mark.django_db(transaction=True)
    def test_an_upload_of_somebody_else(self, job: AnalysisJob, ben: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            AnalysisJob.objects.filter(pk=job.pk).update(upload=life.submitted(ben).upload)
