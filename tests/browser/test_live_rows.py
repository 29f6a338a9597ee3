"""Rows that follow their jobs: changed in place, announced, still where the reader was, and quiet when nothing runs."""

import re

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from analysis import services
from analysis.jobs import transitions
from analysis.models import AnalysisJob, Source
from analysis.states import Step
from tests import life
from tests.browser.conftest import NewContext
from tests.factories import PASSWORD, AnalysisJobFactory


def row_of(page: Page, job: AnalysisJob) -> Locator:
    return page.locator(f"#job-{job.job_id}")


def watched(page: Page) -> list[str]:
    """The questions that the page asks from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/profile/changes" in request.url else None)
    return asked


def test_a_row_moves_through_its_steps_and_the_page_then_falls_silent(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    page.goto("/profile")
    row = row_of(page, job)
    expect(row).to_contain_text("Queued")
    held = life.claimed(job)
    transitions.record_progress(held.lease, step=Step.EXTRACT, progress=30)
    expect(row.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "30")
    expect(row).to_contain_text("Extract the text")
    transitions.record_progress(held.lease, step=Step.STRUCTURE, progress=60)
    expect(row.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "60")
    expect(row).to_contain_text("Structure the profile")
    expect(page.locator("#live")).not_to_contain_text("60")
    life.failed_in(held, "llm_timeout", Step.STRUCTURE)
    expect(row).to_contain_text("The language model did not answer in time.")
    expect(page.locator("#live")).to_contain_text("cv.txt: Failed.")
    asked = watched(page)
    page.wait_for_timeout(3000)
    assert asked == []


def test_one_question_serves_all_rows_and_only_changed_ones_come_back(page: Page, ada: User) -> None:
    jobs = [life.submitted(ada, text=f"{life.TEXT}{number}") for number in range(5)]
    page.goto("/profile")
    page.evaluate("document.querySelectorAll('article.job').forEach(row => row.dataset.untouched = 'yes')")
    with page.expect_request("**/profile/changes?*") as question:
        pass
    assert question.value.url.count("seen=") == 5
    life.completed(jobs[-1])  # nobody stands behind it in line
    expect(row_of(page, jobs[-1])).to_have_attribute("data-status", "completed")
    expect(page.locator("article[data-untouched]")).to_have_count(4)


def test_a_page_of_very_many_rows_asks_after_them_by_turns(page: Page, ada: User) -> None:
    jobs = [AnalysisJobFactory(user=ada, upload=None) for _ in range(130)]
    page.goto("/profile")
    lengths: list[int] = []
    page.on("request", lambda request: lengths.append(len(request.url)) if "/changes" in request.url else None)
    AnalysisJob.objects.filter(pk__in=[job.pk for job in jobs]).delete()
    expect(page.locator("article.job")).to_have_count(0)
    assert max(lengths) < 4000, "more than a usual server takes"


def test_focus_open_details_and_scroll_survive_a_swap_and_nothing_jumps(page: Page, ada: User) -> None:
    for _ in range(6):
        AnalysisJobFactory(user=ada, completed=True)
    job = life.submitted(ada)
    held = life.claimed(job)
    transitions.record_progress(held.lease, step=Step.EXTRACT, progress=10)
    page.goto("/profile")
    row = row_of(page, job)
    card = page.locator(".card", has=row)
    card.get_by_text("Details").click()
    row.get_by_role("button", name="Stop").focus()
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(300)
    scrolled = page.evaluate("scrollY")
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: "layout-shift" }); }"""
    )
    for progress in (20, 35, 50):
        transitions.record_progress(held.lease, step=Step.EXTRACT, progress=progress)
        expect(row.get_by_role("progressbar")).to_have_attribute("aria-valuenow", str(progress))
    expect(row.get_by_role("button", name="Stop")).to_be_focused()
    expect(card.get_by_text("Attempt 1")).to_be_visible()
    assert page.evaluate("scrollY") == scrolled
    assert page.evaluate("window.shift") == 0


def test_what_is_folded_open_stays_open_when_its_card_is_sent_anew(page: Page, ada: User) -> None:
    old = AnalysisJobFactory(user=ada, failed=True)
    new = AnalysisJobFactory(user=ada, upload=old.upload, completed=True)
    page.goto("/profile")
    page.get_by_text("1 earlier analysis").click()
    page.locator(f"#history-{new.job_id} summary").click()
    page.get_by_role("button", name="Analyse again").click()
    expect(page.get_by_text("2 earlier analyses")).to_be_visible()
    expect(row_of(page, old)).to_be_visible()
    expect(page.locator(f"#attempts-{new.job_id}")).to_be_visible()


