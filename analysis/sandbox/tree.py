"""What a process and all its descendants use together, as /proc tells it."""

import contextlib
import os
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


def members(pid: int) -> list[int]:
    """The process and its descendants, as far as they live."""
    found = [pid]
    for each in found:
        with contextlib.suppress(OSError):
            found += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
    return found


def resident_bytes(pids: list[int], *, at_most: int) -> int:
    """What they keep in memory together. Exact only past `at_most`, where pages that several share count once."""
    if (total := sum(map(_resident, pids))) <= at_most:
        return total
    return sum(map(_proportional, pids))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
