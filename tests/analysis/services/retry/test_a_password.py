"""A retry with a password: it opens the document once and is kept nowhere."""

import logging

import pytest
from django.contrib.auth.models import User
from django.db import connection

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs.retry_policy import Refusal, Remedy
from analysis.models import AnalysisJob
from analysis.queue import deliveries as queue
from analysis.services import Given
from analysis.states import Status, Step
from tests import life
from tests.analysis.services.retry.remedying import refused, retry, run, submitted
from tests.files import PASSWORD, pdf
from tests.invariants import live_violations


class TestAPassword:
    def test_opens_the_document_for_this_attempt(self, protected: AnalysisJob) -> None:
        assert services.remedies_of(protected) == (Remedy.PASSWORD, Remedy.REPLACE)
        job = retry(protected, Remedy.PASSWORD, given=Given(password=PASSWORD))
        assert (job.status, job.attempt) == (Status.QUEUED, 2)
        job = run(job)
        assert job.status == Status.COMPLETED, job.error_message
        assert job.profile is not None
        assert job.profile.resume.basics.name == "Ada Lovelace"
        attempt = job.attempts.get(number=2)
        assert (attempt.remedy, attempt.remedy_input, attempt.from_step) == ("password", {}, Step.STRUCTURE)
        assert live_violations() == []

    def test_that_of_the_owner_opens_it_as_well(self, protected: AnalysisJob) -> None:
        assert retry(protected, Remedy.PASSWORD, given=Given(password="of the owner")).status == Status.QUEUED

    def test_a_wrong_one_changes_nothing_and_costs_no_retry(self, protected: AnalysisJob) -> None:
        before = AnalysisJob.objects.values().get(pk=protected.pk)
        assert refused(protected, Remedy.PASSWORD, given=Given(password="guess")).refusal is Refusal.WRONG_PASSWORD
        assert AnalysisJob.objects.values().get(pk=protected.pk) == before
        assert list(queue.deliveries()) == []

    @pytest.mark.parametrize("password", ["\0", "x" * 100_000])
    def test_what_nobody_can_type_is_a_wrong_one(self, protected: AnalysisJob, password: str) -> None:
        assert refused(protected, Remedy.PASSWORD, given=Given(password=password)).refusal is Refusal.WRONG_PASSWORD

    def test_none_at_all_is_asked_for(self, protected: AnalysisJob) -> None:
        assert refused(protected, Remedy.PASSWORD).refusal is Refusal.REMEDY_INCOMPLETE

    def test_is_nowhere_in_the_database_the_queue_or_the_logs(
        self, protected: AnalysisJob, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            refused(protected, Remedy.PASSWORD, given=Given(password="wrong-horse-battery"))
            job = retry(protected, Remedy.PASSWORD, given=Given(password=PASSWORD))
            stored = everything_stored()
            run(job)
        assert "Ada Lovelace" in stored, "what is searched holds what a job leaves"
        for secret in (PASSWORD, "wrong-horse-battery"):
            assert secret not in stored + everything_stored()
            assert secret not in caplog.text
            assert secret not in "".join(str(vars(record)) for record in caplog.records)
        assert PASSWORD not in repr(Given(password=PASSWORD))

    def test_of_a_document_that_fails_otherwise_starts_nothing_and_says_why(self, ada: User) -> None:
        job = run(submitted(ada, pdf(" ", password=PASSWORD)))
        refusal = refused(job, Remedy.PASSWORD, given=Given(password=PASSWORD))
        assert refusal.refusal is Refusal.REMEDY_FAILED
        assert refusal.message == StepFailure("no_text").message
        assert job.attempt == 1

    def test_stays_unneeded_when_the_attempt_after_it_retries_by_itself(self, protected: AnalysisJob) -> None:
        job = retry(protected, Remedy.PASSWORD, given=Given(password=PASSWORD))
        life.failed(job, "worker_lost")
        AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at="2020-01-01T00:00Z")
        assert services.sweep().retried == [job.job_id]
        assert run(job).status == Status.COMPLETED


def everything_stored() -> str:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT one::text FROM "{table}" AS one')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)
