"""Automatic retries pause while one cause strikes everybody."""

from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.models import AnalysisJob, Breaker, Source
from analysis.states import Status, Step
from tests import life
from tests.analysis.services.lapse import LONG_AGO


class TestACauseThatStrikesEverybody:
    @pytest.fixture
    def jobs(self, ada: User) -> list[AnalysisJob]:
        jobs = [life.failed(life.submitted(ada), "llm_unavailable", waits=True) for _ in range(6)]
        AnalysisJob.objects.update(next_retry_at=LONG_AGO)
        return jobs

    def test_pauses_its_automatic_retries(self, jobs: list[AnalysisJob]) -> None:
        assert services.sweep().retried == []
        assert Breaker.objects.get().error_code == "llm_unavailable"

    def test_lets_one_probe_through_after_a_while(self, jobs: list[AnalysisJob]) -> None:
        services.sweep()
        Breaker.objects.update(opened_at=LONG_AGO)
        assert len(services.sweep().retried) == 1
        assert services.sweep().retried == []

    def test_resumes_them_when_the_probe_succeeds(self, jobs: list[AnalysisJob]) -> None:
        services.sweep()
        Breaker.objects.update(opened_at=LONG_AGO)
        (probe,) = services.sweep().retried
        life.completed(AnalysisJob.objects.get(job_id=probe))
        assert len(services.sweep().retried) == 5
        assert Breaker.objects.get().closed_at is not None

    @pytest.mark.parametrize(
        ("engine", "did", "resumed"),
        [
            ("llm", Step.STRUCTURE, 6),
            ("llm", Step.EXTRACT, 0),  # its answer was kept from before
            ("hybrid", Step.STRUCTURE, 0),  # it may have had nothing to ask, or done without an answer
        ],
    )
    def test_resumes_them_only_when_something_completes_that_it_would_have_struck(
        self, ada: User, jobs: list[AnalysisJob], engine: str, did: Step, resumed: int, settings: Any
    ) -> None:
        settings.ANALYSIS_ENGINE = engine
        services.sweep()
        other = life.completed(life.submitted(ada))
        assert services.sweep().retried == []
        other.attempts.update(step_seconds={did: 0.5})
        assert len(services.sweep().retried) == resumed

    def test_of_hybrid_resumes_when_a_job_completes_that_had_failed_of_it(self, ada: User, settings: Any) -> None:
        settings.ANALYSIS_ENGINE = "hybrid"
        jobs = [life.failed(life.submitted(ada), "llm_unavailable", waits=True) for _ in range(6)]
        AnalysisJob.objects.update(next_retry_at=LONG_AGO)
        assert services.sweep().retried == []
        services.retry_job(job_id=jobs[0].job_id, actor=ada, source=Source.PAGE)
        life.completed(jobs[0])
        assert len(services.sweep().retried) == 5

    def test_pauses_them_again_when_it_comes_back(self, ada: User, jobs: list[AnalysisJob]) -> None:
        self.test_resumes_them_when_the_probe_succeeds(jobs)
        for job in AnalysisJob.objects.filter(status=Status.QUEUED):
            life.failed(job, "llm_unavailable", waits=True)
        AnalysisJob.objects.filter(next_retry_at__isnull=False).update(next_retry_at=LONG_AGO)
        assert services.sweep().retried == []
        assert Breaker.objects.get().closed_at is None

    def test_does_not_hold_up_other_causes(self, ada: User, jobs: list[AnalysisJob]) -> None:
        other = life.failed(life.submitted(ada), "timeout", waits=True)
        AnalysisJob.objects.filter(pk=other.pk).update(next_retry_at=LONG_AGO)
        assert services.sweep().retried == [other.job_id]

    def test_does_not_stand_in_front_of_other_causes_with_its_many_jobs(
        self, ada: User, jobs: list[AnalysisJob], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_module("analysis.services.rescue"), "ROUND", len(jobs))
        services.sweep()
        other = life.failed(life.submitted(ada), "timeout", waits=True)
        AnalysisJob.objects.filter(pk=other.pk).update(next_retry_at="2021-01-01T00:00:00Z")
        assert services.sweep().retried == [other.job_id]

    def test_is_looked_at_once_in_a_round_and_not_for_each_job(
        self, jobs: list[AnalysisJob], django_assert_max_num_queries: Any
    ) -> None:
        services.sweep()
        with django_assert_max_num_queries(10):
            services.sweep()

    def test_does_not_hold_up_a_person(self, ada: User, jobs: list[AnalysisJob]) -> None:
        services.sweep()
        services.retry_job(job_id=jobs[0].job_id, actor=ada, source=Source.PAGE)
        jobs[0].refresh_from_db()
        assert jobs[0].status == Status.QUEUED


def test_a_few_failures_among_many_successes_do_not_pause_anything(ada: User) -> None:
    for _ in range(7):
        life.completed(life.submitted(ada))
    job, *_ = [life.failed(life.submitted(ada), "llm_timeout", waits=True) for _ in range(5)]
    AnalysisJob.objects.exclude(pk=job.pk).update(next_retry_at=None)
    AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=LONG_AGO)
    assert services.sweep().retried == [job.job_id]
