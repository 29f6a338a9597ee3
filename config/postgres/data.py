"""The embedded PostgreSQL's data: made where there is none, and closed to everybody without a password.

Programs are run behind `wrapper` (`config.postgres.guard.Identity`), on files that belong to `uid`.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from config.postgres import address as postgres
from config.postgres.passwords import password
from config.postgres.programs import GuardError, programs

_NEEDED_BYTES = 150 * 1024 * 1024  # fresh data is 40 MB, and a log of 16 MB is always being written
# The built-in provider needs no locale of the machine. --no-sync saves seconds, and risks no more than empty data.
_INITDB = [
    *("-U", postgres.OWNER, "--auth=reject", "--no-sync"),
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
]
# Over the socket, with a password. The file that PostgreSQL brings itself, where releases before let everybody in, is
# left to them.
_RULES = "local all all scram-sha-256\n"
# Says which password the superuser has, by its hash.
_NOTE = "password.set"


def initialise(data_dir: Path, wrapper: Sequence[str], uid: int) -> None:
    """Make the data beside its place, so that an initdb that was killed leaves nothing half made."""
    home = data_dir / "postgres"
    free = shutil.disk_usage(home).free
    if free < _NEEDED_BYTES:
        raise GuardError(f"No space: {free >> 20} MB are free in {home}, {_NEEDED_BYTES >> 20} MB are needed")
    unfinished = home / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give_to(unfinished, uid)
    secret = home / "password.new"
    try:
        _write(secret, password(data_dir, postgres.OWNER), uid)
        made = _run([*wrapper, str(programs() / "initdb"), "-D", str(unfinished), *_INITDB, f"--pwfile={secret}"])
    finally:
        secret.unlink(missing_ok=True)
    if made.returncode:
        complaints = made.stderr.strip().splitlines() or [f"initdb ended with {made.returncode}"]
        shutil.rmtree(unfinished, ignore_errors=True)
        raise GuardError(next((line for line in complaints if "rror" in line or "FATAL" in line), complaints[-1]))
    _note(data_dir)
    unfinished.rename(home / "data")


def require_passwords(data_dir: Path, wrapper: Sequence[str], uid: int) -> Path:
    """The rules by which the server lets anybody in. Data of an earlier release, or another key's, get the password of
    the superuser first, while no server runs.
    """
    rules = data_dir / "postgres" / "data" / "second_look_hba.conf"
    _write(rules, _RULES, uid)
    if not _is_noted(data_dir):
        statement = f"ALTER ROLE {postgres.OWNER} PASSWORD '{password(data_dir, postgres.OWNER)}'\n"
        alone = [*wrapper, str(programs() / "postgres"), "--single", "-D", str(rules.parent), "template1"]
        done = _run(alone, given=statement)
        if done.returncode or "ERROR" in done.stderr:
            raise GuardError(f"The embedded database could not be given a password: {done.stderr.strip()[-300:]}")
        _note(data_dir)
    return rules


def give_to(folder: Path, uid: int) -> None:
    if folder.stat().st_uid == uid:
        return
    for parent, _, files in os.walk(folder):
        os.chown(parent, uid, -1)
        for name in files:
            os.chown(Path(parent) / name, uid, -1, follow_symlinks=False)


def environment() -> dict[str, str]:
    """Ours, without what would point PostgreSQL's programs elsewhere, and in English, since we read its complaints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def _run(command: Sequence[str], *, given: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, input=given, capture_output=True, text=True, env=environment())


def _write(path: Path, text: str, uid: int) -> None:
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    if path.stat().st_uid != uid:
        os.chown(path, uid, -1)


def _digest(data_dir: Path) -> str:
    return hashlib.sha256(password(data_dir, postgres.OWNER).encode()).hexdigest()


def _note(data_dir: Path) -> None:
    (data_dir / "postgres" / _NOTE).write_text(_digest(data_dir))


def _is_noted(data_dir: Path) -> bool:
    try:
        return (data_dir / "postgres" / _NOTE).read_text() == _digest(data_dir)
    except OSError:
        return False
