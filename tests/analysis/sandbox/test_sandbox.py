"""What comes of functions that misbehave in the sandbox, and what their caller sees of it."""

import resource
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import Limits
from analysis.sandbox.child import Sandboxed
from tests.analysis.sandbox import workloads
from tests.analysis.sandbox.watching import failure_of, let_go_on

pytestmark = pytest.mark.usefixtures("same_caller")


def test_a_value_comes_back_as_it_went() -> None:
    value = {"text": "Zoë 履歴書", "numbers": [1, 2.5, None, True], "nested": {"a": [{}]}}

    assert sandbox.run(workloads.echo, value) == value


def test_a_large_value_comes_back_whole() -> None:
    assert len(sandbox.run(workloads.return_megabytes, 20)) == 20 * 2**20


def test_progress_arrives_while_the_work_goes_on() -> None:
    seen: list[tuple[int, int]] = []

    def see(done: int, total: int) -> None:
        seen.append((done, total))
        let_go_on()

    assert sandbox.run(workloads.count, 4, on_progress=see) == 4
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


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
    limits = Limits(wall_seconds=120, cpu_seconds=1)
    begun = time.monotonic()

    failure = failure_of(function, limits=limits)

    assert failure.code == "too_large"
    assert "longer" in failure.message
    assert time.monotonic() - begun < limits.wall_seconds, "it was not the other limit"


@pytest.mark.parametrize("function", [workloads.loop_in_c, workloads.sleep])
def test_a_child_that_takes_too_long_is_ended(function: Sandboxed) -> None:
    assert failure_of(function, 60, limits=Limits(wall_seconds=0.5, cpu_seconds=60)).code == "too_large"


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


def test_stopping_ends_it_at_once() -> None:
    begun = threading.Event()

    with pytest.raises(StepFailure, match="cancelled"):
        sandbox.run(workloads.note_and_sleep, None, on_progress=lambda *_: begun.set(), should_stop=begun.is_set)


def test_whatever_a_callback_raises_ends_it_as_well() -> None:
    def lose() -> bool:
        raise LookupError("lease lost")

    with pytest.raises(LookupError, match="lease lost"):
        sandbox.run(workloads.sleep, 60, should_stop=lose)


def test_calls_from_several_threads_run_side_by_side() -> None:
    together = threading.Barrier(8, action=let_go_on, timeout=60)

    def meet(done: int, total: int) -> None:
        together.wait()

    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(sandbox.run, workloads.count, 1, on_progress=meet) for _ in range(8)]

    assert [call.result() for call in calls] == [1] * 8


def test_one_that_crashes_leaves_the_others_alone() -> None:
    with ThreadPoolExecutor(4) as pool:
        slow = pool.submit(sandbox.run, workloads.sleep, 0.5)
        for _ in range(5):
            failure_of(workloads.abort)
        assert slow.result() == "slept"
