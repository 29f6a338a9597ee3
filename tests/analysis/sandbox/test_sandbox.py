"""What comes of functions that misbehave in the sandbox, and what their caller sees of it."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import Limits, owner, tree
from analysis.sandbox.child import Sandboxed
from analysis.sandbox.zygote import PREFIX
from tests.analysis.sandbox import workloads

ROOT = Path(__file__).parents[3]
TIGHT = Limits(wall_seconds=10, cpu_seconds=5, memory_bytes=300 * 2**20)


@pytest.fixture(autouse=True)
def same_caller() -> Iterator[None]:
    """Whatever happened in the child: the caller goes on, its zygote as well, and no child is left."""
    before = zygote()
    yield
    after = zygote()
    assert after == before
    assert eventually(lambda: children_of(after) == [])


def zygote() -> int:
    """The one that answers just now."""
    sandbox.run(workloads.echo, None)
    return owner.zygote().process.pid


def failure_of(function: Sandboxed, argument: object = None, limits: Limits = TIGHT) -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        sandbox.run(function, argument, limits=limits)
    return caught.value


def eventually(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def folders(where: Path) -> list[Path]:
    return list(where.glob(f"{PREFIX}*"))


def test_a_value_comes_back_as_it_went() -> None:
    value = {"text": "Zoë 履歴書", "numbers": [1, 2.5, None, True], "nested": {"a": [{}]}}

    assert sandbox.run(workloads.echo, value) == value


def test_a_large_value_comes_back_whole() -> None:
    assert len(sandbox.run(workloads.return_megabytes, 20)) == 20 * 2**20


def test_progress_arrives_while_the_work_goes_on() -> None:
    seen: list[tuple[int, int, float]] = []

    sandbox.run(workloads.count, 4, on_progress=lambda done, total: seen.append((done, total, time.monotonic())))

    assert [(done, total) for done, total, _ in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert seen[-1][2] - seen[0][2] > 0.3


def test_a_failure_of_the_step_passes_with_all_it_says() -> None:
    failure = failure_of(
        workloads.fail, {"code": "too_large", "reason": "pages", "values": {"count": "900"}, "detail": "900 pages"}
    )

    assert (failure.code, failure.detail) == ("too_large", "900 pages")
    assert failure.message.startswith("This PDF has 900 pages")


def test_an_exception_becomes_an_unreadable_file_and_its_traceback_a_detail() -> None:
    failure = failure_of(workloads.raise_value_error)

    assert failure.code == "unreadable_file"
    assert "has a hole" in failure.detail
    assert "hole" not in failure.message


@pytest.mark.parametrize("function", [workloads.abort, workloads.segfault, workloads.exit_quietly])
def test_a_crash_becomes_an_unreadable_file(function: Sandboxed) -> None:
    assert failure_of(function).code == "unreadable_file"


@pytest.mark.parametrize("function", [workloads.eat_memory, workloads.eat_memory_below_python])
def test_a_child_that_eats_memory_gets_no_more_than_its_share(function: Sandboxed) -> None:
    failure = failure_of(function)

    assert failure.code == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2**20  # kilobytes: nothing of it was the caller's


@pytest.mark.parametrize("function", [workloads.loop_in_python, workloads.loop_in_c])
def test_a_loop_ends_with_its_processor_time(function: Sandboxed) -> None:
    begun = time.monotonic()

    failure = failure_of(function, limits=Limits(wall_seconds=20, cpu_seconds=1))

    assert failure.code == "too_large"
    assert "longer" in failure.message
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize("function", [workloads.loop_in_c, workloads.sleep])
def test_a_child_that_takes_too_long_is_ended(function: Sandboxed) -> None:
    begun = time.monotonic()

    failure = failure_of(function, 60, limits=Limits(wall_seconds=0.5))

    assert failure.code == "too_large"
    assert time.monotonic() - begun < 10


def test_too_much_output_ends_it() -> None:
    assert failure_of(workloads.return_megabytes, 50, limits=Limits(output_bytes=2**20)).code == "too_large"


def test_what_it_prints_bothers_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    assert sandbox.run(workloads.print_megabytes, 20) == "printed"
    assert capfd.readouterr() == ("", "")


def test_it_can_not_fill_the_disk() -> None:
    assert failure_of(workloads.write_a_large_file, 100, limits=Limits(file_bytes=2**20)).code == "unreadable_file"


def test_text_leaves_it_clean() -> None:
    cleaned = sandbox.run(workloads.return_unprintable, None)

    assert cleaned == {"ab": ["cd", "ef", "gh", "tab\tline\nkept", "😀 \u2028"], "number": None}


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
        child, *others = tree.members(zygote_pid)[1:]
        left.extend(others)
        Path(f"/proc/{child}/cwd/go-on").touch()

    zygote_pid = zygote()
    with contextlib.suppress(StepFailure):
        sandbox.run(workloads.leave_children, then, on_progress=look)

    assert len(left) >= 2
    assert eventually(lambda: not any(map(is_alive, left)))


def test_stopping_ends_it_at_once() -> None:
    begun = time.monotonic()

    with pytest.raises(StepFailure, match="cancelled"):
        sandbox.run(workloads.sleep, 60, should_stop=lambda: time.monotonic() - begun > 0.3)

    assert time.monotonic() - begun < 5


def test_whatever_a_callback_raises_ends_it_as_well() -> None:
    def lose() -> bool:
        raise LookupError("lease lost")

    with pytest.raises(LookupError, match="lease lost"):
        sandbox.run(workloads.sleep, 60, should_stop=lose)


def test_calls_from_several_threads_run_side_by_side() -> None:
    begun = time.monotonic()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda number: sandbox.run(workloads.sleep, 1), range(8)))

    assert results == ["slept"] * 8
    assert time.monotonic() - begun < 6


def test_one_that_crashes_leaves_the_others_alone() -> None:
    with ThreadPoolExecutor(4) as pool:
        slow = pool.submit(sandbox.run, workloads.sleep, 0.5)
        for _ in range(5):
            failure_of(workloads.abort)
        assert slow.result() == "slept"


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


class TestWhenTheZygoteOrItsCallerDies:
    def test_a_killed_zygote_is_replaced(self) -> None:
        owner.zygote().process.kill()

        assert sandbox.run(workloads.echo, 1) == 1

    def test_a_call_that_loses_its_zygote_is_made_once_more(self) -> None:
        threading.Timer(0.3, owner.zygote().process.kill).start()

        assert sandbox.run(workloads.sleep, 0.6) == "slept"

    def test_losing_it_twice_is_a_transient_failure(self) -> None:
        stop = threading.Event()

        def kill_again_and_again() -> None:
            while not stop.wait(0.2):
                owner.zygote().process.kill()

        killer = threading.Thread(target=kill_again_and_again)
        killer.start()
        try:
            failure = failure_of(workloads.sleep, 5)
        finally:
            stop.set()
            killer.join()

        assert failure.code == "internal_error"
        assert not failure.permanent

    def test_a_killed_caller_leaves_no_process_and_no_folder(self, tmp_path: Path) -> None:
        caller = python(
            """
            from analysis import sandbox
            from tests.analysis.sandbox import workloads
            sandbox.run(workloads.note_and_sleep, None, on_progress=lambda *_: print("begun", flush=True))
            """,
            temporary=tmp_path,
        )
        assert caller.stdout
        assert caller.stdout.readline() == "begun\n"
        others = tree.members(caller.pid)[1:]
        assert len(others) >= 2
        assert folders(tmp_path)

        caller.send_signal(signal.SIGKILL)
        caller.communicate()

        assert eventually(lambda: not any(map(is_alive, others)))
        assert eventually(lambda: folders(tmp_path) == [])

    def test_a_killed_zygote_takes_its_children_along_and_the_next_one_sweeps_up(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(1) as pool:
            stop, begun = threading.Event(), threading.Semaphore(0)
            call = pool.submit(
                sandbox.run,
                workloads.note_and_sleep,
                None,
                on_progress=lambda *_: begun.release(),
                should_stop=stop.is_set,
                limits=TIGHT,
            )
            assert begun.acquire(timeout=20)
            lost = tree.members(owner.zygote().process.pid)
            assert len(lost) >= 2
            os.kill(lost[0], signal.SIGKILL)

            assert eventually(lambda: not any(map(is_alive, lost[1:])))
            assert begun.acquire(timeout=20)  # the call is made again, by a new zygote
            assert len(folders(Path(tempfile.gettempdir()))) >= 1
            stop.set()
            with pytest.raises(StepFailure):
                call.result()

    def test_a_caller_that_ends_leaves_nothing(self, tmp_path: Path) -> None:
        caller = python(
            """
            from analysis import sandbox
            from analysis.sandbox import owner
            from tests.analysis.sandbox import workloads
            sandbox.run(workloads.echo, None)
            print(owner.zygote().process.pid)
            """,
            temporary=tmp_path,
        )
        zygote = int(caller.communicate(timeout=60)[0])

        assert not is_alive(zygote)
        assert folders(tmp_path) == []

    def test_a_forked_process_has_a_zygote_of_its_own(self) -> None:
        caller = python(
            """
            import os
            from analysis import sandbox
            from analysis.sandbox import owner
            from tests.analysis.sandbox import workloads

            def zygote():
                sandbox.run(workloads.echo, None)
                return owner.zygote().process.pid

            first = zygote()
            if os.fork() == 0:
                print(zygote() != first, flush=True)
                os._exit(0)
            os.wait()
            print(zygote() == first)
            """
        )

        assert caller.communicate(timeout=60)[0].split() == ["True", "True"]

    def test_a_daemon_of_multiprocessing_with_threads_may_call_it(self) -> None:
        """Such are the workers of the queue."""
        caller = python(
            """
            import multiprocessing, threading, time
            from analysis import sandbox
            from tests.analysis.sandbox import workloads

            def work(connection):
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                connection.send([sandbox.run(workloads.echo, number) for number in range(3)])

            context = multiprocessing.get_context("fork")
            ours, theirs = context.Pipe()
            worker = context.Process(target=work, args=(theirs,), daemon=True)
            worker.start()
            print(ours.recv())
            worker.join()
            """
        )

        assert caller.communicate(timeout=60)[0].strip() == "[0, 1, 2]"

    def test_a_forked_process_that_lives_on_does_not_keep_the_zygote_alive(self) -> None:
        caller = python(
            """
            import os, time
            from analysis import sandbox
            from analysis.sandbox import owner
            from tests.analysis.sandbox import workloads
            sandbox.run(workloads.echo, None)
            zygote = owner.zygote().process.pid
            heir = os.fork()
            if heir == 0:
                os.close(1)
                time.sleep(60)
            print(zygote, heir, flush=True)
            os.kill(os.getpid(), 9)
            """
        )
        zygote, heir = map(int, caller.communicate(timeout=60)[0].split())

        try:
            assert is_alive(heir)
            assert eventually(lambda: not is_alive(zygote))
        finally:
            os.kill(heir, signal.SIGKILL)

    @pytest.fixture(autouse=True)
    def same_caller(self) -> Iterator[None]:
        """Here the zygote may change."""
        yield
        owner.drop(owner.zygote())


def python(script: str, *, temporary: Path | None = None) -> subprocess.Popen[str]:
    """A process of its own that runs the script; `temporary` is where it puts its temporary folders."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
