"""`manage.py rescue_jobs`: what the minute's round does, said in lines."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from analysis.models import AnalysisJob
from analysis.queue import deliveries as queue
from analysis.states import Status
from tests import life

pytestmark = pytest.mark.django_db


def rescued() -> list[str]:
    out = io.StringIO()
    call_command("rescue_jobs", stdout=out)
    return out.getvalue().splitlines()


def test_where_nothing_is_stuck_it_says_so(ada: User) -> None:
    life.submitted(ada)
    life.claimed(life.submitted(ada))
    assert rescued() == ["Nothing was stuck."]


def test_it_names_each_job_that_it_moved_and_how(ada: User) -> None:
    lost = life.submitted(ada)
    life.claimed(lost)
    AnalysisJob.objects.filter(pk=lost.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    forgotten = life.submitted(ada)
    queue.discard_deliveries([forgotten.pk])
    AnalysisJob.objects.filter(pk=forgotten.pk).update(queued_at=timezone.now() - timedelta(minutes=5))
    due = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.filter(pk=due.pk).update(next_retry_at=timezone.now() - timedelta(seconds=1))
    assert rescued() == [
        f"{lost.job_id}: worker lost",
        f"{forgotten.job_id}: queued again",
        f"{due.job_id}: retried by itself",
        "Workers lost: 1. Queued again: 1. Retried: 1.",
    ]
    lost.refresh_from_db()
    assert (lost.status, lost.error_code) == (Status.FAILED, "worker_lost")
    assert {forgotten.pk, due.pk} <= {delivery.job_id for delivery in queue.deliveries()}
