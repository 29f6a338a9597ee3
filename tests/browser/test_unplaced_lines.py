"""A line that is in no field goes where it belongs: by keyboard, without JavaScript, on a narrow screen."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from analysis.models import AnalysisJob
from tests.analysis.web.test_unplaced_lines import TEXTS, analysed
from tests.browser.test_access import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def job(ada: User) -> AnalysisJob:
    return analysed(ada, "docx")


def test_by_keyboard(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    page.get_by_role("link", name="One line is in no field").press("Enter")
    page.keyboard.press("Tab")
    choice = page.get_by_role("combobox", name="Where it belongs")
    expect(choice).to_be_focused()
    expect(choice.locator("option:checked")).to_have_text("Analyst, Engines Ltd: Point")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#resume").get_by_text(TEXTS[4])).to_be_visible()
    expect(page.locator("#unplaced")).to_have_count(0)


def test_without_a_script(plain_page: Page, job: AnalysisJob) -> None:
    plain_page.goto(f"/profile/{job.job_id}")
    plain_page.get_by_role("combobox", name="Where it belongs").select_option(label="New entry: Interests")
    plain_page.get_by_role("button", name="Add").click()
    expect(plain_page.locator("#resume").get_by_text(TEXTS[4])).to_be_visible()


def test_pointing_at_a_line_shows_where_it_stands(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    page.locator("#unplaced li").hover()
    expect(page.locator('.paper [data-line="4"]')).to_have_class("spot")


def test_axe_finds_nothing_and_nothing_runs_off_a_narrow_screen(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    assert violations(page, "light") == []
    assert violations(page, "dark") == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
