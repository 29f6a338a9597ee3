"""The retry dialog and its page: a preview by the rule that acts, and the act."""

from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from pytest_django.fixtures import Settings

from analysis import services
from analysis.models import AnalysisJob, Source, Upload
from analysis.states import Status
from tests import life
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db
WARNING = "The job will be reset and reprocessed from the beginning. Previous analysis data will be cleared."


def test_the_dialog_shows_what_is_at_stake(visitor: Visitor, failed_job: AnalysisJob) -> None:
    response = visitor.ask("get", f"/profile/{failed_job.job_id}/retry")
    page = words(response)
    assert "<html" not in response.content.decode()
    assert "Retry Analysis Job" in page
    assert failed_job.job_id in page
    assert "The language model did not answer in time." in page
    assert WARNING in page
    assert "This will be attempt 2" in page
    assert "2 retries will be left afterwards." in page
    assert "Retry Job" in page
    assert "Cancel" in page


def test_without_a_script_the_same_is_a_page_with_a_form(visitor: Visitor, failed_job: AnalysisJob) -> None:
    page = visitor.get(f"/profile/{failed_job.job_id}/retry")
    assert "<html" in page.content.decode()
    assert WARNING in words(page)
    answer = visitor.post(f"/profile/{failed_job.job_id}/retry", {"attempt": 1}, follow=True)
    assert answer.redirect_chain == [(f"/profile#job-{failed_job.job_id}", 302)]
    assert "cv.txt: queued for another attempt." in words(answer)


def test_a_script_gets_the_row_queued_and_the_poller_running(visitor: Visitor, failed_job: AnalysisJob) -> None:
    response = visitor.ask("post", f"/profile/{failed_job.job_id}/retry", {"attempt": 1})
    html = response.content.decode()
    assert response.status_code == 200
    assert response.headers["HX-Reswap"] == "none"
    assert 'data-status="queued"' in html
    assert 'hx-trigger="every 1s, ask"' in html
    assert "queued for another attempt" in html
    attempt = failed_job.attempts.get(number=2)
    assert (attempt.source, attempt.actor) == (Source.PAGE, failed_job.user)


def test_pressing_twice_starts_one_attempt(visitor: Visitor, failed_job: AnalysisJob) -> None:
    for _ in range(3):
        assert visitor.ask("post", f"/profile/{failed_job.job_id}/retry", {"attempt": 1}).status_code == 200
    assert failed_job.attempts.count() == 2


def test_a_dialog_that_is_out_of_date_shows_how_things_stand(visitor: Visitor, failed_job: AnalysisJob) -> None:
    services.retry_job(job_id=failed_job.job_id, actor=failed_job.user, source=Source.API)
    life.failed(failed_job, "llm_unavailable")
    response = visitor.ask("post", f"/profile/{failed_job.job_id}/retry", {"attempt": 1})
    html = response.content.decode()
    assert response.status_code == 409
    assert "HX-Reswap" not in response.headers
    assert "retried elsewhere meanwhile, and failed again" in html
    assert 'name="attempt" value="2"' in html, "and can be retried from here"
    assert f'id="job-{failed_job.job_id}"' in html
    assert failed_job.attempts.count() == 2


def test_a_dialog_opened_on_a_job_that_runs_again_says_so(visitor: Visitor, failed_job: AnalysisJob) -> None:
    services.retry_job(job_id=failed_job.job_id, actor=failed_job.user, source=Source.API)
    response = visitor.ask("get", f"/profile/{failed_job.job_id}/retry")
    assert "started again elsewhere meanwhile" in words(response)
    assert "Retry Job" not in words(response)
    assert 'data-status="queued"' in response.content.decode(), "the row on the page is put right as well"


def test_a_deleted_job_is_taken_off_the_page(visitor: Visitor, failed_job: AnalysisJob) -> None:
    path = f"/profile/{failed_job.job_id}/retry"
    services.delete_job(user=failed_job.user, job_id=failed_job.job_id)
    assert visitor.get(path).status_code == 404
    response = visitor.ask("get", path)
    assert response.status_code == 409
    assert "no longer there" in words(response)
    assert 'hx-swap-oob="delete"' in response.content.decode()


@pytest.mark.parametrize("what", ["retry", "delete", "stop"])
def test_another_persons_job_is_answered_like_none(visitor: Visitor, ben: User, what: str) -> None:
    job = AnalysisJobFactory(user=ben, failed=True)
    theirs = visitor.post(f"/profile/{job.job_id}/{what}", {"attempt": 1})
    nobodys = visitor.post(f"/profile/job_00000000000000000000/{what}", {"attempt": 1})
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    job.refresh_from_db()
    assert job.status == Status.FAILED


def test_the_last_retry_used_up_is_refused_with_the_reason(visitor: Visitor, ada: User, settings: Settings) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, attempt=settings.ANALYSIS_MAX_RETRIES + 1)
    response = visitor.ask("post", f"/profile/{job.job_id}/retry", {"attempt": job.attempt})
    assert response.status_code == 409
    assert "All its retries are used." in words(response)


