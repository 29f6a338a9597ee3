"""Landlock: this process and all that it starts reach only the files that are named here.

Needs Linux 5.13. Later kernels also keep it from the network (6.7), and from signals and abstract sockets of others
(6.12). See landlock(7); the numbers are those of linux/landlock.h and the same on every architecture.
"""

import ctypes
import os
from collections.abc import Iterable

from analysis.sandbox import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE
# How many kinds of access to files each version of the interface knows: it handles the lowest so many bits.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TRUNCATE = 1 << 14
_NETWORK = 3
"""Binding and connecting by TCP; from version 4 on."""
_SCOPES = 3
"""Abstract sockets and signals of processes outside; from version 6 on."""


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("descriptor", ctypes.c_int32)]


def version() -> int:
    """Of the kernel's interface; 0 where there is none."""
    return max(0, kernel.system_call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION)))


def restrict(*, readable: Iterable[str], writable: Iterable[str]) -> bool:
    """From now on only `readable` can be read and executed, and only `writable` changed. Answers whether it holds.

    A path that does not exist is passed over. Needs `no_new_privs`.
    """
    spoken = version()
    if not spoken:
        return False
    everything = (1 << _FILE_RIGHTS.get(spoken, 16)) - 1
    ruleset = _Ruleset(everything, _NETWORK if spoken >= 4 else 0, _SCOPES if spoken >= 6 else 0)
    # A kernel refuses fields that it does not know, even if they are zero beyond its size.
    size = 8 if spoken < 4 else 16 if spoken < 6 else 24
    rules = kernel.system_call(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for path in readable:
            _allow(rules, path, _EXECUTE | _READ_FILE | _READ_DIR)
        for path in writable:
            _allow(rules, path, everything)
        return kernel.system_call(_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0)) == 0
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _OF_A_FILE | _TRUNCATE
        rule = _PathBeneath(rights, descriptor)
        kernel.system_call(
            _ADD_RULE, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0)
        )
    finally:
        os.close(descriptor)
