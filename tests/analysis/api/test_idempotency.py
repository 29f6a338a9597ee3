"""A call that is sent again with its Idempotency-Key gets the first answer and starts nothing."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from analysis.ledger import KeptAnswer
from analysis.models import AnalysisJob, Attempt, Upload
from tests import life
from tests.together import at_once

KEY = {"Idempotency-Key": "4f6c"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def api(ada: User) -> Client:
    return signed_in(ada)


def upload(client: Client, text: str = life.TEXT, headers: dict[str, str] = KEY) -> Any:
    return client.post("/api/analysis/upload", {"file": SimpleUploadedFile("cv.txt", text.encode())}, headers=headers)


def test_an_upload_is_stored_once(api: Client) -> None:
    first, again = upload(api), upload(api)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (Upload.objects.count(), AnalysisJob.objects.count()) == (1, 1)


def test_another_key_is_another_upload(api: Client) -> None:
    assert upload(api).json() != upload(api, headers={"Idempotency-Key": "other"}).json()
    assert Upload.objects.count() == 2


def test_the_key_of_another_call_is_refused(api: Client) -> None:
    first = upload(api).json()
    for response in (
        upload(api, "Another text"),
        api.post(f"/api/analysis/start-job?upload_id={first['upload_id']}", headers=KEY),
    ):
        assert (response.status_code, response.json()["error"]) == (422, "Idempotency-Key reused")
    assert AnalysisJob.objects.count() == 1


def test_another_person_may_use_the_same_key(api: Client, ben: User) -> None:
    assert upload(api).json() != upload(signed_in(ben)).json()


def test_after_a_day_the_key_is_free_again(api: Client) -> None:
    first = upload(api).json()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE analysis_kept_answers SET created_at = created_at - interval '25 hours'")
    assert upload(api, "Another text").status_code == 201
    assert upload(api, "Another text").json() != first
    assert Upload.objects.count() == 2


@pytest.mark.parametrize("key", ["x" * 256, "é"])
def test_an_odd_key_is_refused(api: Client, key: str) -> None:
    assert upload(api, headers={"Idempotency-Key": key}).json()["error"] == "Bad Idempotency-Key"
    assert not Upload.objects.exists()


def test_a_job_is_started_once(api: Client, failed_job: AnalysisJob) -> None:
    address = f"/api/analysis/start-job?upload_id={failed_job.upload_id}"
    answers = [api.post(address, headers=KEY).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert AnalysisJob.objects.count() == 2


def test_a_retry_is_started_once_even_if_it_has_failed_since(api: Client, failed_job: AnalysisJob) -> None:
    address = f"/api/analysis/retry-job?job_id={failed_job.job_id}"
    first = api.post(address, headers=KEY)
    life.failed(failed_job)
    again = api.post(address, headers=KEY)
    assert (first.status_code, again.status_code, first.json()) == (202, 202, again.json())
    assert failed_job.attempts.count() == 2


def test_a_refusal_stays_one_though_the_job_has_failed_since(api: Client, ada: User) -> None:
    job = life.submitted(ada)
    address = f"/api/analysis/retry-job?job_id={job.job_id}"
    first = api.post(address, headers=KEY)
    life.failed(job)
    again = api.post(address, headers=KEY)
    assert (first.status_code, again.status_code, first.json()) == (400, 400, again.json())
    assert job.attempts.count() == 1


def test_what_may_pass_is_not_kept(api: Client, failed_job: AnalysisJob, settings: Any) -> None:
    settings.ANALYSIS_RETRY_ENABLED = False
    address = f"/api/analysis/retry-job?job_id={failed_job.job_id}"
    assert api.post(address, headers=KEY).status_code == 503
    settings.ANALYSIS_RETRY_ENABLED = True
    assert api.post(address, headers=KEY).status_code == 202


def test_a_retry_of_all_gets_the_first_answer_though_some_have_failed_again(api: Client, ada: User) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(3)]
    first = api.post("/api/analysis/retry-failed", headers=KEY)
    life.failed(jobs[1])
    again = api.post("/api/analysis/retry-failed", headers=KEY)
    assert (first.status_code, again.status_code, first.json()) == (202, 202, again.json())
    assert Attempt.objects.filter(number=2).count() == 3
    assert not Attempt.objects.filter(number=3).exists()


@pytest.mark.django_db(transaction=True)
def test_calls_at_the_same_moment_do_one_thing(ada: User, failed_job: AnalysisJob) -> None:
    address = f"/api/analysis/retry-job?job_id={failed_job.job_id}"

    def retry(client: Client) -> Any:
        return client.post(address, headers={"Idempotency-Key": "retry"})

    uploads = [partial(upload, signed_in(ada), "Grace Hopper") for _ in range(3)]
    answers = at_once([*uploads, *(partial(retry, signed_in(ada)) for _ in range(3))])
    assert [answer.status_code for answer in answers] == [201] * 3 + [202] * 3
    assert len({answer.json()["job_id"] for answer in answers[:3]}) == 1
    assert failed_job.attempts.count() == 2
    assert Upload.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_answer_lost_on_the_commit_is_looked_up(
    api: Client, failed_job: AnalysisJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks after the server has committed, and before it could say so."""
    commit: Callable[[], None] = connection._commit  # type: ignore[attr-defined]
    lost: list[bool] = []

    def committed_and_broken() -> None:
        commit()
        if AnalysisJob.objects.filter(pk__gt=failed_job.pk).exists() and not lost:
            lost.append(True)
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "_commit", committed_and_broken)
    answer = upload(api)
    assert lost
    connection.close()  # as Django does after such a request, and the test's client does not
    assert answer.status_code == 201
    assert answer.json()["job_id"] == AnalysisJob.objects.latest("pk").job_id
    assert Upload.objects.count() == 2
    assert KeptAnswer.objects.count() == 1


def test_of_a_password_nothing_is_kept(api: Client, failed_job: AnalysisJob) -> None:
    address = f"/api/analysis/retry-job?job_id={failed_job.job_id}"
    first = api.post(address, {"password": "one"}, headers=KEY)
    again = api.post(address, {"password": "another"}, headers=KEY)  # or a guess could be checked against the hash
    assert (first.status_code, first.json()) == (again.status_code, again.json())
