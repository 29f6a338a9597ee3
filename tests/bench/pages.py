"""How soon a browser shows something: the page of twenty jobs against the sign-in page, which is the least there is."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from tests.bench import databases
from tests.bench.table import Row
from tests.browser.conftest import FLAGS, NAMES

PORT = 8971
WHAT = "first contentful paint of a page of 20 jobs, against the sign-in page"
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def compare(rounds: int) -> list[Row]:
    browser_path = next(filter(None, map(shutil.which, NAMES)), None)
    if browser_path is None:
        return [Row(WHAT, "ms", note="no browser is installed")]
    name, session = _twenty_jobs()
    with _web(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_context(base_url=f"http://127.0.0.1:{PORT}").new_page()
        page.context.add_cookies([{"name": name, "value": session, "url": f"http://127.0.0.1:{PORT}"}])
        stranger = browser.new_context(base_url=f"http://127.0.0.1:{PORT}").new_page()
        _paint(page, "/profile"), _paint(stranger, "/accounts/login/")
        ours = [_paint(page, "/profile") for _ in range(rounds)]
        other = [_paint(stranger, "/accounts/login/") for _ in range(rounds)]
        browser.close()
    return [Row(WHAT, "ms", ours, other, note="files cached, as on a second visit")]


def _paint(page: Page, path: str) -> float:
    """Milliseconds from the navigation to the first thing that is seen."""
    page.goto(path, wait_until="load")
    while (painted := page.evaluate(_PAINT)) is None:
        page.wait_for_timeout(10)
    return float(painted)


def _twenty_jobs() -> tuple[str, str]:
    """Name and value of the session cookie of somebody who has twenty failed jobs."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.db import transaction
    from django.test import Client

    from tests.factories import AnalysisJobFactory, UserFactory

    user: User = UserFactory()
    with transaction.atomic():
        for _ in range(20):
            AnalysisJobFactory(failed=True, user=user)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return name, client.cookies[name].value


@contextmanager
def _web() -> Iterator[None]:
    """The site as production serves it, on the bench's database."""
    environment = os.environ | {"PORT": str(PORT), "WEB_CONCURRENCY": "1"}
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(manage, cwd=databases.ROOT, env=environment, check=True)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:config.server.gunicorn",
        "--bind",
        f"127.0.0.1:{PORT}",
    ]
    process = subprocess.Popen(command, cwd=databases.ROOT, env=environment)
    try:
        _wait_until_it_answers()
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_it_answers(tries: int = 200) -> None:
    for _ in range(tries):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError("gunicorn does not answer")
