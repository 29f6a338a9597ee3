"""Ways out of the sandbox, each a function for it that says how far it came. None of them may succeed."""

import ctypes
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.sandbox.child import Progress

_libc = ctypes.CDLL(None, use_errno=True)


def attempt_all(argument: dict[str, Any], progress: Progress) -> dict[str, str]:
    """What each way out came to: "refused: …", or what was reached."""
    return {name: _tried(way, argument) for name, way in WAYS.items()}


def _tried(way: Callable[[dict[str, Any]], object], argument: dict[str, Any]) -> str:
    try:
        return f"reached: {way(argument)!r}"
    except OSError as error:
        return f"refused: {error}"


def read_a_secret(argument: dict[str, Any]) -> str:
    return Path(argument["secret"]).read_text()


def write_beside_it(argument: dict[str, Any]) -> int:
    return Path(argument["secret"]).with_name("new").write_text("x")


def delete_it(argument: dict[str, Any]) -> None:
    Path(argument["secret"]).unlink()


def list_its_folder(argument: dict[str, Any]) -> list[str]:
    return os.listdir(Path(argument["secret"]).parent)


def read_the_environment_of_the_caller(argument: dict[str, Any]) -> bytes:
    return Path(f"/proc/{argument['caller']}/environ").read_bytes()


def read_the_memory_of_the_caller(argument: dict[str, Any]) -> int:
    return os.open(f"/proc/{argument['caller']}/mem", os.O_RDONLY)


def trace_the_caller(argument: dict[str, Any]) -> int:
    attach = 16
    return _checked(_libc.ptrace(attach, argument["caller"], 0, 0))


def signal_the_caller(argument: dict[str, Any]) -> None:
    os.kill(argument["caller"], 0)


def signal_everybody(argument: dict[str, Any]) -> None:
    os.kill(-1, 0)


def connect_to_a_unix_socket(argument: dict[str, Any]) -> str:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(argument["unix"])
        return "connected"


def connect_by_tcp(argument: dict[str, Any]) -> str:
    with socket.create_connection(("127.0.0.1", argument["port"]), timeout=5):
        return "connected"


def join_the_network_of_the_caller(argument: dict[str, Any]) -> int:
    namespace = os.open(f"/proc/{argument['caller']}/ns/net", os.O_RDONLY)
    return _checked(_libc.setns(namespace, 0))


def make_a_namespace(argument: dict[str, Any]) -> int:
    new_user_namespace = 0x10000000
    return _checked(_libc.unshare(new_user_namespace))


def mount_something(argument: dict[str, Any]) -> int:
    return _checked(_libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))


def change_the_root(argument: dict[str, Any]) -> None:
    os.chroot(".")


def become_root(argument: dict[str, Any]) -> None:
    if os.getuid() == 0:
        raise PermissionError("it is root already, without any of root's rights")
    os.setuid(0)


def change_an_owner(argument: dict[str, Any]) -> None:
    Path("mine").write_text("x")
    os.chown("mine", 12345, 12345)


def read_the_shadow_file(argument: dict[str, Any]) -> str:
    return Path("/etc/shadow").read_text()


def write_to_the_code(argument: dict[str, Any]) -> int:
    return Path(__file__).with_name("planted.py").write_text("x")


def use_io_uring(argument: dict[str, Any]) -> int:
    setup = 425
    return _checked(_libc.syscall(setup, 1, ctypes.byref(ctypes.create_string_buffer(120))))


def take_a_descriptor_of_the_caller(argument: dict[str, Any]) -> int:
    open_by_pid = 434
    return _checked(_libc.syscall(open_by_pid, argument["caller"], 0))


def set_the_clock(argument: dict[str, Any]) -> int:
    return _checked(_libc.clock_settime(0, ctypes.byref((ctypes.c_long * 2)(1, 0))))


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


WAYS: dict[str, Callable[[dict[str, Any]], object]] = {
    way.__name__: way
    for way in (
        *(read_a_secret, write_beside_it, delete_it, list_its_folder, read_the_shadow_file, write_to_the_code),
        *(read_the_environment_of_the_caller, read_the_memory_of_the_caller, trace_the_caller, signal_the_caller),
        *(signal_everybody, take_a_descriptor_of_the_caller, connect_to_a_unix_socket, connect_by_tcp),
        *(join_the_network_of_the_caller, make_a_namespace, mount_something, change_the_root, become_root),
        *(change_an_owner, use_io_uring, set_the_clock),
    )
}
