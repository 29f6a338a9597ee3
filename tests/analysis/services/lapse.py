"""Time passes: leases run out, and retries fall due."""

from analysis import services
from analysis.models import AnalysisJob
from tests import life

LONG_AGO = "2020-01-01T00:00:00Z"


def lose_the_worker(job: AnalysisJob) -> None:
    life.claimed(job)
    AnalysisJob.objects.filter(pk=job.pk).update(lease_expires_at=LONG_AGO)
    services.sweep()
    job.refresh_from_db()


def fall_due(job: AnalysisJob) -> None:
    AnalysisJob.objects.filter(pk=job.pk, next_retry_at__isnull=False).update(next_retry_at=LONG_AGO)
    services.sweep()
    job.refresh_from_db()
