"""A retry with a remedy: by OCR or without the model, and the rule that holds for all remedies."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from analysis import services
from analysis.extract.pdf import tesseract
from analysis.jobs.retry_policy import Refusal, Remedy
from analysis.models import AnalysisJob, Breaker, Source
from analysis.services import Given, RetryRefused
from analysis.states import Status, Step
from tests import life
from tests.analysis.services.retry.remedying import a_file, refused, retry, run, stored_files, submitted
from tests.files import PASSWORD, pdf
from tests.invariants import live_violations
from tests.together import at_once

needs_tesseract = pytest.mark.skipif(not tesseract.is_available(), reason="Tesseract is not installed")


class TestOcr:
    @pytest.fixture
    def blank(self, ada: User) -> AnalysisJob:
        return life.failed(submitted(ada, pdf()), "no_text", step=Step.EXTRACT)

    @needs_tesseract
    def test_reads_the_pages_pictures_in_the_languages_that_were_named(self, blank: AnalysisJob) -> None:
        assert services.remedies_of(blank) == (Remedy.OCR, Remedy.REPLACE)
        job = run(retry(blank, Remedy.OCR, given=Given(languages="eng")))
        assert job.status == Status.COMPLETED
        assert job.checkpoints.get(step=Step.EXTRACT).output["ocr"] is True
        assert job.attempts.get(number=2).remedy_input == {"languages": "eng"}

    @needs_tesseract
    def test_stays_when_a_passing_failure_ends_the_attempt(self, blank: AnalysisJob) -> None:
        job = life.failed(retry(blank, Remedy.OCR, given=Given(languages="eng")), "worker_lost", step=Step.EXTRACT)
        services.retry_job(job_id=job.job_id, actor=job.user, source=Source.PAGE)
        assert job.attempts.get(number=3).remedy_input == {"languages": "eng"}
        assert run(job).checkpoints.get(step=Step.EXTRACT).output["ocr"] is True

    @needs_tesseract
    @pytest.mark.parametrize("languages", ["klingon", "eng;rm -rf", "../eng", "osd"])
    def test_languages_that_are_not_installed_are_refused(self, blank: AnalysisJob, languages: str) -> None:
        refusal = refused(blank, Remedy.OCR, given=Given(languages=languages))
        assert refusal.refusal is Refusal.REMEDY_INCOMPLETE
        assert "eng" in refusal.message

    def test_is_not_offered_where_it_is_not_installed(self, blank: AnalysisJob, without_tesseract: None) -> None:
        assert services.remedies_of(blank) == (Remedy.REPLACE,)
        assert refused(blank, Remedy.OCR).refusal is Refusal.REMEDY_NOT_OFFERED

    def test_is_for_pdf_alone(self, ada: User) -> None:
        job = life.failed(life.submitted(ada), "no_text", step=Step.EXTRACT)
        assert services.remedies_of(job) == (Remedy.REPLACE,)


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    tesseract.forget()
    yield
    tesseract.forget()


class TestWithoutTheModel:
    @pytest.mark.parametrize("code", ["llm_timeout", "llm_refused", "llm_misconfigured"])
    def test_the_analysis_alone_is_done_again_by_the_rules(self, ada: User, code: str) -> None:
        job = life.read_and_failed(ada, code=code)
        assert services.remedies_of(job) == (Remedy.OFFLINE,)
        job = run(retry(job, Remedy.OFFLINE))
        assert job.status == Status.COMPLETED
        attempt = job.attempts.get(number=2)
        assert (attempt.remedy, attempt.engine, attempt.from_step) == ("offline", "offline", Step.STRUCTURE)

    def test_a_job_that_retries_by_itself_is_left_to_it(self, ada: User) -> None:
        job = life.failed(life.submitted(ada), waits=True)
        assert services.remedies_of(job) == ()
        Breaker.objects.create(error_code="llm_timeout")
        assert services.remedies_of(job) == (Remedy.OFFLINE,)

    def test_an_automatic_retry_of_it_does_without_the_model_as_well(self, ada: User) -> None:
        job = retry(life.submitted_and_failed(ada), Remedy.OFFLINE)
        life.failed(job, "worker_lost")
        AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at="2020-01-01T00:00Z")
        services.sweep()
        assert job.attempts.get(number=3).remedy == "offline"

    def test_a_person_who_just_retries_asks_the_model_again(self, ada: User) -> None:
        job = life.failed(retry(life.submitted_and_failed(ada), Remedy.OFFLINE), "worker_lost")
        services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)
        assert job.attempts.get(number=3).remedy == ""


class TestTheRule:
    def test_no_remedy_goes_past_the_limit(self, damaged: AnalysisJob) -> None:
        AnalysisJob.objects.filter(pk=damaged.pk).update(retries_used=3)
        damaged.refresh_from_db()
        assert services.remedies_of(damaged) == ()
        assert refused(damaged, Remedy.REPLACE, given=a_file()).refusal is Refusal.LIMIT_REACHED

    def test_one_that_does_not_exist_or_does_not_help_is_refused(self, damaged: AnalysisJob) -> None:
        assert refused(damaged, "prayer").refusal is Refusal.UNKNOWN_REMEDY
        assert refused(damaged, Remedy.OFFLINE).refusal is Refusal.REMEDY_NOT_OFFERED

    def test_only_its_owner_has_it(self, damaged: AnalysisJob, ben: User) -> None:
        with pytest.raises(RetryRefused) as caught:
            services.retry_job(
                job_id=damaged.job_id, actor=ben, source=Source.API, remedy=Remedy.REPLACE, given=a_file()
            )
        assert caught.value.refusal is Refusal.NOT_FOUND

    def test_a_job_that_runs_or_is_done_offers_none(self, ada: User) -> None:
        assert services.remedies_of(life.submitted(ada)) == ()
        assert services.remedies_of(life.completed(life.submitted(ada))) == ()

    def test_what_is_read_anew_begins_at_the_beginning(self, damaged: AnalysisJob) -> None:
        refusal = refused(damaged, Remedy.REPLACE, from_step=Step.STRUCTURE, given=a_file())
        assert refusal.refusal is Refusal.UNKNOWN_STEP

    def test_all_failed_leaves_lasting_failures_alone_unless_asked(self, ada: User, damaged: AnalysisJob) -> None:
        passing = life.submitted_and_failed(ada)
        request = services.Request(source=Source.API, actor=ada, include_permanent=False)
        (result,) = services.retry_jobs(ada.jobs.failed(), request)
        assert result.retried == [passing.job_id]
        assert list(result.refused) == [damaged.job_id]
        (result,) = services.retry_jobs(ada.jobs.failed(), services.Request(source=Source.API, actor=ada))
        assert result.retried == [damaged.job_id]


class TestTwice:
    def test_the_same_call_again_starts_nothing_new(self, damaged: AnalysisJob) -> None:
        jobs = [retry(damaged, Remedy.REPLACE, attempt=1, given=a_file()) for _ in range(2)]
        assert [job.attempt for job in jobs] == [2, 2]

    def test_another_file_for_the_same_attempt_is_not_said_to_be_taken(
        self, damaged: AnalysisJob, settings: Settings
    ) -> None:
        retry(damaged, Remedy.REPLACE, attempt=1, given=a_file())
        other = a_file(life.TEXT + "more")
        assert refused(damaged, Remedy.REPLACE, attempt=1, given=other).refusal is Refusal.ALREADY_RETRIED
        assert refused(damaged, Remedy.PASSWORD, attempt=1).refusal is Refusal.ALREADY_RETRIED
        assert stored_files(settings) == 2

    @pytest.mark.django_db(transaction=True)
    def test_two_files_at_once_make_one_attempt_and_leave_one_of_them(
        self, damaged: AnalysisJob, settings: Settings
    ) -> None:
        def send(text: str) -> str:
            try:
                retry(damaged, Remedy.REPLACE, attempt=1, given=a_file(life.TEXT + text))
            except RetryRefused as refusal:
                return str(refusal.refusal)
            return "accepted"

        answers = at_once([partial(send, text) for text in "abcd"])
        assert sorted(answers) == ["accepted", *["already_retried"] * 3]
        damaged.refresh_from_db()
        assert (damaged.attempt, stored_files(settings)) == (2, 2)
        assert live_violations() == []

    @pytest.mark.django_db(transaction=True)
    def test_two_remedies_at_once_make_one_attempt(self, protected: AnalysisJob) -> None:
        def go(remedy: str, given: Given) -> str:
            try:
                retry(protected, remedy, given=given)
            except RetryRefused as refusal:
                return str(refusal.refusal)
            return "accepted"

        answers = at_once(
            [partial(go, Remedy.PASSWORD, Given(password=PASSWORD)), partial(go, Remedy.REPLACE, a_file())]
        )
        assert answers.count("accepted") == 1
        protected.refresh_from_db()
        assert protected.attempt == 2
        assert live_violations() == []
