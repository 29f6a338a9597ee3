"""What another tab has done meanwhile: said in words where it matters, and never as a fault of the server."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from analysis import services
from analysis.models import AnalysisJob
from tests import life
from tests.factories import AnalysisJobFactory


def row_of(page: Page, job: AnalysisJob) -> Locator:
    return page.locator(f"#job-{job.job_id}")


def told(page: Page, title: str) -> None:
    """The dialog says so, the page has no fault to complain of, and the focus has a place to go back to."""
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    expect(page.locator("#connection")).to_be_hidden()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("body")).not_to_be_focused()


@pytest.mark.parametrize("button", ["Analyse again", "Delete file"])
def test_a_file_that_was_deleted_leaves_the_page(page: Page, ada: User, button: str) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    assert job.upload
    page.goto("/profile")
    services.delete_upload(user=ada, upload_id=job.upload.pk)
    page.get_by_role("button", name=button).click()
    told(page, "This file is no longer there")
    expect(page.locator(".card")).to_have_count(0)


def test_a_file_that_was_lost_is_asked_for_again(page: Page, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    page.goto("/profile")
    life.lose_the_file(job)
    page.get_by_role("button", name="Analyse again").click()
    expect(page.get_by_role("dialog")).to_contain_text("The uploaded file is no longer there: upload it again.")
    told(page, "This file is no longer there")
    expect(row_of(page, job)).to_contain_text("Completed")


def test_a_job_that_was_deleted_can_no_longer_be_stopped(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    page.goto("/profile")
    page.route("**/profile/changes*", lambda route: route.abort())
    services.delete_job(user=ada, job_id=job.job_id)
    row_of(page, job).get_by_role("button", name="Stop").click()
    expect(page.get_by_role("dialog", name="This analysis is no longer there")).to_be_visible()
    expect(row_of(page, job)).to_have_count(0)


def test_a_stop_that_comes_too_late_shows_how_it_ended(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    page.goto("/profile")
    page.route("**/profile/changes*", lambda route: route.abort())
    expect(page.locator("#connection")).to_contain_text("The connection is lost.")
    life.completed(job)
    row_of(page, job).get_by_role("button", name="Stop").click()
    expect(row_of(page, job)).to_have_attribute("data-status", "completed")
    expect(page.locator("#live")).to_contain_text("cv.txt: had ended already.")


def test_two_questions_about_one_deletion_are_one_deletion(page: Page, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/profile")
        row_of(tab, job).get_by_role("button", name="Delete").click()
        expect(tab.get_by_role("dialog")).to_be_visible()
    other.get_by_role("button", name="Delete analysis").click()
    expect(row_of(other, job)).to_have_count(0)
    page.get_by_role("button", name="Delete analysis").click()
    told(page, "This analysis is no longer there")
    expect(row_of(page, job)).to_have_count(0)
    expect(page.locator(".card")).to_have_text(re.compile("cv-"))


@pytest.mark.parametrize("fault", ["a fault of the server", "no network"])
def test_what_did_not_get_through_is_said_and_works_when_tried_again(page: Page, ada: User, fault: str) -> None:
    job = life.submitted(ada)
    page.goto("/profile")
    if fault == "no network":
        page.route("**/stop", lambda route: route.abort())
    else:
        page.route("**/stop", lambda route: route.fulfill(status=500, body="<h1>Internal server error</h1>"))
    stop = row_of(page, job).get_by_role("button", name="Stop")
    stop.click()
    said = "The server can’t be reached." if fault == "no network" else "Something went wrong on our side."
    expect(page.locator("#connection")).to_contain_text(f"{said} Nothing was changed: try again in a moment.")
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    page.wait_for_timeout(1500)  # the page has asked what is new meanwhile, which takes nothing of it away
    expect(page.locator("#connection")).to_be_visible()
    page.unroute("**/stop")
    stop.click()
    expect(row_of(page, job)).to_contain_text("The analysis was stopped before it finished.")
    expect(page.locator("#connection")).to_be_hidden(timeout=12_000)
