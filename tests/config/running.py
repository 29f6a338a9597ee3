"""What is running: found by folder and environment, since names and process ids prove nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.waiting import eventually

ROOT = Path(__file__).resolve().parent.parent.parent


def processes_of(data_dir: Path) -> dict[int, str]:
    """The living processes that belong to this DATA_DIR, with their command lines, without the asking one."""
    return {pid: _read(pid, "cmdline").replace("\0", " ").strip() for pid in _pids() if _belongs(pid, data_dir)}


def children(pid: int) -> list[int]:
    """All living descendants of a process."""
    parents = {child: parent for child in _pids() if (parent := _parent(child)) is not None}
    found = [pid]
    for ancestor in found:
        found += [child for child, parent in parents.items() if parent == ancestor]
    return found[1:]


def title(pid: int) -> str:
    return _read(pid, "cmdline").replace("\0", " ").strip()


def waits_in(pid: int) -> str:
    """The name of the kernel's function in which the process waits."""
    return _read(pid, "wchan")


def is_alive(pid: int) -> bool:
    return _parent(pid) is not None


def work_until(gate: Path, mark: Path) -> None:
    """A task for a worker: leaves the mark when somebody has opened the gate, a file."""
    if eventually(gate.exists, within=100):
        mark.touch()


def _belongs(pid: int, data_dir: Path) -> bool:
    try:
        cwd = Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return False
    words = (_read(pid, "environ") + "\0" + _read(pid, "cmdline")).split("\0")
    return cwd.is_relative_to(data_dir) or f"DATA_DIR={data_dir}" in words or str(data_dir) in words


def _pids() -> Iterator[int]:
    """Of living processes other than this one: a zombie has ended, whoever should have taken note of it."""
    pids = (int(name) for name in os.listdir("/proc") if name.isdecimal())
    return (pid for pid in pids if pid != os.getpid() and _parent(pid) is not None)


def _parent(pid: int) -> int | None:
    state, _, rest = _read(pid, "stat").rpartition(")")[2].strip().partition(" ")
    return int(rest.split()[0]) if state and state != "Z" else None


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""
