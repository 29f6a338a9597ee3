"""Retrying all that failed, at once: by keyboard, with the network cut, in a race, and what is left out is named."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from pytest_django.fixtures import Settings

from analysis import services
from analysis.models import AnalysisJob, Source
from tests import life
from tests.browser.conftest import NewContext
from tests.factories import AnalysisJobFactory


@pytest.fixture
def jobs(ada: User) -> list[AnalysisJob]:
    return [life.submitted_and_failed(ada), life.submitted_and_failed(ada, "worker_lost")]


def row_of(page: Page, job: AnalysisJob) -> Locator:
    return page.locator(f"#job-{job.job_id}")


def opened(page: Page) -> Locator:
    page.goto("/profile")
    page.get_by_role("button", name="Retry all failed").click()
    dialog = page.get_by_role("dialog", name="Retry all failed analyses")
    expect(dialog).to_be_visible()
    return dialog


def test_the_button_counts_what_it_will_do_and_the_dialog_names_the_rest(
    page: Page, ada: User, jobs: list[AnalysisJob]
) -> None:
    spent = AnalysisJobFactory(user=ada, failed=True, attempt=4, upload__filename="spent.txt")
    lasting = AnalysisJobFactory(user=ada, failed=True, error="no_text")
    dialog = opened(page)
    expect(page.locator("#retry-all")).to_have_text("Retry all failed (2)")
    expect(dialog.get_by_role("heading", name="2 will not be retried")).to_be_visible()
    expect(dialog.locator(".bulk").last).to_contain_text("needs more than a retry: see its row")
    expect(dialog.get_by_label("Also retry the one that will most likely fail again")).not_to_be_checked()
    expect(dialog.locator(".bulk").last).to_contain_text(re.compile("spent.txt.*All its retries are used", re.DOTALL))
    dialog.get_by_role("button", name="Retry 2 jobs").click()
    expect(dialog).to_be_hidden()
    expect(row_of(page, jobs[1])).to_have_attribute("data-status", "queued")
    for job in (spent, lasting):
        expect(row_of(page, job)).to_have_attribute("data-status", "failed")
    expect(page.locator("#live")).to_contain_text("2 analyses queued again.")


def test_it_is_not_offered_where_nothing_may_be_retried(
    page: Page, jobs: list[AnalysisJob], settings: Settings
) -> None:
    settings.ANALYSIS_RETRY_ENABLED = False
    page.goto("/profile")
    expect(row_of(page, jobs[0])).to_contain_text("Retrying is switched off just now.")
    expect(page.get_by_role("button", name="Retry")).to_have_count(0)


def test_by_keyboard_alone(page: Page, jobs: list[AnalysisJob]) -> None:
    page.goto("/profile")
    page.locator("#retry-all").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Retry all failed analyses")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#retry-all")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    for job in jobs:
        expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    expect(page.locator("body")).not_to_be_focused()


def test_with_the_network_cut_nothing_changes_and_it_works_once_it_is_back(page: Page, jobs: list[AnalysisJob]) -> None:
    dialog = opened(page)
    page.context.set_offline(True)
    dialog.get_by_role("button", name="Retry 2 jobs").click()
    expect(dialog.get_by_role("alert")).to_contain_text("No answer came.")
    page.context.set_offline(False)
    dialog.get_by_role("button", name="Retry 2 jobs").click()
    expect(dialog).to_be_hidden()
    assert [job.attempts.count() for job in jobs] == [2, 2]


def test_two_tabs_race_and_nothing_is_retried_twice(
    new_context: NewContext, ada: User, jobs: list[AnalysisJob]
) -> None:
    context = new_context(ada)
    slow, fast = context.new_page(), context.new_page()
    waiting = opened(slow)
    opened(fast).get_by_role("button", name="Retry 2 jobs").click()
    expect(row_of(fast, jobs[0])).to_have_attribute("data-status", "queued")
    waiting.get_by_role("button", name="Retry 2 jobs").click()
    expect(waiting).to_be_hidden()
    expect(slow.get_by_text("Nothing was left to be retried.")).to_be_visible()
    expect(row_of(slow, jobs[0])).to_have_attribute("data-status", "queued")
    assert [job.attempts.count() for job in jobs] == [2, 2]


def test_what_was_retried_elsewhere_is_passed_over(page: Page, ada: User, jobs: list[AnalysisJob]) -> None:
    dialog = opened(page)
    services.retry_job(job_id=jobs[0].job_id, actor=ada, source=Source.API)
    dialog.get_by_role("button", name="Retry 2 jobs").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("1 analysis queued again.")).to_be_visible()
    for job in jobs:
        expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    assert [job.attempts.count() for job in jobs] == [2, 2]
