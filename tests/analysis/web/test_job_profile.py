"""/profile/<job_id>: the profile set like a document, and its downloads."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tests.analysis.web.conftest import Visitor, words
from tests.factories import RESUME, AnalysisJobFactory, UserProfileFactory

pytestmark = pytest.mark.django_db

HOSTILE = {
    "basics": {
        "name": "<img src=x onerror=alert(1)>",
        "url": "javascript:alert(1)",
        "summary": "line one\nline two",
        "profiles": [{"url": "https://example.org/a?b=1&c=2"}, {"network": "X"}],
    },
    "work": [
        {"name": "Only a company"},
        {"position": "Only a position", "startDate": "2020-02"},
        {"summary": "Only text"},
    ],
    "education": [{"area": "Only an area"}, {"endDate": "2019"}],
    "languages": [{"fluency": "Fluent"}],
    "skills": [{"keywords": ["a", "b"]}],
}


def read(response: HttpResponseBase) -> str:
    """What a person reads, who does not see the places to write in nor where one value ends and the next begins."""
    gone = re.sub(r'<span class="extra[^>]*>[^<]*</span>', "", getattr(response, "content", b"").decode())
    return words(HttpResponse(re.sub(r"</?(span|mark)\b[^>]*>", "", gone)))


def test_everything_that_was_found_is_on_the_page(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    page = read(visitor.get(f"/profile/{job.job_id}"))
    for text in (
        "Ada Lovelace", "Mathematician", "ada@example.org", "+44 20 7946 0958", "London, United Kingdom", "GitHub: ada",
        "Summary", "Work", "Analyst", "Analytical Engine Works · London", "Jan 1842 – Dec 1843", "Wrote the first",
        "Education", "BSc", "University of London", "Skills", "Bernoulli numbers", "Languages", "French Fluent",
        "Projects", "Note G", "Certificates", "Society of Engines",
    ):  # fmt: skip
        assert text in page


def test_hostile_and_sparse_documents_are_set_as_text(visitor: Visitor, ada: User) -> None:
    profile = UserProfileFactory(user=ada, document=HOSTILE)
    job = AnalysisJobFactory(user=ada, completed=True, profile=profile)
    html = visitor.get(f"/profile/{job.job_id}").content.decode()
    assert "<img" not in html
    assert "javascript:" not in html
    assert "line one<br>line two" in html
    assert "Feb 2020 – present" in read(visitor.get(f"/profile/{job.job_id}"))
    assert "None" not in words(visitor.get(f"/profile/{job.job_id}"))


@pytest.mark.parametrize("state", ["queued", "processing", "failed"])
def test_a_job_without_a_profile_shows_how_it_stands(visitor: Visitor, ada: User, state: str) -> None:
    job = AnalysisJobFactory(user=ada, **{state: True})
    response = visitor.get(f"/profile/{job.job_id}")
    assert response.status_code == 200
    assert f'data-status="{state}"' in response.content.decode()


def test_the_json_resume_is_what_was_stored(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    response = visitor.get(f"/profile/{job.job_id}/resume.json")
    assert json.loads(response.content) == RESUME
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Ada Lovelace.json"'


def test_a_name_that_is_no_file_name_makes_a_harmless_one(visitor: Visitor, ada: User) -> None:
    profile = UserProfileFactory(user=ada, document={"basics": {"name": '../../Žofie "\r\nX: 1'}})
    job = AnalysisJobFactory(user=ada, completed=True, profile=profile)
    header = visitor.get(f"/profile/{job.job_id}/resume.json").headers["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''%C5%BDofie")
    assert "/" not in header
    assert "\n" not in header


def test_the_plain_text_can_be_pasted(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    response = visitor.get(f"/profile/{job.job_id}/resume.txt")
    assert "Analyst, Analytical Engine Works, London (Jan 1842 – Dec 1843)" in response.content.decode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("path", ["", "/resume.json", "/resume.txt"])
def test_another_persons_profile_is_answered_like_none(visitor: Visitor, ben: User, path: str) -> None:
    job = AnalysisJobFactory(user=ben, completed=True)
    theirs = visitor.get(f"/profile/{job.job_id}{path}")
    nobodys = visitor.get(f"/profile/job_00000000000000000000{path}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


@pytest.mark.parametrize("path", ["/resume.json", "/resume.txt"])
def test_there_is_nothing_to_download_before_there_is_a_profile(visitor: Visitor, ada: User, path: str) -> None:
    assert visitor.get(f"/profile/{AnalysisJobFactory(user=ada).job_id}{path}").status_code == 404
