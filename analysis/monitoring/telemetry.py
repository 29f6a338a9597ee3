"""Every log event and every span, in one place; no résumé's content ever goes into one. Metrics: `metrics`.

| event                    | when                                                          |
| ------------------------ | ------------------------------------------------------------- |
| job_submitted            | an upload, or a stored one again, was queued                   |
| retrying, retry_started  | a retry is being written; it was committed                    |
| attempt_completed/failed | a worker ended its attempt                                     |
| did_without_model        | a language model failed where the rules had enough to go on    |
| delivery_ignored         | a doubled, late or outdated delivery came and changed nothing |
| lease_lost               | a worker found that its attempt is no longer its own          |
| worker_lost              | rescue closed an attempt whose lease ran out                  |
| lease_handed_back        | the cluster of a running attempt was stopped, or has ended    |
| delivery_restored        | rescue queued a job again whose delivery was missing          |
| job_cancelled            | a person stopped a job                                         |
| file_not_deleted         | a file stayed behind when its row went                        |
| storage_cleaned          | files without a row were moved, put back or deleted            |
| cleaning_stopped         | too many files look stray, or the database is an older one     |

Each line carries the job's id, the attempt and the user's id where there is one.

| span        | from, until                          | attributes                          | events         |
| ----------- | ------------------------------------ | ----------------------------------- | -------------- |
| retry_job   | the reset of a job, its commit       | job_id, upload_id, previous_error,  | job_reset      |
|             |                                      | previous_error_code, source         |                |
| run_attempt | a worker's claim, the attempt's end  | job_id, upload_id, attempt, source, | worker_started |
|             |                                      | from_step, engine, error_code       |                |

`run_attempt` goes on with the trace of the `retry_job` that asked for it, in whatever process a worker runs it. A retry
that was rolled back leaves no span.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Attempt
from analysis.monitoring import tracing
from analysis.monitoring.tracing import Span

logger = logging.getLogger("analysis")


@dataclass(frozen=True, slots=True)
class Retrying:
    """A retry that is being written. `trace` is for its attempt's row: the worker goes on with it."""

    job: AnalysisJob
    span: Span

    @property
    def trace(self) -> str:
        return self.span.traceparent


def traceparent() -> str:
    """The W3C trace context of what is going on, to be carried on an attempt's row; empty where nothing is traced."""
    return tracing.here().traceparent


@contextmanager
def attempt(job: AnalysisJob, attempt: Attempt) -> Iterator[None]:
    """The frame around one attempt: what is logged within carries its ids, and its span is what goes on."""
    attributes: dict[str, str | int] = {
        "job_id": job.job_id,
        "upload_id": job.upload_id or 0,
        "attempt": attempt.number,
        "source": attempt.source,
        "from_step": attempt.from_step,
        "engine": attempt.engine,
    }
    span = tracing.start("run_attempt", attributes, parent=attempt.trace)
    span.event("worker_started")
    ids = {"job_id": job.job_id, "attempt": attempt.number, "user_id": job.user_id}
    if span.trace_id:
        ids["trace_id"] = span.trace_id
    try:
        with structlog.contextvars.bound_contextvars(**ids), span.current():
            yield
    finally:
        span.end()


def _ids(job: AnalysisJob) -> dict[str, Any]:
    return {"job_id": job.job_id, "attempt": job.attempt, "user_id": job.user_id}


def job_submitted(job: AnalysisJob) -> None:
    logger.info("Analysis job %s queued for upload %d", job.job_id, job.upload_id, extra=_ids(job))


def retrying(job: AnalysisJob, source: str) -> Retrying:
    """Say that the job's next attempt is being written, in a transaction that may yet be rolled back."""
    logger.info("Retrying analysis job %s for upload %d", job.job_id, job.upload_id, extra=_ids(job))
    attributes: dict[str, str | int] = {
        "job_id": job.job_id,
        "upload_id": job.upload_id or 0,
        "previous_error": job.error_message or "",
        "previous_error_code": job.error_code or "",
        "source": str(source),
    }
    return Retrying(job, tracing.start("retry_job", attributes))


def retry_started(begun: Retrying, source: str) -> None:
    """Say that it was committed."""
    job = begun.job
    begun.span.event("job_reset")
    begun.span.end()
    logger.info("Job retry started successfully: %s", job.job_id, extra={**_ids(job), "source": str(source)})


def attempt_completed() -> None:
    logger.info("Attempt completed")


def attempt_failed(failure: StepFailure) -> None:
    span = tracing.here()
    span.set({"error_code": failure.code})
    span.fail(failure.message)
    logger.warning("Attempt failed: %s", failure.code, extra={"error_code": failure.code, "detail": failure.detail})


def did_without_model(failure: StepFailure) -> None:
    logger.warning(
        "The language model gave no answer, the rules' result stands: %s",
        failure.code,
        extra={"error_code": failure.code, "detail": failure.detail},
    )


def delivery_ignored(job_pk: int, attempt: int) -> None:
    logger.info(
        "Delivery ignored: it is not for the current attempt, or that one runs already",
        extra={"job_pk": job_pk, "attempt": attempt},
    )


def lease_lost() -> None:
    tracing.here().fail("lease lost")
    logger.warning("Lease lost: this worker writes nothing more")


def worker_lost(job: AnalysisJob) -> None:
    logger.warning("Worker lost: the lease of job %s ran out", job.job_id, extra=_ids(job))


def job_passed_over(job_pk: int, error: Exception) -> None:
    logger.error("The sweep passes over job %d, which it can't move: %s", job_pk, error, exc_info=error)


def batch_stumbled(batch: str, size: int, error: Exception) -> None:
    logger.error("Batch %s: the next %d jobs can't be changed: %s", batch, size, error, exc_info=error)


def lease_handed_back(job: AnalysisJob) -> None:
    logger.warning("Lease handed back: the cluster that ran job %s has ended", job.job_id, extra=_ids(job))


def delivery_restored(job: AnalysisJob) -> None:
    logger.warning("Delivery restored: job %s waited without one", job.job_id, extra=_ids(job))


def job_cancelled(job: AnalysisJob) -> None:
    logger.info("Job %s stopped by its owner", job.job_id, extra=_ids(job))


def file_not_deleted(name: str, error: OSError) -> None:
    logger.error("A stored file stayed behind: %s", type(error).__name__, extra={"file": name})


def storage_cleaned(quarantined: Sequence[str], put_back: Sequence[str], deleted: Sequence[str]) -> None:
    for what, names in (("quarantined", quarantined), ("put back", put_back), ("deleted", deleted)):
        if names:
            logger.warning("Files without a row, %s: %d", what, len(names), extra={"files": list(names)[:20]})


def cleaning_stopped(why: str) -> None:
    logger.error("Files without a row are left alone: %s. See `manage.py check_storage`.", why)
