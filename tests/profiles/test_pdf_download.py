"""/profile/<job_id>/resume.pdf: the corrected profile, for its owner, in the words of its page."""

import re
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis import sandbox
from analysis.failures import StepFailure
from profiles import services
from tests.analysis.web.conftest import Visitor, words
from tests.analysis.web.test_job_profile import read
from tests.factories import RESUME, AnalysisJobFactory, UserProfileFactory
from tests.profiles.test_pdf import texts

pytestmark = pytest.mark.django_db

FULL: dict[str, Any] = RESUME | {
    "work": [
        *RESUME["work"],
        {"name": "Only a company", "url": "https://www.example.org/jobs/", "startDate": "2019-04"},
        {"position": "Only a position", "url": "example.org", "summary": "Two\nlines"},
    ],
    "education": [{"area": "Only an area", "score": "1.0", "courses": ["Logic"]}],
    "volunteer": [{"organization": "Red Cross", "position": "Helper", "startDate": "2015"}],
    "skills": [{"name": "Mathematics", "level": "Expert", "keywords": ["Algorithms", "Numbers"]}, {"keywords": ["a"]}],
    "awards": [{"title": "Medal", "date": "1850-05-01", "awarder": "Royal Society", "summary": "For it all."}],
    "publications": [{"name": "Notes", "publisher": "Taylor", "releaseDate": "1843-09", "url": "https://example.org"}],
    "interests": [{"name": "Music", "keywords": ["Harp"]}],
    "references": [{"name": "Charles Babbage", "reference": "The enchantress of numbers."}],
}


@pytest.fixture
def visitor(ada: User) -> Visitor:
    return Visitor(ada)


def job_of(user: User, document: dict[str, Any]) -> Any:
    return AnalysisJobFactory(user=user, completed=True, profile=UserProfileFactory(user=user, document=document))


def counted(text: str) -> Counter[str]:
    """Words alone: between them the page has boxes where paper has commas."""
    return Counter(re.findall(r"[\w@./+-]*\w", text))


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_says_what_the_page_says_in_its_order(visitor: Visitor, ada: User, language: str) -> None:
    path = f"/profile/{job_of(ada, FULL).job_id}"
    page = visitor.get(path, headers={"Accept-Language": language})
    page.content = re.findall(rb"<article.*</article>", page.content, re.DOTALL)[0]
    pdf = " ".join(texts(visitor.get(f"{path}/resume.pdf", headers={"Accept-Language": language}).content))
    pdf = re.sub(r"Ada Lovelace \d / \d", "", pdf)
    assert counted(pdf) == counted(read(page))
    titles = re.findall(rb"<h2>(.*?)</h2>", page.content)
    places = [pdf.index(title.decode()) for title in titles]
    assert places == sorted(places)


def test_it_is_a_download_under_the_persons_name(visitor: Visitor, ada: User) -> None:
    response = visitor.get(f"/profile/{job_of(ada, RESUME).job_id}/resume.pdf")
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Ada Lovelace.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in response.headers["Cache-Control"]


def test_it_is_set_once_until_the_profile_says_something_else(
    visitor: Visitor, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_of(ada, RESUME)
    path = f"/profile/{job.job_id}/resume.pdf"
    first = visitor.get(path).content
    sets: list[Any] = []
    run = sandbox.run

    def counted_run(*given: Any, **more: Any) -> Any:
        sets.append(given)
        return run(*given, **more)

    monkeypatch.setattr(sandbox, "run", counted_run)
    assert visitor.get(path).content == first
    assert sets == []
    services.change_values(profile_id=job.profile.pk, changes={"/basics/name": "Ada Byron"})
    assert "Ada Byron" in " ".join(texts(visitor.get(path).content))
    assert len(sets) == 1


def test_what_can_not_be_set_is_tried_once(visitor: Visitor, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/profile/{job_of(ada, RESUME).job_id}/resume.pdf"
    tried: list[Any] = []

    def too_slow(*given: Any, **_: Any) -> Any:
        tried.append(given)
        raise StepFailure("too_large")

    monkeypatch.setattr(sandbox, "run", too_slow)
    for _ in range(2):
        assert "too long for a PDF" in words(visitor.get(path, follow=True))
    assert len(tried) == 1


def test_it_is_offered_on_the_page(visitor: Visitor, ada: User) -> None:
    """Without the word `download`: a browser would save the page that says why there is no PDF as if it were one."""
    job = job_of(ada, RESUME)
    assert f'href="/profile/{job.job_id}/resume.pdf">' in visitor.get(f"/profile/{job.job_id}").content.decode()


def test_it_holds_what_was_put_right(visitor: Visitor, ada: User) -> None:
    job = job_of(ada, RESUME)
    services.change_values(profile_id=job.profile.pk, changes={"/basics/name": "Ada King", "/work/0/endDate": ""})
    (page,) = texts(visitor.get(f"/profile/{job.job_id}/resume.pdf").content)
    assert page.startswith("Ada King")
    assert "Jan 1842 – present" in page


def test_strangers_and_the_early_get_nothing(visitor: Visitor, ada: User, ben: User) -> None:
    theirs, early = job_of(ben, RESUME), AnalysisJobFactory(user=ada)
    answers = [visitor.get(f"/profile/{name}/resume.pdf") for name in (theirs.job_id, early.job_id, "job_0")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"basics": {"name": "\U00011d60"}}, "No font here can show “\U00011d60”. Print this page instead"),
        ({"work": [{"highlights": ["x" * 9000] * 30}]}, "This profile is too long for a PDF."),
    ],
    ids=["no font", "no end"],
)
def test_what_cannot_be_set_is_said_on_the_page(visitor: Visitor, ada: User, document: Any, why: str) -> None:
    job = job_of(ada, document)
    assert why in words(visitor.get(f"/profile/{job.job_id}/resume.pdf", follow=True))
