"""Compares stored files with their rows, for whoever has moved or restored a storage."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.failures import StepFailure
from analysis.models import Upload
from analysis.uploads import storage


@dataclass(frozen=True, slots=True)
class Checked:
    """An upload whose file was read; `wrong` is the code of what is the matter with it, empty where all is well."""

    upload: Upload
    wrong: str


def check_stored_files() -> Iterator[Checked]:
    """Read the file of each upload and compare it with its row. Raises StorageAway."""
    storage.require_present()
    for upload in Upload.objects.order_by("pk").iterator():
        try:
            upload.require_intact()
        except StepFailure as failure:
            yield Checked(upload, failure.code)
        else:
            yield Checked(upload, "")


def adopt_storage() -> Path:
    """Bind the database to the storage that is there now, and say where that is. Raises StorageAway."""
    storage.adopt()
    return storage.root()
