"""Retry failed jobs: the one way back from `failed`, for one job as for ten thousand."""

import math
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction

from analysis.jobs import breaker
from analysis.jobs.locking import lock_job
from analysis.jobs.retry_policy import Refusal, Verdict
from analysis.jobs.transitions import start_next_attempts
from analysis.jobs.verdicts import suggested_step, switched_off, verdict_for
from analysis.models import AnalysisJob, Attempt, JobQuerySet, Source
from analysis.monitoring import telemetry
from analysis.monitoring.telemetry import Retrying
from analysis.queue import deliveries as queue
from analysis.queue.deliveries import Priority
from analysis.states import Status, Step

# Jobs that one transaction of a batch resets: short enough that nobody waits for its locks.
CHUNK = 100

T = TypeVar("T")


class RetryRefused(Exception):
    """The rule said no: `refusal` is the code, `message` the sentence, `retry_after` seconds where waiting helps."""

    def __init__(self, refusal: Refusal, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.refusal, self.message, self.retry_after = refusal, message, retry_after


class CausePaused(Exception):
    """Automatic retries of a cause rest while it fails for everybody."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for a retry, from where, and how. `actor` is None for the command line and for automatic retries."""

    source: Source
    actor: User | None = None
    from_step: str = Step.EXTRACT
    force: bool = False
    reason: str = ""
    batch: uuid.UUID | None = None

    @property
    def is_rate_limited(self) -> bool:
        return self.actor is not None and not self.actor.is_staff


@dataclass(slots=True)
class BulkResult:
    """What came of a batch, by public job id; `refused` maps to the reason."""

    retried: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def retry_job(
    *,
    job_id: str,
    actor: User | None,
    source: Source,
    attempt: int | None = None,
    from_step: str = Step.EXTRACT,
    force: bool = False,
    reason: str = "",
) -> None:
    """Start the next attempt of one failed job: reset, deletion of what the old attempt left, and enqueue are one
    transaction.

    `attempt` names the failed attempt that the caller saw and makes the call idempotent: where it was retried already
    and the job has not failed again, nothing happens and nothing is raised. Raises RetryRefused.
    """
    request = Request(source=source, actor=actor, from_step=from_step, force=force, reason=reason)
    _require_reason(request)
    _require_enabled()
    seen = attempt

    def retry() -> None:
        nonlocal seen
        with transaction.atomic():
            job = _locked(job_id, request)
            if seen is not None and _was_retried(job, seen):
                return
            verdict = _verdict(job, request)
            if verdict.refusal:
                raise RetryRefused(verdict.refusal, verdict.message)
            _respect_rate(request)
            _reset([job], request, forced=frozenset({job.pk}) if verdict.forced else frozenset())
            # A connection that breaks on the commit may have committed: a second run then finds its work done.
            seen = job.attempt

    _again_if_the_database_hiccups(retry)


def _locked(job_id: str, request: Request) -> AnalysisJob:
    """The job's row, locked; with it its owner's, so that two retries of one person are counted one after the other."""
    # Staff as well: what they may do to others' jobs has its own door.
    of = request.actor if request.source in (Source.PAGE, Source.API) else None
    job = lock_job(job_id, of_user=of.pk if of else None, and_owner=request.is_rate_limited)
    if job is None:
        raise RetryRefused(Refusal.NOT_FOUND, "Job not found")
    return job


def _was_retried(job: AnalysisJob, attempt: int) -> bool:
    """Whether the attempt that the caller saw has a successor already; refused where that one has failed as well."""
    if not 1 <= attempt <= job.attempt:
        raise RetryRefused(Refusal.NO_SUCH_ATTEMPT, f"this job has no attempt {attempt}, the latest is {job.attempt}")
    if attempt < job.attempt and job.status == Status.FAILED:
        raise RetryRefused(Refusal.ALREADY_RETRIED, f"attempt {attempt} was already retried")
    return attempt < job.attempt


def retry_jobs(jobs: JobQuerySet | Iterable[int], request: Request) -> Iterator[BulkResult]:
    """Retry the failed ones among many jobs, chunk by chunk; yields what came of each chunk after its commit.

    `jobs` is a QuerySet, or keys. Jobs that somebody else holds just now are passed over, not waited for. A batch
    counts as one against the limit per minute. Raises RetryRefused before anything is done.
    """
    request = replace(request, batch=uuid.uuid4())
    _require_reason(request)
    _require_enabled()
    _respect_rate(request)
    keys = sorted(jobs.values_list("pk", flat=True) if isinstance(jobs, JobQuerySet) else jobs)
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        yield _again_if_the_database_hiccups(partial(_retry_chunk, chunk, request))


def _retry_chunk(keys: Sequence[int], request: Request) -> BulkResult:
    result = BulkResult()
    with transaction.atomic():
        # Of this very batch: a commit whose answer was lost, after which the chunk is asked for again.
        earlier = Attempt.objects.filter(job_id__in=keys, batch=request.batch)
        done = dict(earlier.values_list("job_id", "job__job_id"))
        jobs = list(
            AnalysisJob.objects.filter(pk__in=keys)
            .select_related("upload")
            .order_by("pk")
            .select_for_update(no_key=True, of=("self",), skip_locked=True)
        )
        verdicts = {job: _verdict(job, request) for job in jobs if job.pk not in done}
        accepted = [job for job, verdict in verdicts.items() if verdict.refusal is None]
        result.refused = {job.job_id: verdict.message for job, verdict in verdicts.items() if verdict.refusal}
        forced = frozenset(job.pk for job in accepted if verdicts[job].forced)
        if accepted:
            _reset(accepted, request, forced=forced)
    result.retried = [*done.values(), *(job.job_id for job in accepted)]
    held = AnalysisJob.objects.filter(pk__in=set(keys) - {job.pk for job in jobs} - done.keys())
    result.refused |= dict.fromkeys(
        held.values_list("job_id", flat=True), "somebody else is changing this job just now"
    )
    return result


def _announce(begun: Sequence[Retrying], source: Source) -> None:
    for each in begun:
        telemetry.retry_started(each, source)


def retry_automatically(job_pk: int) -> str | None:
    """Start the automatic retry that this job waits for, if it is due and nothing speaks against it; the job's public
    id.

    Begins where finished steps need not be done again. Raises CausePaused.
    """
    with transaction.atomic():
        job = (
            AnalysisJob.objects.retry_due()
            .filter(pk=job_pk)
            .select_related("upload")
            .select_for_update(no_key=True, of=("self",), skip_locked=True)
            .first()
        )
        if job is None:
            return None
        if verdict_for(job, by_person=False).refusal:
            AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=None)
            return None
        if admitted := breaker.admits(job.error_code):
            source = Source.RESCUE if job.error_code == "worker_lost" else Source.AUTOMATIC
            _reset([job], Request(source=source, from_step=suggested_step(job)), forced=frozenset())
            breaker.note_probe(job.error_code, job_pk=job.pk, attempt=job.attempt + 1)
    if not admitted:  # said after the commit: the breaker keeps what it has found
        raise CausePaused
    return job.job_id


