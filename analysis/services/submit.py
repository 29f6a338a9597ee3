"""A file comes in, and its first attempt is queued; or a stored upload is analysed once more."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction

from analysis.extract.kinds import detect_kind
from analysis.models import AnalysisJob, Attempt, Source, Upload
from analysis.monitoring import telemetry
from analysis.queue import deliveries as queue
from analysis.services import quotas
from analysis.services.quotas import Deed
from analysis.services.reset import again_if_the_database_hiccups
from analysis.uploads import storage
from analysis.uploads.filenames import clean_filename
from analysis.uploads.handler import not_stored


class NotFound(Exception):
    """No such thing, or not this user's: callers answer both in the same way."""


class FileGone(NotFound):
    """The upload is this user's, but its file has been lost: its jobs and profiles stay, a new one can't begin."""


def submit_upload(*, user: User, file: "File[Any]", source: Source) -> AnalysisJob:
    """Store a file and queue its analysis.

    Raises `StepFailure` where the file is not a document that can be analysed, judged by its content, and
    `UploadRefused` where it can't be stored, `OverLimit` among them. A failure of any kind leaves neither a row
    without a file nor a file without a row.
    """
    quotas.look(user, source, Deed.UPLOAD, Deed.ANALYSIS, file=file.size)
    with receiving(user=user, file=file) as received:

        def write() -> AnalysisJob:
            # A connection that broke on the commit may have committed; no other row has this file.
            written = user.jobs.filter(upload__file=received.upload.file.name).first() if received.is_kept else None
            if written is not None:
                return written
            with transaction.atomic():
                quotas.admit(user, source, Deed.UPLOAD, Deed.ANALYSIS, file=received.upload.size)
                received.upload.save(force_insert=True)
                job = _new_job(user=user, upload=received.upload, source=source)
                received.is_kept = True
            return job

        return again_if_the_database_hiccups(write)


@dataclass(slots=True)
class Receiving:
    """A file that is stored, and its row, not yet written. Say `is_kept` at the end of the transaction that writes it.

    A commit of which nobody knows whether it went through keeps the file: should there be no row, `clean_storage` finds
    it.
    """

    upload: Upload
    is_kept: bool = False


@contextmanager
def receiving(*, user: User, file: "File[Any]") -> "Iterator[Receiving]":
    """Check and store a file; one that is not kept is gone afterwards. Raises as `submit_upload` does."""
    filename = clean_filename(file.name or "")
    kind = detect_kind(cast("BinaryIO", file), name=filename)
    upload = Upload(user=user, filename=filename, kind=kind, size=file.size, sha256=digest_of(file))
    file.seek(0)
    _store(upload, file)
    received = Receiving(upload)
    try:
        yield received
    finally:
        if not received.is_kept:
            upload.file.delete(save=False)


def same_upload(*, user: User, file: "File[Any]") -> Upload | None:
    """The newest upload of this user that holds the very same bytes and is still stored."""
    found = user.uploads.filter(sha256=digest_of(file), superseded_in=None).order_by("-created_at", "-id").first()
    file.seek(0)
    return found if found and found.is_at_hand else None


def start_job(*, user: User, upload_id: int, source: Source) -> AnalysisJob:
    """Queue a new job on a stored upload of this user. Raises NotFound, FileGone, StorageAway, or OverLimit."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update(no_key=True).filter(user=user, pk=upload_id).first()
        if upload is None:
            raise NotFound
        if not upload.is_stored:
            raise FileGone
        quotas.admit(user, source, Deed.ANALYSIS)
        return _new_job(user=user, upload=upload, source=source)


def _store(upload: Upload, file: "File[Any]") -> None:
    """Store the file. Where the disk is full, remove what was written of it and raise UploadRefused."""
    files = upload.file.storage
    path = upload.file.field.generate_filename(upload, upload.filename)
    try:
        storage.require_present(afresh=True)
        upload.file.name = files.save(path, file)
        storage.require_present()  # else it lies in the empty folder of a share that was unmounted meanwhile
    except OSError as error:
        with suppress(OSError):
            files.delete(path)
        raise not_stored(error) from error


def _new_job(*, user: User, upload: Upload, source: Source) -> AnalysisJob:
    job = AnalysisJob.objects.create(user=user, upload=upload)
    Attempt.objects.create(job=job, number=1, source=source, actor=user, trace=telemetry.traceparent())
    queue.enqueue_attempt(job_id=job.pk, attempt=1, owner=user.pk)
    telemetry.job_submitted(job)
    return job


def digest_of(file: "File[Any]") -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
