"""A profile beside its original: pictures of the pages, where values stand, and which to check."""

from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.test import TestCase

from analysis.models import AnalysisJob
from analysis.services import delete_upload
from analysis.web import turns
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory, UploadFactory

pytestmark = pytest.mark.django_db


def test_the_page_shows_where_values_stand_and_which_to_check(visitor: Visitor, job: AnalysisJob) -> None:
    html = visitor.get(f"/profile/{job.job_id}").content.decode()
    assert '<span data-at="/basics/name" data-page="1" data-box="72 72 160 90">Ada</span>' in html
    assert '<mark class="unsure" data-at="/basics/email" data-page="1"' in html
    assert '<span data-at="/basics/phone">1</span>' in html
    assert "We weren’t sure about one value" in html
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


def test_it_is_said_what_the_language_model_read(visitor: Visitor, full: AnalysisJob) -> None:
    response = visitor.get(f"/profile/{full.job_id}")
    html = response.content.decode()
    assert "2 values were read by the language model" in words(response)
    assert 'title="The language model read this.">Works</span>' in html
    assert 'class="unsure by-model"' in html
    assert 'title="We weren’t sure about this: please check it. The language model read this.">Paris</mark>' in html
    assert '<span data-at="/work/1/name" data-page="1" data-box="1 2 3 4">Mill</span>' in html


def test_nothing_is_said_of_a_model_where_none_was_asked(visitor: Visitor, job: AnalysisJob) -> None:
    assert "language model" not in words(visitor.get(f"/profile/{job.job_id}"))


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
