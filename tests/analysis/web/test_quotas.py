"""What a person is told before a limit is met, and when it is."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import life
from tests.analysis.web.conftest import Visitor, words

pytestmark = pytest.mark.django_db


def file(number: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{number}.txt", f"{life.TEXT}{number}".encode())


def send(visitor: Visitor, *numbers: int, script: bool = True) -> Any:
    ask = visitor.ask if script else lambda method, *rest: getattr(visitor, method)(*rest)
    return ask("post", "/profile/uploads", {"file": [file(number) for number in numbers]})


def test_the_page_counts_before_the_limit_is_met(visitor: Visitor, settings: Any) -> None:
    settings.MAX_FILES_KEPT = 5
    for number in range(3):
        send(visitor, number)
    assert "files kept" not in words(visitor.get("/profile"))
    assert "4 of 5 files kept." in words(send(visitor, 4)), "at once, in the answer to the upload"
    page = words(visitor.get("/profile"))
    assert "4 of 5 files kept. Delete files that you no longer need" in page


def test_a_script_is_told_when_to_go_on(visitor: Visitor, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 1
    send(visitor, 1)
    answer = send(visitor, 2)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


def test_of_a_form_with_several_files_those_that_fit_are_taken(visitor: Visitor, ada: User, settings: Any) -> None:
    settings.MAX_FILES_KEPT = 2
    answer = send(visitor, 1, 2, 3, script=False)
    assert answer.status_code == 413
    page = words(answer)
    assert "2.txt Uploaded and queued." in page
    assert "3.txt You keep 2 of 2 files. Delete some that you no longer need, then upload it again." in page
    assert ada.uploads.count() == 2


def test_what_is_refused_for_a_minute_says_so_to_a_plain_form(visitor: Visitor, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 1
    answer = send(visitor, 1, 2, script=False)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "2.txt At most 1 uploads a minute" in words(answer)


@pytest.mark.parametrize("script", [True, False])
def test_analyse_again_does_not_go_round_the_limit(visitor: Visitor, ada: User, settings: Any, script: bool) -> None:
    settings.MAX_JOBS_AT_ONCE = 1
    send(visitor, 1)
    path = f"/profile/uploads/{ada.uploads.get().pk}/analyse"
    answer = visitor.ask("post", path) if script else visitor.post(path)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "At most 1 analyses wait or run at once" in words(answer)
    assert ada.jobs.count() == 1


def test_retry_all_says_how_many_have_to_wait(visitor: Visitor, ada: User, settings: Any) -> None:
    settings.MAX_JOBS_AT_ONCE = 2
    for _ in range(3):
        life.submitted_and_failed(ada)
    answer = visitor.post("/profile/retry-failed", follow=True)
    assert "2 analyses queued again. 1 more has to wait" in words(answer)


def test_more_files_than_a_form_may_hold_are_refused_in_words(visitor: Visitor, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = send(visitor, 1, 2, 3, script=False)
    assert answer.status_code == 413
    assert "At most 2 files can be sent at once. Nothing was uploaded: choose fewer." in words(answer)
