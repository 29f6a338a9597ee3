"""No job stays queued or processing for ever: rescue decides by the same policy as failure."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone
from django_q.conf import Conf

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs import transitions
from analysis.models import AnalysisJob, Attempt, Breaker, Cluster, Source
from analysis.monitoring import liveness
from analysis.queue import deliveries as queue
from analysis.states import Status, Step
from analysis.worker.supervisor import Supervisor
from tests import life
from tests.invariants import live_violations

LONG_AGO = "2020-01-01T00:00:00Z"


def lose_the_worker(job: AnalysisJob) -> None:
    life.claimed(job)
    AnalysisJob.objects.filter(pk=job.pk).update(lease_expires_at=LONG_AGO)
    services.sweep()
    job.refresh_from_db()


def fall_due(job: AnalysisJob) -> None:
    AnalysisJob.objects.filter(pk=job.pk, next_retry_at__isnull=False).update(next_retry_at=LONG_AGO)
    services.sweep()
    job.refresh_from_db()


@pytest.fixture
def rounds_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("analysis.services.rescue"), "ROUND", 1)


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


def test_of_many_due_retries_a_round_starts_those_that_fell_due_first(ada: User, rounds_of_one: None) -> None:
    jobs = [life.failed(life.submitted(ada), waits=True) for _ in range(3)]
    for job, day in zip(jobs, (2, 1, 3), strict=True):
        AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=f"2020-01-0{day}T00:00:00Z")
    assert [services.sweep().retried for _ in range(4)] == [[jobs[1].job_id], [jobs[0].job_id], [jobs[2].job_id], []]


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


def test_a_transient_failure_waits_and_retries_by_itself_when_it_is_due(ada: User) -> None:
    job = life.failed(life.submitted(ada), "llm_timeout", waits=True)
    assert job.next_retry_at is not None
    assert job.next_retry_at <= timezone.now() + timedelta(seconds=11)
    fall_due(job)
    assert (job.status, job.attempts.get(number=2).source) == (Status.QUEUED, Source.AUTOMATIC)
    assert job.retries_used == 0


def test_a_retry_that_is_not_due_yet_does_not_start(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.update(next_retry_at=timezone.now() + timedelta(minutes=1))
    assert services.sweep().retried == []
    job.refresh_from_db()
    assert job.status == Status.FAILED


def test_a_permanent_failure_does_not_wait(ada: User) -> None:
    assert life.failed(life.submitted(ada), "password_protected", waits=True).next_retry_at is None


def test_there_are_three_automatic_retries_and_no_more(ada: User) -> None:
    job = life.submitted(ada)
    for _ in range(4):
        life.failed(job, "llm_timeout", waits=True)
        fall_due(job)
    assert (job.status, job.attempt, job.next_retry_at) == (Status.FAILED, 4, None)


def test_automatic_retries_have_a_limit_of_their_own(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.update(retries_used=3)
    fall_due(job)
    assert (job.status, job.retries_used, job.auto_retries_used) == (Status.QUEUED, 3, 1)


def test_a_person_who_waits_goes_before_batches_and_what_starts_by_itself(ada: User, staff: User) -> None:
    by_itself = life.failed(life.submitted(ada), waits=True)
    fall_due(by_itself)
    in_a_batch = life.submitted_and_failed(ada)
    list(services.retry_jobs([in_a_batch.pk], services.Request(source=Source.ADMIN, actor=staff)))
    by_hand = life.submitted_and_failed(ada)
    services.retry_job(job_id=by_hand.job_id, actor=ada, source=Source.PAGE)
    assert [delivery.job_id for delivery in queue.deliveries()] == [by_hand.pk, by_itself.pk, in_a_batch.pk]


def test_a_persons_retry_takes_the_place_of_the_waiting_one(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)
    job.refresh_from_db()
    assert job.next_retry_at is None
    fall_due(job)
    assert job.attempt == 2


def test_a_waiting_retry_can_be_stopped(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    assert services.stop_waiting(user=ada, job_id=job.job_id)
    fall_due(job)
    assert (job.status, job.attempt) == (Status.FAILED, 1)


def test_automatic_retries_rest_while_the_flag_is_off_and_go_on_after(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    with override_settings(ANALYSIS_RETRY_ENABLED=False):
        fall_due(job)
        assert job.status == Status.FAILED
    services.sweep()
    job.refresh_from_db()
    assert job.status == Status.QUEUED


def test_a_retry_whose_upload_is_gone_is_given_up(ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    life.lose_the_file(job)
    fall_due(job)
    assert (job.status, job.next_retry_at) == (Status.FAILED, None)


class TestADeliveryThatWentMissing:
    @pytest.fixture
    def job(self, ada: User) -> AnalysisJob:
        job = life.submitted(ada)
        AnalysisJob.objects.update(queued_at=LONG_AGO)
        return job

    def test_is_put_back(self, job: AnalysisJob) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_q_ormq")
        assert services.rescue().requeued == [job.job_id]
        assert [(d.job_id, d.attempt) for d in queue.deliveries()] == [(job.pk, 1)]
        assert Attempt.objects.count() == 1

    def test_is_not_missed_before_it_has_had_time_to_arrive(self, job: AnalysisJob) -> None:
        queue.discard_deliveries([job.pk])
        AnalysisJob.objects.update(queued_at=Now() - timedelta(seconds=25))
        assert services.rescue().requeued == []
        AnalysisJob.objects.update(queued_at=Now() - timedelta(seconds=35))
        assert services.rescue().requeued == [job.job_id]

    def test_is_put_back_in_the_next_round_where_one_has_no_room_for_all(
        self, ada: User, job: AnalysisJob, rounds_of_one: None
    ) -> None:
        jobs = {job.job_id, life.submitted(ada).job_id}
        AnalysisJob.objects.update(queued_at=LONG_AGO)
        queue.discard_deliveries([job.pk for job in ada.jobs.all()])
        rounds = [services.rescue().requeued for _ in range(3)]
        assert [len(requeued) for requeued in rounds] == [1, 1, 0]
        assert {*rounds[0], *rounds[1]} == jobs

    @pytest.mark.django_db(transaction=True)
    def test_is_left_to_whoever_is_changing_its_job_just_now(self, job: AnalysisJob) -> None:
        queue.discard_deliveries([job.pk])
        with psycopg.connect(**connection.get_connection_params()) as somebody_else:
            somebody_else.execute("SELECT FROM analysis_jobs WHERE id = %s FOR UPDATE", [job.pk])
            assert services.rescue().requeued == []
        assert services.rescue().requeued == [job.job_id]

    def test_is_not_doubled_where_it_is_still_there(self, job: AnalysisJob) -> None:
        assert services.rescue().requeued == []
        assert len(list(queue.deliveries())) == 1

    def test_is_put_back_where_the_databases_clock_went_back_and_it_would_wait_for_hours(
        self, job: AnalysisJob
    ) -> None:
        AnalysisJob.objects.update(queued_at=Now() + timedelta(hours=3))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_q_ormq SET lock = lock + interval '3 hours'")
        assert services.rescue().requeued == [job.job_id]
        assert next(queue.deliveries()).lock < timezone.now()

    def test_is_not_doubled_where_a_cluster_has_just_taken_it(self, job: AnalysisJob) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_q_ormq SET lock = now() + %s * interval '1 second'", [Conf.RETRY])
        assert services.rescue().requeued == []

    def test_is_put_back_where_a_cluster_died_with_it(self, job: AnalysisJob) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_q_ormq SET lock = now() + interval '280 seconds'")
        assert services.rescue().requeued == [job.job_id]
        assert next(queue.deliveries()).lock < timezone.now()


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


def test_a_cancelled_job_does_not_start_by_itself(ada: User) -> None:
    job = life.submitted(ada)
    assert services.cancel_job(user=ada, job_id=job.job_id)
    job.refresh_from_db()
    assert (job.status, job.error_code, job.next_retry_at) == (Status.FAILED, "cancelled", None)
    assert list(queue.deliveries()) == []
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)


def test_a_server_that_asks_for_patience_is_not_asked_before(ada: User) -> None:
    job = life.submitted(ada)
    lease = life.claimed(job).lease
    transitions.fail(AnalysisJob.objects.held_by(lease), StepFailure("llm_rate_limited", retry_after=300))
    job.refresh_from_db()
    assert job.next_retry_at is not None
    assert job.next_retry_at > timezone.now() + timedelta(seconds=290)


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


def test_two_clusters_of_the_same_process_id_and_host_count_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in containers, where each is process 1."""
    monkeypatch.setattr("os.getpid", lambda: 1)
    one, other = Supervisor(patience=1.0), Supervisor(patience=1.0)
    assert one.name != other.name
