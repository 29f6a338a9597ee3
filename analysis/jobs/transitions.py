"""The arrows of `analysis.states` that go ahead: each a compare-and-set in SQL that also closes the attempt's row.

A function answers whether it moved the job. False means that somebody else did: then nothing was written at all. The
way back is in `next_attempt`.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Now

from analysis.failures import WITHOUT_BLAME, StepFailure
from analysis.jobs.replacement import drop_superseded
from analysis.jobs.retry_policy import WORKERS_LOST, Remedy, automatic_delay
from analysis.jobs.verdicts import limits
from analysis.models import AnalysisJob, Attempt, Checkpoint, JobQuerySet, Lease, Outcome, subject
from analysis.queue import deliveries as queue
from analysis.sandbox.cleaning import clean_text
from analysis.states import Status, Step
from profiles import services as profiles
from profiles.resume import Resume

# Tokens asked of a language model, and answered by it; None where nobody counted.
Tokens = tuple[int | None, int | None]
# Pages that were read, and how many there are; None where a step has none to count.
Pages = tuple[int | None, int | None]


class LeaseLost(Exception):
    """This worker's attempt is no longer the current one, or the job is gone: write nothing, end quietly."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a worker needs to know of the attempt that it holds."""

    lease: Lease
    job: AnalysisJob
    attempt: Attempt


def claim(job_pk: int, number: int, token: uuid.UUID | None = None, *, cluster: str = "") -> Claimed | None:
    """QUEUED → PROCESSING, for one worker alone; None for a doubled, late or outdated delivery.

    Whoever gives a token of its own may call again when the answer to the commit was lost: the lease that it has by
    then is its own. `cluster` is the worker's, which hands the lease back when it is stopped.
    """
    lease = Lease(job_pk, number, token or uuid.uuid4())
    with transaction.atomic():
        moved = AnalysisJob.objects.queued_at(job_pk, number).update(
            status=Status.PROCESSING, lease_token=lease.token, lease_expires_at=_lease_end(), updated_at=Now()
        )
        if not moved and not AnalysisJob.objects.held_by(lease).exists():
            return None
        engine = Case(When(remedy=Remedy.OFFLINE, then=Value("offline")), default=Value(settings.ANALYSIS_ENGINE))
        Attempt.objects.filter(job_id=job_pk, number=number).update(started_at=Now(), engine=engine, cluster=cluster)
        job = AnalysisJob.objects.select_related("upload").get(pk=job_pk)
        return Claimed(lease, job, job.attempts.get(number=number))


def renew(lease: Lease) -> bool:
    return bool(AnalysisJob.objects.held_by(lease).update(lease_expires_at=_lease_end()))


def record_progress(lease: Lease, *, step: Step, progress: int, pages: Pages = (None, None)) -> bool:
    return bool(
        AnalysisJob.objects.held_by(lease).update(
            current_step=step, progress=progress, pages_read=pages[0], pages_total=pages[1], updated_at=Now()
        )
    )


def keep_checkpoint(
    lease: Lease, made: Checkpoint, *, seconds: float, tokens: Tokens = (None, None), model_answer: str = ""
) -> None:
    """Keep a finished step's output, what it cost, and whether a language model answered. Raises LeaseLost."""
    with transaction.atomic():
        _hold(lease)
        Checkpoint.objects.update_or_create(
            job_id=lease.job_pk,
            step=made.step,
            defaults={
                "version": made.version,
                "plan": made.plan,
                "output": made.output,
                "has_text": made.has_text,
                "attempt": lease.attempt,
                "token": lease.token,
            },
        )
        _note_cost(lease, Step(made.step), seconds, tokens, model_answer)


def complete(
    lease: Lease,
    *,
    resume: Resume,
    evidence: dict[str, Any],
    seconds: float,
    placement: dict[str, Any] | None = None,
) -> None:
    """PROCESSING → COMPLETED, with the profile, in one transaction. Raises LeaseLost."""
    with transaction.atomic():
        job = _hold(lease)
        profile = profiles.save_resume(
            user_id=job.user_id,
            resume=resume,
            evidence=evidence,
            placement=placement,
            subject=subject(job.upload_id),
        )
        _note_cost(lease, Step.SAVE, seconds)
        AnalysisJob.objects.held_by(lease).update(
            status=Status.COMPLETED, progress=100, current_step="", profile=profile, **_ended()
        )
        _close(lease.job_pk, lease.attempt, outcome=Outcome.COMPLETED)
        drop_superseded(job)


