"""What holds for every call of the JSON API, and the calls that read."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from analysis.models import AnalysisJob, Upload
from tests import life
from tests.analysis.api.calls import ODD_IDS, PATHS, retry


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


def test_staff_find_no_job_of_others_here_either(staff: User, client: Client, failed_job: AnalysisJob) -> None:
    client.force_login(staff)
    assert client.get(f"/api/analysis/job?job_id={failed_job.job_id}").status_code == 404
    response = retry(client, failed_job)
    assert (response.status_code, response.json()) == (404, {"error": "Job not found"})


def test_a_user_who_was_deactivated_is_signed_out(api: Client, ada: User, failed_job: AnalysisJob) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert retry(api, failed_job).status_code == 401
