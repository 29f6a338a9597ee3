"""Stopping and deleting jobs from the page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from analysis.states import Status
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory, UploadFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["queued", "processing"])
def test_a_stopped_job_has_failed_and_can_be_retried_at_will(visitor: Visitor, ada: User, state: str) -> None:
    job = AnalysisJobFactory(user=ada, **{state: True})
    html = visitor.ask("post", f"/profile/{job.job_id}/stop").content.decode()
    assert 'data-status="failed"' in html
    assert "The analysis was stopped before it finished." in html
    assert f'id="retry-{job.job_id}"' in html
    job.refresh_from_db()
    assert (job.status, job.error_code, job.next_retry_at) == (Status.FAILED, "cancelled", None)


def test_stopping_what_has_ended_changes_nothing(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    assert 'data-status="completed"' in visitor.ask("post", f"/profile/{job.job_id}/stop").content.decode()


def test_the_retry_that_a_failed_job_waits_for_can_be_taken_back(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, next_retry_at=timezone.now() + timedelta(minutes=5))
    response = visitor.post(f"/profile/{job.job_id}/stop", follow=True)
    assert "automatic retry stopped" in words(response)
    job.refresh_from_db()
    assert (job.status, job.next_retry_at) == (Status.FAILED, None)


@pytest.mark.parametrize("state", ["queued", "processing", "completed", "failed"])
def test_a_job_is_deleted_after_a_question_and_its_upload_stays(visitor: Visitor, ada: User, state: str) -> None:
    job = AnalysisJobFactory(user=ada, **{state: True})
    path = f"/profile/{job.job_id}/delete"
    assert "Delete this analysis?" in words(visitor.ask("get", path))
    assert "Delete this analysis?" in words(visitor.get(path))
    response = visitor.ask("post", path)
    assert f'id="upload-{job.upload_id}"' in response.content.decode(), "its card is sent again without it"
    assert "No analysis of this file." in words(response)
    assert not ada.jobs.exists()
    assert not ada.profiles.exists()
    assert ada.uploads.exists()


def test_deleting_what_is_gone_already_takes_it_off_the_page(visitor: Visitor) -> None:
    response = visitor.ask("post", "/profile/job_00000000000000000000/delete")
    assert 'hx-swap-oob="delete"' in response.content.decode()


def test_a_job_without_upload_is_deleted_as_well(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, upload=None)
    response = visitor.ask("post", f"/profile/{job.job_id}/delete")
    assert f'<div id="job-{job.job_id}" hx-swap-oob="delete">' in response.content.decode()
    assert not ada.jobs.exists()


def test_after_a_plain_form_the_page_says_what_was_done(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, upload=UploadFactory(user=ada, filename="cv.pdf"))
    assert "cv.pdf: analysis deleted." in words(visitor.post(f"/profile/{job.job_id}/delete", follow=True))
