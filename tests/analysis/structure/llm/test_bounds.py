"""One deadline, one limit of bytes and one stop signal for the whole call, and nothing left behind."""

import asyncio
import gc
import signal
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from analysis.failures import StepFailure
from analysis.structure.llm.step import Stopped
from tests.analysis.structure.llm.conftest import Ask
from tests.stand_in_llm import StandInLlm
from tests.waiting import eventually

DEADLINE = 0.4


@contextmanager
def peak_memory() -> Iterator[Callable[[], int]]:
    """Bytes that Python allocated at the worst moment since the beginning of the block."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("fault", ["hang", "slow:10", "drip", "drip_head"])
def test_a_server_that_takes_too_long_ends_at_the_deadline(llm: StandInLlm, ask: Ask, fault: str) -> None:
    llm.play(fault)
    started = time.monotonic()

    with pytest.raises(StepFailure) as raised:
        ask(timeout=DEADLINE)

    assert raised.value.code == "llm_timeout"
    assert time.monotonic() - started >= DEADLINE
    assert len(llm.requests) == 1


def test_a_server_that_never_accepts_ends_at_the_deadline(ask: Ask) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)

        with pytest.raises(StepFailure) as raised:
            ask(base_url=f"http://127.0.0.1:{address[1]}/v1", timeout=DEADLINE)

        assert raised.value.code == "llm_timeout"
        for one in waiting:
            one.close()


def test_the_deadline_covers_all_requests_of_a_call(llm: StandInLlm, ask: Ask) -> None:
    """Each answer comes within it, all together do not: what is told is the time, not the bad answers."""
    llm.play("slow_junk:1.5")

    with pytest.raises(StepFailure) as raised:
        ask(timeout=2.5)

    assert raised.value.code == "llm_timeout"
    assert len(llm.requests) <= 2


def test_a_name_look_up_that_hangs_does_not_hold_the_call(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver can't be made to hang over loopback, so the library call that would wait for it is slowed down."""
    released = threading.Event()

    def hanging(*arguments: object, **options: object) -> None:
        released.wait(60)
        raise socket.gaierror("gave up")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)

    with pytest.raises(StepFailure) as raised:
        ask(base_url="http://models.example/v1", timeout=DEADLINE)

    assert raised.value.code == "llm_timeout"
    assert not released.is_set()
    released.set()


@pytest.mark.parametrize(("fault", "code"), [("huge", "llm_bad_reply"), ("huge_error", "llm_unavailable")])
def test_a_reply_of_a_gigabyte_is_not_read(llm: StandInLlm, ask: Ask, fault: str, code: str) -> None:
    llm.play(fault)

    with peak_memory() as peak, pytest.raises(StepFailure) as raised:
        ask(max_reply_bytes=1_000_000)

    assert raised.value.code == code
    assert eventually(lambda: llm.open_connections == 0)
    assert llm.bytes_sent < 50_000_000
    assert peak() < 50_000_000


def test_a_compressed_reply_is_not_unpacked(llm: StandInLlm, ask: Ask) -> None:
    llm.play("bomb", "ok")

    with peak_memory() as peak:
        result = ask()

    assert llm.requests[0].headers["accept-encoding"] == "identity"
    assert result.requests == 2
    assert peak() < 50_000_000


def test_a_reply_may_be_as_long_as_the_limit_says(llm: StandInLlm, ask: Ask) -> None:
    llm.play('say:{"basics": {"name": "Jane Müller", "image": "' + "x" * 900_000 + '"}}')

    assert ask(max_reply_bytes=1_000_000).resume.basics.name == "Jane Müller"
    with pytest.raises(StepFailure):
        ask(max_reply_bytes=800_000)


def test_a_call_that_nobody_wants_any_more_stops_soon(llm: StandInLlm, ask: Ask) -> None:
    llm.play("hang")

    with pytest.raises(Stopped):
        ask(should_stop=lambda: bool(llm.requests), timeout=60)

    assert eventually(lambda: llm.open_connections == 0)


def test_a_call_that_nobody_wants_from_the_start_sends_nothing(llm: StandInLlm, ask: Ask) -> None:
    with pytest.raises(Stopped):
        ask(should_stop=lambda: True)

    assert llm.requests == []


def test_should_stop_is_asked_outside_any_event_loop(llm: StandInLlm, ask: Ask) -> None:
    """So that it may use the database, which Django refuses where an event loop runs."""
    llm.play("slow:0.5")
    loops: list[bool] = []

    def should_stop() -> bool:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            loops.append(False)
        else:
            loops.append(True)
        return False

    ask(should_stop=should_stop)

    assert len(loops) >= 2
    assert not any(loops)


def test_an_error_of_should_stop_ends_the_call(llm: StandInLlm, ask: Ask) -> None:
    llm.play("hang")
    answers = iter([False])

    with pytest.raises(StopIteration):
        ask(should_stop=lambda: next(answers))

    assert eventually(lambda: llm.open_connections == 0)


class TimeLimit(SystemExit):
    """As a queue's worker raises it from a signal."""


@pytest.fixture
def alarm() -> Iterator[Callable[[float], None]]:
    def raise_time_limit(number: int, frame: FrameType | None) -> None:
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, raise_time_limit)

    def set_alarm(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    yield set_alarm
    set_alarm(0)
    gc.enable()
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_the_time_limit_of_a_worker_goes_through(
    llm: StandInLlm, ask: Ask, alarm: Callable[[float], None], fault: str
) -> None:
    llm.play(fault)
    gc.disable()  # Hypothesis measures collections in a callback, where Python swallows what a signal raises
    alarm(0.3)

    with pytest.raises(TimeLimit):
        ask(timeout=60)


@pytest.mark.parametrize("fault", ["ok", "junk", "hang", "drip_head", "unavailable", "reset", "huge"])
def test_no_thread_and_no_socket_is_left_behind(llm: StandInLlm, ask: Ask, fault: str) -> None:
    llm.play("ok")
    ask()
    assert eventually(lambda: llm.open_connections == 0)
    threads = set(threading.enumerate())
    llm.play(fault)

    try:
        ask(timeout=DEADLINE)
    except StepFailure:
        pass

    assert eventually(lambda: llm.open_connections == 0)
    assert eventually(lambda: set(threading.enumerate()) <= threads)
