"""Children under supervision, as real processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.worker.processes import Child
from config.postgres.locks import FileLock
from tests.config.running import ROOT, children, is_alive
from tests.waiting import eventually

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_GRANDCHILD = [sys.executable, "-c", "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"]
PARENT = """
import sys, time
from pathlib import Path
from analysis.worker.processes import Child
child = Child("child", ["sleep", "60"], Path.cwd())
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""
FORKING_PARENT = """
import os, time
from analysis.worker.processes import forks_die_with_parent
forks_die_with_parent()
if not os.fork():
    if not os.fork():
        print(os.getpid(), flush=True)
    time.sleep(60)
time.sleep(60)
"""


@pytest.fixture
def child(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Child]:
    child = Child("child", getattr(request, "param", SLEEP), tmp_path)
    yield child
    child.kill()


def test_a_child_has_a_session_of_its_own_so_that_ctrl_c_passes_it_by(child: Child) -> None:
    child.start()
    assert child.pid
    assert os.getsid(child.pid) == child.pid


@pytest.mark.parametrize("program", [PARENT, FORKING_PARENT], ids=["program", "fork of a fork"])
def test_children_die_when_their_parent_is_killed(program: str) -> None:
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        descendant = int(parent.stdout.readline())
        assert is_alive(descendant)
        parent.kill()
    assert eventually(lambda: not is_alive(descendant))


def test_a_child_that_ended_is_started_again(child: Child) -> None:
    child.keep_running()
    first = child.pid
    assert first
    os.kill(first, signal.SIGKILL)

    def is_back() -> bool:
        child.keep_running()
        return child.is_running and child.pid != first

    assert eventually(is_back)


@pytest.mark.parametrize("child", [[sys.executable, "-c", "raise SystemExit(3)"]], indirect=True)
def test_a_child_that_ends_at_once_is_started_ever_more_rarely(
    child: Child, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = 1000.0
    monkeypatch.setattr("analysis.worker.processes.time.monotonic", lambda: clock)
    starts = []
    monkeypatch.setattr(child, "on_start", lambda: starts.append(clock))
    while clock < 1100:
        child.keep_running()
        while child.is_running:
            pass
        clock += 0.5
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 2 < 29 < pauses[-1] < 32
    assert "ended with 3" in caplog.text


@pytest.mark.parametrize("child", [WITH_GRANDCHILD], indirect=True)
def test_kill_ends_what_the_child_has_started_as_well(child: Child) -> None:
    child.start()
    assert child.pid
    pid = child.pid
    assert eventually(lambda: children(pid))
    grandchildren = children(pid)
    child.kill()
    assert not child.is_running
    assert eventually(lambda: not any(map(is_alive, grandchildren)))


@pytest.mark.parametrize("child", [WITH_GRANDCHILD], indirect=True)
def test_a_request_to_stop_goes_to_the_child_alone(child: Child) -> None:
    child.start()
    assert child.pid
    pid = child.pid
    assert eventually(lambda: children(pid))
    (grandchild,) = children(pid)
    child.ask_to_stop()
    assert child.wait(5)
    assert is_alive(grandchild)


def test_waiting_ends_early_when_there_is_a_hurry(child: Child) -> None:
    child.start()
    assert not child.wait(60, hurry=lambda: True)
    assert not child.wait(0.05)


def test_a_lock_ends_with_the_process_that_took_it_and_no_fork_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    program = (
        "import os, sys, time; from pathlib import Path; from config.postgres.locks import FileLock\n"
        "lock = FileLock(Path(sys.argv[1])); assert lock.try_take()\n"
        "if not os.fork():\n    print(os.getpid(), flush=True); time.sleep(60)\n"
        "time.sleep(60)"
    )
    lock = FileLock(path)
    with subprocess.Popen([sys.executable, "-c", program, path], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        fork = int(holder.stdout.readline())
        assert not lock.try_take(shared=True)
        holder.kill()
    assert eventually(lock.try_take)
    assert is_alive(fork)
    os.kill(fork, signal.SIGKILL)
    lock.release()


def test_many_share_a_lock_and_one_has_it_alone(tmp_path: Path) -> None:
    one, other, third = (FileLock(tmp_path / "lock") for _ in range(3))
    assert one.try_take(shared=True)
    assert other.try_take(shared=True)
    assert not third.try_take()
    one.release()
    other.release()
    other.release()  # again: no error
    assert third.try_take()
    third.release()
