"""/profile: the uploads of the person who is signed in, and nobody else's."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from analysis.models import Upload
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
    assert 'href="?page=2"' in first
    more = visitor.ask("get", "/profile?part=more&page=2").content.decode()
    assert more.count('class="card"') == 2
    assert "<html" not in more


def test_a_page_of_many_jobs_costs_as_many_queries_as_one_of_few(
    visitor: Visitor, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(PAGE_SIZE):
        AnalysisJobFactory(user=ada, failed=True, attempt=2)
        AnalysisJobFactory(user=ada, completed=True)
        AnalysisJobFactory(user=ada)
    with django_assert_max_num_queries(14):
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
