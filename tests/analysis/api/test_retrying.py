"""Retrying by the API, one job or all that failed."""

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client, override_settings

from analysis.models import AnalysisJob, Attempt, Upload
from tests import life
from tests.analysis.api.calls import ODD_IDS, retry


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
