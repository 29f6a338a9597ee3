"""Stops jobs, and deletes jobs and uploads. What is deleted along with a row is in `analysis.jobs.signals`."""

from django.contrib.auth.models import User
from django.db import transaction

from analysis.failures import StepFailure
from analysis.jobs.transitions import fail
from analysis.models import AnalysisJob, Upload
from analysis.monitoring import telemetry
from analysis.services.submit import NotFound


def cancel_job(*, user: User, job_id: str) -> bool:
    """Stop a waiting or running job: it ends as failed with the code `cancelled`. False where it had ended already.

    The worker notices at its next write and writes nothing more. Raises NotFound.
    """
    with transaction.atomic():
        job = _own_job(user, job_id)
        stopped = fail(AnalysisJob.objects.filter(pk=job.pk), StepFailure("cancelled"))
    if stopped:
        telemetry.job_cancelled(job)
    return stopped


def stop_waiting(*, user: User, job_id: str) -> bool:
    """Take back the automatic retry that a failed job waits for. Raises NotFound."""
    with transaction.atomic():
        job = _own_job(user, job_id)
        return bool(AnalysisJob.objects.failed().filter(pk=job.pk).update(next_retry_at=None))


def delete_job(*, user: User, job_id: str) -> None:
    """Delete a job with its profile and history; its upload stays. A worker on it ends quietly. Raises NotFound."""
    with transaction.atomic():
        _own_job(user, job_id).delete()


def delete_upload(*, user: User, upload_id: int) -> None:
    """Delete an upload with all its jobs and profiles, and the file. Raises NotFound."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(user=user, pk=upload_id).first()
        if upload is None:
            raise NotFound
        # Locked before they are looked up with all that hangs on them: a retry adds an attempt.
        list(upload.jobs.order_by("pk").select_for_update().values_list("pk"))
        upload.jobs.all().delete()
        upload.delete()


def _own_job(user: User, job_id: str) -> AnalysisJob:
    job = user.jobs.select_for_update().filter(job_id=job_id).first()
    if job is None:
        raise NotFound
    return job
