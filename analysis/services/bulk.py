"""Retry many failed jobs, chunk by chunk."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from django.db import transaction

from analysis.models import AnalysisJob, Attempt, JobQuerySet, Upload
from analysis.services import quotas
from analysis.services.request import (
    BulkResult,
    Request,
    require_enabled,
    require_reason,
    respect_rate,
    step_of,
    verdict_on,
)
from analysis.services.reset import again_if_the_database_hiccups, reset

# Jobs that one transaction of a batch resets: short enough that nobody waits for its locks.
CHUNK = 100
# What is said of a job for which there is no room just now.
NO_ROOM = "too many analyses wait or run at once: retry it when some have ended"


def retry_jobs(jobs: JobQuerySet | Iterable[int], request: Request) -> Iterator[BulkResult]:
    """Retry the failed ones among many jobs, chunk by chunk; yields what came of each chunk after its commit.

    `jobs` is a QuerySet, or keys. Jobs that somebody else holds just now are passed over, not waited for. A batch
    counts as one against the limit per minute. Raises RetryRefused before anything is done.
    """
    request = replace(request, batch=uuid.uuid4())
    require_reason(request)
    require_enabled()
    respect_rate(request, alone=True)
    keys = sorted(jobs.values_list("pk", flat=True) if isinstance(jobs, JobQuerySet) else jobs)
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        yield again_if_the_database_hiccups(partial(retry_chunk, chunk, request))


def retry_chunk(keys: Sequence[int], request: Request) -> BulkResult:
    """Retry those of these jobs that may be, in one transaction; asked again for the same batch it does nothing."""
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
        Upload.look_for_files(job.upload for job in jobs)
        verdicts = {job: verdict_on(job, request) for job in jobs if job.pk not in done}
        accepted = [job for job, verdict in verdicts.items() if verdict.refusal is None]
        result.refused = {job.job_id: verdict.message for job, verdict in verdicts.items() if verdict.refusal}
        if request.is_rate_limited and request.actor:
            room = quotas.room_for_jobs(request.actor)
            accepted, result.left = accepted[:room], [job.job_id for job in accepted[room:]]
            result.refused |= dict.fromkeys(result.left, NO_ROOM)
        forced = frozenset(job.pk for job in accepted if verdicts[job].forced)
        by_step: dict[str, list[AnalysisJob]] = {}
        for job in accepted:
            by_step.setdefault(step_of(job, request), []).append(job)
        for step, some in by_step.items():
            reset(some, request, forced=forced, from_step=step)
    result.retried = [*done.values(), *(job.job_id for job in accepted)]
    held = AnalysisJob.objects.filter(pk__in=set(keys) - {job.pk for job in jobs} - done.keys())
    result.refused |= dict.fromkeys(
        held.values_list("job_id", flat=True), "somebody else is changing this job just now"
    )
    return result
