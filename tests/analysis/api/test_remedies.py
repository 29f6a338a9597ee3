"""`retry-job` with a remedy, by the contract's table."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.states import Step
from tests import life
from tests.files import DAMAGED, PASSWORD, pdf


def retry(client: Client, job: AnalysisJob, body: dict[str, Any] | None = None, query: str = "") -> Any:
    return client.post(f"/api/analysis/retry-job?job_id={job.job_id}{query}", body or {})


def a_file(content: bytes = life.TEXT.encode(), name: str = "better.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def assert_accepted(response: Any, job: AnalysisJob) -> None:
    assert (response.status_code, response.json()) == (
        202,
        {
            "success": True,
            "message": "Job retry started successfully",
            "job_id": job.job_id,
            "status": "queued",
        },
    )
    job.refresh_from_db()
    assert job.attempt == 2


def assert_refused(response: Any, job: AnalysisJob, status: int, error: str) -> None:
    assert (response.status_code, response.json()["error"]) == (status, error)
    job.refresh_from_db()
    assert (job.attempt, job.retries_used) == (1, 0)


def test_a_job_says_which_it_offers(api: Client, protected: AnalysisJob) -> None:
    assert api.get(f"/api/analysis/job?job_id={protected.job_id}").json()["remedies"] == ["password", "replace"]
    assert api.get("/api/analysis/jobs").json()["jobs"][0]["remedies"] == ["password", "replace"]


def test_a_job_that_needs_none_offers_none(api: Client, ada: User) -> None:
    life.completed(life.submitted(ada))
    assert api.get("/api/analysis/jobs").json()["jobs"][0]["remedies"] == []


class TestPassword:
    def test_accepted(self, api: Client, protected: AnalysisJob) -> None:
        assert_accepted(retry(api, protected, {"remedy": "password", "password": PASSWORD}), protected)

    def test_wrong(self, api: Client, protected: AnalysisJob) -> None:
        response = retry(api, protected, {"password": "guess"}, "&remedy=password")
        assert_refused(response, protected, 400, "Wrong password")
        assert response.json() == {"error": "Wrong password"}

    def test_missing(self, api: Client, protected: AnalysisJob) -> None:
        assert_refused(retry(api, protected, {"remedy": "password"}), protected, 400, "Cannot retry job")

    def test_is_not_taken_from_the_address_which_logs_keep(self, api: Client, protected: AnalysisJob) -> None:
        response = retry(api, protected, query="&remedy=password&password=secret")
        assert_refused(response, protected, 400, "Cannot retry job")
        assert "body" in response.json()["message"]


class TestReplace:
    def test_accepted(self, api: Client, damaged: AnalysisJob) -> None:
        assert_accepted(retry(api, damaged, {"remedy": "replace", "file": a_file()}), damaged)
        assert api.get(f"/api/analysis/job?job_id={damaged.job_id}").json()["filename"] == "better.txt"

    def test_repeated(self, api: Client, damaged: AnalysisJob) -> None:
        for _ in range(2):
            response = retry(api, damaged, {"file": a_file()}, "&remedy=replace&attempt=1")
            assert_accepted(response, damaged)

    def test_another_file_for_an_attempt_that_was_retried(self, api: Client, damaged: AnalysisJob) -> None:
        retry(api, damaged, {"file": a_file()}, "&remedy=replace&attempt=1")
        response = retry(api, damaged, {"file": a_file(b"another\n" * 9)}, "&remedy=replace&attempt=1")
        assert response.status_code == 409
        assert response.json() == {"error": "Cannot retry job", "message": "attempt 1 was already retried"}

    def test_without_a_file(self, api: Client, damaged: AnalysisJob) -> None:
        assert_refused(retry(api, damaged, {"remedy": "replace"}), damaged, 400, "Cannot retry job")

    def test_with_an_empty_one(self, api: Client, damaged: AnalysisJob) -> None:
        response = retry(api, damaged, {"remedy": "replace", "file": a_file(b"")})
        assert_refused(response, damaged, 400, "No file")

    def test_with_one_of_another_kind(self, api: Client, damaged: AnalysisJob) -> None:
        picture = a_file(b"\x89PNG\r\n\x1a\n" + bytes(900), "cv.png")
        response = retry(api, damaged, {"remedy": "replace", "file": picture})
        assert_refused(response, damaged, 415, "Unsupported document")

    @override_settings(MAX_UPLOAD_MB=1)
    def test_with_one_that_is_too_large(self, api: Client, damaged: AnalysisJob) -> None:
        large = a_file(b"x" * (2**20 + 1))
        assert_refused(retry(api, damaged, {"remedy": "replace", "file": large}), damaged, 413, "File too large")

    def test_of_somebody_elses_job(self, api: Client, ben: User) -> None:
        job = life.analysed(ben, DAMAGED)
        response = retry(api, job, {"remedy": "replace", "file": a_file(b"")})
        assert (response.status_code, response.json()) == (404, {"error": "Job not found"})


class TestOcrAndOffline:
    def test_ocr(self, api: Client, ada: User) -> None:
        job = life.failed(failed_waiting(ada), "no_text", step=Step.EXTRACT)
        assert_refused(retry(api, job, {"remedy": "ocr", "languages": "none"}), job, 400, "Cannot retry job")
        assert_accepted(retry(api, job, {"remedy": "ocr", "languages": "eng"}), job)

    def test_offline(self, api: Client, ada: User) -> None:
        job = life.submitted_and_failed(ada)
        assert_accepted(retry(api, job, {"remedy": "offline"}), job)

    @pytest.mark.parametrize("remedy", ["offline", "magic"])
    def test_one_that_does_not_help(self, api: Client, damaged: AnalysisJob, remedy: str) -> None:
        assert_refused(retry(api, damaged, {"remedy": remedy}), damaged, 400, "Cannot retry job")


def failed_waiting(user: User) -> AnalysisJob:
    return services.submit_upload(user=user, file=ContentFile(pdf(), "scan.pdf"), source=Source.API)


def test_retry_failed_leaves_lasting_failures_alone_unless_asked(api: Client, ada: User, damaged: AnalysisJob) -> None:
    passing = life.submitted_and_failed(ada)
    answer = api.post("/api/analysis/retry-failed").json()
    assert (answer["retried"], [one["job_id"] for one in answer["refused"]]) == ([passing.job_id], [damaged.job_id])
    assert api.post("/api/analysis/retry-failed?include_permanent=true").json()["retried"] == [damaged.job_id]
