"""The JSON API, call by call as the contract has it."""

import resource
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client, override_settings

from analysis import services
from analysis.models import AnalysisJob, Attempt, Source, Upload
from analysis.uploads.handler import UploadRefused
from tests import life

PATHS = {
    "/api/analysis/upload": "POST",
    "/api/analysis/start-job": "POST",
    "/api/analysis/jobs": "GET",
    "/api/analysis/job": "GET",
    "/api/analysis/profile": "GET",
    "/api/analysis/retry-job": "POST",
    "/api/analysis/retry-failed": "POST",
}
ODD_IDS = ["job_nothing", "0", "-1", str(2**63), "٣", "%00", "a" * 5000, "job_%00", "1' OR '1'='1", "%ff"]


@pytest.fixture
def api(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client


def upload(client: Client, content: bytes = life.TEXT.encode(), name: str = "cv.txt") -> Any:
    return client.post("/api/analysis/upload", {"file": SimpleUploadedFile(name, content)})


def retry(client: Client, job: AnalysisJob, **parameters: object) -> Any:
    query = "&".join(f"{key}={value}" for key, value in {"job_id": job.job_id, **parameters}.items())
    return client.post(f"/api/analysis/retry-job?{query}")


class TestEveryCall:
    @pytest.mark.parametrize(("path", "method"), PATHS.items())
    def test_needs_a_sign_in(self, db: None, path: str, method: str) -> None:
        response = Client(enforce_csrf_checks=True).generic(method, path)
        assert (response.status_code, response.json()) == (401, {"error": "Authentication required"})

    @pytest.mark.parametrize(("path", "method"), PATHS.items())
    def test_refuses_other_methods(self, api: Client, path: str, method: str) -> None:
        response = api.generic("PUT", path)
        assert response.status_code == 405
        assert method in response.headers["Allow"]
        assert set(response.json()) == {"error"}

    def test_that_writes_needs_the_csrf_token(self, ada: User, failed_job: AnalysisJob) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(ada)
        response = retry(strict, failed_job)
        assert response.status_code == 403
        assert response.json()["error"] == "Request not verified"
        failed_job.refresh_from_db()
        assert failed_job.status == "failed"

    @pytest.mark.parametrize(("path", "method"), PATHS.items())
    def test_refuses_a_parameter_that_is_given_twice(self, api: Client, path: str, method: str) -> None:
        response = api.generic(method, f"{path}?job_id=job_a&job_id=job_b")
        assert (response.status_code, response.json()["error"]) == (400, "Repeated parameter")

    def test_at_an_unknown_address_is_answered_in_json(self, api: Client) -> None:
        response = api.get("/api/analysis/nothing")
        assert (response.status_code, response.json()["error"]) == (404, "Not found")


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


class TestJobs:
    def test_lists_ones_own_newest_first(self, api: Client, ada: User, ben: User) -> None:
        life.submitted(ben)
        first, second = life.submitted(ada), life.submitted_and_failed(ada)
        listed = api.get("/api/analysis/jobs").json()["jobs"]
        assert [job["job_id"] for job in listed] == [second.job_id, first.job_id]

    def test_can_be_narrowed(self, api: Client, ada: User) -> None:
        first, second = life.submitted(ada), life.submitted_and_failed(ada)
        by_status = api.get("/api/analysis/jobs?status=failed").json()["jobs"]
        by_upload = api.get(f"/api/analysis/jobs?upload_id={first.upload_id}").json()["jobs"]
        assert [job["job_id"] for job in by_status] == [second.job_id]
        assert [job["job_id"] for job in by_upload] == [first.job_id]

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_of_an_odd_upload_are_none(self, api: Client, failed_job: AnalysisJob, odd: str) -> None:
        response = api.get(f"/api/analysis/jobs?upload_id={odd}")
        assert response.status_code in (200, 400, 404)
        assert response.json().get("jobs", []) == []

    def test_of_an_unknown_status_are_refused(self, api: Client) -> None:
        assert api.get("/api/analysis/jobs?status=lost").status_code == 400


class TestJob:
    def test_says_what_the_contract_names(self, api: Client, failed_job: AnalysisJob) -> None:
        said = api.get(f"/api/analysis/job?job_id={failed_job.job_id}").json()
        assert said == {
            "job_id": failed_job.job_id,
            "upload_id": failed_job.upload_id,
            "filename": "cv.txt",
            "status": "failed",
            "progress": 60,
            "current_step": "structure",
            "error_message": failed_job.error_message,
            "error_code": "llm_timeout",
            "retryable": True,
            "attempt": 1,
            "retries_left": 3,
            "remedies": ["offline"],
            "placed": None,
            "next_retry_at": None,
            "created_at": said["created_at"],
            "updated_at": said["updated_at"],
            "completed_at": said["completed_at"],
        }
        assert said["created_at"].endswith("Z")
        assert failed_job.job_id.startswith("job_")

    @pytest.mark.parametrize("odd", ["", *ODD_IDS])
    def test_that_is_not_there_is_not_found(self, api: Client, odd: str) -> None:
        response = api.get(f"/api/analysis/job?job_id={odd}")
        assert (response.status_code, response.json()) == (404, {"error": "Job not found"})

    def test_of_somebody_else_is_not_found(self, api: Client, ben: User) -> None:
        theirs = life.submitted(ben)
        for method in ("GET", "DELETE"):
            response = api.generic(method, f"/api/analysis/job?job_id={theirs.job_id}")
            assert (response.status_code, response.json()) == (404, {"error": "Job not found"})
        assert AnalysisJob.objects.filter(pk=theirs.pk).exists()

    def test_can_be_deleted_and_its_upload_stays(self, api: Client, failed_job: AnalysisJob) -> None:
        assert api.delete(f"/api/analysis/job?job_id={failed_job.job_id}").status_code == 204
        assert api.delete(f"/api/analysis/job?job_id={failed_job.job_id}").status_code == 404
        assert Upload.objects.get().is_stored


class TestProfile:
    def test_is_a_json_resume_document(self, api: Client, ada: User) -> None:
        job = life.completed(life.submitted(ada), name="Ada Lovelace")
        response = api.get(f"/api/analysis/profile?job_id={job.job_id}")
        assert (response.status_code, response.json()) == (200, {"basics": {"name": "Ada Lovelace"}})

    def test_of_a_job_that_has_none_is_not_found(self, api: Client, failed_job: AnalysisJob) -> None:
        assert api.get(f"/api/analysis/profile?job_id={failed_job.job_id}").status_code == 404

    def test_of_somebody_else_is_not_found(self, api: Client, ben: User) -> None:
        theirs = life.completed(life.submitted(ben))
        response = api.get(f"/api/analysis/profile?job_id={theirs.job_id}")
        assert (response.status_code, response.json()) == (404, {"error": "Job not found"})


class TestRetry:
    def test_is_accepted(self, api: Client, failed_job: AnalysisJob) -> None:
        response = retry(api, failed_job)
        assert (response.status_code, response.json()) == (
            202,
            {
                "success": True,
                "message": "Job retry started successfully",
                "job_id": failed_job.job_id,
                "status": "queued",
            },
        )

    def test_needs_a_job_id(self, api: Client) -> None:
        response = api.post("/api/analysis/retry-job")
        assert (response.status_code, response.json()) == (400, {"error": "Missing job_id"})

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_of_no_such_job_is_not_found(self, api: Client, odd: str) -> None:
        response = api.post(f"/api/analysis/retry-job?job_id={odd}")
        assert (response.status_code, response.json()) == (404, {"error": "Job not found"})

    def test_of_somebody_elses_job_is_answered_alike(self, api: Client, ben: User) -> None:
        response = retry(api, life.submitted_and_failed(ben))
        assert (response.status_code, response.json()) == (404, {"error": "Job not found"})

    def test_of_a_job_that_has_not_failed_is_refused(self, api: Client, ada: User) -> None:
        response = retry(api, life.completed(life.submitted(ada)))
        assert response.status_code == 400
        assert response.json() == {
            "error": "Cannot retry job",
            "message": "only failed jobs can be retried, current status: completed",
        }

    def test_past_the_limit_is_refused(self, api: Client, failed_job: AnalysisJob) -> None:
        AnalysisJob.objects.update(retries_used=3)
        response = retry(api, failed_job)
        assert response.status_code == 400
        assert response.json() == {
            "error": "Cannot retry job",
            "message": "retry limit reached: 3 of 3 retries used",
        }

    @pytest.mark.parametrize("step", ["structure", "guess", "save"])
    def test_from_a_step_that_it_cannot_begin_at_is_refused(
        self, api: Client, failed_job: AnalysisJob, step: str
    ) -> None:
        response = retry(api, failed_job, from_step=step)
        assert (response.status_code, response.json()["error"]) == (400, "Cannot retry job")
        assert response.json()["message"]

    def test_from_a_step_whose_input_is_kept_is_accepted(self, api: Client, ada: User) -> None:
        assert retry(api, life.read_and_failed(ada), from_step="structure").status_code == 202
        assert retry(api, life.structured_and_failed(ada), from_step="save").status_code == 202

    def test_of_a_job_without_its_upload_fails(self, api: Client, failed_job: AnalysisJob) -> None:
        Upload.objects.all().delete()
        response = retry(api, failed_job)
        assert (response.status_code, response.json()) == (500, {"error": "Failed to retry job"})

    def test_of_a_job_without_its_file_fails(self, api: Client, failed_job: AnalysisJob) -> None:
        life.lose_the_file(failed_job)
        response = retry(api, failed_job)
        assert (response.status_code, response.json()) == (500, {"error": "Failed to retry job"})

    def test_fails_cleanly_when_the_database_does(
        self, api: Client, failed_job: AnalysisJob, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise OperationalError("deadlock detected")

        monkeypatch.setattr("analysis.queue.deliveries.enqueue_attempts", broken)
        response = retry(api, failed_job)
        assert (response.status_code, response.json()) == (500, {"error": "Failed to retry job"})
        failed_job.refresh_from_db()
        assert (failed_job.status, failed_job.attempts.count()) == ("failed", 1)

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=1)
    def test_too_often_is_told_when_to_come_back(self, api: Client, ada: User) -> None:
        retry(api, life.submitted_and_failed(ada))
        response = retry(api, life.submitted_and_failed(ada))
        assert response.status_code == 429
        assert response.json()["error"] == "Too many retries"
        assert 0 < int(response.headers["Retry-After"]) <= 60

    @override_settings(ANALYSIS_RETRY_ENABLED=False)
    def test_is_refused_while_the_flag_is_off(self, api: Client, failed_job: AnalysisJob) -> None:
        response = retry(api, failed_job)
        assert (response.status_code, response.json()) == (503, {"error": "Retry is disabled"})

    def test_with_the_attempt_is_idempotent(self, api: Client, failed_job: AnalysisJob) -> None:
        answers = [retry(api, failed_job, attempt=1) for _ in range(3)]
        assert [(answer.status_code, answer.json()) for answer in answers] == [(202, answers[0].json())] * 3
        assert failed_job.attempts.count() == 2

    def test_with_an_attempt_whose_successor_failed_is_a_conflict(self, api: Client, failed_job: AnalysisJob) -> None:
        retry(api, failed_job, attempt=1)
        life.failed(failed_job)
        response = retry(api, failed_job, attempt=1)
        assert response.status_code == 409
        assert response.json() == {"error": "Cannot retry job", "message": "attempt 1 was already retried"}

    @pytest.mark.parametrize("attempt", ["x", "1.5", "-1", "٣", "9" * 30, "%00"])
    def test_with_an_odd_attempt_is_refused(self, api: Client, failed_job: AnalysisJob, attempt: str) -> None:
        assert retry(api, failed_job, attempt=attempt).status_code == 400
        assert failed_job.attempts.count() == 1


class TestRetryFailed:
    def test_retries_all_that_may_be_and_says_why_not_for_the_others(self, api: Client, ada: User, ben: User) -> None:
        jobs = [life.submitted_and_failed(ada) for _ in range(3)]
        AnalysisJob.objects.filter(pk=jobs[0].pk).update(retries_used=3)
        life.submitted_and_failed(ben)
        life.completed(life.submitted(ada))
        response = api.post("/api/analysis/retry-failed")
        assert response.status_code == 202
        assert response.json() == {
            "success": True,
            "retried": [jobs[1].job_id, jobs[2].job_id],
            "refused": [{"job_id": jobs[0].job_id, "message": "retry limit reached: 3 of 3 retries used"}],
        }
        assert Attempt.objects.filter(number=2).count() == 2

    def test_of_nothing_does_nothing(self, api: Client) -> None:
        assert api.post("/api/analysis/retry-failed").json() == {"success": True, "retried": [], "refused": []}

    @override_settings(ANALYSIS_RETRY_ENABLED=False)
    def test_is_refused_while_the_flag_is_off(self, api: Client, failed_job: AnalysisJob) -> None:
        assert api.post("/api/analysis/retry-failed").status_code == 503


def test_staff_find_no_job_of_others_here_either(staff: User, client: Client, failed_job: AnalysisJob) -> None:
    client.force_login(staff)
    assert client.get(f"/api/analysis/job?job_id={failed_job.job_id}").status_code == 404
    response = retry(client, failed_job)
    assert (response.status_code, response.json()) == (404, {"error": "Job not found"})


def test_a_user_who_was_deactivated_is_signed_out(api: Client, ada: User, failed_job: AnalysisJob) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert retry(api, failed_job).status_code == 401


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
