"""Functions for the sandbox, each misbehaving in a way of its own."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from analysis.failures import StepFailure
from analysis.sandbox.child import PROGRESS_INTERVAL, Progress


def echo(argument: Any, progress: Progress) -> Any:
    return argument


def count(argument: int, progress: Progress) -> int:
    """Goes on after each number when its caller has seen it: see `watching.let_go_on`."""
    for number in range(argument):
        progress(number + 1, argument)
        _wait_to_go_on()
        time.sleep(PROGRESS_INTERVAL)  # what is reported sooner is left out
    return argument


def _wait_to_go_on() -> None:
    while not os.path.exists("go-on"):
        time.sleep(0.01)
    os.unlink("go-on")


def fail(argument: dict[str, Any], progress: Progress) -> None:
    raise StepFailure(argument["code"], argument["reason"], values=argument.get("values"), detail=argument["detail"])


def raise_value_error(argument: Any, progress: Progress) -> None:
    raise ValueError("the cross-reference table has a hole")


def abort(argument: Any, progress: Progress) -> None:
    os.abort()


def segfault(argument: Any, progress: Progress) -> None:
    ctypes.string_at(0)


def exit_quietly(argument: Any, progress: Progress) -> None:
    os._exit(0)


def eat_memory(argument: Any, progress: Progress) -> None:
    eaten = []
    while True:
        eaten.append(bytearray(64 * 2**20))


def eat_memory_below_python(argument: Any, progress: Progress) -> None:
    """As a C library does that does not look at what malloc returns."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    while True:
        block = libc.malloc(ctypes.c_size_t(16 * 2**20))
        ctypes.memset(block, 1, 16 * 2**20)


def loop_in_python(argument: Any, progress: Progress) -> None:
    while True:
        pass


def loop_in_c(argument: Any, progress: Progress) -> None:
    """Inside one call, where no signal handler of Python's runs."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sum(range(10**12))


def sleep(argument: float, progress: Progress) -> str:
    time.sleep(argument)
    return "slept"


def print_megabytes(argument: int, progress: Progress) -> str:
    for _ in range(argument):
        os.write(1, b"o" * 2**20)
        os.write(2, b"e" * 2**20)
    return "printed"


def return_megabytes(argument: int, progress: Progress) -> str:
    return "x" * (argument * 2**20)


def return_unprintable(argument: Any, progress: Progress) -> Any:
    return {"a\x00b": ["c\x00d", "e\ud800f", "g\x1bh", "tab\tline\nkept", "😀 \u2028"], "number": float("nan")}


def write_a_large_file(argument: int, progress: Progress) -> int:
    with open("large", "wb") as file:
        file.writelines(b"x" * 2**20 for _ in range(argument))
    return os.stat("large").st_size


def surroundings(argument: Any, progress: Progress) -> dict[str, Any]:
    Path("left-over").write_text("x")
    return {
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "temporary": tempfile.gettempdir(),
        "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd")),
        "stdin": sys.stdin.read() if sys.stdin else "",
    }


def leave_children(argument: str, progress: Progress) -> None:
    """Starts processes that would outlive it, one in its own group and one that left it; ends when it may go on."""
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    subprocess.Popen(command)
    subprocess.Popen(command, start_new_session=True)
    progress(1, 2)
    _wait_to_go_on()
    if argument == "crash":
        os.abort()


def bomb(argument: Any, progress: Progress) -> int:
    """How many processes can be started."""
    started = 0
    for _ in range(2_000):
        try:
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
        except BlockingIOError:
            return started
        started += 1
    return started


def note_and_sleep(argument: Any, progress: Progress) -> None:
    """Says by its progress that it has begun."""
    progress(1, 2)
    time.sleep(600)


def read_file(argument: dict[str, str], progress: Progress) -> str:
    return Path(argument["path"]).read_text()


def start_processes(argument: int, progress: Progress) -> str:
    """So many of them, which sleep."""
    for _ in range(argument):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    time.sleep(60)
    return "nobody minded"


def eat_memory_in_children(argument: int, progress: Progress) -> str:
    """Each process takes 100 MB, which is less than each of them may."""
    for _ in range(argument):
        if os.fork() == 0:
            block = bytearray(os.urandom(2**20) * 100)
            time.sleep(60)
            os._exit(len(block))
    time.sleep(60)
    return "nobody minded"


def connect(argument: list[Any], progress: Progress) -> str:
    with socket.create_connection((argument[0], argument[1]), timeout=5) as connection:
        return str(connection.getpeername())
