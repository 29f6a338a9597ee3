"""Files sent from the page: taken, recognised, or refused with words; by a script one by one, by a form at once."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from analysis.models import Source, Upload
from analysis.states import Status
from analysis.uploads import storage
from tests.analysis.web.conftest import Visitor, words
from tests.factories import RESUME_TEXT, AnalysisJobFactory, UploadFactory

pytestmark = pytest.mark.django_db


def file(name: str = "cv.txt", content: str | bytes = RESUME_TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def send(visitor: Visitor, *files: SimpleUploadedFile) -> Any:
    return visitor.ask("post", "/profile/uploads", {"file": list(files)})


def test_a_script_gets_the_new_card_and_the_poller_running(visitor: Visitor, ada: User) -> None:
    response = send(visitor, file())
    job = ada.jobs.get()
    html = response.content.decode()
    assert response.status_code == 201
    assert f'id="upload-{job.upload_id}"' in html
    assert f'id="job-{job.job_id}"' in html
    assert 'hx-trigger="every 1s, ask"' in html
    assert "cv.txt: uploaded and queued." in html
    assert (job.status, job.attempts.get().source) == (Status.QUEUED, Source.PAGE)


def test_a_plain_form_may_send_several_and_comes_back_to_the_page(visitor: Visitor, ada: User) -> None:
    files = [file("a.txt"), file("b.txt", RESUME_TEXT + "b")]
    response = visitor.post("/profile/uploads", {"file": files}, follow=True)
    assert response.redirect_chain == [("/profile", 302)]
    assert "2 files uploaded." in words(response)
    assert ada.jobs.count() == 2


def test_a_plain_form_tells_of_each_file_what_became_of_it(visitor: Visitor, ada: User) -> None:
    files = [file("good.txt"), file("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)), file("empty.txt", "")]
    response = visitor.post("/profile/uploads", {"file": files})
    page = words(response)
    assert response.status_code == 415
    assert "good.txt Uploaded and queued." in page
    assert "picture.png This is a picture" in page
    assert "empty.txt This file is empty" in page
    assert ada.uploads.count() == 1


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (file("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)), 415, "This is a picture"),
        (file("empty.txt", ""), 400, "This file is empty"),
        (file("big.txt", b"x" * (1024 * 1024 + 1)), 413, "larger than 1 MB"),
    ],
    ids=["a picture", "empty", "too large"],
)
def test_a_script_is_told_in_plain_words_why_not(
    visitor: Visitor, ada: User, settings: Settings, sent: SimpleUploadedFile, status: int, said: str
) -> None:
    settings.MAX_UPLOAD_MB = 1
    response = send(visitor, sent)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/plain")
    assert said in response.content.decode()
    assert not ada.uploads.exists()


def test_no_file_at_all_is_said(visitor: Visitor) -> None:
    response = visitor.post("/profile/uploads", {})
    assert response.status_code == 400
    assert "Choose a file to upload." in words(response)


def test_the_same_file_is_recognised_by_what_is_in_it(visitor: Visitor, ada: User) -> None:
    earlier = UploadFactory(user=ada, filename="first.txt", created_at=timezone.now() - timedelta(days=3))
    response = send(visitor, file("renamed.txt"))
    html = response.content.decode()
    assert response.status_code == 409
    assert "You uploaded this file 3 days ago as “first.txt”" in " ".join(words(response).split())
    assert f'formaction="/profile/uploads/{earlier.pk}/analyse"' in html
    assert f'data-open="upload-{earlier.pk}"' in html
    assert Upload.objects.count() == 1


def test_somebody_elses_same_file_is_nobodys_business(visitor: Visitor, ben: User) -> None:
    UploadFactory(user=ben)
    assert send(visitor, file()).status_code == 201


def test_a_same_file_that_is_no_longer_stored_is_taken_again(visitor: Visitor, ada: User) -> None:
    upload = UploadFactory(user=ada)
    storage.require_present()  # it is there, so that a file which is not is gone
    Path(upload.file.path).unlink()
    assert send(visitor, file()).status_code == 201


def test_a_stored_upload_is_analysed_again_by_a_new_job(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True)
    response = visitor.ask("post", f"/profile/uploads/{job.upload_id}/analyse")
    assert f'id="upload-{job.upload_id}"' in response.content.decode()
    assert ada.jobs.count() == 2
    plain = visitor.post(f"/profile/uploads/{job.upload_id}/analyse")
    assert plain.headers["Location"] == f"/profile#upload-{job.upload_id}"
    assert ada.jobs.count() == 3


def test_the_original_comes_back_as_it_was_and_only_to_be_saved(visitor: Visitor, ada: User) -> None:
    upload = UploadFactory(user=ada, filename="Lebenslauf “Ada”.html", content="<script>alert(1)</script>")
    response = visitor.get(f"/profile/uploads/{upload.pk}/original")
    assert response.getvalue() == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Lebenslauf%20")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_an_original_that_is_no_longer_stored_is_not_found(visitor: Visitor, ada: User) -> None:
    upload = UploadFactory(user=ada)
    storage.require_present()
    Path(upload.file.path).unlink()
    assert visitor.get(f"/profile/uploads/{upload.pk}/original").status_code == 404


@pytest.mark.parametrize(
    ("method", "what"), [("get", "original"), ("post", "analyse"), ("post", "delete"), ("get", "delete")]
)
def test_another_persons_upload_is_answered_like_none(visitor: Visitor, ben: User, method: str, what: str) -> None:
    upload = UploadFactory(user=ben)
    theirs = getattr(visitor, method)(f"/profile/uploads/{upload.pk}/{what}")
    nobodys = getattr(visitor, method)(f"/profile/uploads/{upload.pk + 999}/{what}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    assert Upload.objects.filter(pk=upload.pk).exists()


def test_an_upload_is_deleted_after_a_question(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True)
    path = f"/profile/uploads/{job.upload_id}/delete"
    question = words(visitor.ask("get", path))
    assert "Delete this file?" in question
    assert "The upload, 1 analysis and the profiles made of it will be gone for good." in question
    assert ada.uploads.exists()
    response = visitor.ask("post", path)
    assert f'<div id="upload-{job.upload_id}" hx-swap-oob="delete">' in response.content.decode()
    assert not ada.uploads.exists()
    assert not ada.jobs.exists()
    assert not ada.profiles.exists()


@pytest.mark.parametrize("path", ["/profile/uploads", "/profile/uploads/1/analyse", "/profile/job_00/stop"])
def test_what_changes_something_is_never_a_mere_link(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 405


@pytest.mark.parametrize("path", ["/profile/uploads", "/profile/uploads/1/analyse", "/profile/retry-failed"])
def test_a_form_without_its_token_is_refused(ada: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(path)
    assert response.status_code == 403
    assert "Request not verified" in words(response)


def test_a_form_that_is_sent_again_after_a_lost_answer_uploads_nothing_twice(visitor: Visitor, ada: User) -> None:
    page = visitor.get("/profile").content.decode()
    key = re.findall(r'name="key" value="(\w+)"', page)[0]
    for _ in range(2):
        visitor.post("/profile/uploads", {"file": file(), "key": key})
    assert (ada.uploads.count(), ada.jobs.count()) == (1, 1)


def test_another_analysis_that_is_asked_for_twice_by_one_form_is_one(visitor: Visitor, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True)
    for _ in range(2):
        visitor.post(f"/profile/uploads/{job.upload_id}/analyse", {"key": "4f6c"})
    assert ada.jobs.count() == 2
