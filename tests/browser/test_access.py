"""Every page and state for everybody: no violation that axe finds, light and dark, narrow and zoomed; light to load."""

import gzip
import re
from collections.abc import Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, Page, Response, expect

from tests import life
from tests.browser.conftest import NewContext
from tests.factories import AnalysisJobFactory, UploadFactory

States = dict[str, Any]


@pytest.fixture
def states(ada: User) -> States:
    """A job in every state, and a file without one."""
    made: States = {
        state: AnalysisJobFactory(user=ada, attempt=2, **{state: True})
        for state in ("queued", "processing", "completed", "failed")
    }
    made["kept"] = life.read_and_failed(ada)
    made["waits"] = life.failed(life.submitted(ada), waits=True)
    made["orphan"] = AnalysisJobFactory(user=ada, failed=True, upload=None)
    UploadFactory(user=ada, filename="a-very-long-name-without-any-space-" * 4 + ".docx")
    AnalysisJobFactory(user=ada, completed=True, upload=made["failed"].upload)
    return made


def retry_dialog(page: Page, states: States) -> None:
    page.goto("/profile")
    page.locator(f"#job-{states['kept'].job_id}").get_by_role("button", name="Retry").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def refused_dialog(page: Page, states: States) -> None:
    page.goto("/profile")
    job = states["kept"]
    page.locator(f"#job-{job.job_id}").get_by_role("button", name="Retry").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    type(job).objects.filter(pk=job.pk).update(retries_used=99)
    page.get_by_role("button", name="Retry Job").click()
    expect(page.get_by_role("dialog").get_by_role("alert").first).to_be_visible()


