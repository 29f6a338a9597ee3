"""Retries with a remedy, as tests ask for them."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from pytest_django.fixtures import Settings

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.services import Given, RetryRefused
from analysis.worker import pipeline
from tests import life


def submitted(user: User, content: bytes, name: str = "cv.pdf") -> AnalysisJob:
    return services.submit_upload(user=user, file=ContentFile(content, name), source=Source.PAGE)


def run(job: AnalysisJob) -> AnalysisJob:
    """The job after a worker has done its current attempt."""
    job.refresh_from_db()
    pipeline.run_attempt(job.pk, job.attempt)
    return AnalysisJob.objects.get(pk=job.pk)


def retry(job: AnalysisJob, remedy: str, **options: object) -> AnalysisJob:
    given = options.pop("given", Given())
    services.retry_job(
        job_id=job.job_id,
        actor=job.user,
        **{"source": Source.API, "remedy": remedy, "given": given} | options,  # type: ignore[arg-type]
    )
    return AnalysisJob.objects.get(pk=job.pk)


def refused(job: AnalysisJob, remedy: str, **options: object) -> RetryRefused:
    with pytest.raises(RetryRefused) as caught:
        retry(job, remedy, **options)
    job.refresh_from_db()
    return caught.value


def a_file(content: bytes | str = "", name: str = "better.txt") -> Given:
    content = content or life.TEXT
    return Given(file=ContentFile(content.encode() if isinstance(content, str) else content, name))


def stored_files(settings: Settings) -> int:
    return sum(path.is_file() for path in (Path(settings.MEDIA_ROOT) / "uploads").rglob("*"))
