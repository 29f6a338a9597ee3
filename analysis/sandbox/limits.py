"""What a sandboxed process may use, and how the kernel is told."""

import os
import resource
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one call. Each process has `memory_bytes` of address space; all processes of a call together may keep as much
    resident, and be `processes` in number: the zygote counts them. `file_bytes` bounds each file that is written.
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


def bound_processes(limits: Limits, *, beside: int) -> None:
    """Let this user have no more processes than `beside` and what a call may have. The kernel does not bind root."""
    _set(resource.RLIMIT_NPROC, beside + limits.processes)


def _set(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def tasks_of(user: int) -> int:
    """Processes and threads of a user, as RLIMIT_NPROC counts them."""
    tasks = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                status = os.stat(f"/proc/{entry.name}/task")
            except OSError:  # ended meanwhile
                continue
            tasks += (status.st_nlink - 2) if status.st_uid == user else 0
    return tasks
