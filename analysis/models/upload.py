"""The table of uploads: a file as it was received, and where it is stored."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from analysis.uploads import storage
from analysis.uploads.installation import Installation

UPLOADS = "uploads"


def upload_path(upload: Upload, filename: str) -> str:
    """Where a file is stored: in this database's folder, by the day, under a name of our own making."""
    return f"{UPLOADS}/{Installation.get().folder}/{timezone.now():%Y/%m/%d}/{uuid.uuid4().hex}"


class Upload(models.Model):
    """A file as it was received. It outlives every failure of its jobs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    file = models.FileField(upload_to=upload_path, max_length=200)
    filename = models.CharField(max_length=255, help_text="What the sender called it; for showing only.")
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())
    superseded_in = models.ForeignKey(
        "AnalysisJob",
        models.SET_NULL,
        null=True,
        related_name="former_uploads",
        help_text="The job in which another file took this one's place; this one goes when that job completes.",
    )

    class Meta:
        db_table = "analysis_uploads"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="upload_newest"),
            models.Index(fields=["user", "sha256"], name="upload_same_file"),
        ]

    def __str__(self) -> str:
        return self.filename

    # What `look_for_files` has found: whether the file is there, or why that can't be told.
    _looked: bool | storage.StorageAway | None = None

    @classmethod
    def look_for_files(cls, uploads: Iterable[Upload | None]) -> None:
        """Ask the storage once for the files of all of these rows: they go by its answer from then on."""
        rows = [upload for upload in uploads if upload is not None]
        try:
            held = storage.held({str(upload.file.name) for upload in rows if upload.file.name})
        except storage.StorageAway as away:
            for upload in rows:
                upload._looked = away
        else:
            for upload in rows:
                upload._looked = str(upload.file.name) in held

    @property
    def is_stored(self) -> bool:
        """Whether the file itself is there. Raises StorageAway where that can't be told."""
        if isinstance(self._looked, storage.StorageAway):
            raise self._looked
        if self._looked is not None:
            return self._looked
        return bool(self.file.name) and storage.holds(str(self.file.name))

    @property
    def is_at_hand(self) -> bool:
        """Whether the file can be read just now."""
        try:
            return self.is_stored
        except storage.StorageAway:
            return False

    def require_intact(self) -> None:
        """Raise the StepFailure of a file that is gone or damaged, or StorageAway."""
        storage.require_intact(str(self.file.name or ""), size=self.size, sha256=self.sha256)
