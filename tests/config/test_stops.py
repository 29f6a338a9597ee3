"""What stops a cluster on purpose costs no job anything: its leases are handed back, uncounted, and its jobs go on."""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial

import pytest
from django.contrib.auth.models import User

from analysis.models import AnalysisJob
from analysis.states import Status
from tests.config.running import is_alive
from tests.config.test_cluster import RunningCluster, StartCluster, start_cluster
from tests.invariants import live_violations
from tests.life import submitted
from tests.stand_in_llm import StandInLlm
from tests.waiting import eventually

__all__ = ["start_cluster"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.xdist_group("cluster")]


@pytest.fixture
def slow_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInLlm]:
    """A language model that keeps clusters busy for as long as it is not told otherwise."""
    with StandInLlm("slow:300") as server:
        for name, value in (
            ("ANALYSIS_ENGINE", "llm"),
            ("LLM_BASE_URL", server.base_url),
            ("LLM_MODEL", "stand-in"),
            ("LLM_TIMEOUT", "100"),
        ):
            monkeypatch.setenv(name, value)
        yield server


def is_at_the_model(job: AnalysisJob) -> bool:
    job.refresh_from_db()
    return job.status == Status.PROCESSING and job.current_step == "structure"


def has_completed(job: AnalysisJob) -> bool:
    job.refresh_from_db()
    return job.status == Status.COMPLETED


def stop(cluster: RunningCluster, *, all_at_once: bool) -> None:
    """SIGTERM to the supervisor, or to every process as systemd does by default."""
    pids = [cluster.process.pid, *cluster.processes()]
    for pid in pids if all_at_once else pids[:1]:
        os.kill(pid, signal.SIGTERM)
    cluster.process.wait(timeout=60)  # the model would take longer
    assert eventually(lambda: not any(map(is_alive, pids)))


@pytest.mark.parametrize("all_at_once", [False, True], ids=["the supervisor", "every process at once"])
def test_three_stops_in_a_row_condemn_nothing_and_the_job_goes_on(
    start_cluster: StartCluster, database_url: str, ada: User, slow_model: StandInLlm, all_at_once: bool
) -> None:
    job = submitted(ada)
    for stops in (1, 2, 3):
        # Those before the last are given less time to finish what will not: a stop takes it all.
        cluster = start_cluster(database_url, *(("--patience", 1) if stops < 3 else ()))
        assert eventually(partial(is_at_the_model, job)), cluster.log.read_text()
        stop(cluster, all_at_once=all_at_once)
        job.refresh_from_db()
        assert (job.status, job.attempt, job.auto_retries_used) == (Status.QUEUED, stops + 1, 0)
        assert job.attempts.get(number=stops).error_code == "worker_stopped"
        assert live_violations() == []
    slow_model.play("ok")
    cluster = start_cluster(database_url)
    assert eventually(partial(has_completed, job)), cluster.log.read_text()
    assert job.attempts.get(number=2).from_step == "structure", "what was read is not read again"


def test_sighup_ends_no_process_of_a_cluster(start_cluster: StartCluster, database_url: str) -> None:
    cluster = start_cluster(database_url)
    assert eventually(cluster.is_complete)
    pids = [cluster.process.pid, *cluster.processes()]
    for pid in pids:
        os.kill(pid, signal.SIGHUP)
    time.sleep(1)
    assert [pid for pid in pids if not is_alive(pid)] == []
    assert cluster.process.poll() is None
    assert cluster.is_at_work()
