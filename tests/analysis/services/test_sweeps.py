"""One job that can't be moved holds up no other: a row that somebody has locked, a fault of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models.functions import Now

from analysis import services
from analysis.models import AnalysisJob, Breaker
from analysis.states import Status
from tests import life

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def locked(table: str, condition: str, *values: Any) -> Iterator[None]:
    """Somebody holds these rows, over a connection of their own."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"SELECT 1 FROM {table} WHERE {condition} FOR UPDATE", values)
            yield
    finally:
        other.close()


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')")
        return bool(cursor.fetchone()[0])


def sweep_without_waiting() -> services.RescueReport:
    """A sweep in a thread of its own, during which nobody may wait for a lock."""

    def work() -> services.RescueReport:
        try:
            return services.sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        sweep = pool.submit(work)
        while not sweep.done():
            assert not waits_for_a_lock()
        return sweep.result()


def lost(user: User) -> AnalysisJob:
    job = life.submitted(user)
    life.claimed(job)
    AnalysisJob.objects.filter(pk=job.pk).update(lease_expires_at=Now() - timedelta(seconds=30))
    return job


def due(user: User, code: str = "llm_timeout") -> AnalysisJob:
    job = life.failed(life.submitted(user), code, waits=True)
    AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=Now())
    return job


def test_locked_rows_are_passed_over(ada: User) -> None:
    held, other, held_due, other_due = lost(ada), lost(ada), due(ada), due(ada)
    with locked("analysis_jobs", "id = ANY(%s)", [held.pk, held_due.pk]):
        report = sweep_without_waiting()
    assert (report.lost, report.retried) == ([other.job_id], [other_due.job_id])
    later = services.sweep()
    assert later.lost == [held.job_id]
    assert held_due.job_id in later.retried


def test_a_breaker_that_somebody_looks_at_holds_up_no_other_cause(ada: User) -> None:
    paused, other = due(ada, "storage_unavailable"), due(ada, "worker_lost")
    Breaker.objects.create(error_code="storage_unavailable")
    with locked("analysis_breakers", "error_code = 'storage_unavailable'"):
        report = sweep_without_waiting()
    assert report.retried == [other.job_id]
    assert paused.job_id not in report.retried


def test_a_fault_of_one_job_does_not_end_the_round(
    ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good, bad_due, good_due = lost(ada), lost(ada), due(ada), due(ada)
    rescue = import_module("analysis.services.rescue")
    fail, retry = rescue.fail, rescue.retry_automatically

    def broken_fail(guard: Any, *arguments: Any, **options: Any) -> bool:
        if guard.filter(pk=bad.pk).exists():
            raise ValueError("no such thing")
        return bool(fail(guard, *arguments, **options))

    def broken_retry(pk: int) -> Any:
        if pk == bad_due.pk:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return retry(pk)

    monkeypatch.setattr(rescue, "fail", broken_fail)
    monkeypatch.setattr(rescue, "retry_automatically", broken_retry)
    report = services.rescue()
    assert (report.lost, report.retried) == ([good.job_id], [good_due.job_id])
    assert caplog.text.count("passes over job") == 2
    good.refresh_from_db()
    assert good.status == Status.FAILED
