"""How many retries a minute one person may ask for."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import override_settings

from analysis import services
from analysis.jobs.retry_policy import Refusal
from analysis.models import AnalysisJob, Source
from analysis.services import Given, OverLimit, Remedy, RetryRefused
from profiles.models import Deed
from tests import life
from tests.analysis.services.retry.remedying import a_file, run, submitted
from tests.analysis.services.retry.retrying import refused, retry
from tests.files import pdf


@pytest.fixture
def locked(ada: User) -> AnalysisJob:
    """A job that failed because its document wants a password."""
    return run(submitted(ada, pdf(password="of the reader")))


class TestTheRate:
    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=2)
    def test_one_retry_too_many_within_a_minute_is_told_when_to_come_back(self, ada: User) -> None:
        jobs = [life.submitted_and_failed(ada) for _ in range(3)]
        for job in jobs[:2]:
            retry(job, ada)
        refusal = refused(jobs[2], ada)
        assert refusal.refusal is Refusal.RATE_LIMITED
        assert refusal.retry_after is not None
        assert 0 < refusal.retry_after <= 60

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=2)
    def test_a_batch_counts_as_one(self, ada: User) -> None:
        for _ in range(5):
            life.submitted_and_failed(ada)
        request = services.Request(source=Source.API, actor=ada)
        retried = [chunk.retried for chunk in services.retry_jobs(ada.jobs.failed(), request)]
        assert len(retried[0]) == 5
        retry(life.submitted_and_failed(ada), ada)
        assert refused(life.submitted_and_failed(ada), ada).refusal is Refusal.RATE_LIMITED

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=2)
    def test_the_wait_is_that_for_the_oldest_retry_of_the_last_minute_to_count_no_more(self, ada: User) -> None:
        for seconds in (70, 50, 10):
            retry(life.submitted_and_failed(ada), ada)
            newest = Deed.objects.filter(kind="retry").latest("pk")
            Deed.objects.filter(pk=newest.pk).update(at=Now() - timedelta(seconds=seconds))
        refusal = refused(life.submitted_and_failed(ada), ada)
        assert refusal.retry_after in range(1, 11)
        assert refusal.message == f"at most 2 retries a minute: try again in {refusal.retry_after} seconds"

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=2)
    def test_each_password_that_is_tried_counts_since_trying_is_the_work(self, ada: User, locked: AnalysisJob) -> None:
        given = Given(password="guess")
        for _ in range(2):
            assert refused(locked, ada, remedy=Remedy.PASSWORD, given=given).refusal is Refusal.WRONG_PASSWORD
        assert refused(locked, ada, remedy=Remedy.PASSWORD, given=given).refusal is Refusal.RATE_LIMITED

    def test_another_file_needs_room_only_where_the_old_one_stays(self, ada: User, locked: AnalysisJob) -> None:
        with override_settings(MAX_FILES_KEPT=1):
            retry(locked, ada, remedy=Remedy.REPLACE, given=a_file())
        life.failed(locked, "no_text")
        services.start_job(user=ada, upload_id=locked.upload_id or 0, source=Source.API)
        with override_settings(MAX_FILES_KEPT=1), pytest.raises(OverLimit) as caught:
            retry(locked, ada, remedy=Remedy.REPLACE, given=a_file("Ada"))
        assert caught.value.status == 413
        locked.refresh_from_db()
        assert locked.attempt == 2

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=1)
    def test_what_somebody_who_was_staff_did_in_the_admin_does_not_count(self, ada: User) -> None:
        retry(life.submitted_and_failed(ada), ada, source=Source.ADMIN)
        retry(life.submitted_and_failed(ada), ada)

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=1)
    def test_a_batch_too_many_is_refused_before_anything_is_done(self, ada: User) -> None:
        retry(life.submitted_and_failed(ada), ada)
        job = life.submitted_and_failed(ada)
        with pytest.raises(RetryRefused) as caught:
            list(services.retry_jobs(ada.jobs.failed(), services.Request(source=Source.PAGE, actor=ada)))
        assert caught.value.refusal is Refusal.RATE_LIMITED
        job.refresh_from_db()
        assert job.attempt == 1

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=1)
    def test_one_persons_retries_do_not_count_for_another(self, ada: User, ben: User) -> None:
        retry(life.submitted_and_failed(ada), ada)
        retry(life.submitted_and_failed(ben), ben)

    @override_settings(ANALYSIS_RETRIES_PER_MINUTE=1)
    def test_staff_are_not_held_up(self, staff: User) -> None:
        for _ in range(3):
            retry(life.submitted_and_failed(staff), staff)
