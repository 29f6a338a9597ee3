"""A recruiter searches what was read, and takes along what was found."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis.models import AnalysisJob
from profiles.models import UserProfile
from profiles.search import index
from tests.analysis.web.conftest import Visitor, words
from tests.factories import RESUME, AnalysisJobFactory

pytestmark = pytest.mark.django_db


def person(user: User, name: str, **document: Any) -> AnalysisJob:
    job: AnalysisJob = AnalysisJobFactory(user=user, completed=True)
    assert job.profile
    resume: dict[str, Any] = dict(RESUME)
    basics = resume["basics"] | {"name": name}
    UserProfile.objects.filter(pk=job.profile.pk).update(document=resume | {"basics": basics} | document)
    index([job.profile.pk])
    return job


def exported(visitor: Visitor, form: str, query: str = "") -> bytes:
    response: Any = visitor.get(f"/profile/search/profiles.{form}", {"q": query})
    assert response.status_code == 200
    return bytes(response.getvalue())


def test_the_page_shows_who_was_found_and_where_the_words_stand(visitor: Visitor, ada: User) -> None:
    grace = person(ada, "Grace Hopper", skills=[{"name": "COBOL compilers"}])
    person(ada, "Alan Turing", skills=[{"name": "Logic"}])
    page = visitor.get("/profile/search", {"q": "cobol"})
    assert "1 profile " in f"{words(page)} "
    html = page.content.decode()
    assert f"/profile/{grace.job_id}" in html
    assert "<mark>COBOL</mark> compilers" in html
    assert "Alan Turing" not in html


def test_nobody_finds_the_profiles_of_another(visitor: Visitor, ben: User) -> None:
    person(ben, "Grace Hopper")
    assert "Grace" not in words(visitor.get("/profile/search", {"q": "grace"}))
    assert "0 profiles" in words(visitor.get("/profile/search"))
    assert exported(visitor, "jsonl") == b""


def test_a_page_ends_and_the_next_goes_on_where_it_ended(visitor: Visitor, ada: User) -> None:
    jobs = [person(ada, f"Person {number}") for number in range(26)]
    first = visitor.get("/profile/search", {"q": "person"})
    assert "26 profiles" in words(first)
    person(ada, "Person too late")  # moves nothing
    second = visitor.get("/profile/search", {"q": "person", "after": first.context["next"]})
    assert [hit.job.pk for hit in second.context["hits"]] == [jobs[0].pk]
    assert visitor.get("/profile/search", {"after": "rubbish"}).status_code == 302


def test_what_a_document_says_can_not_break_the_page(visitor: Visitor, ada: User) -> None:
    person(ada, "Eve", skills=[{"name": "<script>alert(1)</script> COBOL <b>"}])
    html = visitor.get("/profile/search", {"q": "cobol"}).content.decode()
    assert "<script>alert" not in html
    assert "<mark>COBOL</mark>" in html


def test_a_table_opens_in_a_spreadsheet_and_runs_nothing(visitor: Visitor, ada: User) -> None:
    job = person(ada, "=HYPERLINK(1)")
    body = exported(visitor, "csv", "hyperlink").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert (row["name"], row["employer"], row["job_id"]) == (
        "'=HYPERLINK(1)",
        "Analytical Engine Works",
        job.job_id,
    )
    assert not [value for value in row.values() if value.startswith(("=", "+", "-", "@"))]


def test_json_lines_and_zip_hold_each_document_once(
    visitor: Visitor, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.services.finding._AT_ONCE", 2)
    jobs = {person(ada, f"Person {number}").job_id for number in range(5)}
    person(ada, "Somebody else")
    lines = [json.loads(line) for line in exported(visitor, "jsonl", "person").splitlines()]
    assert {line["job_id"] for line in lines} == jobs
    archive = zipfile.ZipFile(io.BytesIO(exported(visitor, "zip", "person")))
    assert len(archive.namelist()) == len(set(archive.namelist())) == 5
    assert {json.loads(archive.read(name))["basics"]["name"] for name in archive.namelist()} == {
        f"Person {number}" for number in range(5)
    }


def test_there_is_no_other_form(visitor: Visitor) -> None:
    assert visitor.get("/profile/search/profiles.xls").status_code == 404
