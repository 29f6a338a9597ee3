"""The whole way with nothing but a keyboard, from the sign-in to a deleted file, and what else has to be said aloud."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from analysis.models import AnalysisJob
from tests import life
from tests.browser.conftest import NewContext
from tests.factories import PASSWORD, AnalysisJobFactory


def reach(page: Page, selector: str, *, key: str = "Tab") -> None:
    """Press Tab until this has the focus, and see that the focus is shown."""
    target = page.locator(selector)
    for _ in range(60):
        page.keyboard.press(key)
        if target.evaluate("one => one === document.activeElement"):
            break
    expect(target).to_be_focused()
    outline = target.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)")
    assert outline >= 2, f"the focus on {selector} can't be seen"


def test_from_the_sign_in_to_an_emptied_list(new_context: NewContext, ada: User) -> None:
    ada.set_password(PASSWORD)
    ada.save()
    failed, running = life.submitted_and_failed(ada), life.submitted(ada, text=f"{life.TEXT}running")
    page = new_context().new_page()
    page.goto("/profile")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your résumés")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, "#file")

    reach(page, f"#stop-{running.job_id}")
    page.keyboard.press("Enter")
    row = page.locator(f"#job-{running.job_id}")
    expect(row).to_contain_text("The analysis was stopped before it finished.")
    expect(page.locator(f"#status-{running.job_id}")).to_be_focused()

    reach(page, f"#history-{failed.job_id} summary")
    page.keyboard.press("Enter")
    expect(page.locator(f"#attempts-{failed.job_id}")).to_be_visible()

    reach(page, "[data-filter=failed]", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile?show=failed")
    for count in (1, 0):
        button = page.locator("[id^=delete-upload-]").first
        reach(page, f"#{button.get_attribute('id')}")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="Delete this file?")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".card")).to_have_count(count)
        expect(page.locator("body")).not_to_be_focused()
    assert not AnalysisJob.objects.exists()


def test_showing_more_keeps_the_place_of_who_reads_on(page: Page, ada: User) -> None:
    for number in range(21):
        AnalysisJobFactory(user=ada, completed=True, upload__filename=f"cv-{number:02}.txt")
    page.goto("/profile")
    page.get_by_role("link", name="Show more").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="cv-00.txt")).to_be_focused()
    expect(page.get_by_text("That is all: 21 uploads.")).to_be_visible()
