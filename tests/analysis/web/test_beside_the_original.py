"""A profile beside its original: pictures of the pages, where values stand, what to check, and putting it right."""

import re
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.test import TestCase
from reportlab.pdfgen.canvas import Canvas

from analysis.document import Document, Page
from analysis.jobs import checkpoints, transitions
from analysis.models import AnalysisJob
from analysis.services import delete_upload
from analysis.states import Step
from analysis.web import turns
from profiles.editing.pointers import at
from profiles.resume import Resume
from tests import life
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory, UploadFactory, UserProfileFactory

pytestmark = pytest.mark.django_db

EVIDENCE = {
    "/basics/name": {"confidence": 0.95, "page": 1, "box": [72, 72, 160, 90]},
    "/basics/email": {"confidence": 0.4, "page": 1, "box": [72, 100, 160, 110]},
    "/basics/phone": {"confidence": 0.9, "page": None, "box": None},
}


def pdf(pages: int = 2) -> bytes:
    canvas = Canvas("unused.pdf", pagesize=(595, 842))
    for number in range(pages):
        canvas.drawString(72, 760, f"Ada Lovelace, page {number + 1}")
        canvas.showPage()
    data: bytes = canvas.getpdfdata()
    return data


@pytest.fixture
def job(ada: User) -> AnalysisJob:
    """A completed job on a PDF of two pages, with evidence."""
    upload = UploadFactory(user=ada, filename="cv.pdf", kind="pdf", content=pdf())
    job: AnalysisJob = AnalysisJobFactory(user=ada, upload=upload)
    held = life.claimed(job)
    document = Document(kind="pdf", pages=[Page(number, 595, 842) for number in (1, 2)])
    transitions.keep_checkpoint(held.lease, checkpoints.of(Step.EXTRACT, document.to_json()), seconds=0.1)
    resume = Resume.model_validate({"basics": {"name": "Ada", "email": "ada@example.org", "phone": "1"}})
    transitions.complete(held.lease, resume=resume, evidence=EVIDENCE, seconds=0.1)
    job.refresh_from_db()
    return job


def test_the_page_shows_where_values_stand_and_which_to_check(visitor: Visitor, job: AnalysisJob) -> None:
    html = visitor.get(f"/profile/{job.job_id}").content.decode()
    assert '<span data-at="/basics/name" data-page="1" data-box="72 72 160 90">Ada</span>' in html
    assert '<mark class="unsure" data-at="/basics/email" data-page="1"' in html
    assert '<span data-at="/basics/phone">1</span>' in html
    assert "One value was hard to read" in html
    assert f'src="/profile/{job.job_id}/pages/2.png"' in html
    assert 'viewBox="0 0 595.00 842.00"' in html


def test_a_page_is_drawn_as_a_picture_that_the_browser_keeps(visitor: Visitor, job: AnalysisJob) -> None:
    response = visitor.get(f"/profile/{job.job_id}/pages/1.png")
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(response.content[16:20], "big") == 1240
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "private, max-age=604800, immutable"
    assert response.content != visitor.get(f"/profile/{job.job_id}/pages/2.png").content


@pytest.mark.parametrize("number", [0, 3, 99, 10**12])
def test_a_page_that_is_not_there_is_not_found(visitor: Visitor, job: AnalysisJob, number: int) -> None:
    assert visitor.get(f"/profile/{job.job_id}/pages/{number}.png").status_code == 404


def test_a_damaged_pdf_has_no_pictures_and_harms_nothing(visitor: Visitor, ada: User) -> None:
    upload = UploadFactory(user=ada, kind="pdf", content=b"%PDF-1.7\nnothing")
    job = AnalysisJobFactory(user=ada, upload=upload, completed=True)
    assert visitor.get(f"/profile/{job.job_id}/pages/1.png").status_code == 404
    assert visitor.get(f"/profile/{job.job_id}").status_code == 200


