"""Locks that end with their owner."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """An advisory lock on a file. The kernel drops it when its holder ends, however that happens.

    A fork of the holder does not keep it: the lock ends with the process that took it.
    """

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._owner = os.getpid()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def take(self, *, shared: bool = False) -> None:
        """Wait for the lock, as long as it takes."""
        fcntl.flock(self._fd, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def try_take(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free now."""
        try:
            fcntl.flock(self._fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give the lock up. Doing so twice is no error."""
        self._forget()
