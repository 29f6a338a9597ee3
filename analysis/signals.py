"""Files follow their rows: a stored file is deleted when its row's deletion has been committed, by whatever path."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from analysis import telemetry
from analysis.models import Upload


@receiver(post_delete, sender=Upload)
def delete_file_after_commit(instance: Upload, **_: Any) -> None:
    transaction.on_commit(partial(_delete_file, instance.file.storage, instance.file.name))


def _delete_file(storage: Any, name: str) -> None:
    try:
        storage.delete(name)
    except OSError as error:
        telemetry.file_not_deleted(name, error)
