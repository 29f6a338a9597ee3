"""FAILED → QUEUED, the only way back: the reset of failed jobs, and their next attempts, in one statement."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from analysis.failures import AS_WRITTEN, UNCOUNTED
from analysis.jobs.retry_policy import Remedy
from analysis.models import AnalysisJob, Source
from analysis.states import STEPS, Step
from profiles import services as profiles


def start_next_attempts(
    jobs: Sequence[AnalysisJob],
    *,
    source: Source,
    actor_id: int | None = None,
    from_step: Step = Step.EXTRACT,
    forced: frozenset[int] = frozenset(),
    reason: str = "",
    batch: uuid.UUID | None = None,
    traces: Mapping[int, str] | None = None,
    remedy: str = "",
    remedy_input: Mapping[str, str] | None = None,
) -> None:
    """FAILED → QUEUED for jobs whose rows the caller has locked: the reset, for one job as for many.

    The failed attempts keep their errors in their own rows; what the jobs themselves said of them is cleared. `forced`
    are the keys of those jobs that go past the limit; `traces` maps keys to the trace contexts that their workers go on
    with. Without a `remedy` that of the failed attempt stays where it is still needed. The caller enqueues in the same
    transaction.
    """
    values: dict[str, Any] = {
        "jobs": [job.pk for job in jobs],
        "by_people": int(source.by_person),
        "uncounted": list(UNCOUNTED),
        "redone": [str(step) for step in STEPS[STEPS.index(from_step) :]],
        "source": str(source),
        "actor": actor_id,
        "from_step": str(from_step),
        "forced": list(forced),
        "reason": reason,
        "batch": batch,
        "as_written": AS_WRITTEN,
        "traces": json.dumps(dict(traces or {})),
        "remedy": str(remedy),
        "remedy_input": json.dumps(dict(remedy_input or {})),
        # A person who retries without a remedy asks the model again; a file without text still needs OCR.
        "stays": [str(one) for one in ((Remedy.OCR,) if source.by_person else (Remedy.OCR, Remedy.OFFLINE))],
    }
    with connection.cursor() as cursor:
        cursor.execute(_START_NEXT_ATTEMPTS, values)
        if cursor.rowcount != len(jobs):
            raise RuntimeError("A job that is not failed was to start its next attempt.")
    for job in jobs:
        if job.profile_id:
            profiles.delete_resume(job.profile_id)


# One statement: what the ORM makes of it in four takes twice as long, and a person waits for it.
_START_NEXT_ATTEMPTS = """
WITH reset AS (
    UPDATE analysis_jobs SET
        status = 'queued', progress = 0, current_step = '', pages_read = NULL, pages_total = NULL,
        error_code = NULL, error_message = NULL, error_reason = %(as_written)s, error_values = '{}',
        completed_at = NULL, next_retry_at = NULL, profile_id = NULL,
        updated_at = statement_timestamp(), queued_at = statement_timestamp(),
        attempt = attempt + 1,
        retries_used = retries_used + %(by_people)s,
        auto_retries_used = auto_retries_used + CASE
            WHEN %(by_people)s = 1 OR error_code = ANY(%(uncounted)s) THEN 0 ELSE 1 END
    WHERE id = ANY(%(jobs)s) AND status = 'failed'
    RETURNING id, attempt
), forgotten AS (
    DELETE FROM analysis_checkpoints WHERE job_id = ANY(%(jobs)s) AND step = ANY(%(redone)s)
)
INSERT INTO analysis_attempts (
    job_id, number, source, actor_id, from_step, forced, reason, batch, trace,
    remedy, remedy_input,
    engine, outcome, failed_step, error_code, error_message, error_detail, step_seconds
)
SELECT reset.id, reset.attempt, %(source)s, %(actor)s, %(from_step)s, reset.id = ANY(%(forced)s), %(reason)s, %(batch)s,
    coalesce(%(traces)s::jsonb ->> reset.id::text, ''),
    coalesce(before.remedy, %(remedy)s), coalesce(before.remedy_input, %(remedy_input)s::jsonb),
    '', '', '', '', '', '', '{}'
FROM reset LEFT JOIN analysis_attempts AS before ON before.job_id = reset.id AND before.number = reset.attempt - 1
    AND %(remedy)s = '' AND before.remedy = ANY(%(stays)s)
"""
