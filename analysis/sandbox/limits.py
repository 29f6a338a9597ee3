"""What a sandboxed process may use, and how the kernel is told."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one call. Memory is address space, the upper bound of what can be resident; each child's child has as much.

    `processes` bounds a fork bomb; the kernel does not apply it to root. `file_bytes` bounds each file that is written.
    """

    wall_seconds: float = 25.0
    cpu_seconds: int = 20
    memory_bytes: int = 800 * 2**20
    output_bytes: int = 64 * 2**20
    file_bytes: int = 64 * 2**20
    open_files: int = 128
    processes: int = 64


def apply(limits: Limits) -> None:
    """Bind this process, and all that it will start, for good."""
    _set(resource.RLIMIT_AS, limits.memory_bytes)
    # The soft limit ends the process by SIGXCPU, the hard one a second later by SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    _set(resource.RLIMIT_FSIZE, limits.file_bytes)
    _set(resource.RLIMIT_NOFILE, limits.open_files)
    _set(resource.RLIMIT_CORE, 0)
    if os.getuid() != 0:
        _set(resource.RLIMIT_NPROC, _tasks_of_this_user() + limits.processes)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def die_with_parent(parent: int) -> None:
    """End this process when the thread that forked it ends. `parent` is its process, in case that has ended already."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of whatever the children of this process leave behind."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def leave_the_network() -> None:
    """Cut this process and its children off from every network, where the system allows it: no file needs one.

    Root may do so as it is; others need a user namespace, in which they stay who they are.
    """
    user, group = os.getuid(), os.getgid()
    if _unshare(_CLONE_NEWNET) or not _unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        return
    for name, line in (("uid_map", f"{user} {user} 1"), ("setgroups", "deny"), ("gid_map", f"{group} {group} 1")):
        with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def _set(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _tasks_of_this_user() -> int:
    """Processes and threads, as RLIMIT_NPROC counts them."""
    user, tasks = os.getuid(), 0
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                status = os.stat(f"/proc/{entry.name}/task")
            except OSError:  # ended meanwhile
                continue
            tasks += (status.st_nlink - 2) if status.st_uid == user else 0
    return tasks


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _unshare(flags: int) -> bool:
    return sys.platform == "linux" and bool(ctypes.CDLL(None).unshare(flags) == 0)
