"""The use cases. Page, JSON API, admin and command line change jobs, queue and stored files through these alone, which
`make check` proves; what they need to know of the rule and the queue is handed on from here too."""

from analysis.jobs.breaker import pauses
from analysis.jobs.checkpoints import startable_at, text_of
from analysis.jobs.retry_policy import FROM_THE_BEGINNING, Refusal, Remedy, Verdict
from analysis.jobs.verdicts import (
    facts_of,
    model_is_available,
    numbers_to_retry,
    remedies_of,
    retries_left,
    startable_steps,
    suggested_step,
    switched_off,
    verdict_for,
    verdict_for_status,
)
from analysis.models.clock import database_time
from analysis.queue.deliveries import depth as queue_depth
from analysis.queue.turns import places_in_line
from analysis.services.batches import (
    Standing as BatchStanding,
)
from analysis.services.batches import (
    begin_deletion,
    begin_retries,
    cancel_batch,
    standing_of,
    work_at_once,
)
from analysis.services.bulk import CHUNK, retry_jobs
from analysis.services.deletion import cancel_job, delete_job, delete_upload, stop_waiting
from analysis.services.finding import every_profile, find_profiles
from analysis.services.person import LastOperator, Sink, delete_account, everything_about
from analysis.services.quotas import OverLimit, Standing, near_a_limit, nearness
from analysis.services.remedies import languages_to_read
from analysis.services.request import BulkResult, Given, Request, RetryRefused, verdict_on
from analysis.services.rescue import RescueReport, hand_back, rescue, sweep
from analysis.services.retry import retry_job
from analysis.services.stored import adopt_storage, check_stored_files
from analysis.services.strays import clean_storage, quarantined, stray_files, watch_storage
from analysis.services.submit import FileGone, NotFound, same_upload, start_job, submit_upload
from analysis.services.tidy import tidy
from analysis.uploads.storage import StorageAway

__all__ = [
    "CHUNK",
    "FROM_THE_BEGINNING",
    "BatchStanding",
    "BulkResult",
    "FileGone",
    "Given",
    "LastOperator",
    "NotFound",
    "OverLimit",
    "Refusal",
    "Remedy",
    "Request",
    "RescueReport",
    "RetryRefused",
    "Sink",
    "Standing",
    "StorageAway",
    "Verdict",
    "adopt_storage",
    "begin_deletion",
    "begin_retries",
    "cancel_batch",
    "cancel_job",
    "check_stored_files",
    "clean_storage",
    "database_time",
    "delete_account",
    "delete_job",
    "delete_upload",
    "every_profile",
    "everything_about",
    "facts_of",
    "find_profiles",
    "hand_back",
    "languages_to_read",
    "model_is_available",
    "near_a_limit",
    "nearness",
    "numbers_to_retry",
    "pauses",
    "places_in_line",
    "quarantined",
    "queue_depth",
    "remedies_of",
    "rescue",
    "retries_left",
    "retry_job",
    "retry_jobs",
    "same_upload",
    "standing_of",
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
    "work_at_once",
]
