"""What must hold of the database: one checker, which every concurrency, state and chaos test ends with.

*Live* invariants hold at any moment, *quiet* ones once nothing runs any more. Each finding is a line that names the
rule and the row that breaks it.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from analysis.models import UPLOADS, AnalysisJob, Upload
from analysis.queue import deliveries as queue

LIVE_SQL = {
    "I2 a processing job holds a lease, run out no more than two rescue rounds ago": """
        SELECT job_id FROM analysis_jobs WHERE status = 'processing'
        AND (lease_token IS NULL OR lease_expires_at < now() - interval '2 minutes')""",
    "I3 an ended job has no lease": """
        SELECT job_id FROM analysis_jobs WHERE status IN ('completed', 'failed') AND lease_token IS NOT NULL""",
    "I4 attempts are numbered 1 … n without gaps, and the job's number is the greatest": """
        SELECT j.job_id FROM analysis_jobs j LEFT JOIN analysis_attempts a ON a.job_id = j.id
        GROUP BY j.id HAVING coalesce(max(a.number), 0) <> j.attempt OR count(a.id) <> j.attempt""",
    "I5 at most one attempt is open": """
        SELECT job_id::text FROM analysis_attempts WHERE finished_at IS NULL GROUP BY job_id HAVING count(*) > 1""",
    "I5 an open attempt is the current one of an active job, and the other way round": """
        SELECT j.job_id FROM analysis_jobs j JOIN analysis_attempts a ON a.job_id = j.id AND a.number = j.attempt
        WHERE (a.finished_at IS NULL) <> (j.status IN ('queued', 'processing'))""",
    "I5 attempts do not overlap": """
        SELECT j.job_id FROM analysis_attempts a JOIN analysis_attempts b ON b.job_id = a.job_id AND b.number = a.number
        + 1 JOIN analysis_jobs j ON j.id = a.job_id
        WHERE a.finished_at IS NULL OR a.finished_at > b.started_at""",
    "I6 a completed job has its profile": """
        SELECT job_id FROM analysis_jobs WHERE (status = 'completed') <> (profile_id IS NOT NULL)""",
    "I6 every profile belongs to one job": """
        SELECT p.id::text FROM user_profile p LEFT JOIN analysis_jobs j ON j.profile_id = p.id WHERE j.id IS NULL""",
    "I7 each retry is counted, and each count is an attempt": """
        SELECT j.job_id FROM analysis_jobs j WHERE j.attempt <> 1 + j.retries_used + j.auto_retries_used + (
            SELECT count(*) FROM analysis_attempts a
            JOIN analysis_attempts next ON next.job_id = a.job_id AND next.number = a.number + 1
            WHERE a.job_id = j.id AND a.error_code = 'worker_stopped' AND next.source IN ('automatic', 'rescue'))""",
    "I8 what went past a limit has a reason": """
        SELECT j.job_id FROM analysis_attempts a JOIN analysis_jobs j ON j.id = a.job_id
        WHERE a.forced AND a.reason = ''""",
    "I9 a checkpoint carries the token of an attempt of its job": """
        SELECT c.id::text FROM analysis_checkpoints c
        LEFT JOIN analysis_attempts a ON a.job_id = c.job_id AND a.number = c.attempt
        WHERE a.id IS NULL OR a.started_at IS NULL OR c.token IS NULL""",
    "I10 upload, job and profile belong to the same user": """
        SELECT j.job_id FROM analysis_jobs j LEFT JOIN analysis_uploads u ON u.id = j.upload_id
        LEFT JOIN user_profile p ON p.id = j.profile_id
        WHERE u.user_id <> j.user_id OR p.user_id <> j.user_id""",
    "I11 a failed job has a code and a message, and no public text holds a traceback, SQL, a path or a key": """
        SELECT job_id FROM analysis_jobs WHERE status = 'failed' AND (
            coalesce(error_code, '') = '' OR coalesce(error_message, '') = ''
            OR error_message ~ 'Traceback|SELECT |INSERT |UPDATE |/[a-z]+/[a-z]+/|sk-[A-Za-z0-9]')""",
}


def live_violations() -> list[str]:
    """What is wrong at this moment."""
    return [*_sql(LIVE_SQL), *_limits()]


def quiet_violations() -> list[str]:
    """What is wrong once nothing runs: the live rules, and those about queue and files."""
    return [*live_violations(), *_queue(), *_files()]


def _sql(rules: dict[str, str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        for rule, query in rules.items():
            cursor.execute(query)
            yield from (f"{rule}: {row[0]}" for row in cursor.fetchall())


def _limits() -> Iterator[str]:
    over = AnalysisJob.objects.filter(auto_retries_used__gt=settings.ANALYSIS_MAX_AUTO_RETRIES)
    yield from (f"I8 automatic retries keep to their limit: {job}" for job in over)
    for job in AnalysisJob.objects.filter(retries_used__gt=settings.ANALYSIS_MAX_RETRIES):
        forced = job.attempts.filter(forced=True).count()
        if job.retries_used - forced > settings.ANALYSIS_MAX_RETRIES:
            yield f"I8 retries by people keep to their limit: {job}"


def _queue() -> Iterator[str]:
    delivered: dict[tuple[int | None, int | None], int] = {}
    for delivery in queue.deliveries():
        if delivery.task == queue.RUN_ATTEMPT:
            key = (delivery.job_id, delivery.attempt)
            delivered[key] = delivered.get(key, 0) + 1
    for job in AnalysisJob.objects.all():
        expected = 1 if job.status == "queued" else 0
        found = delivered.pop((job.pk, job.attempt), 0)
        if found != expected:
            yield f"I1/I3 {job} is {job.status} with {found} deliveries of its current attempt"
    yield from (f"I1 a delivery without a waiting attempt: {key}" for key in delivered)


def _files() -> Iterator[str]:
    rows = set(Upload.objects.values_list("file", flat=True))
    root = Path(settings.MEDIA_ROOT)
    files = {str(path.relative_to(root)) for path in (root / UPLOADS).rglob("*") if path.is_file()}
    yield from (f"I14 an upload without its file: {name}" for name in rows - files)
    yield from (f"I14 a file without its upload: {name}" for name in files - rows)
