"""Everything about one person: taken along as a ZIP, or deleted with the account."""

import io
import json
import zipfile
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, QuerySet

from analysis.models import AnalysisJob, Upload
from analysis.services.submit import NotFound
from analysis.uploads.filenames import clean_filename
from analysis.uploads.storage import StorageAway
from profiles.accounts.sign_ins import end_other_sign_ins
from profiles.models import Correction

# Rows that are read at once: few enough for a little memory, many enough for few questions.
_ROWS = 100
# Bytes of a file that are read and sent at once.
_PIECE = 64 * 1024


Row = TypeVar("Row", bound=Model)


class LastOperator(Exception):
    """Without this account nobody could sign in to the admin."""


def everything_about(user: User) -> Iterator[bytes]:
    """A ZIP, piece by piece: the uploads as they were received, profiles, corrections, and each job's history.

    What can't be read just now is named in `uploads.json` with `"file": null`.
    """
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("account.json", _json(_account(user)))
        uploads = []
        for upload in _by_key(user.uploads.all()):
            name = f"uploads/{upload.pk}-{clean_filename(upload.filename)}"
            stored = yield from _add_file(archive, sink, upload, name)
            uploads.append(_upload(upload, name if stored else None))
        archive.writestr("uploads.json", _json(uploads))
        for job in _by_key(user.jobs.select_related("profile").prefetch_related("attempts")):
            archive.writestr(f"jobs/{job.job_id}.json", _json(_job(job)))
            if job.profile:
                archive.writestr(f"profiles/{job.job_id}.json", _json(job.profile.resume.to_json_resume()))
            yield sink.taken()
        archive.writestr("corrections.json", _json([_correction(one) for one in _by_key(user.corrections.all())]))
    yield sink.taken()


def delete_account(*, user: User) -> None:
    """Delete the account with all that is its person's, files included. Workers on it end quietly.

    Raises LastOperator, and NotFound where it is gone already.
    """
    with transaction.atomic():
        # Whoever stores something for this person waits for the row, and then finds nobody.
        if not User.objects.select_for_update().filter(pk=user.pk).exists():
            raise NotFound
        operators = User.objects.filter(is_superuser=True, is_active=True)
        if user.is_superuser and not operators.exclude(pk=user.pk).exists():
            raise LastOperator
        end_other_sign_ins(user=user, this=None)
        list(AnalysisJob.objects.filter(user=user).order_by("pk").select_for_update().values_list("pk"))
        AnalysisJob.objects.filter(user=user).delete()
        User.objects.get(pk=user.pk).delete()


class Sink(io.RawIOBase):
    """What a ZIP is written into, and taken out of again before there is much of it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _add_file(archive: zipfile.ZipFile, sink: Sink, upload: Upload, name: str) -> Generator[bytes, None, bool]:
    """Add the stored file; returns whether there was one."""
    try:
        stored = upload.file.open("rb") if upload.is_stored else None
    except (OSError, StorageAway):
        stored = None
    if stored is None:
        return False
    with stored, archive.open(name, "w", force_zip64=True) as entry:
        while piece := stored.read(_PIECE):
            entry.write(piece)
            yield sink.taken()
    return True


def _by_key(rows: QuerySet[Row]) -> Iterator[Row]:
    """The rows by their key, some at a time: no cursor of the database stays open while somebody downloads."""
    after = 0
    while found := list(rows.order_by("pk").filter(pk__gt=after)[:_ROWS]):
        yield from found
        after = found[-1].pk


def _account(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "email": user.email,
        "joined": user.date_joined,
        "last_sign_in": user.last_login,
        "tokens": list(user.api_tokens.values("name", "scopes", "created_at", "expires_at", "last_used_at")),
        "sign_ins": list(user.sign_ins.values("created_at", "last_used_at", "address", "browser")),
    }


def _upload(upload: Upload, name: str | None) -> dict[str, Any]:
    return {
        "upload_id": upload.pk,
        "filename": upload.filename,
        "size": upload.size,
        "sha256": upload.sha256,
        "uploaded": upload.created_at,
        "file": name,
    }


def _job(job: AnalysisJob) -> dict[str, Any]:
    return {
        "job_id": job.job_id,
        "upload_id": job.upload_id,
        "status": job.status,
        "error_code": job.error_code,
        "error": str(job.error or ""),
        "created": job.created_at,
        "attempts": [
            {
                "number": attempt.number,
                "asked": attempt.created_at,
                "started": attempt.started_at,
                "finished": attempt.finished_at,
                "outcome": attempt.outcome,
                "error": str(attempt.error or ""),
            }
            for attempt in job.attempts.all()
        ],
    }


def _correction(one: Correction) -> dict[str, Any]:
    return {"subject": one.subject, "pointer": one.pointer, "was": one.was, "now": one.now, "made": one.created_at}


def _json(what: object) -> str:
    return json.dumps(what, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
