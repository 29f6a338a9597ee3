"""What goes with a row, by whatever path it is deleted: a job's delivery and profile, and, after the commit, an
upload's file.

Admin, shell and cascades come through here as well as `services.remove`.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from analysis.models import AnalysisJob, Upload, subject
from analysis.monitoring import telemetry
from analysis.queue import deliveries as queue
from analysis.uploads import pictures
from profiles import services as profiles


@receiver(pre_delete, sender=AnalysisJob)
def lock_as_a_worker_does(instance: AnalysisJob, **_: Any) -> None:
    """Lock the job before its attempts go: the other way round, deletion and a worker that writes wait for each other.

    A worker may have ended the job since it was looked up: the profile that it made goes as well.
    """
    now = AnalysisJob.objects.select_for_update().filter(pk=instance.pk).values_list("profile_id", flat=True)
    instance.profile_id = next(iter(now), None)


@receiver(post_delete, sender=AnalysisJob)
def delete_delivery_and_profile(instance: AnalysisJob, **_: Any) -> None:
    queue.discard_deliveries([instance.pk])
    if instance.profile_id:
        profiles.delete_resume(instance.profile_id)


@receiver(post_delete, sender=Upload)
def delete_file_after_commit(instance: Upload, **_: Any) -> None:
    profiles.forget_subject(user_id=instance.user_id, subject=subject(instance.pk))
    transaction.on_commit(partial(pictures.forget, instance.pk))
    transaction.on_commit(partial(_delete_file, instance.file.storage, str(instance.file.name)))


def _delete_file(storage: Any, name: str) -> None:
    try:
        storage.delete(name)
    except OSError as error:
        telemetry.file_not_deleted(name, error)
