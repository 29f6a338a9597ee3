"""The queues side by side, each with five workers: ours, django-q2 as it comes, Celery on Redis where it is present."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import databases
from tests.bench.table import Row

START_TASKS, DRAIN_TASKS = 15, 1000


class AbsentError(Exception):
    """A system can't be measured here; the message says what is missing."""


class System:
    """A running queue; `measure` asks a process of its own, so that all are measured from outside."""

    def __init__(self, command: list[str], env: dict[str, str], folder: Path) -> None:
        self._command, self._env, self._folder = command, env, folder
        self._runs = 0

    def start_latency(self) -> float:
        """Milliseconds from enqueue to start, the median of a round."""
        latencies: list[float] = self._measure("start", START_TASKS)
        return median(latencies) * 1000

    def drain_rate(self) -> float:
        """Empty tasks a second."""
        return float(self._measure("drain", DRAIN_TASKS))

    def _measure(self, what: str, count: int) -> Any:
        self._runs += 1
        path = self._folder / f"{what}-{self._runs}"
        command = [*self._command, what, str(path), str(count)]
        done = subprocess.run(command, cwd=databases.ROOT, env=self._env, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)


@contextmanager
def djangoq(server_url: str, name: str, folder: Path) -> Iterator[System]:
    folder.mkdir()
    env = databases.environment(server_url, name, folder.parent)
    with _process([sys.executable, "manage.py", "qcluster"], env, folder):
        yield System([sys.executable, "-m", "tests.bench.djangoq"], env, folder)


@contextmanager
def celery(folder: Path) -> Iterator[System]:
    """Raises AbsentError. BENCH_CELERY_PYTHON names a Python that has Celery, where this one has not."""
    python = os.environ.get("BENCH_CELERY_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import celery, redis"], capture_output=True, check=False).returncode:
        raise AbsentError("Celery is not installed: set BENCH_CELERY_PYTHON to a Python that has celery[redis]")
    if not (redis := shutil.which("redis-server")):
        raise AbsentError("redis-server is not installed")
    folder.mkdir()
    socket = folder / "redis.sock"
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    env["BENCH_REDIS"] = f"redis+socket://{socket}"
    worker = [python, "-m", "celery", "-A", "tests.bench.celery_app", "worker", "--concurrency=5", "--loglevel=WARNING"]
    with ExitStack() as stack:
        stack.enter_context(
            _process([redis, "--port", "0", "--unixsocket", str(socket), "--dir", str(folder)], env, folder)
        )
        while not socket.exists():
            time.sleep(0.05)
        stack.enter_context(_process(worker, env, folder))
        yield System([python, "-m", "tests.bench.celery_app"], env, folder)


@contextmanager
def _process(command: list[str], env: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=databases.ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def compare(server_url: str, folder: Path, rounds: int) -> list[Row]:
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(djangoq(server_url, name, folder / name))
            for name in (databases.OURS, databases.STOCK)
        }
        absent = ""
        try:
            running["celery"] = stack.enter_context(celery(folder / "celery"))
        except AbsentError as reason:
            absent = str(reason)
        starts: dict[str, list[float]] = {name: [] for name in running}
        drains: dict[str, list[float]] = {name: [] for name in running}
        for _ in range(rounds):
            for name, system in running.items():
                starts[name].append(system.start_latency())
            for name, system in running.items():
                drains[name].append(system.drain_rate())
    return [
        *_rows("the stock broker", databases.STOCK, starts, drains, latency=1 / 20, rate=1.0),
        *_rows("Celery on Redis", "celery", starts, drains, latency=1.5, rate=1.2, absent=absent),
    ]


def _rows(
    label: str,
    name: str,
    starts: dict[str, list[float]],
    drains: dict[str, list[float]],
    *,
    latency: float,
    rate: float,
    absent: str = "",
) -> list[Row]:
    """Our latency must be at most `latency` times the other's, our rate at least `rate` times."""
    start, drain = f"enqueue → start, against {label}", f"empty tasks drained, against {label}"
    if absent:
        return [Row(start, "ms", at_most=latency, note=absent), Row(drain, "/s", at_least=rate, note=absent)]
    return [
        Row(start, "ms", starts[databases.OURS], starts[name], at_most=latency),
        Row(drain, "/s", drains[databases.OURS], drains[name], at_least=rate),
    ]
