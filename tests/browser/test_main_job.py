"""The main job with nothing in the place of anything but the language model: upload, failure, retry, profile."""

import re

from playwright.sync_api import FilePayload, Page, expect

from analysis.models import AnalysisJob
from tests.browser.conftest import NewContext
from tests.factories import PASSWORD, RESUME_TEXT
from tests.stand_in_llm import StandInLlm

CV = FilePayload(name="cv.txt", mimeType="text/plain", buffer=RESUME_TEXT.encode())
MINUTE = 60_000


def test_from_signing_up_to_the_profile_of_a_retried_job(
    new_context: NewContext, cluster: object, llm: StandInLlm
) -> None:
    page = new_context().new_page()
    llm.play("unavailable")

    page.goto("/")
    page.get_by_role("link", name="Create an account").first.click()
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Your résumés")).to_be_visible()

    page.get_by_label("Add a résumé").set_input_files(CV)
    row = page.locator("[id^=job-job_]")
    expect(row).to_contain_text("The language model can't be reached just now.", timeout=MINUTE)
    expect(row.get_by_role("button")).to_have_text([re.compile("Retry"), re.compile("Delete")])

    llm.play("slow:2", "ok")
    row.get_by_role("button", name="Retry").click()
    dialog = page.get_by_role("dialog", name="Retry Analysis Job")
    expect(dialog).to_contain_text(AnalysisJob.objects.get().job_id)
    expect(dialog).to_contain_text("The language model can't be reached just now.")
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog).to_be_hidden()
    expect(row).to_contain_text(re.compile("Queued|Processing"))
    bar = row.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"\d+"), timeout=MINUTE)
    expect(row).to_contain_text("Structure the profile")
    expect(row).to_contain_text("Completed", timeout=MINUTE)
    expect(row).to_contain_text("Ada Lovelace")
    expect(page.locator("#poller")).not_to_have_attribute("hx-get", re.compile("."))
    assert polls_within(page, 4) == 0, "nothing runs any more, so nothing is asked"

    row.get_by_role("link", name="Open profile").click()
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    expect(page.get_by_role("link", name="ada@example.org")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON Resume").click()
    assert download.value.suggested_filename == "Ada Lovelace.json"
    assert AnalysisJob.objects.get().attempts.count() == 2


def polls_within(page: Page, seconds: float) -> int:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/changes" in request.url else None)
    page.wait_for_timeout(seconds * 1000)
    return len(asked)