def test_an_upload_that_is_gone_is_refused_with_the_reason(visitor: Visitor, failed_job: AnalysisJob) -> None:
    Upload.objects.all().delete()
    response = visitor.ask("post", f"/profile/{failed_job.job_id}/retry", {"attempt": 1})
    assert response.status_code == 409
    assert "The uploaded file is no longer there" in words(response)


def test_too_many_retries_in_a_minute_are_refused_until_when(visitor: Visitor, ada: User, settings: Settings) -> None:
    settings.ANALYSIS_RETRIES_PER_MINUTE = 1
    first, second = life.submitted_and_failed(ada), life.submitted_and_failed(ada)
    visitor.ask("post", f"/profile/{first.job_id}/retry", {"attempt": 1})
    response = visitor.ask("post", f"/profile/{second.job_id}/retry", {"attempt": 1})
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert "At most 1 retries a minute" in words(response)


def test_a_switched_off_retry_has_no_button_and_is_refused(
    visitor: Visitor, failed_job: AnalysisJob, settings: Settings
) -> None:
    settings.ANALYSIS_RETRY_ENABLED = False
    assert "Retrying is switched off" in words(visitor.get("/profile"))
    assert visitor.ask("post", f"/profile/{failed_job.job_id}/retry", {"attempt": 1}).status_code == 409


def test_a_database_error_changes_nothing_and_says_so(visitor: Visitor, failed_job: AnalysisJob) -> None:
    with mock.patch("analysis.services.retry_job", side_effect=OperationalError("gone")):
        response = visitor.ask("post", f"/profile/{failed_job.job_id}/retry", {"attempt": 1})
    assert response.status_code == 409
    assert "could not be started just now" in words(response)


@pytest.mark.parametrize("attempt", ["x", "-1", "1.5", "9" * 30, "²"])
def test_a_damaged_form_is_refused(visitor: Visitor, failed_job: AnalysisJob, attempt: str) -> None:
    response = visitor.post(f"/profile/{failed_job.job_id}/retry", {"attempt": attempt})
    assert response.status_code == 400
    assert failed_job.attempts.count() == 1


def test_where_the_text_is_kept_only_the_analysis_can_be_repeated(visitor: Visitor, ada: User) -> None:
    job = life.read_and_failed(ada)
    assert "Only the analysis" in words(visitor.ask("get", f"/profile/{job.job_id}/retry"))
    visitor.ask("post", f"/profile/{job.job_id}/retry", {"attempt": 1, "from_step": "structure"})
    assert job.attempts.get(number=2).from_step == "structure"


def test_where_the_profile_is_kept_only_saving_can_be_repeated_and_is_offered_first(
    visitor: Visitor, ada: User
) -> None:
    job = life.structured_and_failed(ada)
    html = visitor.ask("get", f"/profile/{job.job_id}/retry").content.decode()
    assert html.count('name="from_step"') == 3
    assert 'value="save" checked' in html
    assert "only saving is done again" in html
    visitor.ask("post", f"/profile/{job.job_id}/retry", {"attempt": 1, "from_step": "save"})
    assert job.attempts.get(number=2).from_step == "save"


def test_where_no_text_is_kept_there_is_no_choice(visitor: Visitor, failed_job: AnalysisJob) -> None:
    assert "Only the analysis" not in words(visitor.ask("get", f"/profile/{failed_job.job_id}/retry"))


def test_retry_all_failed_tells_before_and_after_what_it_does(visitor: Visitor, ada: User, settings: Settings) -> None:
    one, two = life.submitted_and_failed(ada), life.submitted_and_failed(ada, "worker_lost")
    lasting = life.submitted_and_failed(ada, "no_text")
    spent = AnalysisJobFactory(user=ada, failed=True, attempt=settings.ANALYSIS_MAX_RETRIES + 1)
    assert "Retry all failed (2)" in words(visitor.get("/profile"))
    preview = words(visitor.ask("get", "/profile/retry-failed"))
    assert "2 will be retried" in preview
    assert "2 will not be retried" in preview
    assert "needs more than a retry: see its row" in preview
    assert "Also retry the one that will most likely fail again" in preview
    assert "All its retries are used." in preview
    assert "Retry 2 jobs" in preview

    html = visitor.ask("post", "/profile/retry-failed").content.decode()
    assert "2 analyses queued again." in html
    assert html.count('data-status="queued"') == 2
    assert {job.job_id for job in ada.jobs.active()} == {one.job_id, two.job_id}
    assert spent.attempts.count() == settings.ANALYSIS_MAX_RETRIES + 1

    visitor.ask("post", "/profile/retry-failed", {"include_permanent": "yes"})
    assert lasting.attempts.count() == 2


def test_after_very_many_retries_the_page_is_shown_anew(visitor: Visitor, ada: User) -> None:
    for _ in range(41):
        AnalysisJobFactory(user=ada, failed=True)
    response = visitor.ask("post", "/profile/retry-failed")
    assert response.headers["HX-Refresh"] == "true"
    assert "41 analyses queued again." in words(visitor.get("/profile"))


def test_retry_all_failed_works_as_a_plain_form(visitor: Visitor, failed_job: AnalysisJob) -> None:
    assert "Retry 1 job" in words(visitor.get("/profile/retry-failed"))
    assert "1 analysis queued again." in words(visitor.post("/profile/retry-failed", follow=True))
