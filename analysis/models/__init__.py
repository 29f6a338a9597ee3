"""Uploads, jobs, attempts and checkpoints: rows, their QuerySets, and the constraints that no code can get around.

Rows that two processes share are changed by `.update()` under a guard, never by a bare `save()`.
"""

from analysis.ledger import KeptAnswer
from analysis.models.attempt import Attempt
from analysis.models.batch import Batch
from analysis.models.checkpoint import Checkpoint
from analysis.models.choices import Outcome, Source
from analysis.models.job import JOB_ID_PREFIX, AnalysisJob, JobQuerySet, Lease, new_job_id, subject
from analysis.models.operation import Breaker, Cluster, Turn
from analysis.models.upload import UPLOADS, Upload, upload_path

# Django finds its models here; older migrations name `new_job_id` and `upload_path` here.
__all__ = [
    "JOB_ID_PREFIX",
    "UPLOADS",
    "AnalysisJob",
    "Attempt",
    "Batch",
    "Breaker",
    "Checkpoint",
    "Cluster",
    "JobQuerySet",
    "KeptAnswer",
    "Lease",
    "Outcome",
    "Source",
    "Turn",
    "Upload",
    "new_job_id",
    "subject",
    "upload_path",
]
