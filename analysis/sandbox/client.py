"""The caller's side: sends the zygote a request, and turns what comes of it into a value or a StepFailure."""

import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analysis.failures import KINDS, REASONS, StepFailure, classify
from analysis.sandbox import cage, owner
from analysis.sandbox.child import Progress, Sandboxed
from analysis.sandbox.limits import Limits

# Seconds between two questions whether to stop.
POLL_SECONDS = 0.25
# Seconds that the zygote has, past a run's own deadline, to report it dead.
GRACE_SECONDS = 10.0
DEFAULT = Limits()
_CHUNK = 2**18
# Characters of a value that a failing child may put into a sentence.
_LONGEST_VALUE = 100


def run(
    function: Sandboxed,
    argument: Any,
    *,
    file: Path | str | None = None,
    limits: Limits = DEFAULT,
    on_progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Any:
    """What `function(argument, progress)` returns, having run in a process of its own. Raises StepFailure.

    `function` stands at the top of a module; it travels by name, `argument` and the result as JSON. Of the machine's
    files it can read `file` alone, as a copy whose path it finds in `argument["path"]`. `on_progress` and
    `should_stop`, which is asked four times a second, are called in this thread; what they raise ends the child as
    well.
    """
    if file is not None:
        argument = argument | {"path": str(file)}
    for _ in range(2):
        zygote = owner.zygote()
        try:
            return _Call(zygote.control, function, argument, file, limits).finish(on_progress, should_stop)
        except _ZygoteLostError:
            owner.drop(zygote)
    raise StepFailure("internal_error", detail="the sandbox was lost twice")


def lacking() -> list[str]:
    """The levels of the cage that this system does not allow: see `cage`. Starts a zygote for this, and ends it."""
    levels: list[str] = run(cage.report, None)
    owner.stop()
    return levels


class _ZygoteLostError(Exception):
    pass


@dataclass(slots=True)
class _Call:
    """One request under way. Closing its status socket is what ends the child."""

    control: socket.socket
    function: Sandboxed
    argument: Any
    file: Path | str | None
    limits: Limits
    _output: int = field(init=False)
    _status: socket.socket = field(init=False)

    def finish(self, on_progress: Progress | None, should_stop: Callable[[], bool] | None) -> Any:
        self._send()
        try:
            answer, ended = self._listen(on_progress, should_stop)
        finally:
            self._status.close()
            os.close(self._output)
        return _interpret(answer, ended, self.limits)

    def _send(self) -> None:
        given = [_opened(self.file)] if self.file is not None else []
        argument = _memory_file(json.dumps(self.argument).encode())
        self._output, output = os.pipe()
        self._status, status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = {
            "module": self.function.__module__,
            "function": self.function.__qualname__,
            "limits": asdict(self.limits),
        }
        try:
            sent = [argument, output, status.fileno(), *given]
            socket.send_fds(self.control, [json.dumps(request).encode()], sent)
        except OSError as error:
            self._status.close()
            os.close(self._output)
            raise _ZygoteLostError from error
        finally:
            for descriptor in (argument, output, *given):
                os.close(descriptor)
            status.close()

    def _listen(
        self, on_progress: Progress | None, should_stop: Callable[[], bool] | None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The last line of the child's output, and what the zygote says of its end."""
        os.set_blocking(self._output, False)
        lines = _Lines(self._output, self.limits.output_bytes)
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        poll.register(self._status, select.POLLIN)
        give_up = time.monotonic() + self.limits.wall_seconds + GRACE_SECONDS
        answer: dict[str, Any] = {}
        asked = time.monotonic()
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(POLL_SECONDS * 1000)}
            ended = self._end() if self._status.fileno() in ready else None
            for line in lines.read():
                if "progress" not in line:
                    answer = line
                elif on_progress is not None:
                    on_progress(*line["progress"])
            if ended is not None:
                return answer, ended
            if lines.at_end and self._output in ready:
                poll.unregister(self._output)
            if should_stop is not None and time.monotonic() - asked >= POLL_SECONDS:
                asked = time.monotonic()
                if should_stop():
                    raise StepFailure("cancelled")
            if time.monotonic() > give_up:
                raise _ZygoteLostError

    def _end(self) -> dict[str, Any]:
        message = self._status.recv(2**16)
        if not message:
            raise _ZygoteLostError
        ended: dict[str, Any] = json.loads(message)
        if "error" in ended:
            raise StepFailure("internal_error", detail=ended["error"])
        return ended


class _Lines:
    """Lines of JSON from a pipe that is not waited for, as far as they have come."""

    def __init__(self, descriptor: int, limit: int) -> None:
        self.descriptor = descriptor
        self.left = limit
        self.at_end = False
        self._parts: list[bytes] = []

    def read(self) -> list[dict[str, Any]]:
        lines: list[bytes] = []
        while not self.at_end and (data := self._read_some()) is not None:
            self.at_end = not data
            *complete, rest = data.split(b"\n")
            for line in complete:
                lines.append(b"".join((*self._parts, line)))
                self._parts = []
            self._parts.append(rest)
        return [json.loads(line) for line in lines]

    def _read_some(self) -> bytes | None:
        try:
            data = os.read(self.descriptor, _CHUNK)
        except BlockingIOError:
            return None
        self.left -= len(data)
        if self.left < 0:
            raise StepFailure("too_large", detail="too much output")
        return data


def _interpret(answer: dict[str, Any], ended: dict[str, Any], limits: Limits) -> Any:
    if failure := answer.get("failure"):
        raise _failure(failure)
    if "result" in answer and ended["exit"] == 0:
        return answer["result"]
    if ended["too_much"]:
        raise StepFailure("too_large", detail=ended["too_much"])
    detail = f"exit {ended['exit']}, {ended['max_rss'] >> 20} MiB resident; {ended['stderr'][-1000:]}"
    # The first process of a namespace ignores SIGXCPU, and is killed a second later.
    if ended["timed_out"] or ended["exit"] == -signal.SIGXCPU or ended["cpu_seconds"] > limits.cpu_seconds:
        raise StepFailure("too_large", "slow", detail=detail)
    # Nobody but the kernel, short of memory or at the hard limit of time, kills it with SIGKILL.
    if ended["exit"] == -signal.SIGKILL or ended["max_rss"] > 0.8 * limits.memory_bytes:
        raise StepFailure("too_large", detail=detail)
    raise StepFailure("unreadable_file", detail=detail)


def _opened(file: Path | str) -> int:
    try:
        return os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise classify(error) from error


def _memory_file(data: bytes) -> int:
    descriptor = os.memfd_create("argument")
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _failure(told: dict[str, Any]) -> StepFailure:
    """The failure that the child reports. A hostile file may have taken the child over: only known words count."""
    code = told["code"] if told["code"] in KINDS else "unreadable_file"
    reason = told["reason"] if told["reason"] in REASONS.get(code, {}) else ""
    values = {str(name): str(value)[:_LONGEST_VALUE] for name, value in told["values"].items()}
    return StepFailure(code, reason, values=values if reason else {}, detail=told["detail"])
