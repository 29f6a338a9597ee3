"""/metrics: who may read it, and that each figure is what the rows say."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from analysis import services
from analysis.models import AnalysisJob, Attempt, Breaker, Source
from analysis.monitoring import liveness, statistics
from tests import life
from tests.factories import AnalysisJobFactory

TOKEN = "a-token"


@pytest.fixture(autouse=True)
def _token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def scrape(**headers: str) -> dict[str, float]:
    """Every sample, as Prometheus would read it: `name{label="value"}` without the prefix → value."""
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **headers})
    assert answer.status_code == 200
    found = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            assert sample.name.startswith("second_look_")
            found[sample.name.removeprefix("second_look_") + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


def retried(job: AnalysisJob, source: Source = Source.PAGE) -> AnalysisJob:
    actor = job.user if source.by_person and source is not Source.COMMAND else None
    services.retry_job(job_id=job.job_id, actor=actor, source=source)
    return job


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer no", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
@pytest.mark.django_db
def test_without_the_token_it_is_closed(authorization: str) -> None:
    assert Client().get("/metrics", headers={"Authorization": authorization}).status_code == 403


@pytest.mark.django_db
def test_where_no_token_is_set_an_empty_one_opens_nothing(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for authorization in ("Bearer ", "Bearer", ""):
        assert Client().get("/metrics", headers={"Authorization": authorization}).status_code == 403


def test_staff_may_read_it_and_other_people_may_not(ada: User, staff: User) -> None:
    client = Client()
    for user, status in ((ada, 403), (staff, 200)):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/metrics").status_code == status


@pytest.mark.django_db
def test_an_empty_database_has_figures_too() -> None:
    found = scrape()
    assert found['jobs{status="queued"}'] == 0
    assert found['retried_jobs{outcome="completed"}'] == 0
    assert "recovery_ratio" not in found  # nothing over nothing is no figure


def test_the_present_state_is_counted(ada: User) -> None:
    life.submitted(ada)
    life.claimed(life.submitted(ada))
    life.submitted_and_failed(ada, "no_text")
    life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.filter(status="queued").update(queued_at=Now() - timedelta(minutes=2))
    liveness.show("cluster", workers=5)
    Breaker.objects.create(error_code="llm_timeout")
    found = scrape()
    assert found['jobs{status="queued"}'] == 1
    assert found['jobs{status="processing"}'] == 1
    assert found['failed_jobs{error_code="no_text"}'] == 1
    assert found["jobs_awaiting_retry"] == 1
    assert 100 < found["oldest_queued_seconds"] < 130
    assert (found["clusters"], found["workers"], found["workers_free"]) == (1, 5, 4)
    assert found['breaker_open{error_code="llm_timeout"}'] == 1
    assert found["retry_enabled"] == 1


def test_recovery_counts_a_job_once_by_how_it_ended_and_outcomes_count_attempts(ada: User) -> None:
    AnalysisJobFactory(user=ada, completed=True, attempt=4)  # failed, failed, failed, completed
    AnalysisJobFactory(user=ada, failed=True, attempt=2)
    AnalysisJobFactory(user=ada, completed=True)  # never retried
    life.claimed(retried(life.submitted_and_failed(ada)))  # not ended
    found = scrape()
    assert found['retried_jobs{outcome="completed"}'] == 1
    assert found['retried_jobs{outcome="failed"}'] == 1
    assert found["recovery_ratio"] == 0.5
    assert found['retried_attempts{outcome="completed",source="page"}'] == 1
    assert found['retried_attempts{outcome="failed",source="page"}'] == 3


def test_a_job_that_failed_again_and_then_recovered_counts_as_recovered_only(ada: User) -> None:
    job = life.failed(retried(life.submitted_and_failed(ada)))
    assert scrape()['retried_jobs{outcome="failed"}'] == 1
    life.completed(retried(job))
    found = scrape()
    assert found['retried_jobs{outcome="failed"}'] == 0
    assert found['retried_jobs{outcome="completed"}'] == 1


def test_retries_are_counted_by_who_asked_and_by_what_had_failed(ada: User) -> None:
    retried(life.submitted_and_failed(ada, "llm_timeout"))
    retried(life.submitted_and_failed(ada, "no_text"), Source.API)
    retried(life.submitted_and_failed(ada, "no_text"), Source.COMMAND)
    lost = life.failed(life.submitted(ada), "worker_lost", waits=True)
    AnalysisJob.objects.filter(pk=lost.pk).update(next_retry_at=Now())
    services.rescue()
    found = scrape()
    assert {source: found[f'retries{{source="{source}"}}'] for source in Source.values} == {
        "page": 1,
        "api": 1,
        "admin": 0,
        "command": 1,
        "automatic": 0,
        "rescue": 1,
    }
    assert found['retry_reasons{error_code="no_text"}'] == 2
    assert found['retry_reasons{error_code="worker_lost"}'] == 1
    assert (found["leases_lost"], found["rescues"]) == (1, 1)


def test_the_time_from_failure_to_retry_falls_into_its_bucket(ada: User) -> None:
    for minutes in (0.1, 4, 50):
        job = retried(life.submitted_and_failed(ada))
        asked = job.attempts.get(number=2).created_at
        job.attempts.filter(number=1).update(finished_at=asked - timedelta(minutes=minutes))
    found = scrape()
    buckets = {
        bound: found[f'time_to_retry_seconds_bucket{{le="{bound}",source="page"}}']
        for bound in ("5.0", "15.0", "60.0", "300.0", "900.0", "3600.0", "+Inf")
    }
    assert list(buckets.values()) == [0, 1, 1, 2, 2, 3, 3]
    assert found['time_to_retry_seconds_gsum{source="page"}'] == pytest.approx(54.1 * 60)


def test_a_bound_belongs_to_its_bucket(ada: User) -> None:
    Attempt.objects.filter(job=life.completed(life.submitted(ada))).update(step_seconds={"extract": 0.1})
    found = scrape()
    assert found['step_seconds_bucket{le="0.05",step="extract"}'] == 0
    assert found['step_seconds_bucket{le="0.1",step="extract"}'] == 1


def test_steps_and_tokens_are_summed(ada: User) -> None:
    for _ in range(2):
        AnalysisJobFactory(user=ada, completed=True)
    Attempt.objects.update(input_tokens=100, output_tokens=7)
    found = scrape()
    assert found['step_seconds_gsum{step="structure"}'] == pytest.approx(2.4)
    assert found['step_seconds_gcount{step="structure"}'] == 2
    assert found['llm_tokens{direction="input"}'] == 200
    assert found['llm_tokens{direction="output"}'] == 14


def test_answers_of_a_model_are_counted_also_where_the_job_did_without(ada: User) -> None:
    for answer in ("answered", "llm_misconfigured", ""):
        AnalysisJobFactory(user=ada, completed=True).attempts.update(model_answer=answer)
    life.submitted_and_failed(ada, "llm_timeout")
    life.submitted_and_failed(ada, "no_text")
    found = {name: value for name, value in scrape().items() if name.startswith("llm_answers")}
    assert found == {
        f'llm_answers{{answer="{answer}"}}': 1 for answer in ("answered", "llm_misconfigured", "llm_timeout")
    }


def test_what_happened_before_the_window_is_left_out(ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True, attempt=3)
    old = timedelta(days=2)
    for attempt in job.attempts.all():
        Attempt.objects.filter(pk=attempt.pk).update(
            created_at=attempt.created_at - old, finished_at=attempt.finished_at and attempt.finished_at - old
        )
    found = scrape()
    assert found['retried_jobs{outcome="completed"}'] == 0
    assert found['retries{source="page"}'] == 0


def test_a_retry_belongs_to_the_day_on_which_it_was_asked_for(ada: User) -> None:
    job = retried(life.submitted_and_failed(ada))
    job.attempts.filter(number=2).update(created_at=Now() - timedelta(days=2))
    assert scrape()['retries{source="page"}'] == 0
    life.completed(job)
    found = scrape()
    assert found['retries{source="page"}'] == 0
    assert found['retried_jobs{outcome="completed"}'] == 1


def test_a_deleted_job_leaves_no_trace_in_the_figures(ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True, attempt=2)
    job.delete()
    assert scrape()['retried_jobs{outcome="completed"}'] == 0


@pytest.mark.django_db
def test_both_formats_of_prometheus_are_spoken() -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/openmetrics-text; version=1.0.0"}
    answer = Client().get("/metrics", headers=headers)
    assert answer["Content-Type"].startswith("application/openmetrics-text")
    assert answer.content.endswith(b"# EOF\n")


@pytest.mark.django_db
def test_where_the_database_does_not_answer_it_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(statistics, "present", away)
    assert Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 503


def test_the_index_on_the_end_of_attempts_serves_what_looks_back(ada: User) -> None:
    """Ten thousand old attempts cost nothing: no query of the figures reads the whole table."""
    job = AnalysisJobFactory(user=ada, completed=True)
    AnalysisJob.objects.bulk_create(
        AnalysisJob(
            user=ada,
            upload=job.upload,
            status="failed",
            error_code="x",
            error_message="x",
            completed_at=job.completed_at,
            job_id=f"job_{uuid.uuid4().hex[:20]}",
        )
        for _ in range(3000)
    )
    old = job.created_at - timedelta(days=9)
    Attempt.objects.bulk_create(
        Attempt(job_id=pk, number=1, source="page", finished_at=old, outcome="completed")
        for pk in AnalysisJob.objects.exclude(pk=job.pk).values_list("pk", flat=True)
    )
    parameters: Any = {"span": timedelta(days=1)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE analysis_attempts, analysis_jobs")
        for query in (statistics._RECOVERY, statistics._OUTCOMES, statistics._RETRIES, statistics._STEPS):
            cursor.execute("EXPLAIN " + query, parameters)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan on analysis_attempts" not in plan, plan
