"""A real Chromium on a real server; where it matters a real cluster, and a real HTTP server in the model's place.

The system's Chromium or Chrome is used. Where there is none the tests are skipped and say so; with CI=true that fails.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.stand_in_llm import StandInLlm

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # root, in CI's container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them need a database that a server's threads can see, and share one process's browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            item.add_marker(pytest.mark.xdist_group("browser"))


def _cannot_run(why: str) -> None:
    pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        _cannot_run(f"no browser: install one of {', '.join(NAMES)}")
    driver = subprocess.run([compute_driver_executable()[0], "--version"], check=False, capture_output=True, text=True)
    if driver.returncode:
        _cannot_run(f"Playwright's driver does not start (Debian: install libatomic1): {driver.stderr.strip()}")
    # Playwright keeps an event loop in this thread, which Django would otherwise take for asynchronous code, and beside
    # which no other loop can run: it ends with the module, before the next test of something else.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(autouse=True)
def _data_that_a_cluster_finds(settings: Settings, tmp_path: Path) -> None:
    """Where a process that was started with this DATA_DIR looks for uploads; see `tests.settings`."""
    settings.DATA_DIR = tmp_path / "test"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, live_server: LiveServer) -> Iterator[NewContext]:
    """Browser profiles, each with its own cookies. Whatever their pages complain of fails the test."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def new(user: User | None = None, **options: object) -> BrowserContext:
        options = {"base_url": live_server.url, "viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | options
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda message: complaints.extend(_complaint(message)))
        if user is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}]
            )
        made.append(context)
        return context

    yield new
    heard = list(complaints)  # what a script says while its page is torn away is no complaint
    for context in made:
        context.close()
    assert heard == []


def _complaint(message: ConsoleMessage) -> list[str]:
    """An error on the console, unless it only says which status an answer had or that a question was cut off."""
    expected = (
        "Failed to load resource",
        "Response Status Error Code",
        "htmx:sendError",
        "htmx:sendAbort",
        "htmx:afterRequest",
    )
    return [] if message.type != "error" or message.text.startswith(expected) else [message.text]


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def page(new_context: NewContext, ada: User) -> Page:
    """Ada's browser, signed in, nothing opened yet."""
    return new_context(ada).new_page()


@pytest.fixture
def plain_page(new_context: NewContext, ada: User) -> Page:
    """The same without JavaScript."""
    return new_context(ada, java_script_enabled=False).new_page()


@pytest.fixture
def llm() -> Iterator[StandInLlm]:
    with StandInLlm("ok") as stand_in:
        yield stand_in


@pytest.fixture
def cluster(tmp_path: Path, database_url: str, llm: StandInLlm) -> Iterator[Path]:
    """A real cluster on the test's database, whose language model is `llm`; its log."""
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(settings.DATA_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEVELOPMENT": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
        "ANALYSIS_WORKERS": "2",
        "ANALYSIS_ENGINE": "llm",
        "ANALYSIS_MAX_AUTO_RETRIES": "0",
        "LLM_BASE_URL": llm.base_url,
        "LLM_MODEL": "stand-in",
        "LLM_TIMEOUT": "20",
    }
    log = tmp_path / "cluster.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_cluster"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    yield log
    process.terminate()
    process.wait(30)
