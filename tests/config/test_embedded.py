"""The embedded PostgreSQL, with real servers in folders of their own."""

import contextlib
import os
import shutil
import signal
from pathlib import Path

import pytest

from config.postgres import address as postgres
from config.postgres import embedded
from tests.config.running import processes_of
from tests.config.servers import ask, connect, end, refusal, server_pid, user_process, wait_until_up
from tests.database import UNSAFE_BUT_FAST
from tests.waiting import eventually


def test_a_server_comes_from_nothing(data_dir: Path) -> None:
    with embedded.running(data_dir):
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
    assert eventually(lambda: not processes_of(data_dir))


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
    assert eventually(lambda: not processes_of(data_dir))


def test_a_killed_guard_takes_the_server_along(data_dir: Path) -> None:
    user = user_process(data_dir)
    wait_until_up(user)
    server = server_pid(data_dir)
    guard = next(pid for pid, command in processes_of(data_dir).items() if "config.postgres.guard" in command)
    os.kill(guard, signal.SIGKILL)
    assert eventually(lambda: not Path(f"/proc/{server}").exists())
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
    assert eventually(lambda: not processes_of(data_dir))
    with embedded.running(data_dir):
        assert ask(data_dir, "SELECT answer FROM kept") == "42"


def test_a_killed_server_is_started_again(data_dir: Path) -> None:
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        killed = server_pid(data_dir)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: embedded.answers(data_dir) and server_pid(data_dir) != killed)


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
