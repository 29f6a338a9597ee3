"""Reading a profile: where a value stands in the original, copying, and putting it right in its place."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from analysis.models import AnalysisJob
from tests.analysis.views import test_beside_the_original as beside
from tests.browser.conftest import NewContext
from tests.browser.test_access import violations

job = beside.job


def test_pointing_at_a_value_shows_where_it_stands(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    box = page.locator('figure[data-page="1"] rect')
    expect(page.get_by_alt_text("Page 1 of the original")).to_have_js_property("complete", True)
    expect(box).to_have_attribute("width", "0")
    page.locator('[data-at="/basics/name"]').hover()
    expect(box).to_have_attribute("x", "69")
    expect(box).to_have_attribute("width", "94")


def test_a_value_is_put_right_in_its_place(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    page.get_by_role("link", name="Edit", exact=True).click()
    name = page.locator('[data-at="/basics/name"]')
    expect(name).to_be_focused()
    name.fill("Ada Lovelace")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    email = page.locator('[data-at="/basics/email"]')
    email.click()
    assert page.url.endswith(job.job_id), "a link that is being edited is not followed"
    email.fill("x@example.org")
    page.keyboard.press("Escape")
    expect(email).to_have_text("ada@example.org")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    expect(page.get_by_text("Click a value to put it right.")).to_be_hidden()
    job.profile.refresh_from_db()  # type: ignore[union-attr]
    assert job.profile.document["basics"] == {"name": "Ada Lovelace", "email": "ada@example.org", "phone": "1"}  # type: ignore[union-attr]


def test_what_could_not_be_saved_is_kept_and_said(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.context.set_offline(True)
    name = page.locator('[data-at="/basics/name"]')
    name.fill("Ada Lovelace")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="This could not be saved.")).to_be_visible()
    expect(name).to_have_text("Ada Lovelace")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


def test_a_value_is_copied(new_context: NewContext, ada: User, job: AnalysisJob) -> None:
    context = new_context(ada)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/profile/{job.job_id}")
    page.get_by_role("button", name="Copy ada@example.org").click()
    expect(page.locator("#live")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "ada@example.org"


@pytest.mark.parametrize("width", [320, 1440])
def test_profile_and_form_are_for_everybody(page: Page, job: AnalysisJob, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("", "/edit"):
        page.goto(f"/profile/{job.job_id}{path}")
        assert violations(page, "light") == []
        assert violations(page, "dark") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_the_form_does_the_same(plain_page: Page, job: AnalysisJob) -> None:
    plain_page.goto(f"/profile/{job.job_id}")
    plain_page.get_by_role("link", name="Edit").click()
    plain_page.get_by_label(re.compile("^Name")).fill("Ada Lovelace")
    plain_page.get_by_role("button", name="Save").click()
    expect(plain_page.get_by_text("The profile is saved.")).to_be_visible()
    expect(plain_page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
