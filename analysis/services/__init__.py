"""The use cases. Page, JSON API, admin and command line call these and nothing below them."""

from analysis.services.deletion import cancel_job, delete_job, delete_upload, stop_waiting
from analysis.services.rescue import RescueReport, rescue, sweep
from analysis.services.retry import (
    BulkResult,
    Request,
    RetryRefused,
    facts_of,
    retries_left,
    retry_job,
    retry_jobs,
    suggested_step,
    verdict_for,
)
from analysis.services.submit import FileGone, NotFound, same_upload, start_job, submit_upload
from analysis.services.tidy import tidy

__all__ = [
    "BulkResult",
    "FileGone",
    "NotFound",
    "Request",
    "RescueReport",
    "RetryRefused",
    "cancel_job",
    "delete_job",
    "delete_upload",
    "facts_of",
    "rescue",
    "retries_left",
    "retry_job",
    "retry_jobs",
    "same_upload",
    "start_job",
    "stop_waiting",
    "submit_upload",
    "suggested_step",
    "sweep",
    "tidy",
    "verdict_for",
]
