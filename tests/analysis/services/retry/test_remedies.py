"""A retry with a remedy: a lasting failure ends on the same job, with its history, and nothing is lost on the way."""

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection
from pytest_django.fixtures import Settings

from analysis import services
from analysis.extract.pdf import tesseract
from analysis.failures import StepFailure
from analysis.jobs.retry_policy import Refusal, Remedy
from analysis.models import AnalysisJob, Breaker, Source, Upload
from analysis.queue import deliveries as queue
from analysis.services import Given, RetryRefused
from analysis.states import Status, Step
from analysis.uploads.handler import UploadRefused
from analysis.worker import pipeline
from tests import life
from tests.files import DAMAGED, PASSWORD, pdf
from tests.invariants import live_violations
from tests.together import at_once

needs_tesseract = pytest.mark.skipif(not tesseract.is_available(), reason="Tesseract is not installed")


def submitted(user: User, content: bytes, name: str = "cv.pdf") -> AnalysisJob:
    return services.submit_upload(user=user, file=ContentFile(content, name), source=Source.PAGE)


def run(job: AnalysisJob) -> AnalysisJob:
    """The job after a worker has done its current attempt."""
    job.refresh_from_db()
    pipeline.run_attempt(job.pk, job.attempt)
    return AnalysisJob.objects.get(pk=job.pk)


def retry(job: AnalysisJob, remedy: str, **options: object) -> AnalysisJob:
    given = options.pop("given", Given())
    services.retry_job(
        job_id=job.job_id,
        actor=job.user,
        **{"source": Source.API, "remedy": remedy, "given": given} | options,  # type: ignore[arg-type]
    )
    return AnalysisJob.objects.get(pk=job.pk)


def refused(job: AnalysisJob, remedy: str, **options: object) -> RetryRefused:
    with pytest.raises(RetryRefused) as caught:
        retry(job, remedy, **options)
    job.refresh_from_db()
    return caught.value


def a_file(content: bytes | str = "", name: str = "better.txt") -> Given:
    content = content or life.TEXT
    return Given(file=ContentFile(content.encode() if isinstance(content, str) else content, name))


@pytest.fixture
def protected(ada: User) -> AnalysisJob:
    return run(submitted(ada, pdf(password=PASSWORD)))


@pytest.fixture
def damaged(ada: User) -> AnalysisJob:
    return run(submitted(ada, DAMAGED))


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


class TestAnotherFile:
    def test_takes_the_place_of_the_old_one_which_goes_when_the_job_completes(self, damaged: AnalysisJob) -> None:
        old = damaged.upload
        assert old is not None
        assert services.remedies_of(damaged) == (Remedy.REPLACE,)
        job = retry(damaged, Remedy.REPLACE, given=a_file())
        assert job.upload is not None
        assert (job.status, job.upload.filename, job.upload.kind) == (Status.QUEUED, "better.txt", "text")
        old.refresh_from_db()
        assert (old.is_stored, old.superseded_in) == (True, job)
        assert job.attempts.get(number=2).remedy_input == {"replaced": "cv.pdf", "filename": "better.txt"}
        job = run(job)
        assert job.status == Status.COMPLETED
        assert live_violations() == []

    @pytest.mark.django_db(transaction=True)
    def test_once_completed_the_old_file_is_gone_from_the_disk(self, damaged: AnalysisJob) -> None:
        path = Path(damaged.upload.file.path)  # type: ignore[union-attr]
        job = retry(damaged, Remedy.REPLACE, given=a_file())
        assert path.exists()
        run(job)
        assert not path.exists()
        assert Upload.objects.count() == 1

    def test_one_that_fails_as_well_leaves_the_old_one_there(self, damaged: AnalysisJob) -> None:
        old = damaged.upload
        job = run(retry(damaged, Remedy.REPLACE, given=a_file(DAMAGED + b"again", "b.pdf")))
        assert job.status == Status.FAILED
        job = run(retry(job, Remedy.REPLACE, given=a_file()))
        assert job.status == Status.COMPLETED
        assert list(Upload.objects.all()) == [job.upload], "both former ones go"
        assert old is not None

    def test_a_file_that_other_jobs_have_stays(self, damaged: AnalysisJob) -> None:
        assert damaged.upload is not None
        services.start_job(user=damaged.user, upload_id=damaged.upload.pk, source=Source.PAGE)
        run(retry(damaged, Remedy.REPLACE, given=a_file()))
        damaged.upload.refresh_from_db()
        assert damaged.upload.is_stored

    def test_whoever_deletes_the_new_one_has_the_old_one_again(self, damaged: AnalysisJob) -> None:
        old = damaged.upload
        job = retry(damaged, Remedy.REPLACE, given=a_file())
        services.delete_upload(user=job.user, upload_id=job.upload_id or 0)
        assert old is not None
        old.refresh_from_db()
        assert (old.superseded_in, old.is_stored) == (None, True)

    def test_helps_where_the_upload_is_gone(self, ada: User) -> None:
        job = run_without_its_file(ada)
        assert (services.verdict_for(job).refusal, services.remedies_of(job)) == (Refusal.UPLOAD_GONE, ("replace",))
        assert run(retry(job, Remedy.REPLACE, given=a_file())).status == Status.COMPLETED

    def test_helps_where_the_upload_was_deleted(self, damaged: AnalysisJob) -> None:
        Upload.objects.all().delete()
        damaged.refresh_from_db()
        assert run(retry(damaged, Remedy.REPLACE, given=a_file())).status == Status.COMPLETED

    def test_is_checked_like_any_upload_and_one_that_is_refused_leaves_nothing(
        self, damaged: AnalysisJob, settings: Settings
    ) -> None:
        with pytest.raises(StepFailure) as failure:
            retry(damaged, Remedy.REPLACE, given=a_file(b"\x89PNG\r\n\x1a\n" + bytes(2000), "cv.png"))
        assert failure.value.code == "unsupported"
        assert refused(damaged, Remedy.REPLACE).refusal is Refusal.REMEDY_INCOMPLETE
        assert damaged.attempt == 1
        assert stored_files(settings) == 1

    def test_the_very_file_that_failed_is_not_taken_again(self, damaged: AnalysisJob, settings: Settings) -> None:
        assert refused(damaged, Remedy.REPLACE, given=a_file(DAMAGED, "x.pdf")).refusal is Refusal.REMEDY_INCOMPLETE
        assert stored_files(settings) == 1

    def test_that_the_disk_refuses_changes_nothing(self, damaged: AnalysisJob, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> str:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
        with pytest.raises(UploadRefused):
            retry(damaged, Remedy.REPLACE, given=a_file())
        damaged.refresh_from_db()
        assert damaged.status == Status.FAILED

    def test_that_no_transaction_keeps_is_removed(
        self, damaged: AnalysisJob, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(queue, "enqueue_attempts", broken)
        with pytest.raises(RuntimeError):
            retry(damaged, Remedy.REPLACE, given=a_file())
        damaged.refresh_from_db()
        assert (damaged.status, damaged.attempt, stored_files(settings)) == (Status.FAILED, 1, 1)
        assert Upload.objects.count() == 1


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


def run_without_its_file(user: User) -> AnalysisJob:
    job = life.submitted(user)
    life.lose_the_file(job)
    job = run(job)
    assert job.error_code == "upload_missing"
    return job


def stored_files(settings: Settings) -> int:
    return sum(path.is_file() for path in (Path(settings.MEDIA_ROOT) / "uploads").rglob("*"))


def everything_stored() -> str:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT one::text FROM "{table}" AS one')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)