def test_focus_on_a_button_that_is_no_longer_there_goes_to_the_row(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    page.goto("/profile")
    row_of(page, job).get_by_role("button", name="Stop").focus()
    life.completed(job)
    expect(row_of(page, job)).to_have_attribute("data-status", "completed")
    expect(page.locator(f"#status-{job.job_id}")).to_be_focused()


def test_a_lost_connection_is_said_and_made_good(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    page.goto("/profile")
    page.context.set_offline(True)
    expect(page.get_by_role("alert").filter(has_text="The connection is lost.")).to_be_visible()
    life.completed(job)
    page.context.set_offline(False)
    expect(row_of(page, job)).to_have_attribute("data-status", "completed")
    expect(page.get_by_text("The connection is lost.")).to_be_hidden()


def test_an_ended_session_leads_to_the_sign_in_and_back(page: Page, ada: User) -> None:
    life.submitted(ada)
    page.goto("/profile?show=running")
    Session.objects.all().delete()
    page.wait_for_url("**/accounts/login/?next=*")
    assert "next=%2Fprofile%3Fshow%3Drunning" in page.url
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_stop_ends_a_running_job_and_leaves_it_to_be_retried(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    life.claimed(job)
    page.goto("/profile")
    row_of(page, job).get_by_role("button", name="Stop").click()
    expect(row_of(page, job)).to_contain_text("The analysis was stopped before it finished.")
    expect(row_of(page, job).get_by_role("button", name="Retry")).to_be_visible()


def test_a_retry_by_itself_counts_down_and_can_be_taken_back(page: Page, ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=job.completed_at.replace(year=2099))  # type: ignore[union-attr]
    page.goto("/profile")
    row = row_of(page, job)
    expect(row).to_contain_text(re.compile(r"Retrying automatically in \d+:\d\d"))
    first = row.locator("time[data-left]").text_content()
    expect(row.locator("time[data-left]")).not_to_have_text(first or "")
    row.get_by_role("button", name="Stop").click()
    expect(row).not_to_contain_text("Retrying automatically")
    job.refresh_from_db()
    assert job.next_retry_at is None


def test_a_job_that_is_retried_by_itself_turns_to_queued_under_the_readers_eyes(page: Page, ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    page.goto("/profile")
    expect(row_of(page, job)).to_have_attribute("data-status", "failed")
    services.retry_job(job_id=job.job_id, actor=None, source=Source.COMMAND)
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    expect(page.get_by_role("link", name=re.compile("Running 1"))).to_be_visible()


def test_the_page_of_one_job_becomes_its_profile(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    page.goto(f"/profile/{job.job_id}")
    expect(page.get_by_text("Queued")).to_be_visible()
    life.completed(job)
    expect(page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()


def test_a_job_is_retried_and_deleted_from_its_own_page(page: Page, ada: User) -> None:
    job = life.submitted_and_failed(ada)
    page.goto(f"/profile/{job.job_id}")
    row_of(page, job).get_by_role("button", name="Retry").click()
    page.get_by_role("button", name="Retry Job").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")
    life.failed(job)
    expect(row_of(page, job)).to_have_attribute("data-status", "failed")
    row_of(page, job).get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete analysis").click()
    page.wait_for_url("**/profile")
    assert not ada.jobs.exists()


def test_the_page_of_a_job_that_is_deleted_elsewhere_gives_way_to_the_list(page: Page, ada: User) -> None:
    job = life.submitted(ada)
    page.goto(f"/profile/{job.job_id}")
    job.delete()
    page.wait_for_url("**/profile")


def test_an_answer_that_was_overtaken_is_given_up(page: Page, ada: User) -> None:
    first, second = life.submitted(ada), life.submitted(ada, text=f"{life.TEXT}second")
    page.goto("/profile")
    page.route("**/profile/changes*", lambda _: None)
    with page.expect_request("**/profile/changes?*"):
        pass
    with page.expect_event("requestfailed", lambda request: "/profile/changes" in request.url):
        row_of(page, first).get_by_role("button", name="Stop").click()
    expect(row_of(page, first)).to_have_attribute("data-status", "failed")
    page.unroute("**/profile/changes*")
    life.completed(second)
    expect(row_of(page, second)).to_have_attribute("data-status", "completed")


def test_a_tab_that_nobody_sees_asks_seldom_and_at_once_when_it_is_looked_at(page: Page, ada: User) -> None:
    life.submitted(ada)
    page.goto("/profile")
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => window.unseen, configurable: true })")
    page.evaluate("window.unseen = true")
    page.wait_for_timeout(1200)
    asked = watched(page)
    page.wait_for_timeout(3500)
    assert asked == []
    page.evaluate("window.unseen = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(400)
    assert asked


def test_signing_in_again_in_another_tab_leaves_this_one_usable(new_context: NewContext, ada: User) -> None:
    ada.set_password(PASSWORD)
    ada.save()
    page = new_context(ada).new_page()
    job = life.submitted_and_failed(ada)
    page.goto("/profile")
    other = page.context.new_page()
    other.goto("/profile")
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("Username").fill("ada")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Your résumés")).to_be_visible()
    row_of(page, job).get_by_role("button", name="Retry").click()
    page.get_by_role("button", name="Retry Job").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(row_of(page, job)).to_have_attribute("data-status", "queued")


def test_a_search_narrows_the_list_as_it_is_typed(page: Page, ada: User) -> None:
    for name in ("alpha.txt", "beta.txt"):
        AnalysisJobFactory(user=ada, completed=True, upload__filename=name)
    page.goto("/profile")
    page.get_by_role("searchbox", name="Search by file name").press_sequentially("BET")
    expect(page.get_by_role("heading", name="alpha.txt")).to_have_count(0)
    expect(page.get_by_role("heading", name="beta.txt")).to_be_visible()
    assert page.url.endswith("?q=BET")