def test_only_a_pdf_has_pictures(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    assert "The original" not in words(visitor.get(f"/profile/{job.job_id}"))
    assert visitor.get(f"/profile/{job.job_id}/pages/1.png").status_code == 404


def test_another_persons_pages_and_edits_are_answered_like_none(ben: User, job: AnalysisJob) -> None:
    stranger = Visitor(ben)
    assert stranger.get(f"/profile/{job.job_id}/pages/1.png").status_code == 404
    assert stranger.get(f"/profile/{job.job_id}/edit").status_code == 404
    assert stranger.post(f"/profile/{job.job_id}/edit", {"/basics/name": "Eve"}).status_code == 404
    job.profile.refresh_from_db()  # type: ignore[union-attr]
    assert job.profile.resume.basics.name == "Ada"  # type: ignore[union-attr]


def test_all_values_are_put_right_in_one_form(visitor: Visitor, job: AnalysisJob) -> None:
    form = visitor.get(f"/profile/{job.job_id}/edit")
    assert 'name="/basics/email" value="ada@example.org"' in form.content.decode()
    assert "hard to read: check it" in words(form)
    sent = {"/basics/name": "Ada Lovelace", "/basics/email": "", "/basics/label": "Mathematician"}
    response = visitor.post(f"/profile/{job.job_id}/edit", sent, follow=True)
    assert "The profile is saved." in words(response)
    assert "Ada Lovelace Mathematician" in words(response)
    assert "ada@example.org" not in words(response)
    assert "hard to read" not in words(response)


def test_a_script_sends_single_values(visitor: Visitor, job: AnalysisJob) -> None:
    assert visitor.ask("post", f"/profile/{job.job_id}/edit", {"/basics/name": "Ada L."}).status_code == 204
    job.profile.refresh_from_db()  # type: ignore[union-attr]
    assert job.profile.document["basics"]["name"] == "Ada L."  # type: ignore[union-attr]


@pytest.fixture
def full(ada: User) -> AnalysisJob:
    """A completed job whose profile has dates, a place and links, some hard to read, some read by a model."""
    document = {
        "basics": {"name": "Ada", "location": {"city": "Paris", "countryCode": "FR"}, "url": "https://www.ada.org/"},
        "work": [{"name": "Works", "startDate": "2019-04", "endDate": "2020"}, {"name": "Mill", "startDate": "2021"}],
        "certificates": [{"name": "Fellow", "date": "2018-05-01"}],
    }
    evidence = {
        "/work/0/startDate": {"confidence": 0.3, "page": 1, "box": [1, 2, 3, 4]},
        "/basics/location/city": {"confidence": 0.5, "page": None, "box": None, "source": "llm"},
        "/work/0/name": {"confidence": 0.75, "page": 1, "box": [1, 2, 3, 4], "source": "llm"},
        "/work/1/name": {"confidence": 0.9, "page": 1, "box": [1, 2, 3, 4], "source": "both"},
    }
    profile = UserProfileFactory(user=ada, document=document, evidence=evidence)
    job: AnalysisJob = AnalysisJobFactory(user=ada, completed=True, profile=profile)
    return job


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
    assert f'{marked} title="Check this: it was hard to read.">Apr 2019</mark>' in html
    assert '<span class="extra" data-at="/basics/email" data-hint="E-mail"></span>' in html


def test_it_is_said_what_the_language_model_read(visitor: Visitor, full: AnalysisJob) -> None:
    response = visitor.get(f"/profile/{full.job_id}")
    html = response.content.decode()
    assert "2 values were read by the language model" in words(response)
    assert 'title="The language model read this.">Works</span>' in html
    assert 'class="unsure by-model"' in html
    assert 'title="Check this: it was hard to read. The language model read this.">Paris</mark>' in html
    assert '<span data-at="/work/1/name" data-page="1" data-box="1 2 3 4">Mill</span>' in html


def test_nothing_is_said_of_a_model_where_none_was_asked(visitor: Visitor, job: AnalysisJob) -> None:
    assert "language model" not in words(visitor.get(f"/profile/{job.job_id}"))


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


def test_a_page_is_drawn_once_and_goes_with_its_upload(visitor: Visitor, job: AnalysisJob, settings: Any) -> None:
    address = f"/profile/{job.job_id}/pages/1.png"
    picture = visitor.get(address).content
    kept = Path(settings.PICTURES_ROOT) / str(job.upload_id)
    assert [file.read_bytes() for file in kept.iterdir()] == [picture]
    with mock.patch("analysis.web.page_image.sandbox.run", side_effect=AssertionError("drawn again")):
        assert visitor.get(address).content == picture
    assert job.upload
    with TestCase.captureOnCommitCallbacks(execute=True):
        delete_upload(upload_id=job.upload.pk, user=job.user)
    assert not kept.exists()


def test_a_page_that_can_not_be_drawn_is_tried_once(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, upload=UploadFactory(user=ada, kind="pdf", content=b"%PDF-1.7\nnothing"))
    address = f"/profile/{job.job_id}/pages/1.png"
    assert visitor.get(address).status_code == 404
    with mock.patch("analysis.web.page_image.sandbox.run", side_effect=AssertionError("tried again")):
        assert visitor.get(address).status_code == 404


def test_a_person_whose_turns_are_taken_is_told_when_to_ask_again(
    visitor: Visitor, job: AnalysisJob, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path  # the turns of the tests beside this one are not to count
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with turns.turn(job.user_id), turns.turn(job.user_id):
        busy = visitor.get(f"/profile/{job.job_id}/pages/1.png")
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "2")
        other, third = job.user_id + 1, job.user_id + 2
        with turns.turn(other), turns.turn(other), pytest.raises(turns.NoTurn), turns.turn(third):
            pytest.fail("a fifth turn at the same time")
    assert visitor.get(f"/profile/{job.job_id}/pages/1.png").status_code == 200
