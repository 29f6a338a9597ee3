"""/healthz and /readyz: what they say while all is well, and of each thing that can be wrong."""

import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.test import Client

from analysis.models import AnalysisJob, Cluster
from analysis.monitoring import health, liveness
from tests import life
from tests.factories import AnalysisJobFactory


def ask(path: str = "/readyz") -> tuple[int, dict[str, str]]:
    """The status and the checks."""
    answer = Client().get(path)
    assert answer["Content-Type"] == "application/json"
    assert (answer.json()["status"] == "ok") == (answer.status_code == 200)
    return answer.status_code, answer.json()["checks"]


@pytest.fixture
def cluster(db: None) -> None:
    liveness.show("cluster", workers=2)


def overdue(span: timedelta) -> None:
    """Let every delivery have been due for so long."""
    with connection.cursor() as cursor:
        spans: list[Any] = [span, span]
        cursor.execute("UPDATE django_q_ormq SET analysis_due = now() - %s, lock = now() - %s", spans)


def leases_end(span: timedelta) -> None:
    """Let every lease end so far ahead."""
    AnalysisJob.objects.exclude(lease_token=None).update(lease_expires_at=Now() + span)


@pytest.mark.django_db
def test_healthz_is_well_without_a_cluster_or_a_sign_in() -> None:
    assert ask("/healthz") == (200, {"database": "ok"})


@pytest.mark.usefixtures("cluster")
def test_readyz_is_well_while_work_goes_on(ada: User) -> None:
    life.claimed(life.submitted(ada))
    life.submitted(ada)
    assert ask() == (
        200,
        {
            "storage": "ok",
            "database": "ok",
            "schema": "ok",
            "encoding": "ok",
            "static": "ok",
            "cluster": "ok",
            "leases": "ok",
            "queue": "ok",
            "key": "ok",
        },
    )


@pytest.mark.django_db
def test_without_a_cluster_it_is_not_ready() -> None:
    status, checks = ask()
    assert (status, checks["cluster"]) == (503, "no worker cluster was seen in the last 15 seconds")


@pytest.mark.usefixtures("cluster")
def test_a_cluster_that_has_gone_quiet_counts_as_none() -> None:
    Cluster.objects.update(seen_at=Now() - timedelta(seconds=16))
    assert ask()[0] == 503


@pytest.mark.usefixtures("cluster")
def test_a_lease_that_ran_out_a_moment_ago_is_left_to_the_rescue(ada: User) -> None:
    life.claimed(life.submitted(ada))
    leases_end(timedelta(minutes=-1))
    assert ask()[0] == 200


@pytest.mark.usefixtures("cluster")
def test_a_lease_that_no_rescue_took_back_is_told(ada: User) -> None:
    life.claimed(life.submitted(ada))
    leases_end(timedelta(minutes=-3))
    status, checks = ask()
    assert (status, checks["leases"]) == (503, "1 ran out more than 2 minutes ago, and nobody took them back")


@pytest.mark.usefixtures("cluster")
def test_a_delivery_that_waits_although_workers_are_free_is_told(ada: User) -> None:
    life.submitted(ada)
    overdue(timedelta(minutes=3, seconds=5))
    status, checks = ask()
    assert (status, checks["queue"]) == (503, "the next delivery is overdue by 3 minutes while workers are free")


@pytest.mark.usefixtures("cluster")
def test_a_long_line_in_front_of_busy_workers_is_no_fault(ada: User) -> None:
    for _ in range(2):
        life.claimed(life.submitted(ada))
    life.submitted(ada)
    overdue(timedelta(hours=1))
    leases_end(timedelta(minutes=1))
    assert ask()[0] == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_as_json(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("connection refused: /var/run/secret")

    monkeypatch.setattr(connection, "cursor", away)
    status, checks = ask(path)
    assert (status, checks) == (503, {"database": "does not answer"})


def test_a_query_that_takes_too_long_is_given_up(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "STATEMENT_TIMEOUT", 50)
    with psycopg.connect(database_url) as other:
        other.execute("LOCK TABLE analysis_clusters")
        began = time.monotonic()
        assert ask()[1]["database"] == "does not answer"
        # Seconds: `lock_timeout`, as long as anybody else waits for a lock.
        assert time.monotonic() - began < 5
        other.rollback()


@pytest.mark.django_db
def test_probes_come_by_address_and_without_tls(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["resume.example"]
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db
def test_they_can_only_be_read() -> None:
    assert Client().post("/healthz").status_code == 405
    assert Client().head("/healthz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/nothing", "/admin/", "/static/css/site.css"])
def test_every_answer_carries_the_content_security_policy(path: str) -> None:
    answer = Client().get(path)
    answer.close()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.usefixtures("cluster")
def test_readyz_is_degraded_where_the_model_gives_no_answers(ada: User, settings: Any) -> None:
    def asked(answer: str, times: int) -> None:
        for _ in range(times):
            AnalysisJobFactory(user=ada, completed=True).attempts.update(model_answer=answer)

    def said() -> tuple[int, str, str]:
        answer = Client().get("/readyz")
        return answer.status_code, answer.json()["status"], answer.json()["checks"].get("model", "")

    asked("llm_misconfigured", health.MODEL_ENOUGH - 1)
    assert said() == (200, "ok", ""), "no model is asked here"
    settings.ANALYSIS_ENGINE = "hybrid"
    assert said() == (200, "ok", "ok"), "too few to tell"
    asked("llm_misconfigured", 1)
    status, word, model = said()
    assert (status, word) == (200, "degraded")
    assert model == "gave no answer to 5 of 5 questions in the last 30 minutes: 5 × llm_misconfigured"
    assert health.troubles() == [f"Language model: {model}"]
    asked("answered", health.MODEL_ENOUGH)
    assert said() == (200, "ok", "ok")
