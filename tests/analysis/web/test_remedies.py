"""Remedies on the page, as plain forms and as a script asks for them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.utils import translation
from pytest_django.fixtures import Settings

from analysis import services
from analysis.models import AnalysisJob, Attempt, Breaker, Source
from analysis.states import Step
from analysis.web import remedies
from analysis.worker import pipeline
from tests import life
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory
from tests.files import DAMAGED, PASSWORD

pytestmark = pytest.mark.django_db
ANEW = "The job will be reset and reprocessed from the beginning. Previous analysis data will be cleared."


def a_file(content: bytes = life.TEXT.encode(), name: str = "better.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def address(job: AnalysisJob) -> str:
    return f"/profile/{job.job_id}/retry"


@pytest.mark.parametrize(
    ("code", "button"),
    [
        ("password_protected", "Retry with a password"),
        ("unreadable_file", "Retry with another file"),
        ("too_large", "Retry with another file"),
        ("llm_refused", "Retry without the model"),
        ("llm_timeout", "Retry"),
    ],
)
def test_the_row_offers_what_helps_and_nothing_that_is_bound_to_fail(
    visitor: Visitor, ada: User, code: str, button: str
) -> None:
    AnalysisJobFactory(user=ada, failed=True, error=code, upload__kind="pdf")
    page = words(visitor.get("/profile"))
    assert f"{button} Delete" in page


def test_the_same_again_is_one_step_behind(visitor: Visitor, damaged: AnalysisJob) -> None:
    dialog = words(visitor.ask("get", address(damaged)))
    assert "Try again as it is" in dialog
    assert "Another attempt on the same file will most likely end in the same way." in dialog
    visitor.ask("post", address(damaged), {"attempt": 1, "from_step": "extract"})
    assert damaged.attempts.get(number=2).remedy == ""


class TestPassword:
    def test_it_is_asked_for_and_opens_the_document(self, visitor: Visitor, protected: AnalysisJob) -> None:
        dialog = visitor.ask("get", address(protected))
        assert 'type="password"' in dialog.content.decode()
        assert ANEW in words(dialog)
        answer = visitor.ask("post", address(protected), {"attempt": 1, "remedy": "password", "password": PASSWORD})
        assert 'data-status="queued"' in answer.content.decode()
        pipeline.run_attempt(protected.pk, 2)
        assert "with a password" in words(visitor.get("/profile"))
        profile = visitor.get(f"/profile/{protected.job_id}").content.decode()
        assert "Ada Lovelace" in profile
        assert "/pages/1.png" not in profile, "without the password its pages can't be drawn"

    @pytest.mark.parametrize(("password", "said"), [("guess", "Wrong password."), ("", "Enter the password")])
    def test_one_that_is_wrong_or_missing_is_said_in_the_dialog(
        self, visitor: Visitor, protected: AnalysisJob, password: str, said: str
    ) -> None:
        form = {"attempt": 1, "remedy": "password", "password": password}
        answer = visitor.ask("post", address(protected), form)
        assert answer.status_code == 422
        assert said in words(answer)
        plain = visitor.post(address(protected), form)
        assert (plain.status_code, "<html" in plain.content.decode()) == (422, True)
        assert password == "" or password not in plain.content.decode()
        assert protected.attempts.count() == 1


class TestAnotherFile:
    def test_its_card_comes_in_the_place_of_the_old_one(self, visitor: Visitor, damaged: AnalysisJob) -> None:
        old = damaged.upload_id
        form = {"attempt": 1, "remedy": "replace", "file": a_file()}
        html = visitor.ask("post", address(damaged), form).content.decode()
        assert f'hx-swap-oob="outerHTML:#upload-{old}"' in html
        assert "better.txt" in html
        page = words(visitor.get("/profile"))
        assert "with the file better.txt in place of cv.pdf" in page
        assert "No analysis of this file" not in page, "the old file has no card of its own"
        assert "All 1" in page

    def test_without_a_script_it_is_a_form(self, visitor: Visitor, damaged: AnalysisJob) -> None:
        assert 'enctype="multipart/form-data"' in visitor.get(address(damaged)).content.decode()
        form = {"attempt": 1, "remedy": "replace", "file": a_file()}
        assert "better.txt: queued for another attempt." in words(visitor.post(address(damaged), form, follow=True))

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            (a_file(b"\x89PNG\r\n\x1a\n" + bytes(900), "cv.png"), "This is a picture"),
            (a_file(b""), "This file is empty: choose another one."),
            (a_file(DAMAGED, "cv.pdf"), "This is the file that failed: choose another one."),
            ("", "Choose a file to upload."),
        ],
    )
    def test_one_that_is_refused_is_said_in_the_dialog(
        self, visitor: Visitor, damaged: AnalysisJob, file: Any, said: str
    ) -> None:
        answer = visitor.ask("post", address(damaged), {"attempt": 1, "remedy": "replace", "file": file})
        assert answer.status_code == 422
        assert said in words(answer)
        assert damaged.attempts.count() == 1

    def test_where_the_old_one_has_other_analyses_the_page_is_shown_anew(
        self, visitor: Visitor, damaged: AnalysisJob
    ) -> None:
        services.start_job(user=damaged.user, upload_id=damaged.upload_id or 0, source=Source.PAGE)
        answer = visitor.ask("post", address(damaged), {"attempt": 1, "remedy": "replace", "file": a_file()})
        assert answer.headers["HX-Refresh"] == "true"


class TestTheModel:
    def test_without_it_only_the_analysis_is_done_again_and_the_dialog_says_so(
        self, visitor: Visitor, ada: User
    ) -> None:
        job = life.read_and_failed(ada, code="llm_refused")
        dialog = visitor.ask("get", address(job)).content.decode()
        assert '<input type="radio" name="from_step" value="structure" checked>' in dialog
        assert "The text that was read is kept, and the analysis is done again." in dialog
        visitor.ask("post", address(job), {"attempt": 1, "remedy": "offline", "from_step": "structure"})
        attempt = job.attempts.get(number=2)
        assert (attempt.remedy, attempt.from_step) == ("offline", Step.STRUCTURE)

    def test_once_it_is_back_it_is_offered_again(self, visitor: Visitor, ada: User, settings: Settings) -> None:
        AnalysisJobFactory(user=ada, completed=True)
        Attempt.objects.update(remedy="offline")
        assert "Analyse with the model" not in words(visitor.get("/profile")), "there is none"
        settings.ANALYSIS_ENGINE = "llm"
        assert "Analyse with the model" in words(visitor.get("/profile"))
        Breaker.objects.create(error_code="llm_unavailable")
        assert "Analyse with the model" not in words(visitor.get("/profile")), "it is not back"

    def test_while_its_cause_fails_for_everybody_the_row_says_so_and_when_it_is_tested(
        self, visitor: Visitor, ada: User
    ) -> None:
        job = life.failed(life.submitted(ada), "llm_unavailable", waits=True)
        assert "Retrying automatically" in words(visitor.get("/profile"))
        seen = f"{job.job_id}~{version(visitor, job)}"
        Breaker.objects.create(error_code="llm_unavailable", probed_at=Now() - timedelta(seconds=5))
        polled = words(visitor.ask("get", "/profile/changes", {"seen": seen, "page": "profile"}))
        assert "Automatic retries are paused: this fails for everybody just now. Next test in 0:2" in polled
        assert "Retrying automatically" not in polled
        probe = job.attempts.get()
        Attempt.objects.filter(pk=probe.pk).update(finished_at=None, outcome="", error_code="", error_message="")
        Breaker.objects.update(probe=probe)
        assert "A test is under way." in words(visitor.get("/profile"))


def version(visitor: Visitor, job: AnalysisJob) -> str:
    html = visitor.get("/profile").content.decode()
    return html.split(f'value="{job.job_id}~', 1)[1].split('"', 1)[0]


class TestAdvice:
    def test_nobody_is_told_to_retry_who_has_no_retries_left(
        self, visitor: Visitor, ada: User, settings: Settings
    ) -> None:
        AnalysisJobFactory(user=ada, failed=True, attempt=settings.ANALYSIS_MAX_RETRIES + 1)
        page = words(visitor.get("/profile"))
        row = page.split("Failed The language model did not answer", 1)[1].split("Details", 1)[0]
        assert "retry in a little while" not in row
        assert "All its retries are used." in row

    def test_where_nothing_was_recognised_the_text_is_shown_and_can_be_kept(self, visitor: Visitor, ada: User) -> None:
        job = life.read_and_failed(ada, code="not_a_resume", text="A shopping list: eggs, flour")
        dialog = words(visitor.ask("get", address(job)))
        assert "A shopping list: eggs, flour" in dialog
        assert "Keep it as it is" in dialog
        visitor.ask("post", address(job), {"attempt": 1, "from_step": "structure"})
        pipeline.run_attempt(job.pk, 2)
        job.refresh_from_db()
        assert job.profile is not None
        assert "eggs, flour" in (job.profile.resume.basics.summary or "")


def test_languages_are_called_by_their_names() -> None:
    with translation.override("de"):
        assert remedies.Language("eng", "Englisch") in remedies.ocr_languages()
