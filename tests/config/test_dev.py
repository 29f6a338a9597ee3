"""`manage.py dev`, which `make run` runs: everything from nothing, and nothing left of it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.management.demo_account import PASSWORD, USERNAME
from config.postgres import address as postgres
from config.postgres import embedded, roles
from tests.config.running import ROOT, is_alive, processes_of
from tests.database import UNSAFE_BUT_FAST
from tests.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dev")]


@dataclass
class RunningDev:
    process: "subprocess.Popen[str]"
    data_dir: Path
    port: int
    log: Path

    def wait_until_up(self) -> None:
        assert eventually(lambda: "is running" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def stop(self, signal_number: int) -> None:
        """Ends it with this signal."""
        self.process.send_signal(signal_number)
        self.process.wait(timeout=60)


@pytest.fixture
def dev(tmp_path: Path) -> Iterator[RunningDev]:
    """`manage.py dev` on nothing, just started. After the test nothing of it may run."""
    running = start(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()
    assert eventually(lambda: not processes_of(tmp_path)), processes_of(tmp_path)


DEV = (sys.executable, "manage.py", "dev")


def start(data_dir: Path, *options: str, command: tuple[str, ...] = DEV, **environment: str) -> RunningDev:
    port = free_port()
    log = data_dir / f"dev-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=clean_environment()
            | {"DATA_DIR": str(data_dir), "PORT": str(port), "WEB_CONCURRENCY": "1"}
            | environment,
            stdout=output,
            stderr=output,
            text=True,
        )
    return RunningDev(process, data_dir, port, log)


def clean_environment() -> dict[str, str]:
    """What a person's shell has: nothing that this test run has set."""
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "MAKELEVEL", "MAKEFLAGS")
    return {name: value for name, value in os.environ.items() if name not in ours}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accounts(data_dir: Path) -> int:
    with roles.connect(data_dir, postgres.USER, database=postgres.NAME) as connection:
        row = connection.execute("SELECT count(*) FROM auth_user").fetchone()
    return row[0] if row else 0


def test_from_nothing_to_a_page_and_through_a_kill_of_everything_to_the_same_data(dev: RunningDev) -> None:
    dev.wait_until_up()
    assert all(word in dev.said() for word in (f"http://127.0.0.1:{dev.port}/", USERNAME, PASSWORD))
    assert dev.get("/accounts/login/") == 200
    assert dev.get("/healthz") == 200
    before = accounts(dev.data_dir)
    assert before > 0
    dev.process.kill()
    dev.process.wait()
    assert eventually(lambda: not processes_of(dev.data_dir)), "something outlived kill -9"
    again = start(dev.data_dir)
    again.wait_until_up()
    assert accounts(dev.data_dir) == before
    again.stop(signal.SIGINT)  # Ctrl-C
    assert again.process.returncode == 0
    assert not processes_of(dev.data_dir)
    assert "Traceback" not in dev.said() + again.said()


def test_ctrl_c_while_it_still_starts_leaves_nothing_either(dev: RunningDev) -> None:
    assert eventually((dev.data_dir / "postgres" / "data" / "postmaster.pid").exists)
    dev.stop(signal.SIGINT)
    assert eventually(lambda: not processes_of(dev.data_dir))
    assert "Traceback" not in dev.said()


def test_what_is_killed_comes_back_and_when_make_is_killed_nothing_stays(tmp_path: Path) -> None:
    if not (ROOT / ".venv" / ".installed").exists():
        pytest.skip("this environment was not made by make install")
    dev = start(tmp_path, command=("make", "run"))
    dev.wait_until_up()
    victims = [
        pid
        for pid, command in processes_of(tmp_path).items()
        if "gunicorn" in command or "config.postgres.guard" in command or "run_cluster" in command
    ]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not any(map(is_alive, victims)))
    assert eventually(lambda: _is_well(dev)), dev.said()
    dev.process.kill()
    dev.process.wait()
    assert eventually(lambda: not processes_of(tmp_path)), processes_of(tmp_path)


def test_a_port_that_is_taken_is_named_in_one_line_with_one_that_is_free(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        dev = start(tmp_path, PORT=str(port))
        assert dev.process.wait(timeout=60) == 1
    assert f"Port {port} is taken" in dev.said()
    assert f"make run PORT={port + 1}" in dev.said()
    assert dev.said().count("\n") == 1
    assert not (tmp_path / "postgres").exists()


def test_with_a_database_url_no_server_of_its_own_is_started(tmp_path: Path) -> None:
    other = tmp_path / "other"
    with embedded.running(other, UNSAFE_BUT_FAST):
        address = postgres.url(postgres.database_settings(other, ""))
        dev = start(tmp_path, DATABASE_URL=address, DEVELOPMENT="1")
        dev.wait_until_up()
        assert accounts(other) > 0
        dev.stop(signal.SIGTERM)
        assert embedded.answers(other)
    assert not (tmp_path / "postgres").exists()
    assert not processes_of(tmp_path)


def test_the_development_server_leaves_nothing_when_everything_is_killed(tmp_path: Path) -> None:
    dev = start(tmp_path, "--reload")
    dev.wait_until_up()
    assert dev.get("/accounts/login/") == 200
    dev.process.kill()
    dev.process.wait()
    assert eventually(lambda: not processes_of(tmp_path)), processes_of(tmp_path)


def test_what_stands_in_the_way_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("a file where the folder should be")
    dev = start(tmp_path)
    assert dev.process.wait(timeout=60) == 1
    assert "can't be written" in dev.said()
    assert dev.said().count("\n") == 1


def _is_well(dev: RunningDev) -> bool:
    try:
        return dev.get("/healthz") == 200
    except (OSError, http.client.HTTPException):
        return False
