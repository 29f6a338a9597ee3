"""The worker cluster under its supervisor: a real one, whose processes are really killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction

from analysis.models import AnalysisJob
from analysis.queue import deliveries as queue
from config.postgres import address as postgres
from config.postgres import embedded
from tests.config.running import ROOT, children, is_alive, title, waits_in
from tests.database import UNSAFE_BUT_FAST
from tests.life import submitted
from tests.waiting import eventually

# Shorter than in real life, so that the tests are; still longer than a loaded machine takes for a canary.
SILENCE = 5
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.xdist_group("cluster")]


@dataclass
class RunningCluster:
    """`manage.py run_cluster` as a process of its own."""

    process: "subprocess.Popen[bytes]"
    database_url: str
    log: Path

    def processes(self) -> list[int]:
        return children(self.process.pid)

    def find(self, role: str) -> int:
        """The process with this role, as django-q2 writes it into the process's title."""
        return next(pid for pid in self.processes() if re.search(f"^qcluster .*{role}", title(pid)))

    def lock_holder(self) -> int:
        """The idle worker that holds the lock of the queue: it reads, the others wait for the lock."""
        idle = [pid for pid in self.processes() if title(pid).endswith("idle")]
        return next(pid for pid in idle if "pipe_read" in waits_in(pid))

    def is_complete(self) -> bool:
        """Whether all its processes are there, and its workers wait for work."""
        titles = [title(pid) for pid in self.processes()]
        helpers = [sum(name.endswith(role) for name in titles) for role in ("parent", "sentinel", "pusher", "monitor")]
        return helpers == [1, 1, 1, 1] and sum(name.endswith("idle") for name in titles) == settings.ANALYSIS_WORKERS

    def busy_workers(self) -> int:
        return sum("processing work_until" in title(pid) for pid in self.processes())

    def is_at_work(self) -> bool:
        """Whether it has told the database so within the last seconds."""
        with psycopg.connect(self.database_url) as connection:
            seen = "SELECT count(*) FROM analysis_clusters WHERE seen_at > now() - interval '5 seconds'"
            row = connection.execute(seen).fetchone()
        return row is not None and row[0] > 0

    def said(self, words: str) -> int:
        return self.log.read_text().count(words)

    def end(self) -> None:
        pids = [self.process.pid, *self.processes()]
        self.process.kill()
        self.process.wait()
        assert eventually(lambda: not any(map(is_alive, pids)))


StartCluster = Callable[..., RunningCluster]


@pytest.fixture
def start_cluster(tmp_path: Path, settings: Any) -> Iterator[StartCluster]:
    """Starts a cluster on a database and waits until it works; after the test none of its processes may live.

    It shares its storage with the test.
    """
    settings.MEDIA_ROOT = tmp_path / "test" / "media"
    started: list[RunningCluster] = []

    def start(database_url: str, *options: object) -> RunningCluster:
        log = tmp_path / f"cluster-{len(started)}.log"
        variables = {"DATABASE_URL": database_url, "SECRET_KEY": settings.SECRET_KEY, "DEVELOPMENT": "1"}
        variables["DATA_DIR"] = str(tmp_path / "test")
        command = [sys.executable, "manage.py", "run_cluster", "--silence", str(SILENCE), *map(str, options)]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, stdout=output, stderr=output)
        cluster = RunningCluster(process, database_url, log)
        started.append(cluster)
        assert eventually(cluster.is_at_work), log.read_text()
        return cluster

    yield start
    for cluster in started:
        cluster.end()


def keep_busy(cluster: RunningCluster, gate: Path, mark: Path, *, workers: int = 1) -> None:
    """Have so many workers busy until the gate is there; returns when they are."""
    for _ in range(workers):
        with transaction.atomic():
            queue.enqueue_house_task("tests.config.running.work_until", gate, mark)
    assert eventually(lambda: cluster.busy_workers() == workers)


def has_started(job: AnalysisJob) -> bool:
    return job.attempts.filter(started_at__isnull=False).exists()


def test_whichever_process_is_killed_the_next_job_starts_soon_and_no_orphan_stays(
    start_cluster: StartCluster, database_url: str, ada: User
) -> None:
    cluster = start_cluster(database_url)
    for role in ("pusher", "monitor", "sentinel", "parent", "lock holder"):
        assert eventually(cluster.is_complete)
        victim = cluster.lock_holder() if role == "lock holder" else cluster.find(role)
        before = cluster.processes()
        os.kill(victim, signal.SIGKILL)
        job = submitted(ada)
        assert eventually(partial(has_started, job)), (role, cluster.log.read_text())
        now = cluster.processes()
        assert not [pid for pid in before if pid not in now and is_alive(pid)], f"orphans, having lost their {role}"
    pids = cluster.processes()
    assert len(pids) >= settings.ANALYSIS_WORKERS + 4
    cluster.process.kill()
    cluster.process.wait()
    assert eventually(lambda: not any(map(is_alive, pids))), "orphans, having lost their supervisor"


