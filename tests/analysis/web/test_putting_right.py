"""Putting a profile right: one form for all values, and what is said where something can't stand."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis.models import AnalysisJob
from profiles.editing.pointers import at
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory, UserProfileFactory

pytestmark = pytest.mark.django_db


def test_all_values_are_put_right_in_one_form(visitor: Visitor, job: AnalysisJob) -> None:
    form = visitor.get(f"/profile/{job.job_id}/edit")
    assert 'name="/basics/email" value="ada@example.org"' in form.content.decode()
    assert "not sure: please check" in words(form)
    sent = {"/basics/name": "Ada Lovelace", "/basics/email": "", "/basics/label": "Mathematician"}
    response = visitor.post(f"/profile/{job.job_id}/edit", sent, follow=True)
    assert "The profile is saved." in words(response)
    assert "Ada Lovelace Mathematician" in words(response)
    assert "ada@example.org" not in words(response)
    assert "weren’t sure" not in words(response)


def test_a_script_sends_single_values(visitor: Visitor, job: AnalysisJob) -> None:
    assert visitor.ask("post", f"/profile/{job.job_id}/edit", {"/basics/name": "Ada L."}).status_code == 204
    job.profile.refresh_from_db()  # type: ignore[union-attr]
    assert job.profile.document["basics"]["name"] == "Ada L."  # type: ignore[union-attr]


def test_the_form_has_a_field_for_what_is_missing_and_in_order(visitor: Visitor, full: AnalysisJob) -> None:
    html = visitor.get(f"/profile/{full.job_id}/edit").content.decode()
    names = re.findall(r'name="/work/1/(\w+)" value="([^"]*)"', html)
    assert names == [
        ("position", ""), ("name", "Mill"), ("location", ""), ("startDate", "2021"), ("endDate", ""), ("url", ""),
    ]  # fmt: skip


def test_a_long_profile_is_put_right_in_one_form_as_well(visitor: Visitor, ada: User) -> None:
    points = {"work": [{"name": "Works", "highlights": [f"Point {number}" for number in range(480)]}] * 3}
    job = AnalysisJobFactory(user=ada, completed=True, profile=UserProfileFactory(user=ada, document=points))
    html = visitor.get(f"/profile/{job.job_id}/edit").content.decode()
    pointers = re.findall(r'<(?:input|textarea)[^>]* name="(/[^"]+)"', html)
    sent = {pointer: "x" if "/highlights/" in pointer else "" for pointer in pointers}
    assert len(sent) > 1400
    assert visitor.post(f"/profile/{job.job_id}/edit", sent).status_code == 302
    job.profile.refresh_from_db()  # type: ignore[union-attr]
    assert job.profile.document["work"][2]["highlights"][479] == "x"  # type: ignore[union-attr]


def test_dates_place_and_links_stand_each_by_itself(visitor: Visitor, full: AnalysisJob) -> None:
    html = visitor.get(f"/profile/{full.job_id}").content.decode()
    for pointer, said in (
        ("/work/0/endDate", "2020"), ("/work/1/startDate", "2021"), ("/work/1/endDate", "present"),
        ("/certificates/0/date", "1 May 2018"), ("/basics/location/countryCode", "France"), ("/basics/url", "ada.org"),
    ):  # fmt: skip
        assert f'<span data-at="{pointer}">{said}</span>' in html
    marked = '<mark class="unsure" data-at="/work/0/startDate" data-page="1" data-box="1 2 3 4"'
    assert f'{marked} title="We weren’t sure about this: please check it.">Apr 2019</mark>' in html
    assert '<span class="extra" data-at="/basics/email" data-hint="E-mail"></span>' in html


@pytest.mark.parametrize(
    ("pointer", "text", "value", "shown"),
    [
        ("/work/0/startDate", "May 2018", "2018-05", ""),
        ("/work/0/startDate", "5/2018", "2018-05", "May 2018"),
        ("/work/0/endDate", "present", None, ""),
        ("/work/1/endDate", "14 march 2022", "2022-03-14", "14 Mar 2022"),
        ("/basics/location/countryCode", "germany", "DE", "Germany"),
        ("/basics/location/region", "Île-de-France", "Île-de-France", ""),
        ("/basics/url", "https://www.example.org/", "https://www.example.org/", "example.org"),
        ("/work/1/url", "mill.example", "https://mill.example", ""),
    ],
)
def test_a_value_is_written_in_the_words_of_the_page(
    visitor: Visitor, full: AnalysisJob, pointer: str, text: str, value: str | None, shown: str
) -> None:
    response = visitor.ask("post", f"/profile/{full.job_id}/edit", {pointer: text})
    assert (response.status_code, response.content.decode()) == ((200, shown) if shown else (204, ""))
    full.profile.refresh_from_db()  # type: ignore[union-attr]
    assert at(full.profile.document, pointer) == value  # type: ignore[union-attr]
    assert pointer not in full.profile.evidence  # type: ignore[union-attr]


def test_what_is_written_as_it_was_changes_nothing(visitor: Visitor, full: AnalysisJob) -> None:
    assert visitor.ask("post", f"/profile/{full.job_id}/edit", {"/work/0/startDate": "Apr 2019"}).status_code == 204
    full.profile.refresh_from_db()  # type: ignore[union-attr]
    assert "/work/0/startDate" in full.profile.evidence  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pointer", "text", "why"),
    [
        ("/work/0/startDate", "sometime", "This is no date. Write it like 2021, May 2021 or 14 May 2021."),
        ("/basics/url", "no address", "This is no web address. Write it like example.org or https://example.org/me."),
        ("/basics/location/countryCode", "Nowhere", "No country has this name. Write it like Germany or DE."),
        ("/work/7/name", "x", "This can’t stand here."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    visitor: Visitor, full: AnalysisJob, pointer: str, text: str, why: str
) -> None:
    assert visitor.ask("post", f"/profile/{full.job_id}/edit", {pointer: text}).content.decode() == why
    response = visitor.post(f"/profile/{full.job_id}/edit", {pointer: text, "/basics/name": "Eve"})
    assert response.status_code == 422
    if not pointer.startswith("/work/7"):
        html = response.content.decode()
        assert f'<p class="field-error" id="wrong{pointer}">{why}</p>' in html
        assert f'aria-describedby="wrong{pointer}" autofocus' in html
    assert "Nothing is saved yet: one value needs another look." in words(response)
    full.profile.refresh_from_db()  # type: ignore[union-attr]
    assert full.profile.resume.basics.name == "Ada"  # type: ignore[union-attr]


def test_what_another_window_did_is_not_overwritten_unseen(visitor: Visitor, full: AnalysisJob) -> None:
    path = f"/profile/{full.job_id}/edit"
    seen = re.findall(r'name="seen" value="(\w+)"', visitor.get(path).content.decode())[0]
    first = {"/basics/name": "Ada Lovelace", "was": "Ada"}
    assert visitor.ask("post", path, first).status_code == 204
    second = visitor.ask("post", path, {"/basics/name": "Eve", "was": "Ada"})
    assert second.status_code == 409
    assert "changed in another window" in second.content.decode()
    late = visitor.post(path, {"seen": seen, "/basics/name": "Ada", "/basics/label": "Countess"})
    assert late.status_code == 409
    assert 'value="Countess"' in late.content.decode()
    full.profile.refresh_from_db()  # type: ignore[union-attr]
    assert full.profile.document["basics"]["name"] == "Ada Lovelace"  # type: ignore[union-attr]
    again = re.findall(r'name="seen" value="(\w+)"', late.content.decode())[0]
    assert visitor.post(path, {"seen": again, "/basics/label": "Countess"}).status_code == 302


@pytest.mark.parametrize(
    ("pointer", "was"),
    [
        ("/work/0/startDate", "Apr 2019"), ("/work/1/endDate", "present"), ("/work/1/endDate", ""),
        ("/basics/location/countryCode", "France"), ("/basics/url", "ada.org"), ("/basics/email", ""),
    ],
)  # fmt: skip
def test_what_the_page_says_is_what_was_seen(visitor: Visitor, full: AnalysisJob, pointer: str, was: str) -> None:
    text = "2022" if pointer.endswith("Date") else "de" if pointer.endswith("Code") else "de.example"
    assert visitor.ask("post", f"/profile/{full.job_id}/edit", {pointer: text, "was": was}).status_code < 300


@pytest.mark.parametrize("sent", [{"/work/7/name": "x"}, {"/nonsense": "x"}, {"/basics/url": "javascript:alert(1)"}])
def test_what_cannot_stand_there_is_said_and_nothing_is_lost(
    visitor: Visitor, job: AnalysisJob, sent: dict[str, Any]
) -> None:
    assert visitor.ask("post", f"/profile/{job.job_id}/edit", sent).status_code == 422
    response = visitor.post(f"/profile/{job.job_id}/edit", sent | {"/basics/name": "Ada Lovelace"})
    assert response.status_code == 422
    assert 'value="Ada Lovelace"' in response.content.decode()
    job.profile.refresh_from_db()  # type: ignore[union-attr]
    assert job.profile.resume.basics.name == "Ada"  # type: ignore[union-attr]


def test_there_is_nothing_to_edit_before_there_is_a_profile(visitor: Visitor, ada: User) -> None:
    assert visitor.get(f"/profile/{AnalysisJobFactory(user=ada).job_id}/edit").status_code == 404
