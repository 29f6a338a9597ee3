"""Programs sign in with a token: what it may do, for how long, and that it needs no CSRF token."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from analysis.models import AnalysisJob
from profiles.models import ApiToken
from tests import life
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db


def token(user: User, *options: str) -> str:
    out = StringIO()
    call_command("create_token", user.username, "--name", "a script", *options, stdout=out)
    return out.getvalue().strip()


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def program() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_program_does_the_main_job_with_a_token_alone(program: Client, ada: User) -> None:
    signed = bearer(token(ada))
    file = SimpleUploadedFile("cv.txt", life.TEXT.encode())
    sent = program.post("/api/analysis/upload", {"file": file}, headers=signed)
    assert sent.status_code == 201
    job = AnalysisJob.objects.get(job_id=sent.json()["job_id"])
    life.failed(job)
    assert program.post(f"/api/analysis/retry-job?job_id={job.job_id}", headers=signed).status_code == 202
    assert program.get(f"/api/analysis/job?job_id={job.job_id}", headers=signed).json()["status"] == "queued"


def test_the_token_itself_is_stored_nowhere(ada: User) -> None:
    text = token(ada)
    kept = ApiToken.objects.get()
    assert text not in str(vars(kept))
    assert kept.scope_list == ["read", "upload", "retry"]


@pytest.mark.parametrize(
    ("scope", "method", "address"),
    [
        ("upload,retry", "get", "/api/analysis/jobs"),
        ("read,retry", "post", "/api/analysis/start-job?upload_id=1"),
        ("read,upload", "post", "/api/analysis/retry-failed"),
    ],
)
def test_a_token_without_the_scope_is_refused(
    program: Client, ada: User, scope: str, method: str, address: str
) -> None:
    refused = getattr(program, method)(address, headers=bearer(token(ada, "--scope", scope)))
    assert (refused.status_code, refused.json()["error"]) == (403, "Scope missing")


def _revoke(user: User) -> None:
    ApiToken.objects.all().delete()


def _expire(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE user_api_tokens SET expires_at = statement_timestamp() - interval '1 second'")


def _deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("end", [_revoke, _expire, _deactivate])
def test_a_token_that_is_no_longer_valid_is_refused(program: Client, ada: User, end: Callable[[User], None]) -> None:
    text = token(ada, "--expires", "90d")
    end(ada)
    refused = program.get("/api/analysis/jobs", headers=bearer(text))
    assert (refused.status_code, refused.json()) == (401, {"error": "Authentication required"})


def test_a_session_still_needs_the_csrf_token(program: Client, ada: User) -> None:
    program.force_login(ada)
    assert program.post("/api/analysis/retry-failed").status_code == 403


def test_a_token_sees_its_owners_jobs_alone(program: Client, ada: User, ben: User) -> None:
    theirs = AnalysisJobFactory(user=ben, failed=True)
    signed = bearer(token(ada))
    assert program.get("/api/analysis/jobs", headers=signed).json()["jobs"] == []
    assert program.get(f"/api/analysis/job?job_id={theirs.job_id}", headers=signed).status_code == 404


def test_its_use_is_noted(program: Client, ada: User) -> None:
    text = token(ada)
    assert ApiToken.objects.get().last_used_at is None
    program.get("/api/analysis/jobs", headers=bearer(text))
    assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize(
    "options", [["nobody", "--name", "x"], ["ada"], ["ada", "--name", "x", "--scope", "all"], ["ada", "--name", ""]]
)
def test_a_command_that_makes_no_sense_says_why(ada: User, options: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("create_token", *options)


def test_a_list_goes_on_where_it_stopped_though_others_come_and_go(ada: User, client: Client) -> None:
    jobs = [AnalysisJobFactory(user=ada, failed=True) for _ in range(5)]
    newest_first = [job.job_id for job in reversed(jobs)]
    client.force_login(ada)

    def page(**query: Any) -> dict[str, Any]:
        found: dict[str, Any] = client.get("/api/analysis/jobs", {"limit": 2, **query}).json()
        return found

    first = page()
    AnalysisJobFactory(user=ada, failed=True)
    AnalysisJob.objects.filter(job_id=newest_first[0]).delete()
    second = page(cursor=first["next"])
    third = page(cursor=second["next"])
    assert [job["job_id"] for part in (first, second, third) for job in part["jobs"]] == newest_first
    assert third["next"] is None


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "1001"}, {"limit": "x"}, {"cursor": "junk"}])
def test_a_page_that_can_not_be_is_refused(ada: User, client: Client, query: dict[str, str]) -> None:
    client.force_login(ada)
    assert client.get("/api/analysis/jobs", query).status_code == 400


def test_who_has_an_answer_already_is_told_so(ada: User, client: Client) -> None:
    client.force_login(ada)
    first = client.get("/api/analysis/jobs")
    again = client.get("/api/analysis/jobs", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/api/analysis/jobs")
    assert (head.status_code, head.content) == (200, b"")
    assert client.options("/api/analysis/jobs").headers["Allow"] == "GET, HEAD, OPTIONS"
