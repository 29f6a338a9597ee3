"""What happens when the zygote or its caller dies."""

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import owner, tree
from tests.analysis.sandbox import workloads
from tests.analysis.sandbox.watching import TIGHT, folders, is_alive, let_go_on, python
from tests.waiting import eventually


class TestWhenTheZygoteOrItsCallerDies:
    def test_a_killed_zygote_is_replaced(self) -> None:
        owner.zygote().process.kill()

        assert sandbox.run(workloads.echo, 1) == 1

    def test_a_call_that_loses_its_zygote_is_made_once_more(self) -> None:
        begun: list[int] = []

        def kill_the_first(*_: int) -> None:
            begun.append(owner.zygote().process.pid)
            if len(begun) == 1:
                owner.zygote().process.kill()
            else:
                let_go_on()

        assert sandbox.run(workloads.count, 1, on_progress=kill_the_first) == 1
        assert len(set(begun)) == 2

    def test_losing_it_twice_is_a_transient_failure(self) -> None:
        with pytest.raises(StepFailure) as caught:
            sandbox.run(workloads.note_and_sleep, None, on_progress=lambda *_: owner.zygote().process.kill())

        assert caught.value.code == "internal_error"
        assert not caught.value.permanent

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
