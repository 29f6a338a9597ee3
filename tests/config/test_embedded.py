"""The embedded PostgreSQL, with real servers in folders of their own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.postgres import address as postgres
from config.postgres import embedded
from tests.config.running import ROOT, eventually, processes_of
from tests.database import UNSAFE_BUT_FAST

DAEMON, BIN = 1, 2  # accounts that every Debian has
AS_ROOT = os.geteuid() == 0
USE = """
import sys, time
from pathlib import Path
from config.postgres import embedded
try:
    with embedded.running(Path(sys.argv[1])):
        print("up", flush=True)
        time.sleep(float(sys.argv[2]))
except embedded.EmbeddedError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A DATA_DIR; after the test nothing that belongs to it may run."""
    yield tmp_path
    assert eventually(lambda: not processes_of(tmp_path), within=10), processes_of(tmp_path)


def connect(data_dir: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(postgres.socket_dir(data_dir)), user=postgres.USER, dbname=postgres.NAME, autocommit=True
    )


def ask(data_dir: Path, question: str) -> str:
    with connect(data_dir) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])


def user_process(data_dir: Path, seconds: float = 60, **options: Any) -> subprocess.Popen[str]:
    """Another process that uses the server of this DATA_DIR; it says "up" when it does."""
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(data_dir), str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def wait_until_up(user: subprocess.Popen[str]) -> None:
    assert user.stdout is not None
    assert user.stdout.readline() == "up\n"


def end(*users: subprocess.Popen[str]) -> None:
    for user in users:
        user.kill()
        user.communicate()


def refusal(data_dir: Path, **options: Any) -> str:
    """What a user is told who can't have a server."""
    output, complaint = user_process(data_dir, 0, **options).communicate(timeout=60)
    assert output == ""
    return complaint


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def test_a_server_comes_from_nothing_within_seconds(data_dir: Path) -> None:
    began = time.monotonic()
    with embedded.running(data_dir):
        assert time.monotonic() - began < 5
        assert ask(data_dir, "SHOW server_version").startswith("18")


def test_text_is_unicode_and_time_is_utc_on_every_machine(data_dir: Path) -> None:
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        assert ask(data_dir, "SHOW server_encoding") == "UTF8"
        assert ask(data_dir, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
        assert ask(data_dir, "SELECT upper('résumé')") == "RÉSUMÉ"
        assert ask(data_dir, "SHOW timezone") == "UTC"
        assert ask(data_dir, "SHOW max_connections") == "100"


def test_nobody_reaches_the_server_but_through_a_folder_of_its_owner(data_dir: Path) -> None:
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        assert ask(data_dir, "SHOW listen_addresses") == ""
        assert postgres.socket_dir(data_dir).stat().st_mode & 0o777 == 0o700
        assert (data_dir / "postgres").stat().st_mode & 0o777 == 0o700


def test_a_second_run_finds_its_data(data_dir: Path) -> None:
    with embedded.running(data_dir), connect(data_dir) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with embedded.running(data_dir):
        assert ask(data_dir, "SELECT answer FROM kept") == "42"


def test_the_last_of_two_users_stops_the_server_and_the_first_does_not(data_dir: Path) -> None:
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        other = user_process(data_dir)
        wait_until_up(other)
    assert embedded.answers(data_dir)
    other.terminate()
    other.communicate()
    assert eventually(lambda: not processes_of(data_dir), within=5)


def test_users_that_start_at_once_share_one_server(data_dir: Path) -> None:
    users = [user_process(data_dir) for _ in range(4)]
    for user in users:
        wait_until_up(user)
    assert sum("config.postgres.guard" in command for command in processes_of(data_dir).values()) == 1
    end(*users)


def test_a_killed_user_leaves_no_server_behind(data_dir: Path) -> None:
    user = user_process(data_dir)
    wait_until_up(user)
    end(user)
    assert eventually(lambda: not processes_of(data_dir), within=5)


def test_a_killed_guard_takes_the_server_along(data_dir: Path) -> None:
    user = user_process(data_dir)
    wait_until_up(user)
    server = server_pid(data_dir)
    guard = next(pid for pid, command in processes_of(data_dir).items() if "config.postgres.guard" in command)
    os.kill(guard, signal.SIGKILL)
    assert eventually(lambda: not Path(f"/proc/{server}").exists(), within=5)
    end(user)


def test_after_a_kill_of_everything_the_data_are_there(data_dir: Path) -> None:
    user = user_process(data_dir)
    wait_until_up(user)
    with connect(data_dir) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        for pid in processes_of(data_dir):
            with contextlib.suppress(ProcessLookupError):  # the kernel is as quick
                os.kill(pid, signal.SIGKILL)
    user.communicate()
    assert eventually(lambda: not processes_of(data_dir), within=5)
    with embedded.running(data_dir):
        assert ask(data_dir, "SELECT answer FROM kept") == "42"


def test_a_killed_server_is_started_again(data_dir: Path) -> None:
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        killed = server_pid(data_dir)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: embedded.answers(data_dir) and server_pid(data_dir) != killed, within=10)


