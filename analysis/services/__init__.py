"""The use cases. Page, JSON API, admin and command line call these and nothing below them."""

from analysis.jobs.breaker import pauses
from analysis.jobs.checkpoints import startable_at, text_of
from analysis.jobs.retry_policy import Refusal, Remedy, Verdict
from analysis.jobs.verdicts import (
    facts_of,
    model_is_available,
    remedies_of,
    retries_left,
    startable_steps,
    suggested_step,
    switched_off,
    verdict_for,
    verdict_for_status,
)
from analysis.services.bulk import retry_jobs
from analysis.services.deletion import cancel_job, delete_job, delete_upload, stop_waiting
from analysis.services.remedies import languages_to_read
from analysis.services.request import BulkResult, Given, Request, RetryRefused, verdict_on
from analysis.services.rescue import RescueReport, hand_back, rescue, sweep
from analysis.services.retry import retry_job
from analysis.services.strays import clean_storage, quarantined, stray_files, watch_storage
from analysis.services.submit import FileGone, NotFound, same_upload, start_job, submit_upload
from analysis.services.tidy import tidy

__all__ = [
    "BulkResult",
    "FileGone",
    "Given",
    "NotFound",
    "Refusal",
    "Remedy",
    "Request",
    "RescueReport",
    "RetryRefused",
    "Verdict",
    "cancel_job",
    "clean_storage",
    "delete_job",
    "delete_upload",
    "facts_of",
    "hand_back",
    "languages_to_read",
    "model_is_available",
    "pauses",
    "quarantined",
    "remedies_of",
    "rescue",
    "retries_left",
    "retry_job",
    "retry_jobs",
    "same_upload",
    "start_job",
    "startable_at",
    "startable_steps",
    "stop_waiting",
    "stray_files",
    "submit_upload",
    "suggested_step",
    "sweep",
    "switched_off",
    "text_of",
    "tidy",
    "verdict_for",
    "verdict_for_status",
    "verdict_on",
    "watch_storage",
]
