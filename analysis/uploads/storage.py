"""Is the storage there, and does it hold this file? A storage that is away must never pass for a file that is gone.

Database and storage carry each other's identity: the database's row (`Installation`) names its storage, and a marker in
the storage's root names the database. Without the marker, or with that of another storage, the storage is *away*: a
share that is not mounted, another host's disk, a folder that this user may not read. Then nothing is stored there, and
nothing is said to be missing from it.

A database that has never used a storage binds to the one that it finds. Each database keeps its uploads in a folder of
its own, so that two of them may share a storage.
"""

import errno
import hashlib
import json
import os
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction

from analysis.failures import StepFailure
from analysis.uploads.installation import Installation

# Uploads that a storage without a marker is asked for before an older database binds to it, and the share that it must
# hold.
SAMPLE, LEAST_SHARE = 20, 0.5
# Files in one folder from which on it is listed, instead of looking for each: a listing costs as much as a few looks.
LISTED_FROM = 20


class StorageAway(OSError):
    """The storage can't be used just now. `strerror` says why, for operators."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What the file in the storage's root says. `uploads_seen` is the highest number that the database had given to an
    upload when its files were last looked at: a database that knows less is older than its files.
    """

    database: str
    storage: str
    uploads_seen: int = 0


# What was found bound before, by root: a look at the marker is then enough.
_found: dict[Path, Marker] = {}


def forget() -> None:
    """Ask the database again which storage is its own: it may be another one than before."""
    _found.clear()


def root() -> Path:
    return Path(default_storage.path(""))


def require_present(*, afresh: bool = False) -> None:
    """Raise StorageAway where the storage of this database is not there.

    `afresh` asks the database as well, instead of going by what this process has found before.
    """
    known = None if afresh else _found.get(root())
    if known is not None and _is_same(_read(known.database), known):
        return
    installation = Installation.get()
    if installation.storage is None:
        installation = _bind(installation)
    expected = Marker(installation.identity.hex, installation.storage.hex if installation.storage else "")
    marker = _read(expected.database)
    if marker is None:
        raise StorageAway(errno.ENOENT, f"{marker_path(expected.database)} is not there")
    if not _is_same(marker, expected):
        raise StorageAway(errno.ENOENT, f"{root()} is not the storage to which this database is bound")
    _found[root()] = marker


def is_present(*, afresh: bool = False) -> bool:
    try:
        require_present(afresh=afresh)
    except StorageAway:
        return False
    return True


def holds(name: str) -> bool:
    """Whether this file is stored. Raises StorageAway where that can't be told."""
    path = default_storage.path(name)
    for _ in range(2):  # the storage may go or come between the two looks that one answer takes
        try:
            os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            require_present()
        except OSError as error:
            raise StorageAway(error.errno, f"{path}: {error.strerror}") from error
        else:
            return True
    return False


def held(names: Collection[str]) -> set[str]:
    """Which of these files are stored, by a look at each folder where there are many. Raises StorageAway."""
    by_folder: dict[str, list[str]] = {}
    for name in names:
        by_folder.setdefault(os.path.dirname(name), []).append(name)
    return {name for folder, inside in by_folder.items() for name in _held_in(folder, inside)}


def _held_in(folder: str, names: list[str]) -> list[str]:
    if len(names) >= LISTED_FROM:
        try:
            there = set(os.listdir(default_storage.path(folder)))
        except OSError:  # what that means the look for a single file tells
            pass
        else:
            return [name for name in names if os.path.basename(name) in there]
    return [name for name in names if holds(name)]


def require_intact(name: str, *, size: int, sha256: str) -> None:
    """Raise the StepFailure of a file that is not there or not what was received, or StorageAway."""
    if not name or not holds(name):
        raise StepFailure("upload_missing")
    try:
        with default_storage.open(name) as file:
            found = os.fstat(file.fileno()).st_size
            intact = found == size and hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        require_present()
        raise StepFailure("upload_missing") from None
    except OSError as error:
        raise StorageAway(error.errno, f"{name}: {error.strerror}") from error
    if not intact:
        raise StepFailure("upload_damaged", detail=f"{found} bytes of {size}, or another sha256")


def marker_path(database: str) -> Path:
    """Where a storage says that it belongs to this database."""
    return root() / f"storage-{database[:12]}.json"


def read_marker() -> Marker:
    """The marker of this database's storage. Raises StorageAway."""
    require_present()
    return _found[root()]


def note_uploads_seen(number: int) -> None:
    """Write into the marker how far the database had got."""
    marker = read_marker()
    if number > marker.uploads_seen:
        _write(replace(marker, uploads_seen=number))


@transaction.atomic
def adopt() -> None:
    """Bind the database to the storage that is there now, whatever it was bound to: an operator has looked."""
    Installation.get()
    installation = Installation.objects.select_for_update().get()
    installation.storage, installation.cleaning_stopped = uuid.uuid4(), ""
    _make_root()
    _write(Marker(installation.identity.hex, installation.storage.hex))
    installation.save(update_fields=["storage", "cleaning_stopped"])


@transaction.atomic
def _bind(installation: Installation) -> Installation:
    installation = Installation.objects.select_for_update().get(pk=installation.pk)
    if installation.storage is None:
        _require_the_files_of_before()
        _make_root()
        installation.storage = uuid.uuid4()
        _write(Marker(installation.identity.hex, installation.storage.hex))
        installation.save(update_fields=["storage"])
    return installation


def _require_the_files_of_before() -> None:
    """A database with uploads was used before there were markers: it binds to the storage that holds them alone."""
    uploads = apps.get_model("analysis", "Upload").objects.order_by("-pk")
    names = list(uploads.values_list("file", flat=True)[:SAMPLE])
    held = sum(os.path.lexists(default_storage.path(name)) for name in names)
    if held < LEAST_SHARE * len(names):
        raise StorageAway(errno.ENOENT, f"{root()} holds {held} of the {len(names)} newest uploads of this database")


def _make_root() -> None:
    try:
        root().mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageAway(error.errno, f"{root()}: {error.strerror}") from error


def _read(database: str) -> Marker | None:
    """What the marker says; None where there is none."""
    path = marker_path(database)
    try:
        found: dict[str, Any] = json.loads(path.read_text())
        return Marker(str(found["database"]), str(found["storage"]), int(found.get("uploads_seen", 0)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StorageAway(error.errno, f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StorageAway(errno.EIO, f"{path} can't be understood") from error


def _write(marker: Marker) -> None:
    path = marker_path(marker.database)
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    text = json.dumps({"database": marker.database, "storage": marker.storage, "uploads_seen": marker.uploads_seen})
    try:
        with open(beside, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StorageAway(error.errno, f"{path}: {error.strerror}") from error
    _found[root()] = marker


def _is_same(marker: Marker | None, expected: Marker) -> bool:
    return marker is not None and (marker.database, marker.storage) == (expected.database, expected.storage)
