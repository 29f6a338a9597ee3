"""A lasting failure, brought to another attempt without leaving its row: with scripts, by keyboard, without either."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.states import Step
from tests import life
from tests.browser.conftest import NewContext
from tests.factories import RESUME_TEXT, AnalysisJobFactory
from tests.files import PASSWORD, pdf

BETTER = FilePayload(name="better.txt", mimeType="text/plain", buffer=RESUME_TEXT.encode())
PICTURE = FilePayload(name="cv.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + bytes(900))
LONG_NAME = "Lebenslauf_" + "x" * 180 + ".pdf"


def row_of(page: Page, job: AnalysisJob) -> Locator:
    return page.locator(f"#job-{job.job_id}")


def opened(page: Page, job: AnalysisJob, button: str) -> Locator:
    page.goto("/profile")
    row_of(page, job).get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog", name="Retry Analysis Job")
    expect(dialog).to_be_visible()
    return dialog


def expect_queued(page: Page, job: AnalysisJob) -> None:
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    job.refresh_from_db()
    assert job.attempt == 2


class TestWithScripts:
    def test_a_wrong_password_is_said_and_the_right_one_opens_the_document(
        self, page: Page, protected: AnalysisJob
    ) -> None:
        dialog = opened(page, protected, "Retry with a password")
        dialog.get_by_label("Password of the document").fill("guess")
        dialog.get_by_role("button", name="Retry Job").click()
        expect(dialog.get_by_role("alert").first).to_contain_text("Wrong password.")
        expect(row_of(page, protected)).to_have_attribute("data-status", "failed")
        expect(dialog.get_by_label("Password of the document")).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect_queued(page, protected)
        assert protected.attempts.get(number=2).remedy == "password"

    def test_another_file_takes_the_place_of_the_old_one_on_the_page(self, page: Page, damaged: AnalysisJob) -> None:
        dialog = opened(page, damaged, "Retry with another file")
        expect(dialog).to_contain_text("The job will be reset and reprocessed from the beginning.")
        dialog.get_by_label("New file").set_input_files(PICTURE)
        dialog.get_by_role("button", name="Retry Job").click()
        expect(dialog.get_by_role("alert").first).to_contain_text("This is a picture")
        dialog.get_by_label("New file").set_input_files(BETTER)
        dialog.get_by_role("button", name="Retry Job").click()
        expect(dialog).to_be_hidden()
        expect_queued(page, damaged)
        expect(page.get_by_role("heading", name="better.txt")).to_be_visible()
        expect(page.get_by_role("heading", name="cv.pdf")).to_have_count(0)
        expect(page.locator(f"#status-{damaged.job_id}")).to_be_focused()

    def test_one_way_or_another_and_each_shows_what_it_needs(self, page: Page, protected: AnalysisJob) -> None:
        dialog = opened(page, protected, "Retry with a password")
        expect(dialog.get_by_label("New file")).to_be_hidden()
        dialog.get_by_label("Replace the file").check()
        expect(dialog.get_by_label("Password of the document")).to_be_hidden()
        dialog.get_by_label("New file").set_input_files(BETTER)
        dialog.get_by_role("button", name="Retry Job").click()
        expect_queued(page, protected)

    def test_ocr_in_a_language_that_is_installed(self, page: Page, ada: User) -> None:
        job = services.submit_upload(user=ada, file=ContentFile(pdf(), "scan.pdf"), source=Source.PAGE)
        life.failed(job, "no_text", step=Step.EXTRACT)
        dialog = opened(page, job, "Retry with text recognition")
        dialog.get_by_label("English").check()
        dialog.get_by_role("button", name="Retry Job").click()
        expect_queued(page, job)
        assert job.attempts.get(number=2).remedy_input == {"languages": "eng"}

    def test_without_the_model_the_dialog_says_what_is_done_again(self, page: Page, ada: User) -> None:
        job = life.read_and_failed(ada, code="llm_refused")
        dialog = opened(page, job, "Retry without the model")
        expect(dialog.get_by_text("The text that was read is kept")).to_be_visible()
        expect(dialog.get_by_text("reprocessed from the beginning")).to_be_hidden()
        dialog.get_by_role("button", name="Retry Job").click()
        expect_queued(page, job)

    def test_the_same_again_takes_one_step_more(self, page: Page, damaged: AnalysisJob) -> None:
        dialog = opened(page, damaged, "Retry with another file")
        again = dialog.get_by_role("button", name="Try again as it is")
        expect(again).to_be_hidden()
        dialog.locator("summary", has_text="Try again as it is").click()
        again.click()
        expect(dialog).to_be_hidden()
        expect_queued(page, damaged)

    def test_by_keyboard_alone(self, page: Page, protected: AnalysisJob) -> None:
        page.goto("/profile")
        row_of(page, protected).get_by_role("button", name="Retry with a password").press("Enter")
        dialog = page.get_by_role("dialog", name="Retry Analysis Job")
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(dialog.get_by_label("Password of the document")).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect_queued(page, protected)

    def test_space_presses_cancel(self, page: Page, damaged: AnalysisJob) -> None:
        dialog = opened(page, damaged, "Retry with another file")
        page.keyboard.press("Space")
        expect(dialog).to_be_hidden()


class TestWithoutScripts:
    def test_password(self, plain_page: Page, protected: AnalysisJob) -> None:
        plain_page.goto("/profile")
        row_of(plain_page, protected).get_by_role("button", name="Retry with a password").click()
        plain_page.get_by_label("Password of the document").fill(PASSWORD)
        plain_page.get_by_role("button", name="Retry Job").click()
        expect_queued(plain_page, protected)

    def test_another_file(self, plain_page: Page, damaged: AnalysisJob) -> None:
        plain_page.goto("/profile")
        row_of(plain_page, damaged).get_by_role("button", name="Retry with another file").click()
        plain_page.get_by_role("button", name="Retry Job").click()
        expect(plain_page.get_by_role("alert")).to_contain_text("Choose a file to upload.")
        plain_page.get_by_label("New file").set_input_files(BETTER)
        plain_page.get_by_role("button", name="Retry Job").click()
        expect(plain_page.get_by_role("heading", name="better.txt")).to_be_visible()
        expect_queued(plain_page, damaged)


class TestTheAnswerIsLost:
    @pytest.mark.parametrize("fault", ["cut", "502"])
    def test_after_the_retry_was_started_the_job_is_asked_for_and_shown(
        self, page: Page, ada: User, fault: str
    ) -> None:
        job = life.submitted_and_failed(ada)
        dialog = opened(page, job, "Retry")

        def lose(route: Route) -> None:
            if route.request.method != "POST":
                route.continue_()
                return
            route.fetch()
            route.abort() if fault == "cut" else route.fulfill(status=502, body="<h1>Bad gateway</h1>")

        page.route("**/retry", lose)
        dialog.get_by_role("button", name="Retry Job").click()
        expect(dialog).to_be_hidden()
        expect_queued(page, job)
        expect(page.locator("#live")).to_contain_text("No answer came, but the retry was started.")

    def test_before_it_was_started_nothing_has_changed_and_that_is_said(self, page: Page, ada: User) -> None:
        job = life.submitted_and_failed(ada)
        dialog = opened(page, job, "Retry")
        page.route("**/retry", lambda route: route.abort())
        dialog.get_by_role("button", name="Retry Job").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Nothing was changed")
        assert job.attempts.count() == 1


@pytest.mark.parametrize("width", [360, 720, 800, 1280])
@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
def test_a_long_name_breaks_no_page_and_no_dialog(
    new_context: NewContext, ada: User, width: int, language: str
) -> None:
    protected = {"error": "password_protected", "upload__kind": "pdf"}
    AnalysisJobFactory(user=ada, failed=True, upload__filename=LONG_NAME, **protected)
    AnalysisJobFactory(user=ada, completed=True, upload__filename=LONG_NAME)
    page = new_context(ada, viewport={"width": width, "height": 900}, locale=language).new_page()
    page.goto("/profile")
    assert_nothing_sticks_out(page)
    for name in page.locator(".card-name").all():
        box = name.bounding_box()
        assert box is not None
        assert box["width"] >= min(200, width * 0.4), "the name has room"
    for opener in ("[id^=retry-job_]", "[id^=delete-job_]", "[id^=delete-upload-]"):
        page.locator(opener).first.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        assert dialog.evaluate("node => node.scrollWidth <= node.clientWidth")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    page.locator("a", has_text=re.compile("Open profile|Profil öffnen")).first.click()
    page.wait_for_load_state()
    assert_nothing_sticks_out(page)


def assert_nothing_sticks_out(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
