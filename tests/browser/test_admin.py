"""The operators' pages in a browser: retries confirmed by mouse, what is live stays live, nobody is left out."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, Response, expect

from analysis.models import AnalysisJob
from analysis.states import Status
from tests import life
from tests.browser.conftest import NewContext
from tests.factories import AnalysisJobFactory, StaffFactory

LIST = "/admin/analysis/analysisjob/"
# Django's own markup of forms and lists, which is not ours to mend.
NOT_OURS = {"empty-table-header", "label-title-only"}


@pytest.fixture
def operator(db: None) -> User:
    return StaffFactory()


@pytest.fixture
def admin(new_context: NewContext, operator: User) -> Page:
    """An operator's browser, signed in. The console has to stay silent: the content security policy speaks there."""
    return new_context(operator).new_page()


def test_all_jobs_across_all_pages_are_retried_after_a_look_at_the_counts(admin: Page, ada: User) -> None:
    for _ in range(60):
        AnalysisJobFactory(user=ada, failed=True, error="llm_timeout")
    other = life.submitted_and_failed(ada, "no_text")
    admin.goto(f"{LIST}?error_code=llm_timeout")
    admin.check("#action-toggle")
    admin.get_by_text("Select all 60 jobs").click()
    admin.get_by_label("Action:").select_option("Retry selected jobs")
    admin.get_by_role("button", name="Go").click()
    expect(admin.locator(".lead")).to_have_text(re.compile(r"60\s+of 60 selected jobs will be retried"))
    assert not AnalysisJob.objects.filter(status=Status.QUEUED).exists()
    admin.get_by_label("Reason").fill("the model is back")
    admin.get_by_role("button", name="Retry jobs").click()
    expect(admin.locator(".messagelist")).to_have_text("60 jobs queued for another attempt.")
    assert AnalysisJob.objects.filter(status=Status.QUEUED, attempts__reason="the model is back").count() == 60
    other.refresh_from_db()
    assert other.status == Status.FAILED


def test_a_whole_group_of_causes_is_retried_with_two_clicks(admin: Page, ada: User) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(3)]
    admin.goto(f"{LIST}causes/")
    expect(admin.get_by_role("heading", name="3 × The language model did not answer, since")).to_be_visible()
    admin.get_by_role("button", name="Retry these 3").click()
    admin.get_by_role("button", name="Retry jobs").click()
    expect(admin.locator(".messagelist")).to_have_text("3 jobs queued for another attempt.")
    assert AnalysisJob.objects.filter(pk__in=[job.pk for job in jobs], status=Status.QUEUED).count() == 3


def test_a_job_past_its_limit_is_retried_from_its_page_with_a_reason(admin: Page, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, attempt=4)
    admin.goto(f"{LIST}{job.pk}/change/")
    admin.get_by_role("button", name="Retry").click()
    admin.get_by_label("Also retry the 1 that has no retries left").check()
    admin.get_by_role("button", name="Retry jobs").click()
    expect(admin.locator(".errorlist")).to_have_text(re.compile("Say why"))
    expect(admin.get_by_label("Also retry the 1 that has no retries left")).to_be_checked()
    admin.get_by_label("Reason").fill("the model was down all day")
    admin.get_by_role("button", name="Retry jobs").click()
    expect(admin.locator(".messagelist")).to_have_text("1 job queued for another attempt.")


def test_the_overview_follows_what_happens_without_being_reloaded(admin: Page, ada: User) -> None:
    admin.goto(f"{LIST}overview/")
    running = admin.locator(".tiles > div", has_text="Running").locator("dd").first
    expect(running).to_have_text("0")
    job = life.submitted(ada)
    life.claimed(job)
    expect(running).to_have_text("1")
    expect(admin.get_by_role("link", name=job.job_id)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_operators_who_see_hear_or_type_are_all_served(
    new_context: NewContext, operator: User, ada: User, scheme: str
) -> None:
    AnalysisJobFactory(user=ada, completed=True, attempt=2)
    AnalysisJobFactory(user=ada, failed=True, attempt=4)
    # axe tries styles of its own on some pages
    page = new_context(operator, color_scheme=scheme, bypass_csp=True).new_page()
    kept = life.read_and_failed(ada)
    job_page = f"{LIST}{kept.pk}/change/"
    for path in ("/admin/", LIST, f"{LIST}overview/", f"{LIST}causes/", "confirmation", job_page, "choice"):
        if path == "confirmation":
            page.get_by_role("button", name="Retry these").click()
            expect(page.get_by_role("heading", name="Will not be retried")).to_be_visible()
        elif path == "choice":
            page.get_by_role("button", name="Retry").click()
            expect(page.get_by_role("group", name="Where to begin")).to_be_visible()
        else:
            page.goto(path)
        found = [violation for violation in Axe().run(page).response["violations"] if violation["id"] not in NOT_OURS]
        assert found == [], path


@pytest.mark.parametrize("path", ["overview/", "causes/", ""])
def test_nothing_has_to_be_scrolled_sideways_on_a_phone(
    new_context: NewContext, operator: User, ada: User, path: str
) -> None:
    AnalysisJobFactory(user=ada, failed=True, attempt=2)
    page = new_context(operator, viewport={"width": 360, "height": 740}).new_page()
    page.goto(LIST + path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_only_the_analysis_is_done_anew_where_an_operator_says_so(admin: Page, ada: User) -> None:
    job = life.read_and_failed(ada)
    admin.goto(f"{LIST}{job.pk}/change/")
    admin.get_by_role("button", name="Retry").click()
    expect(admin.get_by_label("From the beginning")).to_be_checked()
    admin.get_by_label("Only the analysis").check()
    admin.get_by_role("button", name="Retry jobs").click()
    expect(admin.locator(".messagelist")).to_have_text("1 job queued for another attempt.")
    assert job.attempts.get(number=2).from_step == "structure"


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/auth/user/"])
def test_every_page_has_the_sites_icon_and_nothing_is_missing(
    new_context: NewContext, operator: User, path: str
) -> None:
    page = new_context(None if "login" in path else operator).new_page()
    statuses: dict[str, int] = {}

    def note(response: Response) -> None:
        statuses[response.url] = response.status

    page.on("response", note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("favicon"))
    assert {status for status in statuses.values() if status >= 400} == set(), statuses
