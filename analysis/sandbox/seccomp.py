"""seccomp: the system calls that no reader of documents needs fail with EPERM, in this process and all that it starts.

What is refused would open a way out (a socket, another process's memory, a namespace, a mount) or reach parts of the
kernel that nothing here uses. The filter is a list of what is refused, not of what is allowed, because libraries and
`tesseract` need many calls, and more with each release. Numbers: asm/unistd_64.h and asm-generic/unistd.h.
"""

import ctypes
import errno
import os
import struct
import sys

from analysis.sandbox import kernel

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
# Instructions of the classic Berkeley packet filter.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Offsets within struct seccomp_data; arguments are 64 bits wide, their lower half comes first.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
# Calls of the x32 interface have numbers from here on.
_X32 = 0x40000000
_NAMESPACES = 0x7E020080
"""The CLONE_NEW* flags of clone(2)."""
_EVERYBODY = 0xFFFFFFFF
"""The process -1 of kill(2)."""

# Name: (number on x86-64, number on ARM64).
_REFUSED: dict[str, tuple[int, int]] = {
    # Sockets.
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242),
    # Other processes.
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "process_madvise": (440, 440),
    # Namespaces and mounts.
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41), "mount": (165, 40),
    "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    # A second way to make calls, past this filter.
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # Programs and keys in the kernel.
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219),
    # Memory and queues shared by number.
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    # The machine.
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "acct": (163, 89), "quotactl": (179, 60), "syslog": (103, 116), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266), "sethostname": (170, 161),
    "setdomainname": (171, 162), "vhangup": (153, 58), "personality": (135, 92),
}  # fmt: skip
# (number on x86-64, number on ARM64) of those that are looked at more closely.
_KILL, _CLONE, _CLONE3 = (62, 129), (56, 220), (435, 435)
# The kernel's name of each architecture, and its place in the pairs above.
_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def restrict() -> bool:
    """Refuse those calls from now on. Answers whether it holds. Needs `no_new_privs`."""
    if os.uname().machine not in _ARCHITECTURES or sys.byteorder != "little":
        return False
    instructions = _program(*_ARCHITECTURES[os.uname().machine])
    program = _Program(len(instructions) // 8, instructions)
    return kernel.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program))


def _program(architecture: int, place: int) -> bytes:
    """Each test skips its own verdict where it does not hold, so that no jump has to be counted over the whole."""
    refuse = _ERRNO | errno.EPERM
    program = [
        _code(_LOAD, _ARCHITECTURE),
        *_unless(_EQUAL, architecture, _KILL_PROCESS),
        _code(_LOAD, _NUMBER),
        *_if(_AT_LEAST, _X32, refuse),
        # Its flags lie in memory, where no filter can look: the C library then takes clone instead.
        *_if(_EQUAL, _CLONE3[place], _ERRNO | errno.ENOSYS),
    ]
    for numbers in _REFUSED.values():
        program += _if(_EQUAL, numbers[place], refuse)
    program += _if_argument(_CLONE[place], _ANY_BIT, _NAMESPACES, refuse)
    program += _if_argument(_KILL[place], _EQUAL, _EVERYBODY, refuse)
    program.append(_code(_RETURN, _ALLOW))
    return b"".join(program)


def _code(operation: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("<HBBI", operation, then, otherwise, value)


def _if(test: int, value: int, verdict: int) -> list[bytes]:
    return [_code(test, value, 0, 1), _code(_RETURN, verdict)]


def _unless(test: int, value: int, verdict: int) -> list[bytes]:
    return [_code(test, value, 1, 0), _code(_RETURN, verdict)]


def _if_argument(number: int, test: int, value: int, verdict: int) -> list[bytes]:
    """The verdict for the call `number` whose first argument passes the test."""
    look = [_code(_LOAD, _FIRST_ARGUMENT), *_if(test, value, verdict), _code(_RETURN, _ALLOW)]
    return [_code(_EQUAL, number, 0, len(look)), *look]
