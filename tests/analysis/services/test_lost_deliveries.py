"""A delivery that went missing is put back, once."""

from datetime import timedelta

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django_q.conf import Conf

from analysis import services
from analysis.models import AnalysisJob, Attempt
from analysis.queue import deliveries as queue
from tests import life
from tests.analysis.services.lapse import LONG_AGO


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
        AnalysisJob.objects.update(queued_at=Now() - timedelta(seconds=5))
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
