"""One file of a job takes the place of another; the old one goes when the job has completed with the new one."""

from analysis.models import AnalysisJob, Upload


def supersede(job: AnalysisJob, upload: Upload) -> None:
    """Save this upload and make it the job's. The old one stays, marked, unless other jobs have it as well.

    The caller holds the locks of the old upload's row and of the job's, taken in this order.
    """
    upload.pk = None  # a transaction before this one may have been undone
    upload.save(force_insert=True)
    AnalysisJob.objects.filter(pk=job.pk).update(upload=upload)
    if job.upload_id and not AnalysisJob.objects.filter(upload_id=job.upload_id).exists():
        Upload.objects.filter(pk=job.upload_id).update(superseded_in=job)
    job.upload = upload


def drop_superseded(job: AnalysisJob) -> None:
    """Delete the uploads whose place in this job others have taken; those that got a job again meanwhile stay."""
    for former in Upload.objects.filter(superseded_in=job).select_for_update():
        if former.jobs.exists():
            Upload.objects.filter(pk=former.pk).update(superseded_in=None)
        else:
            former.delete()
