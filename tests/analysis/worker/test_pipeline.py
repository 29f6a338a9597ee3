"""One attempt from its claim to its end, with the real sandbox and a real server in the language model's place."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.db.models.functions import Now
from reportlab.pdfgen.canvas import Canvas

from analysis import services
from analysis.jobs import checkpoints, transitions
from analysis.models import AnalysisJob, Lease, Source, Upload
from analysis.states import Status, Step
from analysis.worker import pipeline
from tests import life
from tests.invariants import quiet_violations
from tests.stand_in_llm import StandInLlm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def llm(settings: Any) -> Iterator[StandInLlm]:
    with StandInLlm("ok") as server:
        settings.ANALYSIS_ENGINE = "llm"
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_TIMEOUT = server.base_url, "stand-in", 5.0
        yield server


def test_a_document_becomes_a_profile(ada: User) -> None:
    job = life.submitted(ada)
    attempt = life.run(job)
    assert job.status == Status.COMPLETED
    assert job.profile is not None
    assert job.profile.resume.basics.name == "Ada Lovelace"
    assert job.profile.resume.basics.email == "ada@example.org"
    assert set(attempt.step_seconds) == {"extract", "structure", "save"}
    assert attempt.engine == "offline"
    assert quiet_violations() == []


def test_the_output_of_each_step_is_kept_under_the_lease(ada: User) -> None:
    job = life.submitted(ada)
    life.run(job)
    kept = job.checkpoints.order_by("pk")
    assert [(checkpoint.step, checkpoint.attempt) for checkpoint in kept] == [("extract", 1), ("structure", 1)]


def test_the_pages_are_counted_while_the_text_is_extracted_and_no_longer(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: set[tuple[str, int | None, int | None]] = set()
    record = transitions.record_progress

    def record_and_look(lease: Lease, **values: Any) -> bool:
        moved = record(lease, **values)
        shown.update(AnalysisJob.objects.values_list("current_step", "pages_read", "pages_total"))
        return moved

    monkeypatch.setattr(transitions, "record_progress", record_and_look)
    monkeypatch.setattr(pipeline, "PROGRESS_INTERVAL", 0.0)
    job = services.submit_upload(user=ada, file=ContentFile(pdf_of_pages(3), "cv.pdf"), source=Source.PAGE)
    life.run(job)
    assert job.status == Status.COMPLETED
    assert {("extract", None, None), ("extract", 1, 3), ("extract", 3, 3)} <= shown
    assert [row for row in shown if row[0] != "extract" and row[1:] != (None, None)] == []


def pdf_of_pages(count: int) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(count):
        for line, text in enumerate(life.TEXT.splitlines()):
            canvas.drawString(72, 760 - 16 * line, text if number == 0 else f"{text} {number}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_a_document_that_no_reader_can_open_fails_for_good(ada: User) -> None:
    job = life.submitted(ada, text="%PDF-1.7\n" + "rubbish\n" * 50, name="cv.pdf")
    attempt = life.run(job)
    assert (job.status, job.error_code, job.next_retry_at) == (Status.FAILED, "unreadable_file", None)
    assert attempt.failed_step == Step.EXTRACT
    assert job.upload is not None
    assert job.upload.is_stored


def test_a_file_that_is_gone_fails_for_good(ada: User) -> None:
    job = life.submitted(ada)
    life.lose_the_file(job)
    life.run(job)
    assert (job.error_code, job.is_permanent) == ("upload_missing", True)


def test_a_job_whose_upload_is_deleted_while_it_waits_fails_for_good(ada: User) -> None:
    job = life.submitted(ada)
    Upload.objects.all().delete()  # as in the admin, which leaves the job
    life.run(job)
    assert (job.error_code, job.next_retry_at) == ("upload_missing", None)


@pytest.mark.parametrize(
    ("script", "code", "waits"),
    [
        ("unavailable", "llm_unavailable", True),
        ("rate_limited", "llm_rate_limited", True),
        ("junk", "llm_bad_reply", True),
        ("unauthorized", "llm_misconfigured", False),
    ],
)
def test_a_models_failure_has_its_code_and_waits_only_if_it_may_pass(
    ada: User, llm: StandInLlm, script: str, code: str, waits: bool
) -> None:
    llm.play(script)
    job = life.submitted(ada)
    attempt = life.run(job)
    assert (job.status, job.error_code) == (Status.FAILED, code)
    assert (job.next_retry_at is not None) is waits
    assert attempt.failed_step == Step.STRUCTURE
    assert "Traceback" not in (job.error_message or "")


def test_answers_that_could_not_be_used_have_their_price_too(ada: User, llm: StandInLlm) -> None:
    llm.play("junk")
    attempt = life.run(life.submitted(ada))
    assert attempt.error_code == "llm_bad_reply"
    assert (attempt.input_tokens, attempt.output_tokens) == (3000, 600)


def test_a_model_that_recovers_completes_the_retried_job_without_reading_the_file_again(
    ada: User, llm: StandInLlm
) -> None:
    llm.play("unavailable", "ok")
    job = life.submitted(ada)
    life.run(job)
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE, from_step=Step.STRUCTURE)
    attempt = life.run(job)
    assert job.status == Status.COMPLETED
    assert set(attempt.step_seconds) == {"structure", "save"}
    assert (attempt.input_tokens, attempt.output_tokens) == (1000, 200)
    assert quiet_violations() == []


def test_a_worker_lost_while_saving_does_not_pay_the_model_again(ada: User, llm: StandInLlm) -> None:
    job = life.structured_and_failed(ada, waits=True)
    AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=Now())
    assert services.sweep().retried == [job.job_id]
    attempt = life.run(job)
    assert job.status == Status.COMPLETED
    assert (attempt.from_step, set(attempt.step_seconds)) == (Step.SAVE, {"save"})
    assert len(llm.requests) == 0
    assert job.profile is not None
    assert job.profile.resume.basics.name == "Ada Lovelace"
    assert quiet_violations() == []


@pytest.mark.parametrize("lost", ["gone", "of another version", "made under another order of steps", "empty"])
def test_a_kept_text_that_is_of_no_use_when_the_attempt_begins_is_read_again(ada: User, lost: str) -> None:
    job = life.read_and_failed(ada)
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE, from_step=Step.STRUCTURE)
    match lost:
        case "gone":
            job.checkpoints.all().delete()
        case "of another version":
            job.checkpoints.update(version=0)
        case "made under another order of steps":
            job.checkpoints.update(plan="scan>extract")
        case "empty":
            job.checkpoints.update(has_text=False)
    attempt = life.run(job)
    assert job.status == Status.COMPLETED
    assert set(attempt.step_seconds) == {"extract", "structure", "save"}


def test_a_checkpoint_depends_on_the_steps_before_it_and_on_no_later_one() -> None:
    assert [checkpoints.plan(step) for step in Step] == ["extract", "extract>structure", "extract>structure>save"]


def test_a_model_that_is_too_slow_is_given_up_in_time(ada: User, llm: StandInLlm, settings: Any) -> None:
    settings.LLM_TIMEOUT = 0.3
    llm.play("slow:60")
    job = life.submitted(ada)
    life.run(job)
    assert job.error_code == "llm_timeout"


def test_an_attempt_past_its_time_limit_fails_with_a_clear_error(ada: User, llm: StandInLlm, settings: Any) -> None:
    settings.ANALYSIS_JOB_TIMEOUT = 0
    job = life.submitted(ada)
    life.run(job)
    assert job.error_code == "timeout"
    assert len(llm.requests) == 0


def test_a_job_that_is_stopped_while_the_model_thinks_writes_nothing_more(
    ada: User, llm: StandInLlm, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ANALYSIS_LEASE, settings.LLM_TIMEOUT = 2, 600
    llm.play("hang")
    job = life.submitted(ada)

    def stop_it(*_: object, **__: object) -> bool:
        services.cancel_job(user=ada, job_id=job.job_id)
        return False

    monkeypatch.setattr(transitions, "renew", stop_it)  # the first heartbeat comes after the person's click
    life.run(job)
    assert (job.status, job.error_code) == (Status.FAILED, "cancelled")
    assert quiet_violations() == []


def test_a_delivery_that_comes_again_while_the_first_runs_does_nothing(ada: User, llm: StandInLlm) -> None:
    job = life.submitted(ada)
    held = life.claimed(job)
    pipeline.run_attempt(job.pk, 1)
    job.refresh_from_db()
    assert (job.status, job.lease_token) == (Status.PROCESSING, held.lease.token)
    assert len(llm.requests) == 0


def test_the_queues_time_limit_is_written_down_and_goes_on(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    class TimeLimit(SystemExit):
        pass

    def late(*_: object, **__: object) -> None:
        raise TimeLimit

    monkeypatch.setattr("analysis.steps.engines.extract", late)
    job = life.submitted(ada)
    with pytest.raises(TimeLimit):
        life.run(job)
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.FAILED, "timeout")


def test_a_database_that_goes_away_for_a_moment_costs_no_attempt(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    complete, calls = transitions.complete, []

    def away_at_first(*args: Any, **options: Any) -> None:
        calls.append(1)
        if len(calls) < 3:
            raise OperationalError("server closed the connection unexpectedly")
        complete(*args, **options)

    monkeypatch.setattr(transitions, "complete", away_at_first)
    job = life.submitted(ada)
    life.run(job)
    assert (job.status, len(calls)) == (Status.COMPLETED, 3)
