"""Files that have no row: a process was killed after it had stored an upload and before it could commit the upload's
row.

Deleting can't be undone, so no single observation is trusted. Only the folder of this very database is looked at, and
only while database and storage name each other. A database that knows less than its files do was restored from a
backup: then everything is left alone until somebody has looked (`manage.py check_storage --adopt`). So it is where
more than a few files in a hundred look stray. What is stray goes into a quarantine, and is deleted after QUARANTINE,
unless a row names it again by then.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from analysis.models import UPLOADS, Upload
from analysis.monitoring import telemetry
from analysis.uploads import storage
from analysis.uploads.installation import Installation
from analysis.uploads.storage import StorageAway

# A file may be without its row for as long as a transaction takes; this is far longer.
GRACE = timedelta(hours=1)
# Longer than workers, who look for them, are likely to be away.
DAYS = 7
# So long a stray file can still be had back: longer than it takes to notice that a wrong backup was restored.
QUARANTINE = timedelta(days=14)
# Strays that are taken for what killed processes left behind: so many, or so large a share of the files looked at. A
# database that has lost rows shows far more.
FEW, FEW_SHARE = 3, 0.03

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(slots=True)
class Cleaning:
    """What a round did, by the names of the files; `stopped` says why it did nothing."""

    quarantined: list[str] = field(default_factory=list)
    put_back: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    stopped: str = ""


def clean_storage() -> Cleaning:
    """Put stray files of the last days into quarantine, and empty that of long ago. Says in the log what it does.

    Cheap: it looks into the folders of these days alone.
    """
    if not storage.is_present(afresh=True):
        return Cleaning(stopped="the storage is not there")
    installation = Installation.get()
    if stopped := installation.cleaning_stopped or _why_not(installation):
        return Cleaning(stopped=stopped)
    strays, looked_at = _strays(installation)
    if len(strays) > max(FEW, FEW_SHARE * looked_at):
        return Cleaning(stopped=_stop(f"{len(strays)} of {looked_at} files have no row in this database"))
    done = Cleaning()
    quarantine = quarantine_of(installation)
    for name in strays:
        if _move(storage.root() / name, quarantine / f"{timezone.now():%Y-%m-%d}" / name):
            done.quarantined.append(name)
    _look_through(quarantine, done)
    telemetry.storage_cleaned(done.quarantined, done.put_back, done.deleted)
    return done


def watch_storage() -> str:
    """Note how far the database has got, or stop all cleaning where it knows less than its files; the reason, if any.

    Changes no upload.
    """
    if not storage.is_present(afresh=True):
        return "the storage is not there"
    installation = Installation.get()
    return installation.cleaning_stopped or _why_not(installation)


@dataclass(frozen=True, slots=True)
class StrayFiles:
    """How many files are in quarantine, None while the storage is away, and why cleaning has stopped, if it has."""

    quarantined: int | None
    stopped: str


def stray_files() -> StrayFiles:
    """How many files are in quarantine, and whether cleaning has stopped, for operators."""
    stopped = Installation.get().cleaning_stopped
    try:
        return StrayFiles(len(quarantined()), stopped)
    except StorageAway:
        return StrayFiles(None, stopped)


def quarantined() -> list[str]:
    """The names of the files in quarantine, by day. Raises StorageAway."""
    quarantine = quarantine_of(Installation.get())
    return [str(path.relative_to(quarantine)) for day in _days(quarantine) for path in _files(day)]


def quarantine_of(installation: Installation) -> Path:
    return storage.root() / "quarantine" / installation.folder


def _why_not(installation: Installation) -> str:
    seen = storage.read_marker().uploads_seen  # first, as another cluster may be writing it
    known = _last_upload()
    if known < seen:
        return _stop(f"this database has given out {known} upload numbers, and its files go up to {seen}: it is older")
    storage.note_uploads_seen(known)
    return ""


def _stop(why: str) -> str:
    """Leave all strays alone from now on, until an operator says otherwise."""
    Installation.objects.update(cleaning_stopped=why)
    telemetry.cleaning_stopped(why)
    return why


def _last_upload() -> int:
    """The highest number that this database has given to an upload; unlike the rows, it survives their deletion."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('analysis_uploads', 'id')), 0)")
        return int(cursor.fetchone()[0])


def _strays(installation: Installation) -> tuple[list[str], int]:
    """The stray files of the last days, and how many files these days have."""
    strays, looked_at, today = [], 0, timezone.now()
    for day in range(DAYS):
        folder = f"{UPLOADS}/{installation.folder}/{today - timedelta(days=day):%Y/%m/%d}"
        names = {f"{folder}/{entry.name}" for entry in _entries(storage.root() / folder)}
        looked_at += len(names)
        strays += [name for name in sorted(names - _with_row(sorted(names))) if _is_old(storage.root() / name)]
    return strays, looked_at


def _with_row(names: Sequence[str]) -> set[str]:
    return set(Upload.objects.filter(file__in=names).values_list("file", flat=True)) if names else set()


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < (timezone.now() - GRACE).timestamp()
    except FileNotFoundError:  # its upload was deleted just now
        return False


def _look_through(quarantine: Path, done: Cleaning) -> None:
    """Put back what has its row again, and delete what has been there long enough."""
    oldest = (timezone.now() - QUARANTINE).date()
    for day in _days(quarantine):
        paths = {str(path.relative_to(day)): path for path in _files(day)}
        for name in _with_row(sorted(paths)):
            if _move(paths.pop(name), storage.root() / name):
                done.put_back.append(name)
        if date.fromisoformat(day.name) < oldest:
            for name, path in paths.items():
                path.unlink(missing_ok=True)
                done.deleted.append(name)
        _remove_empty(day)


def _move(path: Path, to: Path) -> bool:
    """Move a file unless something is in its place."""
    if to.exists():
        return False
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        path.rename(to)
    except FileNotFoundError:
        return False
    return True


def _days(quarantine: Path) -> list[Path]:
    return sorted(Path(entry.path) for entry in _entries(quarantine) if _DAY.match(entry.name))


def _files(folder: Path) -> Iterator[Path]:
    return (Path(parent) / name for parent, _, names in os.walk(folder) for name in sorted(names))


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        return list(os.scandir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageAway(error.errno, f"{folder}: {error.strerror}") from error


def _remove_empty(folder: Path) -> None:
    for parent, _, _ in os.walk(folder, topdown=False):
        try:
            os.rmdir(parent)
        except OSError:  # there is something in it
            pass
