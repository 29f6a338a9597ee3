"""One job's row under its lock.

In SQL of its own, since a person waits: the ORM takes as long to compose such a statement as PostgreSQL to run it.
"""

from typing import Any

from django.db import connection, models

from analysis.models import AnalysisJob, Upload


def lock_job(job_id: str, *, of_user: int | None = None) -> AnalysisJob | None:
    """Lock a job for this transaction, and load it with its upload.

    `of_user` finds nobody else's jobs. None where there is no such job.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(columns=", ".join(_JOB + _UPLOAD)), [job_id, of_user])
        row = cursor.fetchone()
    if row is None:
        return None
    job: AnalysisJob = _instance(AnalysisJob, row[: len(_JOB)])
    job.upload = _instance(Upload, row[len(_JOB) :]) if job.upload_id else None
    return job


def _columns(model: type[models.Model], table: str) -> list[str]:
    return [f"{table}.{field.column}" for field in model._meta.concrete_fields]


def _instance(model: Any, row: tuple[Any, ...]) -> Any:
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], row)


_JOB = _columns(AnalysisJob, "job")
_UPLOAD = _columns(Upload, "upload")
_LOCK = """
SELECT {columns}
FROM analysis_jobs AS job
LEFT JOIN analysis_uploads AS upload ON upload.id = job.upload_id
WHERE job.job_id = %s AND job.user_id = coalesce(%s, job.user_id)
FOR NO KEY UPDATE OF job
"""
