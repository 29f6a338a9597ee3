"""The admin's lists and pages: what can be found, and that nothing there gets around the services."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from analysis import services
from analysis.models import AnalysisJob, Attempt, Upload
from analysis.queue import deliveries as queue
from profiles.models import UserProfile
from tests import invariants, life
from tests.analysis.admin.pages import LIST, Admin
from tests.factories import AnalysisJobFactory

MODELS: list[Any] = [AnalysisJob, Attempt, Upload, UserProfile]


def url(model: type, page: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)  # type: ignore[attr-defined]


def rows(admin: Admin, query: str) -> set[str]:
    """The job ids that a list shows."""
    said = admin.get(LIST + query)
    return {job_id for job_id in AnalysisJob.objects.values_list("job_id", flat=True) if job_id in said}


@pytest.mark.parametrize("model", MODELS)
def test_each_list_and_each_page_opens(model: Any, root: Admin, ada: User) -> None:
    life.completed(life.submitted(ada))
    life.read_and_failed(ada)
    life.claimed(life.submitted(ada))
    root.get(url(model, "changelist"))
    for row in model.objects.all():
        root.get(url(model, "change", row.pk))


@pytest.mark.parametrize("model", MODELS)
def test_nothing_can_be_added_and_no_row_can_be_saved(model: Any, root: Admin, ada: User) -> None:
    life.completed(life.submitted(ada))
    before = list(model.objects.values())
    assert root.client.get(url(model, "add")).status_code == 403
    for row in model.objects.all():
        page = root.client.get(url(model, "change", row.pk)).content
        assert b'name="_save"' not in page
        assert root.client.post(url(model, "change", row.pk), {"status": "queued"}).status_code == 403
    assert list(model.objects.values()) == before


@pytest.mark.parametrize("model", [Attempt, Upload, UserProfile])
def test_attempts_uploads_and_profiles_are_not_deleted_by_themselves(model: Any, root: Admin, ada: User) -> None:
    life.completed(life.submitted(ada))
    row = model.objects.get()
    assert root.client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    root.client.post(url(model, "changelist"), selected)
    assert model.objects.filter(pk=row.pk).exists()


def test_a_deleted_job_takes_its_profile_history_and_delivery_along_and_leaves_the_upload(
    root: Admin, ada: User
) -> None:
    done, waiting, kept = life.completed(life.submitted(ada)), life.submitted(ada), life.submitted_and_failed(ada)
    for job in (done, waiting):
        answer = root.client.post(f"{LIST}{job.pk}/delete/", {"post": "yes"})
        assert answer.status_code == 302
    assert list(AnalysisJob.objects.all()) == [kept]
    assert not UserProfile.objects.exists()
    assert Upload.objects.count() == 3
    assert done.pk not in {delivery.job_id for delivery in queue.deliveries()}
    assert waiting.pk not in {delivery.job_id for delivery in queue.deliveries()}
    assert invariants.live_violations() == []


def test_many_jobs_are_deleted_in_the_same_way(root: Admin, ada: User) -> None:
    jobs = [life.completed(life.submitted(ada)), life.submitted(ada), life.submitted_and_failed(ada)]
    chosen = {"action": "delete_selected", "_selected_action": [job.pk for job in jobs], "confirmed": "yes"}
    root.client.post(LIST, chosen | {"until": services.database_time().isoformat()})
    assert not AnalysisJob.objects.exists()
    assert not UserProfile.objects.exists()
    assert list(queue.deliveries()) == []


@pytest.mark.django_db(transaction=True)
def test_a_deleted_user_takes_everything_along(root: Admin, ada: User, settings: Any) -> None:
    life.completed(life.submitted(ada))
    life.claimed(life.submitted(ada))
    life.read_and_failed(ada)
    answer = root.client.post(f"/admin/auth/user/{ada.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not any(model.objects.exists() for model in MODELS)
    assert list(queue.deliveries()) == []
    assert [path for path in (Path(settings.MEDIA_ROOT) / "uploads").rglob("*") if path.is_file()] == []


def test_jobs_are_found_by_id_and_by_user(operator: Admin, ada: User, ben: User) -> None:
    hers, his = life.submitted(ada), life.submitted(ben)
    assert rows(operator, f"?q={his.job_id}") == {his.job_id}
    assert rows(operator, f"?q={his.job_id[:12]}") == {his.job_id}
    assert rows(operator, "?q=ada") == {hers.job_id}


def test_jobs_are_filtered_by_status_code_date_and_attempt(operator: Admin, ada: User) -> None:
    timed_out = life.submitted_and_failed(ada, "llm_timeout")
    no_text = life.submitted_and_failed(ada, "no_text")
    waiting = life.submitted(ada)
    retried = AnalysisJobFactory(user=ada, completed=True, attempt=3)
    AnalysisJob.objects.filter(pk=no_text.pk).update(created_at=timezone.now() - timedelta(days=30))
    assert rows(operator, "?status=queued") == {waiting.job_id}
    assert rows(operator, "?error_code=llm_timeout") == {timed_out.job_id}
    assert rows(operator, "?attempt=3") == {retried.job_id}
    assert rows(operator, "?attempt=retried") == {retried.job_id}
    assert rows(operator, "?attempt=more") == set()
    (today,) = re.findall(r'\?(created_at__gte=[^"]*)">Today', operator.client.get(LIST).content.decode())
    assert rows(operator, f"?{html.unescape(today)}") == {timed_out.job_id, waiting.job_id, retried.job_id}


@pytest.mark.parametrize("query", ["attempt=9999999999", "attempt=²", "cause=x%27", "waiting=x"])
def test_odd_filters_break_nothing(operator: Admin, failed_job: AnalysisJob, query: str) -> None:
    operator.get(f"{LIST}?{query}")


@pytest.mark.parametrize("name", ["q", "error_code", "status", "cause"])
def test_a_nul_leads_back_to_the_list(operator: Admin, name: str) -> None:
    assert operator.client.get(f"{LIST}?{name}=%00")["Location"] == LIST


def test_jobs_that_wait_for_their_own_retry_are_found(operator: Admin, ada: User) -> None:
    waits, stays = life.failed(life.submitted(ada), waits=True), life.submitted_and_failed(ada)
    AnalysisJob.objects.filter(pk=waits.pk).update(next_retry_at=timezone.now() + timedelta(minutes=1))
    assert rows(operator, "?waiting=yes") == {waits.job_id}
    assert rows(operator, "?waiting=no") == {stays.job_id}


def test_a_job_shows_its_whole_history(operator: Admin, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True, attempt=2)
    said = operator.get(f"{LIST}{job.pk}/change/")
    assert "structure: llm_timeout The language model did not answer in time." in said
    assert "(extract 0.10 s, structure 1.20 s, save 0.01 s)" in said


def test_what_a_resume_says_is_not_shown_to_staff(root: Admin, ada: User) -> None:
    job = life.completed(life.submitted(ada), name="Grace Hopper")
    assert job.profile
    assert job.upload
    pages = [url(UserProfile, "changelist"), url(UserProfile, "change", job.profile.pk)]
    pages += [url(Upload, "changelist"), url(Upload, "change", job.upload.pk), f"{LIST}{job.pk}/change/"]
    for page in pages:
        content = root.client.get(page).content.decode()
        assert "Grace Hopper" not in content, page
        assert str(job.upload.file.name) not in content, page


def test_a_list_costs_the_same_number_of_queries_however_many_rows_it_has(
    operator: Admin, ada: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        AnalysisJobFactory(user=ada, failed=True)
    operator.get(LIST)
    with django_assert_max_num_queries(12):
        operator.get(LIST)
