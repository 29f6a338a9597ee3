"""How much one person may upload, analyse and keep, whatever door they come by and however many ask at once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db.models.functions import Now

from analysis import services
from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Source, Upload
from analysis.services import OverLimit
from profiles.models import Deed
from tests import life
from tests.analysis.services.retry.retrying import refused, retry
from tests.together import at_once

pytestmark = pytest.mark.django_db


def submit(user: User, text: str = life.TEXT, source: Source = Source.API) -> AnalysisJob:
    return services.submit_upload(user=user, file=ContentFile(text.encode(), "cv.txt"), source=source)


def again(job: AnalysisJob) -> AnalysisJob:
    return services.start_job(user=job.user, upload_id=job.upload_id or 0, source=Source.API)


def twice(do: Callable[[Any], AnalysisJob], with_what: Any) -> None:
    for _ in range(2):
        do(with_what)


def over(call: Any) -> OverLimit:
    with pytest.raises(OverLimit) as caught:
        call()
    return caught.value


def stored_files(settings: Any) -> int:
    return sum(path.is_file() for path in (Path(settings.MEDIA_ROOT) / "uploads").rglob("*"))


def test_one_upload_too_many_within_a_minute_is_told_when_to_come_back(ada: User, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 2
    twice(submit, ada)
    refusal = over(partial(submit, ada))
    assert (refusal.status, refusal.error) == (429, "Too many uploads")
    assert 55 <= (refusal.retry_after or 0) <= 60
    assert str(refusal.sentence).startswith("At most 2 uploads a minute: try again in ")
    assert (ada.uploads.count(), stored_files(settings)) == (2, 2)


def test_a_minute_later_there_is_room_again(ada: User, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 2
    twice(submit, ada)
    Deed.objects.update(at=Now() - timedelta(seconds=61))
    submit(ada)


def test_what_was_deleted_counts_all_the_same(ada: User, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 2
    for _ in range(2):
        services.delete_upload(user=ada, upload_id=submit(ada).upload_id or 0)
    assert over(partial(submit, ada)).status == 429


def test_an_upload_that_was_refused_does_not_count(ada: User, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 1
    picture = ContentFile(b"\x89PNG\r\n\x1a\n" + bytes(99), "cv.png")
    with pytest.raises(StepFailure):
        services.submit_upload(user=ada, file=picture, source=Source.API)
    submit(ada)


def test_analyses_of_stored_files_are_counted_with_those_of_new_ones(ada: User, settings: Any) -> None:
    settings.ANALYSES_PER_MINUTE = 3
    job = submit(ada)
    twice(again, job)
    assert over(partial(again, job)).error == "Too many analyses"
    assert over(partial(submit, ada)).error == "Too many analyses"
    life.failed(job)
    refusal = refused(job, ada)
    assert refusal.message.startswith("at most 3 analyses a minute")
    assert refusal.retry_after


def test_so_many_jobs_wait_or_run_at_once_and_no_more(ada: User, settings: Any) -> None:
    settings.MAX_JOBS_AT_ONCE = 2
    first, second = submit(ada), submit(ada)
    assert over(partial(again, first)).retry_after
    assert over(partial(submit, ada)).status == 429
    life.failed(first)
    again(second)
    assert refused(first, ada).message == "at most 2 analyses wait or run at once: try again when some have ended"


def test_a_batch_retries_as_many_as_there_is_room_for_and_says_what_is_left(ada: User, settings: Any) -> None:
    settings.MAX_JOBS_AT_ONCE = 3
    for _ in range(5):
        life.submitted_and_failed(ada)
    (chunk,) = services.retry_jobs(ada.jobs.failed(), services.Request(source=Source.PAGE, actor=ada))
    assert (len(chunk.retried), len(chunk.left)) == (3, 2)
    assert set(chunk.left) == set(chunk.refused) == set(ada.jobs.failed().values_list("job_id", flat=True))


def test_so_many_files_are_kept_and_one_more_after_one_was_deleted(ada: User, settings: Any) -> None:
    settings.MAX_FILES_KEPT = 2
    jobs = [submit(ada), submit(ada)]
    refusal = over(partial(submit, ada))
    assert (refusal.status, refusal.error, refusal.retry_after) == (413, "Storage is full", None)
    assert str(refusal.sentence).startswith("You keep 2 of 2 files.")
    assert stored_files(settings) == 2
    services.delete_upload(user=ada, upload_id=jobs[0].upload_id or 0)
    submit(ada)


def test_a_file_for_which_there_is_no_room_leaves_room_for_a_smaller_one(ada: User, settings: Any) -> None:
    settings.MAX_MB_KEPT = 1
    submit(ada, "word " * 160_000)
    assert over(partial(submit, ada, "word " * 160_000)).status == 413
    submit(ada)


def test_staff_and_commands_are_not_held_up(ada: User, staff: User, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = settings.MAX_FILES_KEPT = settings.MAX_JOBS_AT_ONCE = 1
    twice(submit, staff)
    submit(ada)
    submit(ada, source=Source.COMMAND)


def test_one_persons_limits_are_not_anothers(ada: User, ben: User, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = settings.MAX_FILES_KEPT = settings.MAX_JOBS_AT_ONCE = 1
    submit(ada)
    submit(ben)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["UPLOADS_PER_MINUTE", "ANALYSES_PER_MINUTE", "MAX_JOBS_AT_ONCE", "MAX_FILES_KEPT"])
def test_of_twelve_who_upload_at_once_as_many_pass_as_there_are_places(ada: User, settings: Any, limit: str) -> None:
    setattr(settings, limit, 3)
    answers = at_once([partial(submit, ada)] * 12)
    assert sum(isinstance(answer, AnalysisJob) for answer in answers) == 3
    assert sum(isinstance(answer, OverLimit) for answer in answers) == 9
    assert Upload.objects.count() == stored_files(settings) == 3


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once_whatever_is_asked_for(ada: User, settings: Any) -> None:
    settings.MAX_JOBS_AT_ONCE = 2
    failed, other = life.submitted_and_failed(ada), submit(ada)
    asked: list[Callable[[], Any]] = [partial(retry, failed, ada), partial(again, other), partial(submit, ada)] * 3
    at_once(asked)
    assert ada.jobs.active().count() == 2


def test_who_is_near_a_limit_is_known(ada: User, ben: User, staff: User, settings: Any) -> None:
    settings.MAX_FILES_KEPT = 5
    for user in (ada, staff):
        for _ in range(4):
            submit(user)
    submit(ben)
    assert [(user, now.files) for user, now in services.near_a_limit()] == [(ada, 4)]
    assert services.nearness(ben) is None
    assert services.nearness(staff) is None
