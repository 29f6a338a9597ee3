"""/profile: the uploads of the person who is signed in, and nobody else's."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from analysis.models import AnalysisJob, Upload
from analysis.uploads.storage import LISTED_FROM
from analysis.web.listing import PAGE_SIZE
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory, UploadFactory

pytestmark = pytest.mark.django_db


def test_the_front_door_leads_to_the_profile_and_first_to_the_sign_in(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/profile"
    assert client.get("/profile/?show=failed").headers["Location"] == "/profile?show=failed"
    assert client.get("/profile").headers["Location"] == "/accounts/login/?next=/profile"


def test_an_empty_page_says_what_to_do(visitor: Visitor) -> None:
    page = words(visitor.get("/profile"))
    assert "No résumé yet." in page
    assert "up to 10 MB each" in page


def test_each_state_is_said_in_words_with_what_can_be_done(visitor: Visitor, ada: User) -> None:
    jobs = {
        state: AnalysisJobFactory(user=ada, **{state: True})
        for state in ("queued", "processing", "completed", "failed")
    }
    html = visitor.get("/profile").content.decode()
    row = {state: html.split(f'id="job-{job.job_id}"')[1].split("</article>")[0] for state, job in jobs.items()}

    assert "Queued" in row["queued"]
    assert ">Stop</button>" in row["queued"]
    assert 'role="progressbar"' in row["processing"]
    assert 'aria-valuenow="40"' in row["processing"]
    assert "Structure the profile" in row["processing"]
    assert "Ada Lovelace" in row["completed"]
    assert f'href="/profile/{jobs["completed"].job_id}"' in row["completed"]
    error, retry, delete = (
        row["failed"].index(text) for text in ("did not answer in time", ">Retry</button>", ">Delete<")
    )
    assert error < retry < delete
    assert "progressbar" not in row["queued"] + row["completed"] + row["failed"]


def test_newest_uploads_come_first_and_a_card_shows_its_newest_job_first(visitor: Visitor, ada: User) -> None:
    old = UploadFactory(user=ada, filename="old.txt", created_at=timezone.now() - timedelta(days=1))
    UploadFactory(user=ada, filename="new.txt")
    earlier = AnalysisJobFactory(user=ada, upload=old, failed=True, created_at=timezone.now() - timedelta(hours=1))
    current = AnalysisJobFactory(user=ada, upload=old, completed=True)
    html = visitor.get("/profile").content.decode()
    assert html.index("new.txt") < html.index("old.txt")
    assert html.index(f"job-{current.job_id}") < html.index("1 earlier analysis") < html.index(f"job-{earlier.job_id}")


def test_nothing_of_another_person_is_shown(visitor: Visitor, ben: User) -> None:
    job = AnalysisJobFactory(user=ben, completed=True)
    assert job.job_id not in visitor.get("/profile").content.decode()
    assert "No résumé yet." in words(visitor.get("/profile"))


def test_counts_filters_and_search_look_at_the_current_job(visitor: Visitor, ada: User) -> None:
    AnalysisJobFactory(user=ada, completed=True, upload__filename="alpha.txt")
    AnalysisJobFactory(user=ada, failed=True, upload__filename="beta.txt")
    AnalysisJobFactory(user=ada, processing=True, upload__filename="gamma.txt")
    page = words(visitor.get("/profile?show=failed"))
    assert "All 3 Running 1 Failed 1 Completed 1" in page
    assert "beta.txt" in page
    assert "alpha.txt" not in page
    assert "alpha.txt" in words(visitor.get("/profile?q=ALPH"))
    assert "gamma.txt" not in words(visitor.get("/profile?q=ALPH"))
    assert 'No upload has “zzz" in its name.' in words(visitor.get("/profile?q=zzz")).replace("”", '"')


@pytest.mark.parametrize("query", ["show=nonsense", "page=0", "page=x", "page=99", "q=%00", "q=%F0%9F%98%80"])
def test_an_odd_address_shows_a_page_all_the_same(visitor: Visitor, ada: User, query: str) -> None:
    AnalysisJobFactory(user=ada)
    assert visitor.get(f"/profile?{query}").status_code == 200


def test_many_uploads_come_page_by_page_and_a_script_appends_the_next(visitor: Visitor, ada: User) -> None:
    for number in range(PAGE_SIZE + 2):
        UploadFactory(user=ada, filename=f"cv-{number:03}.txt")
    first = visitor.get("/profile").content.decode()
    assert first.count('class="card"') == PAGE_SIZE
    assert f"1 to {PAGE_SIZE} of {PAGE_SIZE + 2}" in first
    more = visitor.ask("get", _next(first, script=True)).content.decode()
    assert more.count('class="card"') == 2
    assert "<html" not in more
    plain = visitor.get(_next(first)).content.decode()
    assert _names(plain) == ["cv-001.txt", "cv-000.txt"]
    assert f"That is all: {PAGE_SIZE + 2} uploads." in plain


@pytest.mark.parametrize("address", ["/profile", "/profile?show=failed&q=cv"])
def test_the_next_page_goes_on_behind_the_last_card_whatever_came_or_went_before_it(
    visitor: Visitor, ada: User, address: str
) -> None:
    for number in range(2 * PAGE_SIZE + 2):
        AnalysisJobFactory(user=ada, failed=True, upload__filename=f"cv-{number:03}.txt")
    first = visitor.get(address).content.decode()
    ada.uploads.get(filename=_names(first)[0]).delete()
    ada.uploads.get(filename=_names(first)[-1]).delete()
    for _ in range(5):
        AnalysisJobFactory(user=ada, failed=True, upload__filename="cv-new.txt")
    second = visitor.ask("get", _next(first, script=True)).content.decode()
    assert f"{PAGE_SIZE + 4} to {2 * PAGE_SIZE + 3} of {2 * PAGE_SIZE + 5}" in second
    third = visitor.ask("get", _next(second, script=True)).content.decode()
    assert [*_names(first), *_names(second), *_names(third)] == [
        f"cv-{number:03}.txt" for number in reversed(range(2 * PAGE_SIZE + 2))
    ]


def _next(page: str, *, script: bool = False) -> str:
    """Where "Show more" leads to, for a script or without one."""
    found = re.search(r'id="more">.*?%s="([^"]+)"' % (" hx-get" if script else " href"), page)
    assert found
    return unescape(found[1])


def _names(page: str) -> list[str]:
    return re.findall(r'class="card".*?<h3[^>]*>\s*(?:<[^>]*>)?([^<]+?)\s*<', page, re.DOTALL)


def test_a_page_of_many_jobs_costs_as_many_queries_as_one_of_few(
    visitor: Visitor, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(PAGE_SIZE):
        AnalysisJobFactory(user=ada, failed=True, attempt=2)
        AnalysisJobFactory(user=ada, completed=True)
        AnalysisJobFactory(user=ada)
    with django_assert_max_num_queries(16):
        visitor.get("/profile")


def test_a_job_whose_upload_is_gone_is_still_shown_and_takes_another_file(visitor: Visitor, ada: User) -> None:
    AnalysisJobFactory(user=ada, failed=True)
    Upload.objects.all().delete()
    page = words(visitor.get("/profile"))
    assert "Deleted file" in page
    assert "The uploaded file is no longer there." in page
    assert "Your upload is safe" not in page
    assert "Retry with another file" in page


def test_a_failed_job_without_retries_left_has_no_button_but_the_reason(
    visitor: Visitor, ada: User, settings: Settings
) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, attempt=settings.ANALYSIS_MAX_RETRIES + 1)
    html = visitor.get("/profile").content.decode()
    assert f'id="retry-{job.job_id}"' not in html
    assert "All its retries are used." in html


def test_what_people_name_their_files_is_text_and_never_markup(visitor: Visitor, ada: User) -> None:
    AnalysisJobFactory(user=ada, failed=True, upload__filename='<script>alert(1)</script>".txt')
    html = visitor.get("/profile").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_pages_hold_neither_inline_scripts_nor_inline_styles(visitor: Visitor, ada: User) -> None:
    for state in ("queued", "processing", "completed", "failed"):
        AnalysisJobFactory(user=ada, **{state: True})
    response = visitor.get("/profile")
    html = response.content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert "hx-on" not in html
    assert "<script>" not in html
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/profile", "/profile/changes?seen={}~old"])
def test_what_a_page_or_a_poll_asks_of_database_and_storage_does_not_grow_with_the_failed_jobs(
    visitor: Visitor, ada: User, path: str, looks: list[str]
) -> None:
    def asked() -> tuple[int, int]:
        looks.clear()
        with CaptureQueriesContext(connection) as queries:
            visitor.get(path.format(ada.jobs.newest_first()[0].job_id))
        return len(queries), len(looks)

    for _ in range(PAGE_SIZE + LISTED_FROM):
        AnalysisJobFactory(user=ada, failed=True)
    visitor.get("/profile")  # what a process asks once
    few = asked()
    for _ in range(60):
        AnalysisJobFactory(user=ada, failed=True)
    assert asked() == few


def test_the_button_counts_what_the_rule_lets_through(visitor: Visitor, ada: User) -> None:
    for _ in range(LISTED_FROM):
        AnalysisJobFactory(user=ada, failed=True)
    AnalysisJobFactory(user=ada, failed=True, attempt=4)
    AnalysisJobFactory(user=ada, failed=True, error="no_text")
    gone = UploadFactory(user=ada)
    AnalysisJobFactory(user=ada, failed=True, upload=gone)
    Path(gone.file.path).unlink()
    assert f"Retry all failed ({LISTED_FROM})" in words(visitor.get("/profile"))


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(hours=1)], ids=["slow", "fast"])
def test_times_are_counted_by_the_databases_clock_whatever_this_hosts_says(
    visitor: Visitor, ada: User, off: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, runs = AnalysisJobFactory(user=ada, failed=True), AnalysisJobFactory(user=ada, processing=True)
    AnalysisJob.objects.filter(pk=waits.pk).update(next_retry_at=Now() + timedelta(minutes=10), updated_at=Now())
    runs.attempts.update(started_at=Now() - timedelta(minutes=10))
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + off)
    for path in ("/profile", f"/profile/{waits.job_id}/retry"):
        page = visitor.get(path).content.decode()
        left = re.search(r'data-left="(\d+)"', page)
        assert left
        assert 300 < int(left[1]) <= 600
    page = visitor.get("/profile").content.decode()
    gone = re.search(r'data-gone="(\d+)"', page)
    assert gone
    assert 600 <= int(gone[1]) < 900
    assert 'hx-trigger="every 15s, ask"' not in page, "and asks as often as it has to"


def test_a_card_shows_the_newest_analyses_and_the_others_on_demand(visitor: Visitor, ada: User) -> None:
    upload = UploadFactory(user=ada)
    now = timezone.now()
    jobs = [
        AnalysisJobFactory(user=ada, upload=upload, failed=True, created_at=now - timedelta(minutes=number))
        for number in range(40)
    ]
    html = visitor.get("/profile").content.decode()
    assert shown(html) == [job.job_id for job in jobs[:6]]
    assert "39 earlier analyses" in html
    more = re.search(r'href="(/profile/uploads/\d+/analyses\?after=[^"]+)"', html)
    assert more is not None
    fragment = visitor.ask("get", more[1]).content.decode()
    assert shown(fragment) == [job.job_id for job in jobs[6:36]]
    assert "<html" not in fragment
    last = re.search(r'href="([^"]+after=[^"]+)"', fragment)
    assert last is not None
    page = visitor.get(last[1]).content.decode()
    assert shown(page) == [job.job_id for job in jobs[36:]]
    assert "older-" not in page, "that is all"


def test_the_analyses_of_an_upload_are_its_owners_alone(visitor: Visitor, ben: User) -> None:
    upload = UploadFactory(user=ben)
    assert visitor.get(f"/profile/uploads/{upload.pk}/analyses").status_code == 404


def test_a_place_that_no_list_gave_out_is_not_found(visitor: Visitor, ada: User) -> None:
    upload = UploadFactory(user=ada)
    assert visitor.get(f"/profile/uploads/{upload.pk}/analyses?after=%00x").status_code == 404
    assert visitor.get(f"/profile/uploads/{upload.pk}/analyses").status_code == 200


def shown(html: str) -> list[str]:
    return re.findall(r'<article class="job \w+" id="job-(job_\w+)"', html)
