"""A commit goes through, and the connection breaks before its answer arrives: nobody knows, and all is asked again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection

from analysis import services
from analysis.jobs import checkpoints
from analysis.models import Attempt, Outcome, Source
from analysis.queue import deliveries as queue
from analysis.services import Request
from analysis.states import Status
from analysis.worker import pipeline
from tests import life
from tests.invariants import quiet_violations

pytestmark = pytest.mark.django_db(transaction=True)

LoseAnswers = Callable[[int], None]


@pytest.fixture
def lose_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoseAnswers]:
    """The answers to so many of the next commits are lost."""
    commit = connection._commit  # type: ignore[attr-defined]
    left = 0

    def commit_unseen() -> Any:
        nonlocal left
        commit()
        if left:
            left -= 1
            raise OperationalError("server closed the connection unexpectedly")

    def lose(number: int) -> None:
        nonlocal left
        left = number

    monkeypatch.setattr(connection, "_commit", commit_unseen)
    yield lose
    assert not left, "there were fewer commits"


def test_a_batch_recognises_what_it_has_done(ada: User, lose_answers: LoseAnswers) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(3)]
    running = life.submitted(ada)
    keys = [job.pk for job in (*jobs, running)]
    lose_answers(1)
    (result,) = services.retry_jobs(keys, Request(source=Source.COMMAND))
    assert sorted(result.retried) == sorted(job.job_id for job in jobs)
    assert list(result.refused) == [running.job_id]
    assert Attempt.objects.filter(number=2).count() == len(jobs)
    assert quiet_violations() == []


def test_a_worker_recognises_its_own_claim(ada: User, lose_answers: LoseAnswers) -> None:
    job = life.submitted(ada)
    lose_answers(1)
    pipeline.run_attempt(job.pk, 1)
    job.refresh_from_db()
    assert job.status == Status.COMPLETED


def test_a_claim_of_somebody_else_is_not_taken_for_ones_own(ada: User) -> None:
    job = life.submitted(ada)
    life.claimed(job)
    pipeline.run_attempt(job.pk, 1)
    job.refresh_from_db()
    assert job.status == Status.PROCESSING


def test_a_connection_that_is_lost_while_a_checkpoint_is_read_costs_no_attempt(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, asked = checkpoints.reusable_output, 0

    def lost_once(*arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == 1:
            with connection.cursor() as cursor:  # as a restart of the server does
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return read(*arguments)

    monkeypatch.setattr(checkpoints, "reusable_output", lost_once)
    job = life.submitted(ada)
    pipeline.run_attempt(job.pk, 1)
    assert Attempt.objects.get(job=job).outcome == Outcome.COMPLETED


def test_an_upload_recognises_what_it_has_stored(ada: User, lose_answers: LoseAnswers) -> None:
    before = life.submitted(ada)
    lose_answers(1)
    job = life.submitted(ada)
    assert set(ada.jobs.values_list("pk", flat=True)) == {before.pk, job.pk}
    assert ada.uploads.count() == 2
    assert len(list(queue.deliveries())) == 2
    assert quiet_violations() == []


def test_an_upload_whose_commit_failed_is_stored_once(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    before = life.submitted(ada)
    commit = connection._commit  # type: ignore[attr-defined]
    broken: list[bool] = []

    def broken_once() -> None:
        if not broken:
            broken.append(True)
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")
        commit()

    monkeypatch.setattr(connection, "_commit", broken_once)
    job = life.submitted(ada)
    connection.close()  # as after such a request
    assert broken
    assert [upload.is_stored for upload in ada.uploads.all()] == [True, True]
    assert set(ada.jobs.values_list("pk", flat=True)) == {before.pk, job.pk}
    assert quiet_violations() == []
