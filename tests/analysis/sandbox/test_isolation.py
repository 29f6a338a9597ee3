"""What a function in the sandbox can see, reach and leave behind."""

import contextlib
import os
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import tree
from tests.analysis.sandbox import workloads
from tests.analysis.sandbox.watching import (
    failure_of,
    is_alive,
    let_go_on,
    python,
    zygote,
)
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("same_caller")


def test_it_sees_no_secret_of_its_caller() -> None:
    caller = python(
        """
        import os
        os.environ.update(SECRET_KEY="s3cret", DATABASE_URL="postgres://u:s3cret@h/d", LLM_API_KEY="s3cret")
        from analysis import sandbox
        from tests.analysis.sandbox import workloads
        print(sandbox.run(workloads.surroundings, None)["environment"])
        """
    )
    environment = caller.communicate(timeout=60)[0]

    assert "PATH" in environment
    assert "s3cret" not in environment


def test_it_has_no_open_file_of_its_caller_and_no_input() -> None:
    with socket.create_server(("127.0.0.1", 0)), ThreadPoolExecutor(1) as pool:
        beside = pool.submit(sandbox.run, workloads.sleep, 0.3)
        seen = sandbox.run(workloads.surroundings, None)
        beside.result()

    # Input, output, errors, argument, answer; one more to list them.
    assert seen["descriptors"] == [0, 1, 2, 3, 4, 5]
    assert seen["stdin"] == ""


def test_its_folder_is_its_own_and_goes_with_it() -> None:
    first, second = (sandbox.run(workloads.surroundings, None) for _ in range(2))

    assert first["folder"] != second["folder"]
    assert first["folder"] == first["temporary"] == first["environment"]["TMPDIR"]
    assert not Path(first["folder"]).exists()


def test_it_reaches_no_server() -> None:
    leaving = [["unshare", "--net", "true"], ["unshare", "--user", "--net", "true"]]
    if not any(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in leaving):
        pytest.skip("this system lets no process of this user leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        failure = failure_of(workloads.connect, list(server.getsockname()))

    assert "unreachable" in failure.detail or "not permitted" in failure.detail


@pytest.mark.parametrize("then", ["return", "crash"])
def test_processes_that_it_leaves_behind_end_with_it(then: str) -> None:
    left: list[int] = []

    def look(done: int, total: int) -> None:
        _, *others = tree.members(zygote_pid)[1:]
        left.extend(others)
        let_go_on()

    zygote_pid = zygote()
    with contextlib.suppress(StepFailure):
        sandbox.run(workloads.leave_children, then, on_progress=look)

    assert len(left) >= 2
    assert eventually(lambda: not any(map(is_alive, left)))


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to become a user of whom nothing else runs")
def test_a_fork_bomb_of_an_ordinary_user_is_bounded() -> None:
    script = """
        import os
        from analysis.sandbox.limits import Limits, bound_processes, tasks_of
        from tests.analysis.sandbox import workloads
        os.setuid(4242)
        bound_processes(Limits(processes=20), beside=tasks_of(4242))
        print(workloads.bomb(None, None), flush=True)
        os.killpg(0, 9)
    """
    outcome = python(script)

    assert 0 < int(outcome.communicate(timeout=60)[0]) <= 20
