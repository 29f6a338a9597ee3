"""The zygote of this process: started when first needed, replaced when it has died, never shared with a forked one."""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from analysis.failures import StepFailure

_ROOT = Path(__file__).resolve().parent.parent.parent
# No secret is among these, and nothing that would make a library look for a server.
_ENVIRONMENT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "TESSDATA_PREFIX",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
)


@dataclass(slots=True)
class Zygote:
    process: subprocess.Popen[bytes]
    control: socket.socket


_current: Zygote | None = None
_lock = threading.Lock()


def zygote() -> Zygote:
    """The zygote of this process, which is started where there is none or where it has died."""
    global _current
    with _lock:
        if _current is not None and _current.process.poll() is not None:
            _current.control.close()
            _current = None
        if _current is None:
            _current = _start()
        return _current


def _start() -> Zygote:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "analysis.sandbox.zygote", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment | {"PYTHONUTF8": "1", "OMP_THREAD_LIMIT": "1"},
            cwd=_ROOT,
            # Out of reach of a terminal's Ctrl-C: the zygote ends when its caller does, not before.
            start_new_session=True,
        )
    except OSError as error:
        ours.close()
        raise StepFailure("internal_error", detail=f"the sandbox can't be started: {error}") from error
    finally:
        theirs.close()
    return Zygote(process, ours)


def drop(lost: Zygote) -> None:
    """End a zygote that does not answer, and all that it runs; the next call starts another."""
    global _current
    with _lock:
        lost.process.kill()
        lost.process.wait()
        if _current is lost:
            lost.control.close()
            _current = None


@atexit.register
def stop() -> None:
    """Let the zygote clean up after itself and end, which takes milliseconds; the next call starts another."""
    global _current
    if _current is not None:
        _current.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            _current.process.wait(timeout=2)
        _current = None


def _forget_zygote() -> None:
    """In a forked process: the parent's zygote would outlive the parent while a copy of its socket is open."""
    global _current, _lock
    _lock = threading.Lock()
    if _current is not None:
        _current.control.close()
        _current.process.returncode = 0  # so that nobody waits for another's child
        _current = None


os.register_at_fork(after_in_child=_forget_zygote)
