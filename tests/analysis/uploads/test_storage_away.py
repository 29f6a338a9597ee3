"""A storage that is away, really renamed away and back: nothing is said to be gone, and nothing new is taken."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analysis import services
from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Source, Upload
from analysis.services import RetryRefused
from analysis.uploads import storage
from analysis.uploads.installation import Installation
from analysis.uploads.storage import StorageAway
from analysis.worker import pipeline
from tests import life

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def away(*, mount_point: bool = True) -> Iterator[None]:
    """The share is unmounted: its empty folder stays, or nothing does."""
    root = storage.root()
    elsewhere = root.rename(root.with_name("elsewhere"))
    if mount_point:
        root.mkdir()
    yield
    if mount_point:
        root.rmdir()  # fails where something was written there
    elsewhere.rename(root)


@pytest.fixture
def client(ada: User) -> Client:
    client = Client()
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    return client


def run(job: AnalysisJob) -> AnalysisJob:
    job.refresh_from_db()
    pipeline.run_attempt(job.pk, job.attempt)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("mount_point", [True, False], ids=["an empty folder", "no folder"])
def test_a_queued_job_waits_for_it_and_completes_when_it_is_back(ada: User, mount_point: bool) -> None:
    job = life.submitted(ada)
    with away(mount_point=mount_point):
        run(job)
        assert (job.error_code, job.is_permanent) == ("storage_unavailable", False)
        AnalysisJob.objects.update(next_retry_at="2020-01-01T00:00:00Z")
        assert services.sweep().retried == []
        job.refresh_from_db()
        assert job.next_retry_at is not None, "the wait is kept"
    assert services.sweep().retried == [job.job_id]
    assert run(job).status == "completed"


def test_a_rescue_that_can_not_read_the_storage_cancels_nothing(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.update(next_retry_at="2020-01-01T00:00:00Z")
    real_stat, uploads = os.stat, str(storage.root() / "uploads")

    def stat(path: Any, *args: Any, **options: Any) -> Any:
        if str(path).startswith(uploads):
            raise PermissionError(13, "Permission denied")
        return real_stat(path, *args, **options)

    with monkeypatch.context() as patch:  # these tests run as root, to whom nothing is forbidden
        patch.setattr("analysis.uploads.storage.os.stat", stat)
        assert services.rescue().retried == []
    job.refresh_from_db()
    assert job.next_retry_at is not None
    assert services.rescue().retried == [job.job_id]


@pytest.mark.parametrize("path", ["/api/analysis/upload", "/profile/uploads"])
def test_an_upload_is_refused_and_nothing_is_written_under_the_mount_point(client: Client, path: str) -> None:
    life.submitted(User.objects.get())
    with away():
        answer = client.post(path, {"file": SimpleUploadedFile("cv.txt", b"Ada Lovelace\nAnalyst")})
        assert answer.status_code == 503
        assert list(storage.root().iterdir()) == []
    assert Upload.objects.count() == 1


def test_a_persons_retry_costs_nothing_and_says_why(ada: User, client: Client) -> None:
    job = life.submitted_and_failed(ada)
    with away():
        with pytest.raises(RetryRefused, match="storage is not available"):
            services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)
        answer = client.post(f"/api/analysis/retry-job?job_id={job.job_id}")
        assert (answer.status_code, answer.json()["error"]) == (503, "Storage is not available")
        assert b"Retry" in client.get("/profile").content, "the button stays for when it is back"
        client.raise_request_exception = False
        assert client.get(f"/profile/uploads/{job.upload_id}/original").status_code in (404, 503)
        assert client.post(f"/api/analysis/start-job?upload_id={job.upload_id}").status_code == 503
    job.refresh_from_db()
    assert job.retries_used == 0
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)


def test_readyz_says_it_without_a_path(ada: User, client: Client) -> None:
    life.submitted(ada)
    assert client.get("/readyz").json()["checks"]["storage"] == "ok"
    with away():
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "is not there" in answer.json()["checks"]["storage"]
        assert str(storage.root()) not in answer.content.decode()


def test_another_storage_than_its_own_is_none(ada: User, settings: Any, tmp_path: Path) -> None:
    job = life.submitted(ada)
    settings.MEDIA_ROOT = tmp_path / "another host's disk"
    with pytest.raises(StorageAway):
        storage.require_present()
    assert run(job).error_code == "storage_unavailable"


def test_a_database_of_before_there_were_markers_binds_to_the_storage_that_holds_its_files(
    ada: User, settings: Any, tmp_path: Path
) -> None:
    life.submitted(ada)
    Installation.objects.update(storage=None)
    storage.forget()
    root = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "empty"
    assert not storage.is_present()
    settings.MEDIA_ROOT = root
    assert storage.is_present()


@pytest.mark.parametrize("left", [0, 0.6, -1], ids=["emptied", "cut", "one byte changed"])
def test_a_damaged_copy_is_its_own_lasting_failure(ada: User, left: float) -> None:
    job = life.submitted(ada)
    assert job.upload is not None
    path = Path(job.upload.file.path)
    whole = path.read_bytes()
    path.write_bytes(b"B" + whole[1:] if left < 0 else whole[: int(left * len(whole))])
    run(job)
    assert (job.error_code, job.is_permanent, job.profile) == ("upload_damaged", True, None)


def test_a_file_that_changes_while_it_is_read_is_the_storages_fault(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = life.submitted(ada)

    def unmounted(*_: Any, **__: Any) -> None:
        life.lose_the_file(job)
        raise StepFailure("unreadable_file")

    monkeypatch.setattr("analysis.steps.engines.extract", unmounted)
    assert run(job).error_code == "upload_missing"
