"""The drawing of a job's states (`states.ALLOWED`) against what the database lets happen."""

import uuid
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from analysis.failures import StepFailure
from analysis.jobs import transitions
from analysis.jobs.next_attempt import start_next_attempts
from analysis.jobs.transitions import LeaseLost
from analysis.models import AnalysisJob, Lease, Source
from analysis.states import ALLOWED, Status
from profiles.resume import Basics, Resume
from tests import life


def queued(user: User) -> tuple[AnalysisJob, Lease]:
    job = life.submitted(user)
    return job, Lease(job.pk, job.attempt, uuid.uuid4())


def processing(user: User) -> tuple[AnalysisJob, Lease]:
    held = life.claimed(life.submitted(user))
    return held.job, held.lease


def completed(user: User) -> tuple[AnalysisJob, Lease]:
    job, lease = processing(user)
    to_completed(job, lease)
    return job, lease


def failed(user: User) -> tuple[AnalysisJob, Lease]:
    job, lease = processing(user)
    to_failed(job, lease)
    return job, lease


def to_queued(job: AnalysisJob, _: Lease) -> None:
    start_next_attempts([job], source=Source.PAGE)


def to_processing(job: AnalysisJob, _: Lease) -> None:
    transitions.claim(job.pk, job.attempt)


def to_completed(_: AnalysisJob, lease: Lease) -> None:
    transitions.complete(lease, resume=Resume(basics=Basics(name="Ada")), evidence={}, seconds=0.1)


def to_failed(job: AnalysisJob, _: Lease) -> None:
    transitions.fail(AnalysisJob.objects.filter(pk=job.pk), StepFailure("unreadable_file"))


STATES: dict[Status, Callable[[User], tuple[AnalysisJob, Lease]]] = {
    Status.QUEUED: queued,
    Status.PROCESSING: processing,
    Status.COMPLETED: completed,
    Status.FAILED: failed,
}
MOVES: dict[Status, Callable[[AnalysisJob, Lease], None]] = {
    Status.QUEUED: to_queued,
    Status.PROCESSING: to_processing,
    Status.COMPLETED: to_completed,
    Status.FAILED: to_failed,
}


def stored(job: AnalysisJob) -> tuple[object, ...]:
    """All that a refused move must leave as it was."""
    rows = (AnalysisJob.objects.filter(pk=job.pk), job.attempts.all(), job.checkpoints.all())
    return tuple(list(query.values()) for query in rows)


@pytest.mark.parametrize("start", Status)
@pytest.mark.parametrize("end", Status)
def test_a_job_moves_along_the_arrows_of_the_drawing_and_nowhere_else(ada: User, start: Status, end: Status) -> None:
    job, lease = STATES[start](ada)
    job.refresh_from_db()
    before = stored(job)
    try:
        with transaction.atomic():
            MOVES[end](job, lease)
    except (LeaseLost, RuntimeError):
        assert end not in ALLOWED[start]
    if end in ALLOWED[start]:
        assert AnalysisJob.objects.get(pk=job.pk).status == end
    else:
        assert stored(job) == before