def test_a_cluster_whose_workers_are_all_busy_is_left_in_peace(
    start_cluster: StartCluster, database_url: str, tmp_path: Path
) -> None:
    cluster = start_cluster(database_url)
    gate, mark = tmp_path / "gate", tmp_path / "mark"
    keep_busy(cluster, gate, mark, workers=settings.ANALYSIS_WORKERS)
    pids = set(cluster.processes())
    time.sleep(SILENCE + 2)
    assert eventually(cluster.is_at_work)
    assert set(cluster.processes()) == pids
    gate.touch()
    assert eventually(mark.exists)
    assert not cluster.said("stands still")


def test_sigterm_lets_running_work_finish_and_leaves_no_process(
    start_cluster: StartCluster, database_url: str, tmp_path: Path
) -> None:
    cluster = start_cluster(database_url)
    gate, mark = tmp_path / "gate", tmp_path / "mark"
    keep_busy(cluster, gate, mark)
    pids = cluster.processes()
    cluster.process.terminate()
    time.sleep(1)
    gate.touch()
    assert cluster.process.wait(timeout=60) == 0
    assert mark.exists()
    assert not any(map(is_alive, pids))
    assert not cluster.is_at_work()


@pytest.mark.parametrize("impatient", [False, True], ids=["patience runs out", "a second signal"])
def test_work_that_takes_too_long_is_broken_off(
    start_cluster: StartCluster, database_url: str, tmp_path: Path, impatient: bool
) -> None:
    cluster = start_cluster(database_url, "--patience", 60 if impatient else 1)
    keep_busy(cluster, tmp_path / "never", tmp_path / "mark")
    cluster.process.terminate()
    if impatient:
        time.sleep(0.5)
        cluster.process.terminate()
    assert cluster.process.wait(timeout=60) == 0
    assert cluster.said("broken off") == 1


def test_what_a_dead_cluster_had_fetched_starts_with_the_next_one(
    start_cluster: StartCluster, database_url: str, ada: User
) -> None:
    job = submitted(ada)
    with connection.cursor() as cursor:  # as a pusher does that is killed before a worker has taken it
        cursor.execute("UPDATE django_q_ormq SET lock = now() + interval '5 minutes' WHERE analysis_job = %s", [job.pk])
    start_cluster(database_url)
    assert eventually(lambda: has_started(job))


def test_the_cluster_outlives_an_outage_of_the_database(start_cluster: StartCluster, tmp_path: Path) -> None:
    data_dir, gate, mark = tmp_path / "data", tmp_path / "gate", tmp_path / "mark"
    address = embedded_address(data_dir)
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        _manage(address, "migrate", "--verbosity=0")
        cluster = start_cluster(address)
        _manage(address, "shell", "--verbosity=0", "-c", ENQUEUE.format(gate=str(gate), mark=str(mark)))
        assert eventually(cluster.busy_workers)
        pids = set(cluster.processes())
    gate.touch()  # the task ends, and the monitor waits for the database to say so: no fault of the cluster
    assert eventually(mark.exists)
    time.sleep(SILENCE + 3)
    assert set(cluster.processes()) == pids
    assert cluster.said("Sweeps fail, trying on") == 1
    with embedded.running(data_dir, UNSAFE_BUT_FAST):
        assert eventually(lambda: cluster.said("Sweeps work again") and cluster.is_at_work())
        assert set(cluster.processes()) == pids
        cluster.end()


def test_a_cluster_that_gets_no_connection_is_not_blamed_for_it(start_cluster: StartCluster, tmp_path: Path) -> None:
    """Others have taken all of them: the cluster stands still, although the supervisor still has its own."""
    data_dir, gate, mark = tmp_path / "data", tmp_path / "gate", tmp_path / "mark"
    address = embedded_address(data_dir)
    few = UNSAFE_BUT_FAST | {"max_connections": "12", "superuser_reserved_connections": "0"}
    with embedded.running(data_dir, few), ExitStack() as others:
        _manage(address, "migrate", "--verbosity=0")
        cluster = start_cluster(address)
        _manage(address, "shell", "--verbosity=0", "-c", ENQUEUE.format(gate=str(gate), mark=str(mark)))
        assert eventually(cluster.busy_workers)
        pids = set(cluster.processes())
        with suppress(psycopg.OperationalError):
            while True:
                others.enter_context(psycopg.connect(address))
        gate.touch()  # the task ends; only now the monitor asks for a connection, by which it would say so
        assert eventually(mark.exists)
        time.sleep(2 * SILENCE + 3)
        assert set(cluster.processes()) == pids
        others.close()
        assert eventually(cluster.is_at_work)
        time.sleep(SILENCE + 1)
        assert set(cluster.processes()) == pids
        assert not cluster.said("stands still")
        cluster.end()


def embedded_address(data_dir: Path) -> str:
    """Of an embedded server beside the one of the tests."""
    return postgres.url(postgres.database_settings(data_dir, ""))


ENQUEUE = """
from pathlib import Path
from django.db import transaction
from analysis.queue import deliveries as queue
with transaction.atomic():
    queue.enqueue_house_task("tests.config.running.work_until", Path({gate!r}), Path({mark!r}))
"""


def _manage(address: str, *arguments: str) -> None:
    variables = {"DATABASE_URL": address, "SECRET_KEY": settings.SECRET_KEY, "DEVELOPMENT": "1"}
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=os.environ | variables, check=True)
