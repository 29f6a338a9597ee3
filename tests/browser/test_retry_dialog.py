"""The retry dialog by mouse and by keyboard, pressed twice, refused, out of date, and with the network cut."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, Request, Route, expect
from pytest_django.fixtures import Settings

from analysis import services
from analysis.models import AnalysisJob, Source
from tests import life
from tests.browser.conftest import NewContext


@pytest.fixture
def job(ada: User) -> AnalysisJob:
    return life.submitted_and_failed(ada)


def row_of(page: Page, job: AnalysisJob) -> Locator:
    return page.locator(f"#job-{job.job_id}")


def opened(page: Page, job: AnalysisJob) -> Locator:
    """The dialog of this job, open on the profile page."""
    page.goto("/profile")
    row_of(page, job).get_by_role("button", name="Retry").click()
    dialog = page.get_by_role("dialog", name="Retry Analysis Job")
    expect(dialog).to_be_visible()
    return dialog


def slow_posts(page: Page, milliseconds: int = 700) -> list[Request]:
    """Hold every retry back for a while; the requests that were sent."""
    sent: list[Request] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request)
            page.wait_for_timeout(milliseconds)
        route.continue_()

    page.route("**/retry", hold)
    return sent


def test_it_asks_with_the_harmless_answer_first_and_escape_gives_the_focus_back(page: Page, job: AnalysisJob) -> None:
    dialog = opened(page, job)
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(row_of(page, job).get_by_role("button", name="Retry")).to_be_focused()
    assert job.attempts.count() == 1


@pytest.mark.parametrize("way", ["Cancel", "backdrop"])
def test_it_can_be_left_without_a_trace(page: Page, job: AnalysisJob, way: str) -> None:
    dialog = opened(page, job)
    if way == "Cancel":
        dialog.get_by_role("button", name="Cancel").click()
    else:
        page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()
    expect(row_of(page, job)).to_have_attribute("data-status", "failed")
    assert job.attempts.count() == 1


def test_by_keyboard_alone(page: Page, job: AnalysisJob) -> None:
    page.goto("/profile")
    retry = row_of(page, job).get_by_role("button", name="Retry")
    for _ in range(40):
        page.keyboard.press("Tab")
        if retry.evaluate("element => element === document.activeElement"):
            break
    expect(retry).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Retry Analysis Job")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Retry Job")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    expect(page.locator(f"#status-{job.job_id}")).to_be_focused()


def test_a_form_that_htmx_does_not_know_yet_cannot_be_sent(page: Page, job: AnalysisJob) -> None:
    page.goto("/profile")
    page.evaluate("htmx.config.defaultSettleDelay = 500")
    row_of(page, job).get_by_role("button", name="Retry").click()
    page.keyboard.press("Tab")
    dialog = page.get_by_role("dialog", name="Retry Analysis Job")
    dialog.get_by_role("button", name="Retry Job").press("Enter")
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    assert urlsplit(page.url).fragment == ""


def test_while_it_is_sent_the_row_is_queued_already_and_the_button_spins_and_is_deaf(
    page: Page, job: AnalysisJob
) -> None:
    sent = slow_posts(page)
    dialog = opened(page, job)
    button = dialog.get_by_role("button", name="Retry Job")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button).to_be_disabled()
    expect(button.locator(".spinner")).to_be_visible()
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    button.click(force=True)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert len(sent) == 1
    assert job.attempts.count() == 2


def test_three_fast_clicks_are_one_retry(page: Page, job: AnalysisJob) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    dialog = opened(page, job)
    dialog.get_by_role("button", name="Retry Job").click(click_count=3)
    expect(dialog).to_be_hidden()
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    assert len(sent) == 1
    assert job.attempts.count() == 2


def test_a_refusal_brings_the_row_back_and_says_why(
    page: Page, ada: User, job: AnalysisJob, settings: Settings
) -> None:
    settings.ANALYSIS_RETRIES_PER_MINUTE = 1
    other = life.submitted_and_failed(ada)
    dialog = opened(page, other)
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog).to_be_hidden()
    row_of(page, job).get_by_role("button", name="Retry").click()
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog.get_by_role("alert")).to_contain_text("At most 1 retries a minute")
    expect(row_of(page, job)).to_have_attribute("data-status", "failed")


def test_with_the_network_cut_nothing_changes_and_it_works_once_it_is_back(page: Page, job: AnalysisJob) -> None:
    dialog = opened(page, job)
    page.context.set_offline(True)
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog.get_by_role("alert")).to_contain_text("the server can’t be reached to ask")
    expect(row_of(page, job)).to_have_attribute("data-status", "failed")
    page.context.set_offline(False)
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog).to_be_hidden()
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    assert job.attempts.count() == 2


def test_two_tabs_race_and_the_slower_one_is_shown_how_things_stand(
    new_context: NewContext, ada: User, job: AnalysisJob
) -> None:
    context = new_context(ada)
    slow, fast = context.new_page(), context.new_page()
    dialog = opened(slow, job)
    opened(fast, job).get_by_role("button", name="Retry Job").click()
    expect(row_of(fast, job)).to_have_attribute("data-status", "queued")

    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog).to_be_hidden()
    expect(row_of(slow, job)).to_have_attribute("data-status", "queued")
    assert job.attempts.count() == 2, "the same attempt seen: the same retry"


def test_a_dialog_whose_job_failed_again_meanwhile_says_so_and_retries_what_it_then_shows(
    page: Page, job: AnalysisJob
) -> None:
    dialog = opened(page, job)
    services.retry_job(job_id=job.job_id, actor=job.user, source=Source.API)
    life.failed(job, "llm_unavailable")
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("retried elsewhere meanwhile, and failed again")
    expect(dialog).to_contain_text("The language model can't be reached just now.")
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog).to_be_hidden()
    assert job.attempts.count() == 3


def test_a_job_deleted_meanwhile_leaves_the_page(page: Page, job: AnalysisJob) -> None:
    page.goto("/profile")
    job.delete()
    row_of(page, job).get_by_role("button", name="Retry").click()
    dialog = page.get_by_role("dialog", name="This analysis is no longer there")
    dialog.get_by_role("button", name="Close").click()
    expect(row_of(page, job)).to_have_count(0)


def test_only_the_analysis_is_offered_first_where_it_alone_failed(page: Page, ada: User) -> None:
    job = life.read_and_failed(ada)
    dialog = opened(page, job)
    expect(dialog.get_by_label(re.compile("Only the analysis"))).to_be_checked()
    dialog.get_by_role("button", name="Retry Job").click()
    expect(dialog).to_be_hidden()
    assert job.attempts.get(number=2).from_step == "structure"


def test_all_failed_at_once(page: Page, ada: User, job: AnalysisJob) -> None:
    other = life.submitted_and_failed(ada)
    page.goto("/profile")
    page.get_by_role("button", name="Retry all failed (2)").click()
    dialog = page.get_by_role("dialog", name="Retry all failed analyses")
    expect(dialog).to_contain_text("2 will be retried")
    dialog.get_by_role("button", name="Retry 2 jobs").click()
    expect(dialog).to_be_hidden()
    for each in (job, other):
        expect(row_of(page, each)).to_have_attribute("data-status", "queued")
    expect(page.get_by_role("button", name="Retry all failed")).to_have_count(0)


def test_deleting_asks_and_then_takes_the_row_away(page: Page, job: AnalysisJob) -> None:
    page.goto("/profile")
    row_of(page, job).get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this analysis?")
    dialog.get_by_role("button", name="Delete analysis").click()
    expect(dialog).to_be_hidden()
    expect(row_of(page, job)).to_have_count(0)
    expect(page.locator(".card")).to_contain_text("No analysis of this file.")
    assert not AnalysisJob.objects.exists()
