"""Uploading by the API, and what is left where that fails."""

import resource
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client, override_settings

from analysis import services
from analysis.models import AnalysisJob, Source, Upload
from analysis.uploads.handler import UploadRefused
from tests import life
from tests.analysis.api.calls import ODD_IDS, upload


class TestUpload:
    def test_stores_the_file_and_queues_a_job(self, api: Client, ada: User) -> None:
        response = upload(api)
        job = AnalysisJob.objects.get()
        assert response.status_code == 201
        assert response.json() == {
            "success": True,
            "upload_id": job.upload_id,
            "job_id": job.job_id,
            "status": "queued",
        }
        assert job.upload is not None
        assert (job.user, job.upload.user, job.upload.filename) == (ada, ada, "cv.txt")
        with job.upload.file.open() as stored:
            assert stored.read() == life.TEXT.encode()

    def test_without_a_file_is_refused(self, api: Client) -> None:
        response = api.post("/api/analysis/upload")
        assert response.status_code == 400
        assert set(response.json()) == {"error", "message"}

    def test_of_an_empty_file_is_refused(self, api: Client) -> None:
        assert upload(api, b"").status_code == 400

    @override_settings(MAX_UPLOAD_MB=1)
    def test_over_the_limit_is_refused_and_leaves_nothing(self, api: Client) -> None:
        response = upload(api, b"Ada Lovelace\n" * 100_000)
        assert response.status_code == 413
        assert "1 MB" in response.json()["message"]
        assert not Upload.objects.exists()

    @override_settings(MAX_UPLOAD_MB=1)
    def test_far_over_the_limit_is_refused_unread(self, ada: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(ada)
        client.get("/accounts/logout/")
        token = client.cookies["csrftoken"].value
        for headers, form in (({"X-CSRFToken": token}, {}), ({}, {"csrfmiddlewaretoken": token})):
            big = SimpleUploadedFile("cv.txt", b"Ada Lovelace\n" * 900_000)
            response = client.post("/api/analysis/upload", form | {"file": big}, headers=headers)
            assert (response.status_code, response.json()["error"]) == (413, "File too large")
        assert not Upload.objects.exists()

    def test_of_several_files_at_once_is_refused_rather_than_lose_all_but_one(self, api: Client) -> None:
        files = [SimpleUploadedFile("a.txt", b"Ada"), SimpleUploadedFile("b.txt", b"Ben")]
        response = api.post("/api/analysis/upload", {"file": files})
        assert (response.status_code, response.json()["error"]) == (400, "Several files")
        assert not Upload.objects.exists()

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("cv.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
            ("cv.txt", b"MZ" + b"\0\1\2\3" * 99),
            ("cv.zip", b"PK\3\4junk"),
        ],
    )
    def test_of_another_kind_of_file_is_refused_whatever_its_name(self, api: Client, name: str, content: bytes) -> None:
        response = upload(api, content, name)
        assert response.status_code == 415
        assert response.json()["message"]
        assert not Upload.objects.exists()

    @pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.txt", "résumé\u202etxt.exe.txt", "x" * 300 + ".txt"])
    def test_takes_a_hostile_name_for_what_it_is(self, api: Client, name: str) -> None:
        assert upload(api, name=name).status_code == 201
        stored = Upload.objects.get()
        assert "/" not in stored.filename
        assert ".." not in str(stored.file.name)
        assert len(stored.filename) <= 255


class TestStartJob:
    def test_analyses_a_stored_upload_once_more(self, api: Client, failed_job: AnalysisJob) -> None:
        response = api.post(f"/api/analysis/start-job?upload_id={failed_job.upload_id}")
        assert response.status_code == 202
        assert response.json()["job_id"] != failed_job.job_id
        assert AnalysisJob.objects.filter(upload=failed_job.upload).count() == 2

    def test_an_upload_whose_file_is_lost_is_told_apart_and_keeps_its_jobs(
        self, api: Client, failed_job: AnalysisJob
    ) -> None:
        assert failed_job.upload is not None
        failed_job.upload.file.storage.delete(str(failed_job.upload.file.name))
        response = api.post(f"/api/analysis/start-job?upload_id={failed_job.upload_id}")
        message = "The uploaded file is no longer there. Upload it again."
        assert (response.status_code, response.json()) == (404, {"error": "Upload not found", "message": message})
        assert list(AnalysisJob.objects.all()) == [failed_job]

    def test_does_not_find_somebody_elses_upload(self, api: Client, ben: User) -> None:
        theirs = life.submitted(ben)
        response = api.post(f"/api/analysis/start-job?upload_id={theirs.upload_id}")
        assert (response.status_code, response.json()) == (404, {"error": "Upload not found"})

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_answers_odd_ids(self, api: Client, odd: str) -> None:
        assert api.post(f"/api/analysis/start-job?upload_id={odd}").status_code in (400, 404)


def test_a_file_that_cannot_be_stored_leaves_no_row(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    response = upload(api)
    assert response.status_code in (503, 507)
    assert not Upload.objects.exists()


def test_a_file_that_can_be_stored_in_part_alone_leaves_nothing(ada: User, settings: Any) -> None:
    file = SimpleUploadedFile("cv.txt", life.TEXT.encode() * 100)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))  # as if the disk were full after so many bytes
    try:
        with pytest.raises(UploadRefused) as refused:
            services.submit_upload(user=ada, file=file, source=Source.API)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.value.status == 503
    assert not Upload.objects.exists()
    assert not [path for path in (Path(settings.MEDIA_ROOT) / "uploads").rglob("*") if path.is_file()]


def test_a_row_that_cannot_be_stored_leaves_no_file(ada: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("connection lost")

    monkeypatch.setattr("analysis.queue.deliveries.enqueue_attempt", broken)
    with pytest.raises(OperationalError):
        life.submitted(ada)
    assert not [path for path in (settings.MEDIA_ROOT / "uploads").rglob("*") if path.is_file()]
    assert services.rescue().requeued == []


def test_a_file_in_chunks_without_its_length_is_told_what_is_missing(api: Client) -> None:
    chunked: Any = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    answer = api.post("/api/analysis/upload", {"file": SimpleUploadedFile("cv.txt", b"Ada")}, **chunked)
    assert (answer.status_code, answer.json()["error"]) == (411, "Length required")
    assert "Send its length along" in answer.json()["message"]
