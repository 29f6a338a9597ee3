"""The cage of a child: it sees its own folder and the programs of this machine, and reaches nothing else.

Five levels, each of which keeps part of it where the system refuses the others:

    namespaces     its own processes, mounts, IPC and network: nobody to signal, nobody to connect to
    user           started by root, it goes on as `nobody`, where that user can reach Python and the folder
    capabilities   none, and no way to get any
    landlock       reads its folder, system libraries and fonts; writes its folder; no TCP
    system calls   no sockets, no tracing, no mounts, no namespaces (`seccomp`)

`lacking` names the levels that this system did not allow. SECURITY.md says what each of them gives.
"""

import os
import signal
import sys
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from analysis.sandbox import kernel, landlock, seccomp
from analysis.sandbox.limits import Limits, bound_processes, tasks_of

NOBODY = 65534
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAMS = (
    *("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache"),
    *("/etc/localtime", "/sys/devices/system/cpu", "/dev/urandom", "/dev/random", "/dev/zero"),
    *(f"/usr/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "share")),
    *(f"/usr/local/{name}" for name in ("bin", "lib", "share")),
)

lacking: list[str] = []


def report(_argument: Any, _progress: Any) -> list[str]:
    """The levels that a child has to do without; to be run in the sandbox."""
    return lacking


def fork() -> int:
    """As os.fork, but the child is the first process of a namespace of its own where the system allows it."""
    home = _process_namespace()
    if home is not None and kernel.join_namespace(home, kernel.CLONE_NEWPID):
        kernel.unshare(kernel.CLONE_NEWPID)
    return os.fork()


def enter(folder: str, limits: Limits) -> None:
    """Close the cage around this process for good. It was forked by `fork`, and may go on as a child of itself."""
    leave = os.getuid() == 0 and nobody_can_work_in(os.path.dirname(folder))
    user = NOBODY if leave else os.getuid()
    beside = tasks_of(user) if user else 0
    alone = _leave_the_other_processes() and kernel.mount_own_proc()
    _note("namespaces", alone)
    if os.getuid() == 0:
        _note("user", leave and _become_nobody(folder))
    if os.getuid() != 0:
        bound_processes(limits, beside=beside)
    kernel.gain_no_privileges()
    _note("capabilities", kernel.drop_capabilities())
    readable = [*_programs(), "/proc" if alone else f"/proc/{os.getpid()}"]
    _note("landlock", landlock.restrict(readable=readable, writable=[folder, "/dev/null"]))
    _note("system calls", seccomp.restrict())


def leave_the_network() -> bool:
    """Cut this process and its children off from every network, where the system allows it: no file needs one.

    Root may do so as it is; others need a user namespace, in which they stay who they are.
    """
    return kernel.unshare(kernel.CLONE_NEWNET) or kernel.enter_user_namespace(kernel.CLONE_NEWNET)


def _note(level: str, holds: bool) -> None:
    if not holds:
        lacking.append(level)


def _leave_the_other_processes() -> bool:
    """Take namespaces for processes, mounts and IPC. Only root's zygote can have given the first of them already."""
    mine = kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC
    if os.getpid() == 1:
        return kernel.unshare(mine)
    if not kernel.unshare(mine | kernel.CLONE_NEWPID):
        return False
    if inner := os.fork():
        _end_as(inner)
    kernel.die_with_parent()
    return True


def _end_as(inner: int) -> NoReturn:
    """Wait for this child, and end as it does, for the zygote to see."""
    code = os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1])
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(abs(code))


@cache
def _process_namespace() -> int | None:
    """The namespace of the zygote's own processes, to come back to before each fork."""
    try:
        return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


@cache
def _programs() -> list[str]:
    prefixes = {sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)}
    homes = [f"{prefix}/{name}" for prefix in prefixes for name in ("lib", "lib64", "bin", "pyvenv.cfg")]
    # Nothing of the project but its code: its folder may hold the data of a development machine.
    ours = [str(_ROOT / name) for name in ("analysis", "profiles")]
    others = [path for path in sys.path if path and Path(path) != _ROOT]
    named = [os.environ.get(name, "") for name in ("TESSDATA_PREFIX", "LD_LIBRARY_PATH", "PATH")]
    return [*_PROGRAMS, *homes, *ours, *others, *(path for value in named for path in value.split(os.pathsep) if path)]


@cache
def nobody_can_work_in(base: str) -> bool:
    """Whether a user without rights gets to Python, to our code and into `base`, which root may keep from others."""
    needed = [Path(path) for path in (sys.prefix, os.path.realpath(sys.base_prefix), str(_ROOT / "analysis"), base)]
    on_the_way = {parent for path in needed for parent in (path, *path.parents)}
    return all(path.stat().st_mode & 0o001 for path in on_the_way)


def _become_nobody(folder: str) -> bool:
    try:
        for path in (Path(folder), *Path(folder).rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return False
    return kernel.be_inspectable()
