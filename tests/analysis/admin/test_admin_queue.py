"""django-q2's own admin pages are for looking only."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from analysis.queue import deliveries as queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def failed_task() -> Task:
    now = timezone.now()
    return Task.objects.create(
        id="f" * 32, name="t", func="builtins.print", started=now, stopped=now, success=False, result="x"
    )


def test_a_failed_task_cannot_be_resubmitted(staff: Client, failed_task: Task) -> None:
    page = staff.get("/admin/django_q/failure/")
    assert page.status_code == 200
    assert b"resubmit" not in page.content.lower()
    staff.post("/admin/django_q/failure/", {"action": "resubmit_task", "_selected_action": [failed_task.pk]})
    assert not OrmQ.objects.exists()
    assert Failure.objects.filter(pk=failed_task.pk).exists()


@pytest.mark.parametrize("model", [Failure, OrmQ, Schedule])
def test_nothing_can_be_added_changed_or_deleted(model: type, staff: Client, rf) -> None:  # type: ignore[no-untyped-def]
    request = rf.get("/admin/")
    request.user = User.objects.get(username="root")
    page: ModelAdmin[Any] = admin.site.get_model_admin(model)
    assert page.actions is None
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.has_view_permission(request)


def test_the_list_of_successes_that_are_not_kept_is_gone() -> None:
    assert not admin.site.is_registered(Success)


def test_the_queue_can_be_looked_at(staff: Client) -> None:
    queue.enqueue_attempt(job_id=1, attempt=1, owner=1)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_q_ormq (key, payload, lock) VALUES ('x', 'rubbish', now())")
    page = staff.get("/admin/django_q/ormq/")
    assert page.status_code == 200
    assert b"run_attempt 1 1" in page.content
    row = OrmQ.objects.latest("pk")
    assert staff.get(f"/admin/django_q/ormq/{row.pk}/change/").status_code == 200
