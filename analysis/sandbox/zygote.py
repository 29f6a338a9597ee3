"""The zygote: loads the libraries once, then forks a child for each request and sees to it that it ends.

Run by the client as `python -m analysis.sandbox.zygote DESCRIPTOR`. Requests come as JSON over that socket, each with
its descriptors: the argument (JSON), the pipe for the child's output, a socket on which the zygote says how the child
ended, and the file to be read where there is one. The caller takes a request back by closing that third one. The zygote
ends, with all its children, when its own socket closes: the kernel closes it when the caller dies, whatever it dies of.
"""

import contextlib
import fcntl
import gc
import importlib
import json
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.sandbox import cage, child, kernel, tree
from analysis.sandbox.limits import Limits

PREFIX = "second-look-sandbox-"
_MESSAGE = 2**16
_STDERR_TAIL = 2_000
# Seconds between two looks at what the processes of a call use together.
_COUNT_SECONDS = 0.2


@dataclass(slots=True)
class Run:
    pid: int
    status: socket.socket
    limits: Limits
    deadline: float
    folder: Path
    stderr: int
    timed_out: bool = False
    too_much: str = ""


class Zygote:
    """One thread, one loop: requests, children that ended, deadlines, callers that lost interest."""

    def __init__(self, control: socket.socket, base: Path) -> None:
        self.control = control
        self.base = base
        self.pid = os.getpid()
        self.runs: dict[int, Run] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        self.wakeup, wakeup_writer = socket.socketpair()
        self.wakeup.setblocking(False)
        wakeup_writer.setblocking(False)
        self.selector.register(self.wakeup, selectors.EVENT_READ)
        self._wakeup_writer = wakeup_writer
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakeup_writer.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        while True:
            for key, _ in self.selector.select(self._seconds_to_next_deadline()):
                if key.fileobj is self.control:
                    if not self._accept():
                        return
                elif key.fileobj is self.wakeup:
                    self._drain_wakeup()
                else:
                    self._kill(key.data)  # its caller closed the socket
                    self.selector.unregister(key.fileobj)
            self._kill_overdue()
            self._kill_greedy()
            self._bury()

    def stop(self) -> None:
        signal.set_wakeup_fd(-1)
        with contextlib.suppress(ChildProcessError):
            while True:  # each that ends may leave children of its own behind
                self._kill_children(but_runs=False)
                os.wait()

    def _accept(self) -> bool:
        """Take one request; False where the caller is gone."""
        message, descriptors, _, _ = socket.recv_fds(self.control, _MESSAGE, 4)
        if not message:
            return False
        argument, output, status, *file = descriptors
        try:
            self._start(json.loads(message), [argument, output, *file], socket.socket(fileno=status))
        finally:
            for descriptor in (argument, output, *file):
                os.close(descriptor)
        return True

    def _start(self, request: dict[str, Any], given: list[int], status: socket.socket) -> None:
        try:
            function = _load(request["module"], request["function"])
            folder = Path(tempfile.mkdtemp(dir=self.base))
            stderr = os.memfd_create("stderr")
            limits = Limits(**request["limits"])
            pid = cage.fork()
        except Exception as error:  # noqa: BLE001 - a fault of ours or of the machine, never of the file
            _tell(status, {"error": f"{type(error).__name__}: {error}"})
            status.close()
            return
        if pid == 0:
            self._become_child(function, given, stderr, limits, folder)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        self.runs[pid] = Run(pid, status, limits, time.monotonic() + limits.wall_seconds, folder, stderr)
        self.selector.register(status, selectors.EVENT_READ, data=pid)

    def _become_child(
        self, function: child.Sandboxed, given: list[int], stderr: int, limits: Limits, folder: Path
    ) -> None:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            with contextlib.suppress(OSError):
                os.setpgid(0, 0)
            nothing = os.open(os.devnull, os.O_RDWR)
            _keep_only([nothing, nothing, stderr, *given])
            child.work(function, 3, 4, 5 if len(given) > 2 else None, limits, str(folder), self.pid)
        finally:
            os._exit(1)

    def _bury(self) -> None:
        """Tell how each child ended that has ended, and remove what it leaves behind."""
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            if ended.si_pid in self.runs:
                # Its group goes while its number can't yet be another's.
                self._kill(ended.si_pid)
            _, status, usage = os.wait4(ended.si_pid, 0)
            # Whatever has left the group has become a child of the zygote now.
            self._kill_children(but_runs=True)
            if run := self.runs.pop(ended.si_pid, None):
                self._finish(run, os.waitstatus_to_exitcode(status), usage)

    def _finish(self, run: Run, code: int, usage: resource.struct_rusage) -> None:
        with contextlib.suppress(KeyError):
            self.selector.unregister(run.status)
        tail = _tail(run.stderr)
        shutil.rmtree(run.folder, ignore_errors=True)
        ended = {"exit": code, "timed_out": run.timed_out, "too_much": run.too_much}
        used = {"max_rss": usage.ru_maxrss * 1024, "cpu_seconds": usage.ru_utime + usage.ru_stime}
        _tell(run.status, ended | used | {"stderr": tail})
        run.status.close()

    def _kill(self, pid: int) -> None:
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(pid, signal.SIGKILL)

    def _kill_children(self, *, but_runs: bool) -> None:
        with contextlib.suppress(OSError):
            for pid in map(int, Path(f"/proc/self/task/{self.pid}/children").read_text().split()):
                if not (but_runs and pid in self.runs):
                    self._kill(pid)

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for run in self.runs.values():
            if run.deadline <= now and not run.timed_out:
                run.timed_out = True
                self._kill(run.pid)

    def _kill_greedy(self) -> None:
        """End what takes more than its share with all its processes together: the kernel counts each by itself."""
        for run in self.runs.values():
            processes = tree.members(run.pid)
            if len(processes) > run.limits.processes:
                run.too_much = f"{len(processes)} processes"
            elif (
                resident := tree.resident_bytes(processes, at_most=run.limits.memory_bytes)
            ) > run.limits.memory_bytes:
                run.too_much = f"{resident >> 20} MiB resident in {len(processes)} processes"
            if run.too_much:
                self._kill(run.pid)

    def _seconds_to_next_deadline(self) -> float | None:
        waiting = [run.deadline for run in self.runs.values() if not run.timed_out]
        return min(_COUNT_SECONDS, max(0.0, min(waiting) - time.monotonic())) if waiting else None

    def _drain_wakeup(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self.wakeup.recv(4096):
                pass


def _load(module: str, name: str) -> child.Sandboxed:
    """A function of ours. Its module is imported here, once, and its `warm_up()` called, for all children to come."""
    fresh = module not in sys.modules
    loaded = importlib.import_module(module)
    if fresh:
        with contextlib.suppress(Exception):  # it will fail again where it is used, and be told there
            getattr(loaded, "warm_up", lambda: None)()
        gc.collect()
        gc.freeze()
    function: child.Sandboxed = getattr(loaded, name)
    return function


def _keep_only(descriptors: list[int]) -> None:
    """Make these the descriptors 0, 1, 2 …, and close all others."""
    # First out of the way of the numbers that are to be given.
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 64) for descriptor in descriptors]
    for number, descriptor in enumerate(moved):
        os.dup2(descriptor, number)
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    os.closerange(len(moved), highest + 1)


def _tail(descriptor: int) -> str:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    tail = os.pread(descriptor, _STDERR_TAIL, max(0, size - _STDERR_TAIL))
    os.close(descriptor)
    return tail.decode(errors="replace")


def _tell(status: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # the caller may be gone
        status.send(json.dumps(message).encode())


def _sweep() -> None:
    """Remove the folders of zygotes that were killed: theirs are not locked any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(descriptor).st_uid == os.getuid():
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)


def main(descriptor: int) -> None:
    control = socket.socket(fileno=descriptor)
    kernel.adopt_orphans()
    _sweep()
    base = Path(tempfile.mkdtemp(prefix=PREFIX))
    base.chmod(0o711)  # a child that becomes another user has to get through to its own folder
    lock = os.open(base, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    cage.leave_the_network()
    cage.nobody_can_work_in(str(base))
    zygote = Zygote(control, base)
    try:
        zygote.serve()
    finally:
        zygote.stop()
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
