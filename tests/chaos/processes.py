"""The processes of the game: whom to find, and how to kill them."""

import os
import re
import signal
from pathlib import Path

# Whom to kill: the first word of the row, and what its command line looks like.
VICTIMS = {
    "worker": re.compile(r"qcluster .*\b(idle|processing)\b|Process-.*(idle|processing)"),
    "pusher": re.compile(r"qcluster.*pusher"),
    "monitor": re.compile(r"qcluster.*monitor"),
    "sentinel": re.compile(r"qcluster sentinel"),
    "cluster": re.compile(r"qcluster parent"),
    "supervisor": re.compile(r"manage\.py run_cluster"),
}


def descendants(pattern: re.Pattern[str]) -> list[int]:
    """The processes below this one whose command line matches."""
    parents = {
        pid: _parent(pid) for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    }
    mine: set[int] = {os.getpid()}
    found = mine
    while found:
        found = {pid for pid, parent in parents.items() if parent in mine} - mine
        mine |= found
    return [pid for pid in mine - {os.getpid()} if pattern.search(command(pid))]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
