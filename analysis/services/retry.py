"""Retry one failed job: the one way back from `failed`."""

from dataclasses import replace

from django.contrib.auth.models import User
from django.db import transaction

from analysis.failures import INTERRUPTIONS
from analysis.jobs import breaker
from analysis.jobs.locking import lock_job
from analysis.jobs.retry_policy import Refusal, Verdict
from analysis.jobs.verdicts import suggested_step, verdict_for
from analysis.models import AnalysisJob, Source
from analysis.services.remedies import Ready, ready
from analysis.services.request import (
    CausePaused,
    Given,
    Request,
    RetryRefused,
    require_enabled,
    require_reason,
    respect_rate,
    step_of,
    verdict_on,
)
from analysis.services.reset import again_if_the_database_hiccups, reset
from analysis.services.submit import digest_of
from analysis.states import Status


def retry_job(
    *,
    job_id: str,
    actor: User | None,
    source: Source,
    attempt: int | None = None,
    from_step: str = "",
    force: bool = False,
    reason: str = "",
    remedy: str = "",
    given: Given | None = None,
) -> None:
    """Start the next attempt of one failed job: reset, deletion of what the old attempt left, and enqueue are one
    transaction.

    `attempt` names the failed attempt that the caller saw and makes the call idempotent: where it was retried already
    and the job has not failed again, nothing happens and nothing is raised. `given` is what the `remedy` needs. Raises
    RetryRefused; with the remedy `replace` also what `submit_upload` raises.
    """
    request = Request(source=source, actor=actor, from_step=from_step, force=force, reason=reason, remedy=remedy)
    require_reason(request)
    require_enabled()
    if not remedy:
        _retry(job_id, request, attempt)
        return
    job = _found(job_id, request)
    if attempt is not None and attempt < job.attempt:
        _refuse_unless_repeated(job, request, attempt, given or Given())
        return
    _refuse(verdict_on(job, request))
    respect_rate(request, alone=True)  # what a remedy needs is slow work, well before the retry itself
    with ready(job, remedy, given or Given(), source) as made:
        _retry(job_id, replace(request, remedy_input=made.input), attempt, made, job)


def _retry(
    job_id: str,
    request: Request,
    attempt: int | None,
    made: Ready | None = None,
    made_for: AnalysisJob | None = None,
) -> None:
    """The transaction, with what was `made` ready for the job as it was then."""
    seen = attempt

    def retry() -> None:
        nonlocal seen
        with transaction.atomic():
            if made and made_for:
                made.lock_first(made_for.upload_id)
            job = _locked(job_id, request)
            if seen is not None and _was_retried(job, seen):
                if made and not made.was_applied(job, seen + 1):
                    raise _already_retried(seen)
                return
            if made_for and made_for.attempt != job.attempt:
                raise _already_retried(made_for.attempt)
            verdict = verdict_on(job, request)
            _refuse(verdict)
            if made:
                made.apply(job)
            else:
                respect_rate(request)
            step = (made.begins_at if made else "") or step_of(job, request)
            reset([job], request, forced=frozenset({job.pk}) if verdict.forced else frozenset(), from_step=step)
            if made:
                made.keep(job)
            # A connection that breaks on the commit may have committed: a second run then finds its work done.
            seen = job.attempt

    again_if_the_database_hiccups(retry)


def _found(job_id: str, request: Request) -> AnalysisJob:
    """The job as it is just now, not locked."""
    jobs = AnalysisJob.objects.select_related("upload", "user").filter(job_id=job_id)
    if request.source in (Source.PAGE, Source.API):
        jobs = jobs.filter(user=request.actor)
    job = jobs.first()
    if job is None:
        raise RetryRefused(Refusal.NOT_FOUND, "Job not found")
    return job


def _refuse(verdict: Verdict) -> None:
    if verdict.refusal:
        raise RetryRefused(verdict.refusal, verdict.message)


def _already_retried(attempt: int) -> RetryRefused:
    return RetryRefused(Refusal.ALREADY_RETRIED, f"attempt {attempt} was already retried")


def _refuse_unless_repeated(job: AnalysisJob, request: Request, attempt: int, given: Given) -> None:
    """The attempt that the caller saw has a successor: fine where that is what this very call had started."""
    next_one = job.attempts.filter(number=attempt + 1, remedy=request.remedy).first()
    same_file = given.file is None or (job.upload is not None and job.upload.sha256 == digest_of(given.file))
    if not _was_retried(job, attempt) or next_one is None or not same_file:
        raise _already_retried(attempt)


def _locked(job_id: str, request: Request) -> AnalysisJob:
    """The job's row, locked."""
    # Staff as well: what they may do to others' jobs has its own door.
    of = request.actor if request.source in (Source.PAGE, Source.API) else None
    job = lock_job(job_id, of_user=of.pk if of else None)
    if job is None:
        raise RetryRefused(Refusal.NOT_FOUND, "Job not found")
    return job


def _was_retried(job: AnalysisJob, attempt: int) -> bool:
    """Whether the attempt that the caller saw has a successor already; refused where that one has failed as well."""
    if not 1 <= attempt <= job.attempt:
        raise RetryRefused(Refusal.NO_SUCH_ATTEMPT, f"this job has no attempt {attempt}, the latest is {job.attempt}")
    if attempt < job.attempt and job.status == Status.FAILED:
        raise _already_retried(attempt)
    return attempt < job.attempt


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
        refusal = verdict_for(job, by_person=False).refusal
        if refusal is Refusal.STORAGE_AWAY:  # whether the file is there will be seen when the storage is
            return None
        if refusal:
            AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=None)
            return None
        if admitted := breaker.admits(job.error_code):
            source = Source.RESCUE if job.error_code in INTERRUPTIONS else Source.AUTOMATIC
            reset([job], Request(source=source), forced=frozenset(), from_step=suggested_step(job))
            breaker.note_probe(job.error_code, job_pk=job.pk, attempt=job.attempt + 1)
    if not admitted:  # said after the commit: the breaker keeps what it has found
        raise CausePaused
    return job.job_id
