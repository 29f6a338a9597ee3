"""Everything also works without JavaScript, as plain pages and forms."""

import re

from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, Page, expect

from tests import life
from tests.factories import RESUME_TEXT, AnalysisJobFactory, UploadFactory

CV = FilePayload(name="cv.txt", mimeType="text/plain", buffer=RESUME_TEXT.encode())


def test_upload_watch_retry_and_read(plain_page: Page, ada: User) -> None:
    page = plain_page
    page.goto("/profile")
    other = FilePayload(name="b.txt", mimeType="text/plain", buffer=b"Ben\nben@example.org\n")
    page.get_by_label("Add a résumé").set_input_files([CV, other])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("2 files uploaded.")).to_be_visible()
    job = ada.jobs.get(upload__filename="cv.txt")
    row = page.locator(f"#job-{job.job_id}")
    expect(row).to_contain_text("Queued")

    life.failed(job)
    page.get_by_role("link", name="reload it").click()
    expect(row).to_contain_text("The language model did not answer in time.")
    row.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("heading", name="Retry Analysis Job")).to_be_visible()
    expect(page.get_by_text(re.compile("The job will be reset and reprocessed from the beginning"))).to_be_visible()
    page.get_by_role("button", name="Retry Job").click()
    expect(row).to_contain_text("Queued")
    assert job.attempts.count() == 2

    life.completed(job)
    page.reload()
    row.get_by_role("link", name="Open profile").click()
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()


def test_a_retry_can_be_thought_better_of(plain_page: Page, ada: User) -> None:
    job = life.submitted_and_failed(ada)
    plain_page.goto(f"/profile/{job.job_id}/retry")
    plain_page.get_by_role("button", name="Cancel").click()
    plain_page.wait_for_url(f"**/profile#job-{job.job_id}")
    assert job.attempts.count() == 1


def test_going_back_offers_no_second_retry(plain_page: Page, ada: User) -> None:
    job = life.submitted_and_failed(ada)
    plain_page.goto(f"/profile/{job.job_id}/retry")
    plain_page.get_by_role("button", name="Retry Job").click()
    plain_page.go_back()
    expect(plain_page.get_by_text("This analysis was started again elsewhere meanwhile.")).to_be_visible()
    expect(plain_page.get_by_role("button", name="Retry Job")).to_have_count(0)
    assert job.attempts.count() == 2


def test_stop_delete_and_all_failed_at_once(plain_page: Page, ada: User) -> None:
    page = plain_page
    job, other = life.submitted(ada), life.submitted_and_failed(ada)
    page.goto("/profile")
    page.locator(f"#job-{job.job_id}").get_by_role("button", name="Stop").click()
    expect(page.locator(f"#job-{job.job_id}")).to_contain_text("The analysis was stopped before it finished.")
    page.get_by_role("button", name="Retry all failed (2)").click()
    page.get_by_role("button", name="Retry 2 jobs").click()
    expect(page.get_by_text("2 analyses queued again.")).to_be_visible()
    page.locator(f"#job-{other.job_id}").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete analysis").click()
    expect(page.locator(f"#job-{other.job_id}")).to_have_count(0)
    page.get_by_role("button", name="Delete file").first.click()
    page.get_by_role("button", name="Delete file").click()
    assert ada.uploads.count() == 1


def test_a_known_file_can_be_analysed_again(plain_page: Page, ada: User) -> None:
    UploadFactory(user=ada, filename="first.txt")
    plain_page.goto("/profile")
    plain_page.get_by_label("Add a résumé").set_input_files(CV)
    plain_page.get_by_role("button", name="Upload").click()
    plain_page.get_by_role("button", name="Analyse it again").click()
    expect(plain_page.locator("article.job")).to_contain_text("Queued")
    assert ada.uploads.count() == 1


def test_refusals_are_told_in_place(plain_page: Page) -> None:
    plain_page.goto("/profile")
    picture = FilePayload(name="picture.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + bytes(2000))
    plain_page.get_by_label("Add a résumé").set_input_files(picture)
    plain_page.get_by_role("button", name="Upload").click()
    expect(plain_page.get_by_role("alert")).to_contain_text("This is a picture")


def test_pages_and_filters_are_links(plain_page: Page, ada: User) -> None:
    for number in range(22):
        AnalysisJobFactory(user=ada, completed=True, upload__filename=f"cv-{number:02}.txt")
    plain_page.goto("/profile")
    plain_page.get_by_role("link", name="Show more").click()
    expect(plain_page.get_by_role("heading", name="cv-00.txt")).to_be_visible()
    plain_page.get_by_role("link", name=re.compile("Failed")).click()
    expect(plain_page.get_by_text("Nothing here just now.")).to_be_visible()
    plain_page.get_by_role("searchbox").fill("cv-07")
    plain_page.keyboard.press("Enter")


def test_signing_out_is_a_button(plain_page: Page) -> None:
    plain_page.goto("/profile")
    plain_page.get_by_role("button", name="Sign out").click()
    expect(plain_page.get_by_role("heading", name="Sign in")).to_be_visible()