def bulk_dialog(page: Page, states: States) -> None:
    page.goto("/profile")
    page.get_by_role("button", name="Retry all failed").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def delete_dialog(page: Page, states: States) -> None:
    page.goto("/profile")
    page.locator(f"#job-{states['kept'].job_id}").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def everything_unfolded(page: Page, states: States) -> None:
    page.goto("/profile")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def refused_files(page: Page, states: States) -> None:
    page.goto("/profile")
    picture = FilePayload(name="picture.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + bytes(2000))
    with states["failed"].upload.file.open() as file:
        known = FilePayload(name="known.txt", mimeType="text/plain", buffer=file.read())
    page.get_by_label("Add a résumé").set_input_files([picture, known])
    expect(page.locator("#sending")).to_contain_text("You uploaded this file")
    expect(page.locator("#sending")).to_contain_text("This is a picture")


def sending(page: Page, states: States) -> None:
    page.goto("/profile")
    page.route("**/profile/uploads", lambda _: None)
    page.get_by_label("Add a résumé").set_input_files(FilePayload(name="cv.txt", mimeType="text/plain", buffer=b"Ada"))
    expect(page.locator("#sending")).to_contain_text(re.compile("sending|received"))


def dragging(page: Page, states: States) -> None:
    page.goto("/profile")
    page.evaluate("document.body.classList.add('dropping')")


def cut_off(page: Page, states: States) -> None:
    page.goto("/profile")
    page.route("**/profile/changes*", lambda route: route.abort())
    expect(page.locator("#connection")).to_contain_text("The connection is lost.")


def gone_dialog(page: Page, states: States) -> None:
    page.goto("/profile")
    states["orphan"].delete()
    page.locator(f"#job-{states['orphan'].job_id}").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog", name="This analysis is no longer there")).to_be_visible()


def at(path: str) -> Callable[[Page, States], None]:
    def go(page: Page, states: States) -> None:
        page.goto(path.format(**{name: job.job_id for name, job in states.items()}))

    return go


VIEWS = {
    "list": at("/profile"),
    "unfolded": everything_unfolded,
    "nothing found": at("/profile?q=zzz"),
    "account": at("/accounts/"),
    "password": at("/accounts/password/"),
    "account to delete": at("/accounts/delete/"),
    "files refused": refused_files,
    "retry dialog": retry_dialog,
    "retry refused": refused_dialog,
    "bulk dialog": bulk_dialog,
    "delete dialog": delete_dialog,
    "file being sent": sending,
    "file over the page": dragging,
    "connection lost": cut_off,
    "gone dialog": gone_dialog,
    "bulk page": at("/profile/retry-failed"),
    "failed alone": at("/profile?show=failed"),
    "nothing running": at("/profile?show=running&q=zzz"),
    "retry page": at("/profile/{failed}/retry"),
    "retry page of what runs": at("/profile/{queued}/retry"),
    "delete page": at("/profile/{failed}/delete"),
    "profile": at("/profile/{completed}"),
    "job that runs": at("/profile/{processing}"),
    "job that failed": at("/profile/{failed}"),
    "not found": at("/profile/job_0"),
    "sign out": at("/accounts/logout/"),
}


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_runs_off_a_narrow_screen(page: Page, states: States, view: str) -> None:
    VIEWS[view](page, states)
    assert violations(page, "light") == []
    assert violations(page, "dark") == []
    page.set_viewport_size({"width": 320, "height": 640})
    widths = "[document.documentElement, ...document.querySelectorAll('dialog')].map((one) => one.scrollWidth)"
    assert max(page.evaluate(widths)) <= 320


@pytest.mark.parametrize("view", ["list", "unfolded", "retry dialog", "bulk page"])
def test_longer_words_of_another_language_find_room(
    new_context: NewContext, ada: User, states: States, view: str
) -> None:
    page = new_context(ada, locale="de-DE", viewport={"width": 320, "height": 640}).new_page()
    if view == "retry dialog":
        page.goto("/profile")
        page.locator(f"#retry-{states['kept'].job_id}").click()
        expect(page.get_by_role("dialog", name="Analyse wiederholen")).to_be_visible()
    else:
        VIEWS[view](page, states)
    assert violations(page, "light") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_rows_line_up_whatever_their_state_is_called(new_context: NewContext, ada: User, states: States) -> None:
    for locale in ("en-GB", "de-DE"):
        page = new_context(ada, locale=locale).new_page()
        page.goto("/profile")
        lefts = "selector => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().left)"
        words = set(page.evaluate(lefts, "#uploads > li > .job > .job-words"))
        assert len(words) == 1, locale
        pills = page.locator("#uploads > li > .job > .status")
        assert {round(pill.evaluate("one => one.getBoundingClientRect().height")) for pill in pills.all()} < {
            *range(34)
        }


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_axe_finds_nothing_at_the_doors(new_context: NewContext, path: str) -> None:
    page = new_context().new_page()
    page.goto(path)
    page.get_by_label("Username").fill("x")
    for field in page.get_by_label(re.compile("^Password")).all():
        field.fill("1")
    page.keyboard.press("Enter")
    expect(page.locator(".problem, .field-error").first).to_be_visible()
    assert violations(page, "light") == []
    assert violations(page, "dark") == []


# Once what fades in or moves has come to its end; what turns for ever is not waited for.
FADED = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => null)))"""


def violations(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_timeout(50)
    page.evaluate(FADED)
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:150]} {node.get('failureSummary', '')[:200]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("view", ["list", "unfolded", "retry dialog", "profile"])
def test_everything_to_press_is_large_enough(new_context: NewContext, ada: User, states: States, view: str) -> None:
    page = new_context(ada, viewport={"width": 360, "height": 640}).new_page()
    VIEWS[view](page, states)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, summary, input, nav a")]
            .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24) && !box.hidden)
            .filter(([html]) => !html.includes('type="radio"'))
            .map(([html, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${html}`)"""
    )
    assert small == []


def test_the_first_view_loads_at_most_60_kilobytes_of_script_and_style(page: Page, states: States) -> None:
    bodies: dict[str, bytes] = {}

    def note(response: Response) -> None:
        if response.request.resource_type in ("script", "stylesheet"):
            bodies[response.url] = response.body()

    page.on("response", note)
    page.goto("/profile")
    page.wait_for_load_state("networkidle")
    sizes = {url.rpartition("/")[2]: len(gzip.compress(body)) for url, body in bodies.items()}
    assert len(sizes) >= 6
    assert sum(sizes.values()) < 60_000, sizes


def test_motion_stops_for_who_asks_for_it(new_context: NewContext, ada: User, states: States) -> None:
    page = new_context(ada, reduced_motion="reduce").new_page()
    page.goto("/profile")
    icon = page.locator(".processing .status .icon").first
    assert icon.evaluate("element => getComputedStyle(element).animationIterationCount") == "1"
