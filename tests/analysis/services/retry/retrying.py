"""Retries, as tests ask for them."""

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.services import RetryRefused


def retry(job: AnalysisJob, actor: User, **options: object) -> None:
    services.retry_job(job_id=job.job_id, actor=actor, **{"source": Source.API} | options)  # type: ignore[arg-type]
    job.refresh_from_db()


def refused(job: AnalysisJob, actor: User, **options: object) -> RetryRefused:
    with pytest.raises(RetryRefused) as caught:
        retry(job, actor, **options)
    return caught.value
