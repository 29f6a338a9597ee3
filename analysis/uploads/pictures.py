"""Pictures of an upload's pages, and its profile as PDF, kept for a day: each can cost a processor for seconds.

A page that can't be drawn is kept as well, as an empty file, so that it is tried once. What is kept belongs to the
upload and goes with it.
"""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

# Seconds: longer than somebody works on a profile.
KEPT = 24 * 3600


def kept(upload_pk: int, name: str) -> bytes | None:
    """The picture, b"" for one that can't be drawn, None where nobody has tried."""
    try:
        return (_folder(upload_pk) / name).read_bytes()
    except OSError:
        return None


def keep(upload_pk: int, name: str, picture: bytes) -> None:
    """Where the disk is full, the next one who asks draws it again."""
    with suppress(OSError):
        folder = _folder(upload_pk)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f"{name}.{time.monotonic_ns()}"
        draft.write_bytes(picture)
        draft.rename(folder / name)


def forget(upload_pk: int) -> None:
    shutil.rmtree(_folder(upload_pk), ignore_errors=True)


def forget_old() -> None:
    """Of all uploads whose pictures nobody has drawn anew for a day."""
    with suppress(OSError):
        for folder in _root().iterdir():
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > KEPT:
                    shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    return Path(settings.PICTURES_ROOT)


def _folder(upload_pk: int) -> Path:
    return _root() / str(upload_pk)
