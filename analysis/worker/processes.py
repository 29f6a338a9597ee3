"""Processes that are started, watched and ended: what the supervising commands are made of."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
# A child that ends by itself within this many seconds is started again ever later, up to the longest pause.
SHORT_LIFE = 10.0
LONGEST_PAUSE = 30.0


def die_with_parent(parent: int, signal_number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process the signal when the thread that forked it ends, even by kill -9.

    `parent` is that thread's process: should it have ended already, so does this one. Linux alone can do this;
    elsewhere nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal_number)


def forks_die_with_parent() -> None:
    """From now on every fork of this process, and every fork of those, dies with the one that made it."""
    parent = os.getpid()

    def note_parent() -> None:
        nonlocal parent
        parent = os.getpid()

    os.register_at_fork(before=note_parent, after_in_child=lambda: die_with_parent(parent))


@dataclass
class Child:
    """A program with a session of its own: a terminal's Ctrl-C does not reach it, and it dies with this process.

    Call from the main thread alone: what dies with its parent dies with the thread that started it.
    """

    name: str
    command: Sequence[str]
    directory: Path
    pass_fds: Sequence[int] = ()
    on_start: Callable[[], None] = lambda: None
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _start_again: float = field(default=0.0, init=False)
    _pause: float = field(default=0.0, init=False)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def age(self) -> float:
        """Seconds since it was last started."""
        return time.monotonic() - self._started

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        parent = os.getpid()
        self._process = subprocess.Popen(
            self.command,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509 - takes no lock
        )
        self._started = time.monotonic()
        self.on_start()

    def keep_running(self) -> None:
        """Start it where it does not run: at once, and after growing pauses while it fails quickly."""
        if self.is_running:
            return
        now = time.monotonic()
        if self._process is not None:
            self._note_end(self._process)
        if now >= self._start_again:
            self.start()

    def _note_end(self, ended: "subprocess.Popen[bytes]") -> None:
        self.kill()  # what it may have left behind
        lived = time.monotonic() - self._started
        self._pause = 0.0 if lived > SHORT_LIFE else min(max(1.0, 2 * self._pause), LONGEST_PAUSE)
        self._start_again = time.monotonic() + self._pause
        how = f"was ended by signal {-ended.returncode}" if ended.returncode < 0 else f"ended with {ended.returncode}"
        logger.error("%s %s after %.0f s: it is started again", self.name, how, lived)

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the program alone, not to what it has started: how to end those is its own affair."""
        if self._process is not None and self.is_running:
            self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float, *, hurry: Callable[[], bool] = lambda: False) -> bool:
        """Wait until it has ended; False where the time is over before, or `hurry` turned true."""
        deadline = time.monotonic() + seconds
        while self.is_running:
            if time.monotonic() > deadline or hurry():
                return False
            time.sleep(0.02)
        return True

    def kill(self) -> None:
        """End it with all that it has started."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
