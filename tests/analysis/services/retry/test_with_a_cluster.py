"""A retry from the API call to the completion, by real workers and a real server in the language model's place."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.test import Client

from analysis.models import AnalysisJob, Attempt
from analysis.states import Status
from tests import life
from tests.analysis.queue.conftest import RunningCluster, running_cluster
from tests.invariants import quiet_violations
from tests.stand_in_llm import StandInLlm
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def llm() -> Iterator[StandInLlm]:
    with StandInLlm("unavailable", "ok") as server:
        yield server


@pytest.fixture
def workers(
    llm: StandInLlm, tmp_path: Path, database_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningCluster]:
    """Two workers that ask the stand-in, on the files that this test stores."""
    settings.MEDIA_ROOT = tmp_path / "test" / "media"
    for name, value in {
        "DATA_DIR": str(tmp_path / "test"),
        "SECRET_KEY": configured.SECRET_KEY,
        "ANALYSIS_ENGINE": "llm",
        "ANALYSIS_MAX_AUTO_RETRIES": "0",
        "LLM_BASE_URL": llm.base_url,
        "LLM_MODEL": "stand-in",
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    with running_cluster(tmp_path, database_url) as cluster:
        yield cluster


@pytest.fixture
def api(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client


def comes_to(job: AnalysisJob, status: Status) -> bool:
    return eventually(lambda: AnalysisJob.objects.filter(pk=job.pk, status=status).exists())


def test_a_failed_job_is_retried_by_one_call_and_completes(workers: RunningCluster, api: Client, ada: User) -> None:
    job = life.submitted(ada)
    assert comes_to(job, Status.FAILED), workers.log.read_text()
    response = api.post(f"/api/analysis/retry-job?job_id={job.job_id}&attempt=1")
    assert response.status_code == 202
    assert comes_to(job, Status.COMPLETED), workers.log.read_text()
    profile = api.get(f"/api/analysis/profile?job_id={job.job_id}").json()
    assert profile["basics"]["name"] == "Ada Lovelace"
    assert [attempt.outcome for attempt in job.attempts.all()] == ["failed", "completed"]
    assert quiet_violations() == []


def test_a_retry_waits_for_a_worker_when_all_are_busy(
    workers: RunningCluster, llm: StandInLlm, api: Client, ada: User
) -> None:
    job = life.submitted(ada)
    assert comes_to(job, Status.FAILED), workers.log.read_text()
    llm.play("slow:4", "slow:4", "ok")
    busy = [life.submitted(ada) for _ in range(2)]
    assert all(comes_to(each, Status.PROCESSING) for each in busy), workers.log.read_text()
    api.post(f"/api/analysis/retry-job?job_id={job.job_id}")
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Status.QUEUED, 2)
    assert all(comes_to(each, Status.COMPLETED) for each in (job, *busy)), workers.log.read_text()
    first_free = Attempt.objects.filter(job__in=busy).order_by("finished_at").values_list("finished_at", flat=True)[0]
    assert job.attempts.filter(number=2, started_at__gte=first_free).exists()
    assert quiet_violations() == []
