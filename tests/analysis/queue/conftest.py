"""Brokers as a cluster's processes hold them, a look into the queue's table, and a real cluster."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from analysis.queue.broker import Broker
from tests.waiting import PATIENCE, eventually

Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def sql(transactional_db: None) -> Sql:
    def run(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def new_broker(transactional_db: None) -> Iterator[Callable[[], Broker]]:
    """Brokers with connections of their own, closed after the test."""
    made: list[Broker] = []

    def make() -> Broker:
        made.append(Broker())
        return made[-1]

    yield make
    for broker in made:
        broker.close()


@pytest.fixture
def broker(new_broker: Callable[[], Broker]) -> Broker:
    return new_broker()


class Waiting:
    """A pusher's loop in a thread: what it was handed first, and when (seconds of the monotonic clock)."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self.found: list[Any] = []
        self.at = 0.0

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                if deliveries := self._broker.dequeue():
                    self.at = time.monotonic()
                    self.found = deliveries
                    return
        finally:
            connections.close_all()

    def wait(self, seconds: float = PATIENCE) -> bool:
        self._thread.join(seconds)
        return bool(self.found)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)


@pytest.fixture
def waiting(sql: Sql) -> Iterator[Callable[[Broker], Waiting]]:
    """Starts a pusher's loop, which has found the queue empty and asked when the next delivery is due."""
    started: list[Waiting] = []

    def is_waiting() -> bool:
        asked = "state = 'idle' AND query LIKE '%%min(lock) - now()%%' AND datname = current_database()"
        return bool(sql(f"SELECT 1 FROM pg_stat_activity WHERE {asked}"))

    def start(broker: Broker) -> Waiting:
        started.append(Waiting(broker))
        assert eventually(is_waiting)
        return started[-1]

    yield start
    for each in started:
        each.stop()


class RunningCluster:
    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self.log = folder / "cluster.log"
        self.folder = folder

    def children(self) -> set[int]:
        """Process ids of the cluster's pusher, monitor and workers."""
        sentinel = _children_of(self.process.pid)
        return {pid for parent in sentinel for pid in _children_of(parent)}


def _children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


@contextmanager
def running_cluster(folder: Path, database_url: str) -> Iterator[RunningCluster]:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DEVELOPMENT": "1",
        "ANALYSIS_WORKERS": "2",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    with (folder / "cluster.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "qcluster"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield RunningCluster(process, folder)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            raise


@pytest.fixture
def cluster(tmp_path: Path, database_url: str) -> Iterator[RunningCluster]:
    """A real cluster of two workers on the test's database."""
    with running_cluster(tmp_path, database_url) as running:
        yield running
