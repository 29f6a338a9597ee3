"""Does what nobody asks for: closes lost workers' attempts, restores missing deliveries, starts due retries.

`sweep` is cheap enough for every second; `rescue` also looks for lost deliveries and runs each minute. Both may run
anywhere, any number of times at once: each change is a compare-and-set.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from analysis.failures import StepFailure
from analysis.jobs.transitions import fail
from analysis.jobs.verdicts import switched_off
from analysis.models import AnalysisJob
from analysis.monitoring import liveness, telemetry
from analysis.queue import deliveries as queue
from analysis.services import batches
from analysis.services.request import CausePaused
from analysis.services.retry import retry_automatically
from analysis.states import Status
from analysis.uploads import storage

# A queued job is missed only after this time: its delivery may be on its way through the broker.
QUEUED_GRACE = timedelta(seconds=30)
# Due retries of a cause, lost workers and lost deliveries that one round takes on.
ROUND = 200


@dataclass(slots=True)
class RescueReport:
    """What a round did, by public job id."""

    lost: list[str] = field(default_factory=list)
    requeued: list[str] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        for verb, jobs in (
            ("worker lost", self.lost),
            ("queued again", self.requeued),
            ("retried by itself", self.retried),
        ):
            yield from (f"{job_id}: {verb}" for job_id in jobs)


def sweep() -> RescueReport:
    """Close the attempts of lost workers, start automatic retries that are due, and work at batches for a moment."""
    report = RescueReport(lost=_close_lost(), retried=_retry_due())
    batches.work_off()
    return report


def rescue(*, grace: timedelta = QUEUED_GRACE) -> RescueReport:
    """A sweep, and a new delivery for each queued job that has none.

    A delivery that a cluster took longer than `grace` ago counts as none. Zero also takes what living clusters have
    just fetched, which does no harm: it is for when a cluster has died.
    """
    report = sweep()
    report.requeued = _requeue_undelivered(grace)
    return report


def _close_lost() -> list[str]:
    closed = []
    lost = AnalysisJob.objects.lease_ran_out().order_by("lease_expires_at")[:ROUND]
    for job in lost:
        with _one_of_many(job.pk):
            ran_out = AnalysisJob.objects.lease_ran_out().filter(pk=job.pk)
            if fail(ran_out, StepFailure(_loss_of(job)), skip_locked=True):
                closed.append(job.job_id)
                telemetry.worker_lost(job)
    return closed


def _loss_of(job: AnalysisJob) -> str:
    """Whether the worker died alone, or was lost with its cluster, or with the way to the database.

    A lease is renewed three times in its length, so a lost worker's last sign lies before the middle of it.
    """
    cluster = job.attempts.filter(finished_at__isnull=True).values_list("cluster", flat=True).first()
    if not cluster or job.lease_expires_at is None:  # of a release that did not write it down
        return "worker_lost"
    middle = job.lease_expires_at - timedelta(seconds=settings.ANALYSIS_LEASE / 2)
    return "worker_lost" if liveness.lived_through(cluster, middle) else "cluster_lost"


def hand_back(cluster: str, *, stopped: bool) -> list[str]:
    """Take back the jobs that the workers of an ended cluster held, and return their public ids.

    Where it was `stopped` on purpose, that is held against nobody, and its jobs are queued again in the same breath.
    """
    handed_back = []
    for job in list(AnalysisJob.objects.held_in(cluster)):
        with _one_of_many(job.pk):
            held = AnalysisJob.objects.held_in(cluster).filter(pk=job.pk)
            if fail(held, StepFailure("worker_stopped" if stopped else "cluster_lost")):
                handed_back.append(job.job_id)
                telemetry.lease_handed_back(job)
                if stopped and not switched_off():
                    retry_automatically(job.pk)
    return handed_back


def _retry_due() -> list[str]:
    if switched_off() or not storage.is_present():
        return []
    causes = AnalysisJob.objects.retry_due().order_by("error_code").values_list("error_code", flat=True).distinct()
    return [job_id for cause in causes for job_id in _retry_due_of(cause)]


def _retry_due_of(cause: str | None) -> Iterator[str]:
    """Start the due retries of one cause.

    One cause at a time: the many jobs of a paused cause must not hold up the others, nor be looked at every second.
    """
    due = AnalysisJob.objects.retry_due().filter(error_code=cause).order_by("next_retry_at")
    for pk in due.values_list("pk", flat=True)[:ROUND]:
        with _one_of_many(pk):
            try:
                job_id = retry_automatically(pk)
            except CausePaused:
                return
            if job_id:
                yield job_id


def _requeue_undelivered(grace: timedelta) -> list[str]:
    """Queue again the jobs that no worker would ever start, and return their public ids.

    The queue was emptied, its rows can't be read, or a cluster died with what it had taken. The new delivery replaces
    the old one, so it does no harm where the old one was only late.
    """
    # Queued in the future was what waits since before the database's clock went back.
    long_ago = Q(queued_at__lt=Now() - grace) | Q(queued_at__gt=Now())
    waiting = AnalysisJob.objects.filter(long_ago, status=Status.QUEUED).order_by("queued_at")
    pairs = list(waiting.values_list("pk", "attempt")[: 50 * ROUND])
    missing = sorted(queue.undelivered(pairs, grace=grace, signers=liveness.living_signers()))[:ROUND]
    requeued = []
    for pk, attempt in missing:
        with _one_of_many(pk):
            if job_id := _requeue(pk, attempt):
                requeued.append(job_id)
    return requeued


@contextmanager
def _one_of_many(job_pk: int) -> Iterator[None]:
    """Log what goes wrong with one job instead of ending the round. The next round tries that job again.

    An outage of the database does end it: it would strike all the others as well.
    """
    try:
        yield
    except Exception as error:
        if not connection.in_atomic_block and not connection.is_usable():
            raise
        telemetry.job_passed_over(job_pk, error)


def _requeue(job_pk: int, attempt: int) -> str | None:
    with transaction.atomic():
        job = AnalysisJob.objects.queued_at(job_pk, attempt).select_for_update(no_key=True, skip_locked=True).first()
        if job is None:
            return None
        queue.enqueue_attempt(job_id=job.pk, attempt=job.attempt, owner=job.user_id)
    telemetry.delivery_restored(job)
    return job.job_id
