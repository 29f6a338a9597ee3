"""Every log event, in one place; no résumé's content ever goes into one.

| event                    | when                                                          |
| ------------------------ | ------------------------------------------------------------- |
| job_submitted            | an upload, or a stored one again, was queued                   |
| retrying, retry_started  | a retry is being written; it was committed                    |
| attempt_completed/failed | a worker ended its attempt                                     |
| delivery_ignored         | a doubled, late or outdated delivery came and changed nothing |
| lease_lost               | a worker found that its attempt is no longer its own          |
| worker_lost              | rescue closed an attempt whose lease ran out                  |
| delivery_restored        | rescue queued a job again whose delivery was missing          |
| job_cancelled            | a person stopped a job                                         |
| file_not_deleted         | a file stayed behind when its row went                        |

Each line carries the job's id, the attempt and the user's id where there is one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Attempt

logger = logging.getLogger("analysis")


def traceparent() -> str:
    """The W3C trace context of what is going on, to be carried on an attempt's row; empty where nothing is traced."""
    return ""


@contextmanager
def attempt(job: AnalysisJob, attempt: Attempt) -> Iterator[None]:
    """The frame around one attempt: what is logged within carries its ids."""
    with structlog.contextvars.bound_contextvars(job_id=job.job_id, attempt=attempt.number, user_id=job.user_id):
        yield


def _ids(job: AnalysisJob) -> dict[str, Any]:
    return {"job_id": job.job_id, "attempt": job.attempt, "user_id": job.user_id}


def job_submitted(job: AnalysisJob) -> None:
    logger.info("Analysis job %s queued for upload %d", job.job_id, job.upload_id, extra=_ids(job))


def retrying(job: AnalysisJob) -> None:
    logger.info("Retrying analysis job %s for upload %d", job.job_id, job.upload_id, extra=_ids(job))


def retry_started(job: AnalysisJob, source: str) -> None:
    logger.info("Job retry started successfully: %s", job.job_id, extra={**_ids(job), "source": str(source)})


def attempt_completed() -> None:
    logger.info("Attempt completed")


def attempt_failed(failure: StepFailure) -> None:
    logger.warning("Attempt failed: %s", failure.code, extra={"error_code": failure.code, "detail": failure.detail})


def delivery_ignored(job_pk: int, attempt: int) -> None:
    logger.info("Delivery ignored: it is not for the current attempt, or that one runs already", extra={"job_pk": job_pk, "attempt": attempt})


def lease_lost() -> None:
    logger.warning("Lease lost: this worker writes nothing more")


def worker_lost(job: AnalysisJob) -> None:
    logger.warning("Worker lost: the lease of job %s ran out", job.job_id, extra=_ids(job))


def delivery_restored(job: AnalysisJob) -> None:
    logger.warning("Delivery restored: job %s waited without one", job.job_id, extra=_ids(job))


def job_cancelled(job: AnalysisJob) -> None:
    logger.info("Job %s stopped by its owner", job.job_id, extra=_ids(job))


def file_not_deleted(name: str, error: OSError) -> None:
    logger.error("A stored file stayed behind: %s", type(error).__name__, extra={"file": name})
