"""A retry with another file: it takes the old one's place, and neither is lost on the way."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs.retry_policy import Refusal, Remedy
from analysis.models import AnalysisJob, Source, Upload
from analysis.queue import deliveries as queue
from analysis.states import Status
from analysis.uploads.handler import UploadRefused
from tests import life
from tests.analysis.services.retry.remedying import a_file, refused, retry, run, stored_files
from tests.files import DAMAGED
from tests.invariants import live_violations


class TestAnotherFile:
    def test_takes_the_place_of_the_old_one_which_goes_when_the_job_completes(self, damaged: AnalysisJob) -> None:
        old = damaged.upload
        assert old is not None
        assert services.remedies_of(damaged) == (Remedy.REPLACE,)
        job = retry(damaged, Remedy.REPLACE, given=a_file())
        assert job.upload is not None
        assert (job.status, job.upload.filename, job.upload.kind) == (Status.QUEUED, "better.txt", "text")
        old.refresh_from_db()
        assert (old.is_stored, old.superseded_in) == (True, job)
        assert job.attempts.get(number=2).remedy_input == {"replaced": "cv.pdf", "filename": "better.txt"}
        job = run(job)
        assert job.status == Status.COMPLETED
        assert live_violations() == []

    @pytest.mark.django_db(transaction=True)
    def test_once_completed_the_old_file_is_gone_from_the_disk(self, damaged: AnalysisJob) -> None:
        path = Path(damaged.upload.file.path)  # type: ignore[union-attr]
        job = retry(damaged, Remedy.REPLACE, given=a_file())
        assert path.exists()
        run(job)
        assert not path.exists()
        assert Upload.objects.count() == 1

    def test_one_that_fails_as_well_leaves_the_old_one_there(self, damaged: AnalysisJob) -> None:
        old = damaged.upload
        job = run(retry(damaged, Remedy.REPLACE, given=a_file(DAMAGED + b"again", "b.pdf")))
        assert job.status == Status.FAILED
        job = run(retry(job, Remedy.REPLACE, given=a_file()))
        assert job.status == Status.COMPLETED
        assert list(Upload.objects.all()) == [job.upload], "both former ones go"
        assert old is not None

    def test_a_file_that_other_jobs_have_stays(self, damaged: AnalysisJob) -> None:
        assert damaged.upload is not None
        services.start_job(user=damaged.user, upload_id=damaged.upload.pk, source=Source.PAGE)
        run(retry(damaged, Remedy.REPLACE, given=a_file()))
        damaged.upload.refresh_from_db()
        assert damaged.upload.is_stored

    def test_whoever_deletes_the_new_one_has_the_old_one_again(self, damaged: AnalysisJob) -> None:
        old = damaged.upload
        job = retry(damaged, Remedy.REPLACE, given=a_file())
        services.delete_upload(user=job.user, upload_id=job.upload_id or 0)
        assert old is not None
        old.refresh_from_db()
        assert (old.superseded_in, old.is_stored) == (None, True)

    def test_helps_where_the_upload_is_gone(self, ada: User) -> None:
        job = run_without_its_file(ada)
        assert (services.verdict_for(job).refusal, services.remedies_of(job)) == (Refusal.UPLOAD_GONE, ("replace",))
        assert run(retry(job, Remedy.REPLACE, given=a_file())).status == Status.COMPLETED

    def test_helps_where_the_upload_was_deleted(self, damaged: AnalysisJob) -> None:
        Upload.objects.all().delete()
        damaged.refresh_from_db()
        assert run(retry(damaged, Remedy.REPLACE, given=a_file())).status == Status.COMPLETED

    def test_is_checked_like_any_upload_and_one_that_is_refused_leaves_nothing(
        self, damaged: AnalysisJob, settings: Settings
    ) -> None:
        with pytest.raises(StepFailure) as failure:
            retry(damaged, Remedy.REPLACE, given=a_file(b"\x89PNG\r\n\x1a\n" + bytes(2000), "cv.png"))
        assert failure.value.code == "unsupported"
        assert refused(damaged, Remedy.REPLACE).refusal is Refusal.REMEDY_INCOMPLETE
        assert damaged.attempt == 1
        assert stored_files(settings) == 1

    def test_the_very_file_that_failed_is_not_taken_again(self, damaged: AnalysisJob, settings: Settings) -> None:
        assert refused(damaged, Remedy.REPLACE, given=a_file(DAMAGED, "x.pdf")).refusal is Refusal.REMEDY_INCOMPLETE
        assert stored_files(settings) == 1

    def test_that_the_disk_refuses_changes_nothing(self, damaged: AnalysisJob, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> str:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
        with pytest.raises(UploadRefused):
            retry(damaged, Remedy.REPLACE, given=a_file())
        damaged.refresh_from_db()
        assert damaged.status == Status.FAILED

    def test_that_no_transaction_keeps_is_removed(
        self, damaged: AnalysisJob, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(queue, "enqueue_attempts", broken)
        with pytest.raises(RuntimeError):
            retry(damaged, Remedy.REPLACE, given=a_file())
        damaged.refresh_from_db()
        assert (damaged.status, damaged.attempt, stored_files(settings)) == (Status.FAILED, 1, 1)
        assert Upload.objects.count() == 1


def run_without_its_file(user: User) -> AnalysisJob:
    job = life.submitted(user)
    life.lose_the_file(job)
    job = run(job)
    assert job.error_code == "upload_missing"
    return job
