"""The system calls that the sandbox needs and Python lacks. Each answers whether it worked; none raises."""

import contextlib
import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

_MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8
_MS_REC, _MS_PRIVATE = 0x4000, 1 << 18
_CAPABILITY_VERSION_3 = 0x20080522
_MOST_CAPABILITIES = 64

_libc = ctypes.CDLL(None, use_errno=True)


def system_call(number: int, *arguments: object) -> int:
    """What the kernel answers, -1 for an error."""
    return int(_libc.syscall(ctypes.c_long(number), *arguments)) if sys.platform == "linux" else -1


def prctl(option: int, value: int, extra: object = 0) -> bool:
    nothing = ctypes.c_ulong(0)
    extra = ctypes.c_ulong(extra) if isinstance(extra, int) else extra
    return sys.platform == "linux" and bool(_libc.prctl(option, ctypes.c_ulong(value), extra, nothing, nothing) == 0)


def unshare(flags: int) -> bool:
    return sys.platform == "linux" and bool(_libc.unshare(flags) == 0)


def join_namespace(descriptor: int, kind: int) -> bool:
    return sys.platform == "linux" and bool(_libc.setns(descriptor, kind) == 0)


def die_with_parent() -> bool:
    """End this process by SIGKILL when the thread that forked it ends."""
    return prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> bool:
    """Become the parent of whatever the children of this process leave behind."""
    return prctl(_PR_SET_CHILD_SUBREAPER, 1)


def gain_no_privileges() -> bool:
    return prctl(_PR_SET_NO_NEW_PRIVS, 1)


def be_inspectable() -> bool:
    """Let this process read its own /proc entries again after a change of user."""
    return prctl(_PR_SET_DUMPABLE, 1)


def enter_user_namespace(flags: int) -> bool:
    """A user namespace in which this process stays who it is, and with it the namespaces that `flags` name."""
    user, group = os.getuid(), os.getgid()
    if not unshare(CLONE_NEWUSER | flags):
        return False
    for name, line in (("uid_map", f"{user} {user} 1"), ("setgroups", "deny"), ("gid_map", f"{group} {group} 1")):
        with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as file:
            file.write(line)
    return True


def mount_own_proc() -> bool:
    """Show only this process namespace in /proc, to this mount namespace alone."""
    if _libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None) != 0:
        return False
    return bool(_libc.mount(b"proc", b"/proc", b"proc", _MS_NOSUID_NODEV_NOEXEC, None) == 0)


def drop_capabilities() -> bool:
    """Give up every capability for good, also those that root gets back by starting a program."""
    for capability in range(_MOST_CAPABILITIES):
        prctl(_PR_CAPBSET_DROP, capability)  # unknown ones, and those that are gone already, fail
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    return bool(_libc.capset(header, nothing) == 0)
