"""The embedded PostgreSQL as its users see it: it is up while somebody holds it, and gone when nobody does.

Each user holds a shared lock. A guard (`guard`), one per DATA_DIR and nobody's child, owns the server; it waits
for the exclusive lock and stops the server once it has it. The kernel drops the lock of a user that was killed, so a
server never outlives its users, and there is no count that could go wrong. Whether a server is up is asked of the
server: a process id in a file may be anybody's by now.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config.postgres import address as postgres
from config.postgres import roles
from config.postgres.locks import FileLock

_START_SECONDS = 60.0  # a server that was killed first reads its log again
_STOP_SECONDS = 6.0
_POLL_SECONDS = 0.03


class EmbeddedError(Exception):
    """The embedded server can't be had. The message says why and what to do, in one line."""


@contextmanager
def running(data_dir: Path, options: Mapping[str, str] | None = None) -> Iterator["Server"]:
    """Keep the embedded server of this DATA_DIR up; `options` are settings of PostgreSQL for the one who starts it.

    Leaving waits until the server has stopped, or goes on for somebody else. Raises EmbeddedError.
    """
    server = Server(data_dir, options or {})
    server.join()
    try:
        server.start()
        yield server
    finally:
        server.leave()


class Server:
    """One user's hold on the server of a DATA_DIR."""

    def __init__(self, data_dir: Path, options: Mapping[str, str]) -> None:
        self._data_dir = data_dir
        self._options = [f"{name}={value}" for name, value in options.items()]
        self._home = _prepared(data_dir)
        self._users = _lock(self._home / "users.lock")
        self._guard: subprocess.Popen[bytes] | None = None

    def join(self) -> None:
        """Become a user. Waits for a server that is just stopping."""
        deadline = time.monotonic() + _START_SECONDS
        while not self._users.try_take(shared=True):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The embedded PostgreSQL has been stopping for a minute: see {self._home}/log.")
            time.sleep(_POLL_SECONDS)

    def start(self) -> None:
        """Wait until the server answers; where nobody guards one, start a guard."""
        deadline = time.monotonic() + _START_SECONDS
        while not (self.keep_guarded() and answers(self._data_dir)):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The embedded PostgreSQL does not answer: {_reason(self._home)}")
            time.sleep(_POLL_SECONDS)
        try:
            roles.prepare(self._data_dir)
        except psycopg.Error as error:
            raise EmbeddedError(f"The embedded PostgreSQL can't be made ready: {error}".splitlines()[0]) from error

    def keep_guarded(self) -> bool:
        """Start a guard where there is none, without waiting for it; whether there is one. Raises EmbeddedError."""
        if self._is_guarded():
            return True
        if self._guard is not None and (self._guard.poll() or 0) > 0:
            raise EmbeddedError(f"The embedded PostgreSQL does not start: {_reason(self._home)}")
        if self._guard is None or self._guard.returncode is not None:  # it was killed, or another guard was faster
            self._guard = self._spawn_guard()
        return False

    def leave(self) -> None:
        """Be no user any more. Returns when the guard has gone, or the server plainly goes on for somebody else."""
        self._users.release()
        began = time.monotonic()
        while self._is_guarded() and time.monotonic() - began < _STOP_SECONDS:
            time.sleep(_POLL_SECONDS)
            if time.monotonic() - began > 1 and answers(self._data_dir):
                break
        if self._guard is not None:
            try:
                self._guard.wait(timeout=1)
            except subprocess.TimeoutExpired:  # it goes on for somebody else, and is waited for as long as we live
                threading.Thread(target=self._guard.wait, name="guard", daemon=True).start()

    def _is_guarded(self) -> bool:
        lock = _lock(self._home / "guard.lock")
        free = lock.try_take(shared=True)
        lock.release()
        return not free

    def _spawn_guard(self) -> "subprocess.Popen[bytes]":
        with (self._home / "guard.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "config.postgres.guard", str(self._data_dir), *self._options],
                cwd=Path(__file__).parents[2],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a terminal's Ctrl-C is not for the server
            )


def answers(data_dir: Path) -> bool:
    """Whether the server of this very DATA_DIR takes connections."""
    try:
        with roles.connect(data_dir) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    if row is None or not _same_file(row[0], data_dir / "postgres" / "data"):
        raise EmbeddedError(f"Another PostgreSQL answers in {postgres.socket_dir(data_dir)}. Stop it, or set DATA_DIR.")
    return True


def _same_file(one: str, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _prepared(data_dir: Path) -> Path:
    """The server's folder within DATA_DIR, made where it is missing."""
    home = data_dir / "postgres"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(13, f"it belongs to user number {home.stat().st_uid}")
    except OSError as error:
        raise EmbeddedError(
            f"DATA_DIR {data_dir} can't be written ({error.strerror or error}). Set DATA_DIR to a folder of your own."
        ) from error
    return home


def _lock(path: Path) -> FileLock:
    try:
        return FileLock(path)
    except OSError as error:
        raise EmbeddedError(f"{path} can't be opened: {error.strerror}.") from error


def _reason(home: Path) -> str:
    """What the guard complained of, if it did."""
    said = (home / "guard.log").read_text(errors="replace").strip().splitlines()
    return said[-1] if said else f"{home}/log may say why"
