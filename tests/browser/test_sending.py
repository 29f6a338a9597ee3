"""Sending files: several at once, dropped anywhere, refused with words, known already, cut off and sent again."""

import base64
import re
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect
from pytest_django.fixtures import Settings

from profiles.models import Deed
from tests.browser.conftest import session_of
from tests.factories import RESUME_TEXT, UploadFactory


def cv(name: str = "cv.txt", content: str = RESUME_TEXT) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": content.encode()}


def chosen(page: Page, *files: Any) -> None:
    page.goto("/profile")
    page.get_by_label("Add a résumé").set_input_files(list(files))


def item(page: Page, name: str) -> Locator:
    return page.locator("#sending li", has_text=name)


def test_several_files_at_once_each_with_its_own_fate(page: Page, ada: User, settings: Settings) -> None:
    settings.MAX_UPLOAD_MB = 1
    picture = {"name": "picture.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(2000)}
    large = {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + bytes(1024 * 1024)}
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/profile/uploads") else None)
    page.goto("/profile")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    chosen(page, cv("one.txt"), cv("two.txt", RESUME_TEXT + "two"), picture, large, cv("empty.txt", ""))

    expect(page.get_by_role("heading", name="one.txt")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.get_by_role("heading", name="two.txt")).to_be_visible()
    expect(item(page, "picture.png")).to_contain_text("This is a picture")
    expect(item(page, "large.pdf")).to_contain_text(re.compile("larger than 1 MB", re.IGNORECASE))
    expect(item(page, "empty.txt")).to_contain_text(re.compile("this file is empty", re.IGNORECASE))
    expect(page.locator("#sending li")).to_have_count(3)
    expect(page.get_by_text("No résumé yet.")).to_have_count(0)
    assert len(sent) == 3, "what is too large or empty is not sent at all"
    assert ada.jobs.count() == 2

    item(page, "picture.png").get_by_role("button", name="Dismiss").click()
    expect(item(page, "picture.png")).to_have_count(0)


def test_files_dropped_anywhere_on_the_page(page: Page, ada: User) -> None:
    page.goto("/profile")
    content = base64.b64encode(RESUME_TEXT.encode()).decode()
    transfer = page.evaluate_handle(
        """(content) => {
            const transfer = new DataTransfer();
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            transfer.items.add(new File([bytes], "dropped.txt", { type: "text/plain" }));
            return transfer;
        }""",
        content,
    )
    page.dispatch_event("h1", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("body")).to_have_class(re.compile("dropping"))
    page.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    expect(page.get_by_role("heading", name="dropped.txt")).to_be_visible()
    expect(page.locator("body")).not_to_have_class(re.compile("dropping"))
    assert ada.jobs.count() == 1


def test_the_progress_of_sending_is_the_real_one(page: Page) -> None:
    page.goto("/profile")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000},
    )
    page.get_by_label("Add a résumé").set_input_files(cv("long.txt", RESUME_TEXT + "x" * 900_000))
    bar = item(page, "long.txt").get_by_role("progressbar", name="long.txt")
    expect(bar).to_have_attribute("aria-valuenow", re.compile("^[1-8][0-9]$"))
    expect(item(page, "long.txt")).to_contain_text("sending")
    expect(page.get_by_role("heading", name="long.txt")).to_be_visible()


def test_a_file_whose_connection_was_cut_is_kept_and_sent_again(page: Page, ada: User) -> None:
    page.goto("/profile")
    page.context.set_offline(True)
    page.get_by_label("Add a résumé").set_input_files(cv())
    expect(item(page, "cv.txt")).to_contain_text("the connection was lost before the file arrived", ignore_case=True)
    page.context.set_offline(False)
    item(page, "cv.txt").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="cv.txt")).to_be_visible()
    assert ada.jobs.count() == 1


def test_a_file_on_its_way_can_be_called_back(page: Page, ada: User) -> None:
    page.goto("/profile")
    page.route("**/profile/uploads", lambda _: None)
    given_up: list[str] = []
    page.on("requestfailed", lambda request: given_up.append(request.url))
    page.get_by_label("Add a résumé").set_input_files(cv())
    item(page, "cv.txt").get_by_role("button", name="Cancel").click()
    expect(page.locator("#sending li")).to_have_count(0)
    page.wait_for_timeout(100)
    assert len(given_up) == 1
    assert not ada.jobs.exists()


def test_a_file_that_is_known_already_can_be_opened_or_analysed_again(page: Page, ada: User) -> None:
    upload = UploadFactory(user=ada, filename="first.txt")
    chosen(page, cv("second.txt"))
    expect(item(page, "second.txt")).to_contain_text("You uploaded this file just now as “first.txt”")
    item(page, "second.txt").get_by_role("link", name="Open it").click()
    expect(page.locator(f"#upload-{upload.pk}-name")).to_be_focused()
    expect(page.locator("#sending li")).to_have_count(0)

    page.get_by_label("Add a résumé").set_input_files(cv("second.txt"))
    item(page, "second.txt").get_by_role("button", name="Analyse it again").click()
    expect(page.locator(f"#upload-{upload.pk} article")).to_have_attribute("data-status", "queued")
    assert ada.uploads.count() == 1


def test_an_ended_session_loses_no_file(page: Page, ada: User) -> None:
    page.goto("/profile")
    Session.objects.all().delete()
    page.get_by_label("Add a résumé").set_input_files(cv())
    expect(item(page, "cv.txt")).to_contain_text("sign in in another tab", ignore_case=True)
    url = page.url.replace("/profile", "")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(ada), "url": url}])
    item(page, "cv.txt").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="cv.txt")).to_be_visible()
    assert ada.jobs.count() == 1


def test_of_more_files_than_a_minute_takes_the_rest_follows_by_itself(
    page: Page, ada: User, settings: Settings
) -> None:
    settings.UPLOADS_PER_MINUTE = 1
    page.clock.install()
    chosen(page, cv("one.txt"), cv("two.txt", RESUME_TEXT + "two"))
    waiting = page.locator("#sending li")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("the rest follows by itself")
    Deed.objects.all().delete()
    page.clock.fast_forward(61_000)
    expect(waiting).to_have_count(0)
    assert ada.uploads.count() == 2
