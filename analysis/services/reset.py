"""The transaction of a retry: the next attempts of locked jobs, and their deliveries."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from analysis.jobs.next_attempt import start_next_attempts
from analysis.models import AnalysisJob, Source
from analysis.monitoring import telemetry
from analysis.monitoring.telemetry import Retrying
from analysis.queue import deliveries as queue
from analysis.queue.deliveries import Priority
from analysis.services.request import Request
from analysis.states import Step

T = TypeVar("T")


def reset(jobs: Sequence[AnalysisJob], request: Request, *, forced: frozenset[int], from_step: str) -> None:
    """Write the next attempts and their deliveries. Call it inside the transaction that holds the rows' locks."""
    begun = [telemetry.retrying(job, request.source) for job in jobs]
    start_next_attempts(
        jobs,
        source=request.source,
        actor_id=request.actor.pk if request.actor else None,
        from_step=Step(from_step),
        forced=forced,
        reason=request.reason,
        batch=request.batch,
        traces={each.job.pk: each.trace for each in begun},
        remedy=request.remedy,
        remedy_input=request.remedy_input,
    )
    priority = Priority.BULK if request.batch or not request.source.by_person else Priority.INTERACTIVE
    queue.enqueue_attempts([(job.pk, job.attempt + 1, job.user_id) for job in jobs], priority=priority)
    transaction.on_commit(partial(_announce, begun, request.source))


def _announce(begun: Sequence[Retrying], source: Source) -> None:
    for each in begun:
        telemetry.retry_started(each, source)


def again_if_the_database_hiccups(work: Callable[[], T]) -> T:
    """Repeat a whole transaction once where a lock, a deadlock or a broken connection undid it."""
    try:
        return work()
    except OperationalError:
        if connection.in_atomic_block:  # the caller's transaction is broken as well: it is the caller's to repeat
            raise
        connection.close_if_unusable_or_obsolete()
        return work()