def test_a_stale_pid_file_with_the_number_of_another_process_does_no_harm(data_dir: Path) -> None:
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        stale = (data_dir / "postgres" / "data" / "postmaster.pid").read_text()
    recycled = stale.replace(stale.split()[0], str(os.getpid()), 1)
    (data_dir / "postgres" / "data" / "postmaster.pid").write_text(recycled)
    (postgres.socket_dir(data_dir) / f".s.PGSQL.{postgres.PORT}.lock").write_text(recycled)
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        assert ask(data_dir, "SELECT 1") == "1"


def test_an_initdb_that_was_killed_leaves_nothing_half_made(data_dir: Path) -> None:
    unfinished = data_dir / "postgres" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        assert ask(data_dir, "SELECT 1") == "1"


@pytest.mark.parametrize("name", ["with space, comma", 'it\'s "quoted" %2F ü', "x" * 120], ids=["comma", "odd", "long"])
def test_any_folder_will_do(data_dir: Path, name: str) -> None:
    folder = data_dir / name
    with embedded.running(folder, UNSAFE_BUT_FAST):
        assert ask(folder, "SELECT 1") == "1"
    if postgres.socket_dir(folder).parent == Path("/tmp"):
        shutil.rmtree(postgres.socket_dir(folder))


def test_a_folder_that_is_a_file_is_refused_in_one_line(data_dir: Path) -> None:
    (data_dir / "file").write_text("")
    complaint = refusal(data_dir / "file")
    assert "can't be written" in complaint
    assert complaint.count("\n") == 1


def test_data_of_another_version_are_refused(data_dir: Path) -> None:
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        pass
    (data_dir / "postgres" / "data" / "PG_VERSION").write_text("15\n")
    complaint = refusal(data_dir)
    assert "was made by PostgreSQL 15" in complaint
    assert complaint.count("\n") == 1


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
class TestOfUsers:
    """Root and others, as make run meets them in containers and on shared machines."""

    def test_an_ordinary_user_has_a_server_of_its_own(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        user = user_process(home, 0, user=DAEMON, group=DAEMON, extra_groups=[])
        output, complaint = user.communicate(timeout=60)
        assert output == "up\n", complaint
        assert (home / "postgres" / "data").stat().st_uid == DAEMON

    def test_a_user_without_an_account_has_one_as_well_or_is_told_what_is_missing(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        os.chown(home, 54321, 54321)
        output, complaint = user_process(home, 0, user=54321, group=54321, extra_groups=[]).communicate(timeout=60)
        assert output == "up\n" or "wants an account for user number 54321" in complaint

    def test_root_goes_on_with_the_data_of_an_ordinary_user_who_can_come_back(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        for options in ({"user": DAEMON, "group": DAEMON, "extra_groups": []}, {}, {"user": DAEMON, "group": DAEMON}):
            output, complaint = user_process(home, 0, **options).communicate(timeout=60)
            assert output == "up\n", complaint

    def test_a_folder_of_somebody_else_is_refused_in_one_line(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        with embedded.running(home, UNSAFE_BUT_FAST):
            pass
        complaint = refusal(home, user=BIN, group=BIN, extra_groups=[])
        assert "can't be written" in complaint
        assert complaint.count("\n") == 1

    def test_root_without_user_namespaces_becomes_another_user(self, data_dir: Path) -> None:
        path = _without(data_dir, "unshare")
        user = user_process(data_dir / "sub", 60, env=os.environ | {"PATH": path})
        wait_until_up(user)
        data = data_dir / "sub" / "postgres" / "data"
        assert data.stat().st_uid == 65534
        assert Path(f"/proc/{server_pid(data_dir / 'sub')}").stat().st_uid == 65534
        end(user)
        with embedded.running(data_dir / "sub"):  # with namespaces again, the data stay usable
            assert ask(data_dir / "sub", "SELECT 1") == "1"

    def test_root_without_any_way_out_is_told_so(self, data_dir: Path) -> None:
        path = _without(data_dir, "unshare", "setpriv")
        complaint = refusal(data_dir / "sub", env=os.environ | {"PATH": path})
        assert "refuses to run as root" in complaint
        assert "DATABASE_URL" in complaint

    def test_a_disk_that_is_nearly_full_is_named(self, data_dir: Path) -> None:
        small = data_dir / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", small], check=False).returncode:
            pytest.skip("this machine lets nobody mount a small disk")
        try:
            complaint = refusal(small)
        finally:
            subprocess.run(["umount", "--lazy", small], check=True)
        assert "No space" in complaint
        assert complaint.count("\n") == 1


def _open_to_others(folder: Path) -> Path:
    """A folder that the user DAEMON owns and reaches, or a skip where that user can't even read the code."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == 0 and parent != Path("/") and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    home = folder / "home"
    home.mkdir()
    os.chown(home, DAEMON, DAEMON)
    probe = [sys.executable, "-c", "import psycopg, config.postgres.guard"]
    try:
        subprocess.run(probe, cwd=ROOT, check=True, capture_output=True, user=DAEMON)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("other users can't reach this checkout or its Python")
    return home


def _without(folder: Path, *programs: str) -> str:
    """A PATH on which these programs only fail."""
    fakes = folder / "fakes"
    fakes.mkdir()
    for program in programs:
        (fakes / program).write_text("#!/bin/sh\nexit 1\n")
        (fakes / program).chmod(0o755)
    return f"{fakes}:{os.environ['PATH']}"
