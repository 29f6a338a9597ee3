"""Turns for what a page asks of the processor: a few at a time for each person, and a few for all.

A turn is a lock on a file of this machine, since it is this machine's processor that is shared. The kernel gives it
back, whatever becomes of the process.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

# Pages are drawn, and profiles set as PDF, so many at a time. Chromium asks for six pictures at once.
FOR_ONE, FOR_ALL = 2, 4
# Seconds to wait for a turn, and between two looks. Whoever waits holds a thread of the web server.
PATIENCE, LOOK = 3.0, 0.05
# Seconds after which somebody who got no turn may ask again.
BUSY_SECONDS = 2
# People whose numbers are equal in this share their turns: files are not to become as many as people.
_PEOPLE = 1000


class NoTurn(Exception):
    """All turns are taken; it is worth asking again in a few seconds."""


@contextmanager
def turn(user_pk: int) -> Iterator[None]:
    """Hold one of this person's turns and one of all. Raises NoTurn."""
    deadline = time.monotonic() + PATIENCE
    folder = Path(settings.DATA_DIR) / "turns"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = _taken([folder / f"{user_pk % _PEOPLE}-{number}" for number in range(FOR_ONE)], deadline)
    try:
        shared = _taken([folder / f"all-{number}" for number in range(FOR_ALL)], deadline)
        try:
            yield
        finally:
            os.close(shared)
    finally:
        os.close(own)


def _taken(files: list[Path], deadline: float) -> int:
    """The descriptor that holds the lock of one of these files, whichever is free first."""
    while True:
        for file in files:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            else:
                return descriptor
        if time.monotonic() > deadline:
            raise NoTurn
        time.sleep(LOOK)