def fail(guard: JobQuerySet, failure: StepFailure, *, skip_locked: bool = False) -> bool:
    """QUEUED or PROCESSING → FAILED for the one job that `guard` selects, and the decision whether it is retried.

    Worker, rescue and cancellation all come through here, so that a lost worker is judged by the same rule as a
    failure. `skip_locked` leaves a job alone that somebody else is changing just now.
    """
    with transaction.atomic():
        locked = guard.active().select_for_update(no_key=True, of=("self",), skip_locked=skip_locked)
        job = locked.first()
        if job is None:
            return False
        failure = _set_aside_if_it_kills_workers(job, failure)
        # A person who stopped a job does not want it to start by itself.
        delay = (
            None
            if failure.code == "cancelled"
            else automatic_delay(
                permanent=failure.permanent,
                auto_retries_used=job.auto_retries_used,
                limits=limits(),
                uniform=random.uniform,
                retry_after=failure.retry_after,
                counted=failure.kind.counted,
            )
        )
        AnalysisJob.objects.filter(pk=job.pk).update(
            status=Status.FAILED,
            **_words(failure),
            next_retry_at=None if delay is None else Now() + delay,
            **_ended(),
        )
        _close(
            job.pk,
            job.attempt,
            outcome=Outcome.FAILED,
            failed_step=job.current_step,
            **_words(failure),
            # What a library says may quote the document; an error that can't be stored would keep its job running.
            error_detail=clean_text(failure.detail)[:4000],
            **_spent(failure.tokens),
        )
    return True


def _hold(lease: Lease) -> AnalysisJob:
    """The job's row, locked for this transaction, if the lease still holds."""
    job = AnalysisJob.objects.held_by(lease).select_for_update(no_key=True, of=("self",)).first()
    if job is None:
        raise LeaseLost
    return job


def _note_cost(lease: Lease, step: Step, seconds: float, tokens: Tokens = (None, None), model_answer: str = "") -> None:
    attempt = Attempt.objects.get(job_id=lease.job_pk, number=lease.attempt)
    attempt.step_seconds[step] = round(seconds, 3)
    attempt.input_tokens = tokens[0] or attempt.input_tokens
    attempt.output_tokens = tokens[1] or attempt.output_tokens
    attempt.model_answer = model_answer or attempt.model_answer
    attempt.save(update_fields=["step_seconds", "input_tokens", "output_tokens", "model_answer"])


def _words(failure: StepFailure) -> dict[str, Any]:
    """The fields that say why a job or an attempt failed; the message is for rows that outlive the reason's name."""
    return {
        "error_code": failure.code,
        "error_reason": failure.reason,
        "error_values": failure.values,
        "error_message": failure.message,
    }


def _spent(tokens: Tokens) -> dict[str, int]:
    """The fields of an attempt that these change: what nobody counted leaves what an earlier step may have cost."""
    fields = zip(("input_tokens", "output_tokens"), tokens, strict=True)
    return {field: count for field, count in fields if count is not None}


def _close(job_pk: int, number: int, **result: Any) -> None:
    """Close an attempt that has ended, and remove its delivery: that of an ended job must not wait for an
    acknowledgement, which is lost with the process that was to give it."""
    Attempt.objects.filter(job_id=job_pk, number=number, finished_at__isnull=True).update(finished_at=Now(), **result)
    queue.discard_deliveries([job_pk])


def _ended() -> dict[str, Any]:
    return {"completed_at": Now(), "updated_at": Now(), "lease_token": None, "lease_expires_at": None}


def _lease_end() -> Any:
    return Now() + timedelta(seconds=settings.ANALYSIS_LEASE)


def _set_aside_if_it_kills_workers(job: AnalysisJob, failure: StepFailure) -> StepFailure:
    if failure.code != "worker_lost":
        return failure
    ended = job.attempts.filter(number__lt=job.attempt).exclude(error_code__in=WITHOUT_BLAME).order_by("-number")
    before = list(ended.values_list("error_code", flat=True)[: WORKERS_LOST - 1])
    in_a_row = before == ["worker_lost"] * (WORKERS_LOST - 1)
    return StepFailure("crashes_workers", detail=failure.detail) if in_a_row else failure
