"""`manage.py seed_demo`: demo accounts whose jobs are in every state, and really got there."""

import io
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from analysis.management.demo_account import PASSWORD, STAFF_USERNAME, USERNAME
from analysis.models import AnalysisJob, Upload
from analysis.queue import deliveries as queue
from analysis.states import Status
from analysis.worker import pipeline
from tests import invariants

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _development(settings: Any) -> None:
    settings.DEVELOPMENT = True


def seed() -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def jobs() -> dict[str, AnalysisJob]:
    """The demo account's jobs by the first name on their résumé."""
    return {
        job.upload.filename.split()[0]: job
        for job in User.objects.get(username=USERNAME).jobs.select_related("upload", "profile")
        if job.upload
    }


def test_it_makes_jobs_in_every_state_that_break_no_rule() -> None:
    seed()
    made = jobs()
    assert {name: job.status for name, job in made.items()} == {
        "Amara": Status.COMPLETED,
        "Jonas": Status.COMPLETED,
        "Lucia": Status.FAILED,
        "Mei": Status.FAILED,
        "Noor": Status.FAILED,
        "Sven": Status.FAILED,
        "Tom": Status.QUEUED,
    }
    assert invariants.quiet_violations() == []


def test_what_is_completed_was_really_analysed() -> None:
    seed()
    for name in ("Amara", "Jonas"):
        profile = jobs()[name].profile
        assert profile is not None
        assert str(profile.resume.basics.name).startswith(name)
        assert profile.resume.work


def test_what_failed_failed_for_different_reasons_and_can_tell_its_story() -> None:
    seed()
    made = jobs()
    assert {made[name].error_code for name in ("Noor", "Sven", "Lucia")} == {
        "password_protected",
        "unreadable_file",
        "llm_timeout",
    }
    assert [attempt.error_code for attempt in made["Mei"].attempts.all()] == [
        "llm_timeout",
        "llm_unavailable",
        "llm_timeout",
        "llm_timeout",
    ]
    assert made["Mei"].retries_used == 3
    assert [attempt.outcome for attempt in made["Jonas"].attempts.all()] == ["failed", "completed"]
    assert not any(job.next_retry_at for job in made.values())


def test_what_waits_really_runs_when_a_worker_comes() -> None:
    seed()
    (delivery,) = queue.deliveries()
    assert delivery.job_id
    assert delivery.attempt
    pipeline.run_attempt(delivery.job_id, delivery.attempt)
    assert jobs()["Tom"].status == Status.COMPLETED


def test_a_second_time_changes_nothing_and_brings_nothing_back() -> None:
    seed()
    jobs()["Sven"].delete()
    before = {job.job_id: job.updated_at for job in AnalysisJob.objects.all()}
    assert "nothing was changed" in seed()
    assert {job.job_id: job.updated_at for job in AnalysisJob.objects.all()} == before
    assert Upload.objects.count() == 7


def test_it_prints_a_sign_in_that_works() -> None:
    said = seed()
    assert f"Sign in as {USERNAME} (for the admin: {STAFF_USERNAME}), password {PASSWORD}" in said
    request = RequestFactory().post("/accounts/login/")
    demo, operator = (authenticate(request, username=name, password=PASSWORD) for name in (USERNAME, STAFF_USERNAME))
    assert demo is not None
    assert not demo.is_staff
    assert operator is not None
    assert operator.is_superuser


def test_an_account_that_a_person_has_made_is_left_alone() -> None:
    person = User.objects.create_user(USERNAME, password="their own")
    seed()
    person.refresh_from_db()
    assert person.check_password("their own")
    assert not person.uploads.exists()


def test_in_production_nothing_is_made(settings: Any) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="not made in production"):
        seed()
    assert not User.objects.exists()


def test_it_works_where_retry_is_switched_off(settings: Any) -> None:
    settings.ANALYSIS_RETRY_ENABLED = False
    seed()
    assert jobs()["Mei"].attempt == 4


def test_nobody_waits_for_a_language_model(settings: Any) -> None:
    settings.ANALYSIS_ENGINE = "llm"
    settings.LLM_BASE_URL = "http://127.0.0.1:9"
    seed()
    assert {jobs()[name].status for name in ("Amara", "Jonas", "Noor", "Sven", "Tom")} == {Status.QUEUED}
    assert invariants.live_violations() == []
