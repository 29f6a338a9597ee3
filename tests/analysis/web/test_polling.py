"""/profile/changes: the rows that a page does not have yet, and nothing at all where there are none."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from analysis.jobs import transitions
from analysis.models import AnalysisJob
from analysis.states import Status, Step
from analysis.web.job_row import rows_of
from tests import life
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db


def seen(*jobs: AnalysisJob) -> list[str]:
    return [f"{row.job.job_id}~{row.version}" for row in rows_of(jobs)]


def poll(visitor: Visitor, *names: str, every: int = 1, **more: Any) -> Any:
    return visitor.ask("get", "/profile/changes", {"seen": names, "every": every, **more})


def test_an_unchanged_page_is_told_so_before_any_template(visitor: Visitor, ada: User) -> None:
    response = poll(visitor, *seen(AnalysisJobFactory(user=ada), AnalysisJobFactory(user=ada, processing=True)))
    assert response.status_code == 204
    assert response.templates == []


def test_only_changed_rows_are_sent_each_under_its_own_id(visitor: Visitor, ada: User) -> None:
    still, moving = AnalysisJobFactory(user=ada), AnalysisJobFactory(user=ada, processing=True)
    names = seen(still, moving)
    AnalysisJob.objects.filter(pk=moving.pk).update(progress=77)
    html = poll(visitor, *names).content.decode()
    assert f'id="job-{moving.job_id}"' in html
    assert 'aria-valuenow="77"' in html
    assert f'id="job-{still.job_id}"' not in html
    assert html.count("hx-swap-oob") >= 3


def test_a_step_of_the_bar_is_not_announced_and_a_change_of_state_is(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, processing=True)
    names = seen(job)
    AnalysisJob.objects.filter(pk=job.pk).update(progress=77)
    assert "#live" not in poll(visitor, *names).content.decode()
    waiting = life.submitted(ada)
    names = seen(waiting)
    life.completed(waiting)
    assert "cv.txt: Completed." in words(poll(visitor, *names))


def test_a_page_that_asks_by_turns_goes_on_until_it_has_asked_after_all_its_rows(visitor: Visitor, ada: User) -> None:
    first, second = life.submitted(ada), life.submitted(ada)
    names = seen(first, second)
    life.completed(first)
    life.completed(second)
    assert 'hx-trigger="every 1s' in poll(visitor, names[0], more="1").content.decode()
    assert 'hx-trigger="every' not in poll(visitor, names[1]).content.decode()


def test_a_finished_row_asks_no_more_and_the_page_stops_when_none_is_left(visitor: Visitor, ada: User) -> None:
    job = life.submitted(ada)
    names = seen(job)
    life.completed(job)
    html = poll(visitor, *names).content.decode()
    assert 'name="seen"' not in html
    poller = html.split('id="poller"')[1].split(">")[0]
    assert "hx-get" not in poller
    assert "hx-trigger" not in poller


def test_a_job_that_was_deleted_elsewhere_loses_its_row(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada)
    names = seen(job)
    job.delete()
    assert f'<div id="job-{job.job_id}" hx-swap-oob="delete">' in poll(visitor, *names).content.decode()


def test_another_persons_job_looks_like_one_that_is_gone(visitor: Visitor, ben: User) -> None:
    job = AnalysisJobFactory(user=ben, completed=True)
    html = poll(visitor, f"{job.job_id}~old").content.decode()
    assert "Ada Lovelace" not in html
    assert 'hx-swap-oob="delete"' in html


def test_the_longer_nothing_happens_the_more_seldom_a_page_asks(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada)
    for age, every in ((0, 1), (30, 2), (120, 5), (3000, 15)):
        AnalysisJob.objects.filter(pk=job.pk).update(updated_at=timezone.now() - timedelta(seconds=age))
        html = poll(visitor, *seen(job), every=99).content.decode()
        assert f'hx-trigger="every {every}s, ask"' in html
        assert poll(visitor, *seen(job), every=every).status_code == 204


def test_a_failed_job_that_waits_to_retry_by_itself_is_asked_after(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, next_retry_at=timezone.now() + timedelta(minutes=1))
    html = visitor.get("/profile").content.decode()
    assert f'value="{job.job_id}~' in html
    assert "Retrying automatically in" in html


def test_the_page_of_one_job_is_shown_anew_when_its_profile_is_there(visitor: Visitor, ada: User) -> None:
    job = life.submitted(ada)
    names = seen(job)
    life.completed(job)
    assert poll(visitor, *names, page="job").headers["HX-Refresh"] == "true"


def test_an_ended_session_leads_the_whole_page_to_the_sign_in(visitor: Visitor) -> None:
    visitor.logout()
    response = visitor.ask("get", "/profile/changes", **{"HX-Current-URL": "http://testserver/profile?show=failed"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Fprofile%3Fshow%3Dfailed"


@pytest.mark.parametrize("names", [[], ["~"], ["nonsense"], ["job_x~1q-0-0-0"], ["\0~\0"]])
def test_odd_questions_get_an_answer(visitor: Visitor, names: list[str]) -> None:
    assert poll(visitor, *names).status_code in (200, 204)


def test_a_row_says_which_page_is_being_read(visitor: Visitor, ada: User) -> None:
    job = life.submitted(ada)
    held = life.claimed(job)
    transitions.record_progress(held.lease, step=Step.EXTRACT, progress=0)
    assert "Reading page" not in words(visitor.get("/profile"))
    job.refresh_from_db()
    names = seen(job)
    # No whole percent further, and yet another page.
    transitions.record_progress(held.lease, step=Step.EXTRACT, progress=0, pages=(2, 12))
    response = poll(visitor, *names)
    assert "Reading page 3 of 12" in words(response)
    assert 'aria-valuetext="0 %, Reading page 3 of 12"' in response.content.decode()
    transitions.record_progress(held.lease, step=Step.EXTRACT, progress=60, pages=(12, 12))
    assert "Reading page 12 of 12" in words(poll(visitor, *names))
    transitions.record_progress(held.lease, step=Step.STRUCTURE, progress=60)
    assert "Reading page" not in words(poll(visitor, *names))


def test_the_version_of_a_row_changes_with_all_that_it_shows(ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True)
    row = rows_of([job])[0]
    versions = {row.version}
    for changed in (
        {"attempt": 2},
        {"status": Status.QUEUED},
        {"progress": 9},
        {"pages_read": 1},
        {"next_retry_at": timezone.now()},
    ):
        for name, value in changed.items():
            setattr(job, name, value)
        versions.add(rows_of([job])[0].version)
    assert len(versions) == 6
