"""`retry_job --remedy`: what it brings along, from files and from the terminal's input."""

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.states import Status, Step
from analysis.worker import pipeline
from tests import life
from tests.files import DAMAGED, PASSWORD, pdf

pytestmark = pytest.mark.django_db


def failed(user: User, content: bytes) -> AnalysisJob:
    job = services.submit_upload(user=user, file=ContentFile(content, "cv.pdf"), source=Source.PAGE)
    pipeline.run_attempt(job.pk, 1)
    return job


def command(*arguments: str) -> tuple[int, str]:
    """The exit code and what was said."""
    said = io.StringIO()
    try:
        call_command("retry_job", *arguments, stdout=said, stderr=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def assert_queued(job: AnalysisJob, remedy: str) -> None:
    job.refresh_from_db()
    assert (job.status, job.attempts.get(number=2).remedy) == (Status.QUEUED, remedy)


def test_replace(ada: User, tmp_path: Path) -> None:
    job = failed(ada, DAMAGED)
    better = tmp_path / "better.txt"
    better.write_text(life.TEXT)
    assert command(job.job_id, "--remedy", "replace", "--file", str(better))[0] == 0
    assert_queued(job, "replace")
    assert job.upload is not None
    assert job.upload.filename == "better.txt"


def test_replace_by_what_is_no_document_is_refused(ada: User, tmp_path: Path) -> None:
    job = failed(ada, DAMAGED)
    picture = tmp_path / "cv.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(900))
    code, said = command(job.job_id, "--remedy", "replace", "--file", str(picture))
    assert code != 0
    assert "This is a picture" in said
    assert job.attempts.count() == 1


def test_a_password_from_a_file(ada: User, tmp_path: Path) -> None:
    job = failed(ada, pdf(password=PASSWORD))
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n")
    assert command(job.job_id, "--remedy", "password", "--password-file", str(secret))[0] == 0
    assert_queued(job, "password")


def test_a_password_is_asked_for_and_a_wrong_one_costs_nothing(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = failed(ada, pdf(password=PASSWORD))
    monkeypatch.setattr("sys.stdin", io.StringIO("guess\n"))
    code, said = command(job.job_id, "--remedy", "password")
    assert code != 0
    assert "this password does not open the document" in said
    assert "guess" not in said
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert command(job.job_id, "--remedy", "password")[0] == 0
    assert_queued(job, "password")


def test_ocr(ada: User) -> None:
    job = life.failed(
        services.submit_upload(user=ada, file=ContentFile(pdf(), "scan.pdf"), source=Source.PAGE),
        "no_text",
        step=Step.EXTRACT,
    )
    assert command(job.job_id, "--remedy", "ocr", "--languages", "eng")[0] == 0
    assert_queued(job, "ocr")


def test_offline_for_all_that_the_model_failed(ada: User) -> None:
    kept, unread = life.read_and_failed(ada), life.submitted_and_failed(ada)
    assert command("--all-failed", "--error-code", "llm_timeout", "--remedy", "offline")[0] == 0
    for job, step in ((kept, Step.STRUCTURE), (unread, Step.EXTRACT)):
        assert_queued(job, "offline")
        assert job.attempts.get(number=2).from_step == step


def test_all_failed_leaves_lasting_failures_alone_unless_asked(ada: User) -> None:
    lasting = life.submitted_and_failed(ada, "no_text")
    assert "lasting" in command("--all-failed")[1]
    assert lasting.attempts.count() == 1
    assert command("--all-failed", "--include-permanent")[0] == 0
    assert lasting.attempts.count() == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["job_1", "--remedy", "replace"], "needs --file"),
        (["job_1", "--file", "cv.pdf"], "goes with --remedy replace"),
        (["job_1", "job_2", "--remedy", "password"], "for one job"),
        (["--all-failed", "--remedy", "replace", "--file", "cv.pdf"], "for one job"),
        (["job_1", "--remedy", "replace", "--file", "/nothing/there.pdf"], "can't be read"),
    ],
)
def test_what_does_not_fit_together_is_a_usage_error(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as caught:
        call_command("retry_job", *arguments)
    assert caught.value.returncode == 2
