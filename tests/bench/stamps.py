"""What is measured of a queue, by the same code for every system: tasks leave stamps in a file, and the clock is read.

Nothing but the standard library, since Celery's own Python runs it too. Times are seconds of the monotonic clock, which
all processes of a machine share.
"""

import json
import random
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

_STAMP = struct.Struct("d")
_LOOK = 0.0005
_PATIENCE = 120.0


def stamp(path: str) -> None:
    """A task that says when it started, and does nothing else."""
    with Path(path).open("ab", buffering=0) as file:
        file.write(_STAMP.pack(time.monotonic()))


def hold(path: str) -> None:
    """A task that keeps its worker busy until the gate opens."""
    stamp(f"{path}.held")
    gate = Path(f"{path}.gate")
    _wait(gate.exists, "the gate opens")


def start_latencies(enqueue: Callable[[str], object], path: Path, count: int) -> list[float]:
    """Seconds from the call that enqueues to the first line of the task, each on an idle cluster."""
    latencies = []
    for number in range(count):
        time.sleep(random.uniform(0.02, 0.25))  # in no step with anybody's polling
        asked = time.monotonic()
        enqueue(str(path))
        _wait(lambda: _count(path) > number, "a task starts")  # noqa: B023 - waited for at once
        latencies.append(_read(path)[number] - asked)
    return latencies


def drain_rate(
    enqueue_holds: Callable[[str], object],
    enqueue_stamps: Callable[[str], object],
    is_empty: Callable[[], bool],
    path: Path,
    *,
    workers: int,
    count: int,
) -> float:
    """Tasks a second, from a full queue in front of workers that become free together, until it is empty."""
    enqueue_holds(str(path))
    _wait(lambda: _count(Path(f"{path}.held")) == workers, "every worker is held")
    enqueue_stamps(str(path))
    began = time.monotonic()
    Path(f"{path}.gate").touch()
    _wait(lambda: _count(path) >= count, "all tasks have run", look=0.01)
    _wait(is_empty, "the queue is empty", look=0.01)
    if _count(path) > count:
        raise RuntimeError(f"{_count(path) - count} tasks of {count} ran twice")
    return count / (time.monotonic() - began)


def report(result: object) -> None:
    """Hand a result to the process that asked for it."""
    json.dump(result, sys.stdout)


def _wait(condition: Callable[[], bool], what: str, look: float = _LOOK) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {_PATIENCE:.0f} s in vain until {what}.")
        time.sleep(look)


def _count(path: Path) -> int:
    try:
        return path.stat().st_size // _STAMP.size
    except FileNotFoundError:
        return 0


def _read(path: Path) -> list[float]:
    return [value for (value,) in _STAMP.iter_unpack(path.read_bytes())]
