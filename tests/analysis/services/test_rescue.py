"""No job stays in processing for ever: a lost worker's attempt is closed, by the same policy as a failure."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import override_settings

from analysis import services
from analysis.jobs import transitions
from analysis.models import AnalysisJob, Attempt, Cluster, Source
from analysis.monitoring import liveness
from analysis.states import Status, Step
from tests import life
from tests.analysis.services.lapse import fall_due, lose_the_worker
from tests.invariants import live_violations


def test_a_lost_worker_fails_its_attempt_and_the_job_goes_on_by_itself(ada: User) -> None:
    job = life.submitted(ada)
    lose_the_worker(job)
    assert (job.status, job.error_code) == (Status.FAILED, "worker_lost")
    fall_due(job)
    assert (job.status, job.attempt, job.auto_retries_used) == (Status.QUEUED, 2, 1)
    assert job.attempts.get(number=2).source == Source.RESCUE
    assert live_violations() == []


def test_a_lease_that_still_runs_is_left_alone(ada: User) -> None:
    job = life.submitted(ada)
    life.claimed(job)
    assert services.rescue().lost == []
    job.refresh_from_db()
    assert job.status == Status.PROCESSING


def test_of_many_lost_workers_a_round_takes_on_those_that_were_lost_first(ada: User, rounds_of_one: None) -> None:
    jobs = [life.submitted(ada) for _ in range(3)]
    for job, day in zip(jobs, (2, 1, 3), strict=True):
        life.claimed(job)
        AnalysisJob.objects.filter(pk=job.pk).update(lease_expires_at=f"2020-01-0{day}T00:00:00Z")
    assert [services.sweep().lost for _ in range(4)] == [[jobs[1].job_id], [jobs[0].job_id], [jobs[2].job_id], []]


def test_two_rescues_close_an_attempt_once(ada: User) -> None:
    job = life.submitted(ada)
    lose_the_worker(job)
    assert services.rescue().lost == []
    assert Attempt.objects.filter(error_code="worker_lost").count() == 1


def test_a_job_that_kills_three_workers_is_set_aside_for_good(ada: User) -> None:
    job = life.submitted(ada)
    for _ in range(2):
        lose_the_worker(job)
        assert job.error_code == "worker_lost"
        fall_due(job)
    lose_the_worker(job)
    assert (job.error_code, job.next_retry_at, job.is_permanent) == ("crashes_workers", None, True)


def test_workers_lost_long_before_do_not_count(ada: User) -> None:
    job = life.submitted(ada)
    lose_the_worker(job)
    fall_due(job)
    lose_the_worker(job)
    fall_due(job)
    life.failed(job, "llm_timeout", waits=True)
    fall_due(job)
    lose_the_worker(job)
    assert job.error_code == "worker_lost"


def test_finished_steps_are_not_done_again_after_a_lost_worker(ada: User) -> None:
    job = life.read_and_failed(ada, code="worker_lost", waits=True)
    fall_due(job)
    assert job.attempts.get(number=2).from_step == Step.STRUCTURE


class TestAWorkerThatIsLost:
    """Only one that died alone, while its cluster lived on, is evidence against the document."""

    @pytest.fixture
    def job(self, ada: User) -> AnalysisJob:
        return life.submitted(ada)

    @staticmethod
    def lose(job: AnalysisJob, *, cluster: str = "one") -> str | None:
        job.refresh_from_db()
        assert transitions.claim(job.pk, job.attempt, cluster=cluster)
        AnalysisJob.objects.filter(pk=job.pk).update(lease_expires_at=Now() - timedelta(seconds=1))
        services.sweep()
        job.refresh_from_db()
        return job.error_code

    @staticmethod
    def show(*, since: timedelta = timedelta(hours=1), seen: timedelta = timedelta()) -> None:
        liveness.show("one", workers=5)
        Cluster.objects.update(steady_since=Now() - since, seen_at=Now() - seen)

    def test_alone_is_condemned_at_the_third_in_a_row(self, job: AnalysisJob) -> None:
        self.show()
        codes = [self.lose(job)]
        for _ in range(2):
            fall_due(job)
            codes.append(self.lose(job))
        assert codes == ["worker_lost", "worker_lost", "crashes_workers"]

    @pytest.mark.parametrize(
        "shown",
        [
            {"seen": timedelta(minutes=1)},  # it went down with all its workers
            {"since": timedelta(seconds=2)},  # the database was out of reach for longer than a lease
            None,  # nobody has heard of it
        ],
    )
    def test_with_its_cluster_is_held_against_nobody(
        self, job: AnalysisJob, shown: dict[str, timedelta] | None
    ) -> None:
        for number in range(1, 5):
            Cluster.objects.all().delete()
            if shown is not None:
                self.show(**shown)
            assert self.lose(job) == "cluster_lost"
            assert not job.is_permanent
            if number < 4:
                fall_due(job)
        assert job.next_retry_at is None, "a document that takes the machine down is not tried for ever"

    def test_between_stops_is_counted_all_the_same(self, job: AnalysisJob) -> None:
        self.show()
        for _ in range(2):
            self.lose(job)
            fall_due(job)
            assert transitions.claim(job.pk, job.attempt, cluster="one")
            services.hand_back("one", stopped=True)
            job.refresh_from_db()
        assert self.lose(job) == "crashes_workers"


class TestALeaseThatIsHandedBack:
    def test_is_not_counted_and_its_job_waits_for_the_next_worker(self, ada: User) -> None:
        job = life.submitted(ada)
        for _ in range(5):
            job.refresh_from_db()
            assert transitions.claim(job.pk, job.attempt, cluster="one")
            assert services.hand_back("one", stopped=True) == [job.job_id]
        job.refresh_from_db()
        assert (job.status, job.attempt, job.auto_retries_used, job.retries_used) == (Status.QUEUED, 6, 0, 0)
        assert live_violations() == []

    def test_is_none_of_another_clusters(self, ada: User) -> None:
        job = life.submitted(ada)
        assert transitions.claim(job.pk, 1, cluster="another")
        assert services.hand_back("one", stopped=True) == []
        job.refresh_from_db()
        assert job.status == Status.PROCESSING

    def test_waits_while_retries_are_switched_off(self, ada: User) -> None:
        job = life.submitted(ada)
        assert transitions.claim(job.pk, 1, cluster="one")
        with override_settings(ANALYSIS_RETRY_ENABLED=False):
            services.hand_back("one", stopped=True)
        job.refresh_from_db()
        assert (job.status, job.error_code) == (Status.FAILED, "worker_stopped")
        assert services.sweep().retried == [job.job_id]
