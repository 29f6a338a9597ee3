"""Reading a profile: where a value stands in the original, copying, and putting it right in its place."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from analysis.models import AnalysisJob
from profiles import services
from tests.analysis.web.profiles import job_on_a_pdf, job_with_a_full_profile
from tests.browser.conftest import NewContext
from tests.browser.test_access import violations


@pytest.fixture
def job(ada: User) -> AnalysisJob:
    return job_on_a_pdf(ada)


@pytest.fixture
def full(ada: User) -> AnalysisJob:
    return job_with_a_full_profile(ada)


def test_pointing_at_a_value_shows_where_it_stands(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    box = page.locator('figure[data-page="1"] rect')
    expect(page.get_by_alt_text("Page 1 of the original")).to_have_js_property("complete", True)
    expect(box).to_have_attribute("width", "0")
    page.locator('[data-at="/basics/name"]').hover()
    expect(box).to_have_attribute("x", "69")
    expect(box).to_have_attribute("width", "94")


def test_the_arrow_keys_go_from_value_to_value_and_show_where_each_stands(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    page.locator('[data-at="/basics/name"]').focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator('[data-at="/basics/email"]')).to_be_focused()
    expect(page.locator('figure[data-page="1"] rect')).to_have_attribute("y", "97")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator('[data-at="/basics/name"]')).to_be_focused()
    expect(page.locator('#resume [tabindex="0"]')).to_have_count(1)


def start_editing(page: Page, job: AnalysisJob) -> None:
    page.goto(f"/profile/{job.job_id}")
    page.get_by_role("link", name="Edit", exact=True).press("Enter")
    expect(page.get_by_text("Click a value to correct it.")).to_be_visible()


def test_a_date_is_put_right_in_the_words_of_the_page(page: Page, full: AnalysisJob) -> None:
    start_editing(page, full)
    begun = page.get_by_role("textbox", name="Start").first
    begun.fill("sometime")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="This is no date.")).to_be_visible()
    expect(begun).to_be_focused()
    expect(begun).to_have_attribute("aria-invalid", "true")
    begun.fill("5/2018")
    page.keyboard.press("Enter")
    expect(begun).to_have_text("May 2018")
    expect(begun).not_to_have_class(re.compile("unsure|wrong"))
    expect(begun).not_to_have_attribute("title", re.compile("."))
    page.get_by_role("button", name="Done").press("Enter")
    expect(page.get_by_text("May 2018 – 2020")).to_be_visible()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_focused()


def test_what_is_missing_is_written_where_it_belongs(page: Page, full: AnalysisJob) -> None:
    page.goto(f"/profile/{full.job_id}")
    email = page.locator('[data-at="/basics/email"]')
    expect(email).to_be_hidden()
    expect(page.locator(".contact li:visible")).to_have_count(2)
    start_editing(page, full)
    email.fill("ada@example.org")
    page.get_by_role("textbox", name="Place").nth(1).fill("Leeds")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("link", name="ada@example.org")).to_be_visible()
    expect(page.get_by_text("Leeds")).to_be_visible()


def test_the_place_is_put_right_part_by_part(page: Page, full: AnalysisJob) -> None:
    start_editing(page, full)
    page.get_by_role("textbox", name="City").fill("Berlin")
    page.get_by_role("textbox", name="Country code").fill("germany")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Country code")).to_have_text("Germany")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Berlin, Germany")).to_be_visible()


def test_editing_goes_on_after_a_value_was_taken_away(page: Page, full: AnalysisJob) -> None:
    start_editing(page, full)
    page.locator('[data-at="/work/0/endDate"]').fill("")
    page.keyboard.press("Enter")
    expect(page.locator('[data-at="/work/0/endDate"]')).to_have_text("present")
    expect(page.get_by_text("Click a value to correct it.")).to_be_visible()
    expect(page.locator('[data-at="/work/0/endDate"]')).to_be_focused()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Click a value to correct it.")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1440])
def test_editing_is_for_everybody(page: Page, full: AnalysisJob, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    start_editing(page, full)
    assert violations(page, "light") == []
    assert violations(page, "dark") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


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
    expect(page.get_by_text("Click a value to correct it.")).to_be_hidden()
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


def test_two_windows_do_not_overwrite_each_other(page: Page, full: AnalysisJob) -> None:
    other = page.context.new_page()
    for window in (page, other):
        start_editing(window, full)
    page.locator('[data-at="/work/0/name"]').fill("Works Ltd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    other.locator('[data-at="/work/0/name"]').fill("Workshop")
    other.keyboard.press("Enter")
    expect(other.get_by_role("status").filter(has_text="changed in another window")).to_be_visible()
    page.locator('[data-at="/work/0/name"]').fill("Works Limited")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    full.profile.refresh_from_db()  # type: ignore[union-attr]
    assert full.profile.document["work"][0]["name"] == "Works Limited"  # type: ignore[union-attr]


def test_the_pdf_is_saved_under_the_persons_name(page: Page, full: AnalysisJob) -> None:
    page.goto(f"/profile/{full.job_id}")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert download.value.suggested_filename == "Ada.pdf"


def test_why_there_is_no_pdf_is_said_on_the_page(page: Page, full: AnalysisJob) -> None:
    services.change_values(profile_id=full.profile.pk, changes={"/basics/name": "\U00011d60"})  # type: ignore[union-attr]
    page.goto(f"/profile/{full.job_id}")
    page.get_by_role("link", name="PDF", exact=True).click()
    expect(page.get_by_text("No font here can show")).to_be_visible()
    assert page.url.endswith(full.job_id)


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
    plain_page.get_by_label("Country code").fill("Germany")
    plain_page.get_by_role("button", name="Save").click()
    expect(plain_page.get_by_text("The profile is saved.")).to_be_visible()
    expect(plain_page.get_by_text("Germany")).to_be_visible()
    expect(plain_page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
