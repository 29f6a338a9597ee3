"""The embedded PostgreSQL as its users see it: it is up while somebody holds it, and gone when nobody does.

Each user holds a shared lock. A guard (`config.guard`), one per DATA_DIR and nobody's child, owns the server; it waits
for the exclusive lock and stops the server once it has it. The kernel drops the lock of a user that was killed, so a
server never outlives its users, and there is no count that could go wrong. Whether a server is up is asked of the
server: a process id in a file may be anybody's by now.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from config import postgres
from config.processes import FileLock

_START_SECONDS = 60.0  # a server that was killed first reads its log again
_STOP_SECONDS = 9.0
_POLL_SECONDS = 0.03

# Those that this process started, by their server's folder. They may outlive it.
_guards: dict[Path, subprocess.Popen[bytes]] = {}


class EmbeddedError(Exception):
    """The embedded server can't be had. The message says why and what to do, in one line."""


@contextmanager
def running(data_dir: Path, options: Mapping[str, str] | None = None) -> Iterator[None]:
    """Keep the embedded server of this DATA_DIR up; `options` are settings of PostgreSQL for the one who starts it.

    Leaving waits until the server has stopped, or goes on for somebody else. Raises EmbeddedError.
    """
    home = _prepared(data_dir)
    users = _join(home)
    try:
        _start(data_dir, home, options or {})
        yield
    finally:
        users.release()
        _wait_until_stopped(data_dir, home)


def answers(data_dir: Path) -> bool:
    """Whether the server of this very DATA_DIR takes connections."""
    try:
        with _connect(data_dir) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    if row is None or not _same_file(row[0], data_dir / "postgres" / "data"):
        raise EmbeddedError(f"Another PostgreSQL answers in {postgres.socket_dir(data_dir)}. Stop it, or set DATA_DIR.")
    return True


def _connect(data_dir: Path) -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(
        host=str(postgres.socket_dir(data_dir)),
        port=postgres.PORT,
        user=postgres.USER,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


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


def _join(home: Path) -> FileLock:
    """Become a user of the server. Waits for one that is just stopping."""
    try:
        users = FileLock(home / "users.lock")
    except OSError as error:
        raise EmbeddedError(f"{home / 'users.lock'} can't be opened: {error.strerror}.") from error
    deadline = time.monotonic() + _START_SECONDS
    while not users.try_take(shared=True):
        if time.monotonic() > deadline:
            users.release()
            raise EmbeddedError(f"The embedded PostgreSQL in {home} has been stopping for a minute: see {home}/log.")
        time.sleep(_POLL_SECONDS)
    return users


def _start(data_dir: Path, home: Path, options: Mapping[str, str]) -> None:
    """Wait until the server answers; where nobody guards one, start a guard."""
    deadline = time.monotonic() + _START_SECONDS
    guard: subprocess.Popen[bytes] | None = None
    while True:
        if _is_guarded(home):
            if answers(data_dir):
                break
        elif guard is None:
            guard = _spawn_guard(data_dir, home, options)
        elif guard.poll() is not None:
            if guard.returncode:
                raise EmbeddedError(f"The embedded PostgreSQL does not start: {_reason(home)}")
            guard = None  # another guard was faster, and has gone since
        if time.monotonic() > deadline:
            raise EmbeddedError(f"The embedded PostgreSQL does not answer: {_reason(home)}")
        time.sleep(_POLL_SECONDS)
    _create_database(data_dir)


def _is_guarded(home: Path) -> bool:
    lock = FileLock(home / "guard.lock")
    free = lock.try_take(shared=True)
    lock.release()
    return not free


def _spawn_guard(data_dir: Path, home: Path, options: Mapping[str, str]) -> subprocess.Popen[bytes]:
    arguments = [f"{name}={value}" for name, value in options.items()]
    with (home / "guard.log").open("wb") as log:
        guard = subprocess.Popen(
            [sys.executable, "-m", "config.guard", str(data_dir), *arguments],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a terminal's Ctrl-C is not for the server
        )
    _guards[home] = guard
    return guard


def _reason(home: Path) -> str:
    """The last thing that guard or server complained of."""
    said = [line for name in ("guard.log", "log") if (home / name).exists() for line in _lines(home / name)]
    complaints = [line for line in said if any(word in line for word in ("FATAL", "PANIC", "rror:", "No space"))]
    return (complaints or said or ["no reason was given"])[0] + f" (see {home}/log)"


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(errors="replace").splitlines() if line.strip()]


def _create_database(data_dir: Path) -> None:
    with _connect(data_dir) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [postgres.NAME]).fetchone()
        if known is None:
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(postgres.NAME)))
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                pass  # somebody else was faster


def _wait_until_stopped(data_dir: Path, home: Path) -> None:
    """Return when the guard is gone, or when the server plainly goes on for somebody else."""
    began = time.monotonic()
    while _is_guarded(home) and time.monotonic() - began < _STOP_SECONDS:
        time.sleep(_POLL_SECONDS)
        if time.monotonic() - began > 1 and answers(data_dir):
            return
    if (guard := _guards.get(home)) is not None:
        try:
            guard.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return
        del _guards[home]