def _reset(jobs: Sequence[AnalysisJob], request: Request, *, forced: frozenset[int]) -> None:
    """Inside the transaction that holds the rows' locks: the next attempts, and their deliveries."""
    begun = [telemetry.retrying(job, request.source) for job in jobs]
    start_next_attempts(
        jobs,
        source=request.source,
        actor_id=request.actor.pk if request.actor else None,
        from_step=Step(request.from_step),
        forced=forced,
        reason=request.reason,
        batch=request.batch,
        traces={each.job.pk: each.trace for each in begun},
    )
    priority = Priority.BULK if request.batch or not request.source.by_person else Priority.INTERACTIVE
    queue.enqueue_attempts([(job.pk, job.attempt + 1, job.user_id) for job in jobs], priority=priority)
    transaction.on_commit(partial(_announce, begun, request.source))


def _verdict(job: AnalysisJob, request: Request) -> Verdict:
    return verdict_for(job, from_step=request.from_step, force=request.force)


def _respect_rate(request: Request) -> None:
    """Refuse the retry that is one too many within a minute: counted in the attempts themselves, so that every web
    process counts the same. A batch counts as one."""
    if not (request.is_rate_limited and request.actor):
        return
    limit = settings.ANALYSIS_RETRIES_PER_MINUTE
    with connection.cursor() as cursor:
        cursor.execute(_UNTIL_ONE_IS_FREE, [request.actor.pk, limit - 1])
        row = cursor.fetchone()
    if row:
        wait = max(1, math.ceil(row[0].total_seconds()))
        raise RetryRefused(
            Refusal.RATE_LIMITED, f"at most {limit} retries a minute: try again in {wait} seconds", retry_after=wait
        )


# When the oldest of as many retries as a minute may hold will be a minute old; nothing where there are fewer.
_UNTIL_ONE_IS_FREE = """
SELECT max(created_at) - earliest AS wait
FROM (SELECT statement_timestamp() - interval '1 minute' AS earliest) AS minute, analysis_attempts
WHERE actor_id = %s AND number > 1 AND source IN ('page', 'api') AND created_at > earliest
GROUP BY coalesce(batch::text, id::text), earliest
ORDER BY wait DESC OFFSET %s LIMIT 1
"""


def _require_enabled() -> None:
    """Refuse every retry while the feature flag is off, before any row is locked."""
    if (off := switched_off()) and off.refusal:
        raise RetryRefused(off.refusal, off.message)


def _require_reason(request: Request) -> None:
    if request.force and not request.reason:
        raise RetryRefused(Refusal.REASON_MISSING, "a retry past the limit needs a reason")


def _again_if_the_database_hiccups(work: Callable[[], T]) -> T:
    """Repeat a whole transaction once where a lock, a deadlock or a broken connection undid it."""
    try:
        return work()
    except OperationalError:
        if connection.in_atomic_block:  # the caller's transaction is broken as well: it is the caller's to repeat
            raise
        connection.close_if_unusable_or_obsolete()
        return work()
