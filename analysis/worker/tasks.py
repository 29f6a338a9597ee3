"""The queue's entry points. They delegate at once."""

from analysis import services
from analysis.worker import pipeline


def run_attempt(job_id: int, attempt: int) -> None:
    """Run this attempt of this job; nothing is returned, the attempt's row is the record."""
    pipeline.run_attempt(job_id, attempt)


def rescue() -> None:
    """The minute's schedule, for installations whose cluster is not run by `manage.py run_cluster`."""
    services.rescue()
