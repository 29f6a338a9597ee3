"""Batches: worked off by the sweep, chunk by chunk, once, whoever dies when."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError

from analysis import services
from analysis.models import AnalysisJob, Attempt, Batch, Source, Upload
from analysis.services import Request, batches, bulk
from analysis.states import Status
from tests import life
from tests.factories import AnalysisJobFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def many(ada: User) -> list[AnalysisJob]:
    return [AnalysisJobFactory(user=ada, failed=True) for _ in range(5)]


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)


def keys(jobs: list[AnalysisJob]) -> list[int]:
    return [job.pk for job in jobs]


def begun(jobs: list[AnalysisJob], **how: Any) -> Batch:
    staff = User.objects.filter(is_staff=True).first() or StaffFactory()
    return services.begin_retries(keys(jobs), Request(source=Source.ADMIN, actor=staff, **how))


def told(batch: Batch) -> tuple[int, int, dict[str, int], bool]:
    batch.refresh_from_db()
    return batch.cursor, batch.done, batch.refused, batch.finished_at is not None


def test_a_sweep_retries_all_of_them_under_the_batchs_number_and_says_what_came_of_each(
    ada: User, many: list[AnalysisJob]
) -> None:
    done = life.completed(life.submitted(ada))
    batch = begun([*many, done])
    services.sweep()
    assert told(batch) == (6, 5, {"only failed jobs can be retried, current status: completed": 1}, True)
    assert Attempt.objects.filter(batch=batch.pk, number=2).count() == 5
    life.failed(many[0])
    AnalysisJob.objects.filter(pk=many[1].pk).delete()
    standing = services.standing_of(batch)
    assert (standing.completed, standing.failed, standing.under_way) == (0, 1, 3)


@pytest.mark.parametrize("after_commit", [False, True], ids=["before the commit", "after it"])
def test_a_process_that_dies_in_a_chunk_leaves_it_to_the_next_sweep_and_nothing_is_done_twice(
    many: list[AnalysisJob], monkeypatch: pytest.MonkeyPatch, after_commit: bool
) -> None:
    batch = begun(many)
    assert batches._next_chunk(batch, 2)
    real = batches._next_chunk if after_commit else bulk.retry_chunk

    def dies(*args: Any) -> Any:
        real(*args)
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as patch:
        patch.setattr(batches, "_next_chunk" if after_commit else "retry_chunk", dies)
        with pytest.raises(OperationalError):
            services.sweep()
    assert told(batch)[:2] == ((4, 4) if after_commit else (2, 2))
    services.sweep()
    assert told(batch) == (5, 5, {}, True)
    assert Attempt.objects.filter(batch=batch.pk).count() == 5


def test_what_was_retried_elsewhere_and_failed_again_is_not_retried_once_more(many: list[AnalysisJob]) -> None:
    batch = begun(many)
    services.retry_job(job_id=many[4].job_id, actor=many[4].user, source=Source.PAGE)
    life.failed(many[4])
    services.sweep()
    assert told(batch) == (5, 4, {batches.MOVED_ON: 1}, True)
    assert many[4].attempts.count() == 2


def test_one_job_that_can_not_be_changed_does_not_stop_the_others(
    many: list[AnalysisJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bulk.retry_chunk

    def stumbles(some: list[int], request: Request) -> Any:
        if many[2].pk in some:
            raise ValueError("something is wrong with this one")
        return real(some, request)

    monkeypatch.setattr(batches, "retry_chunk", stumbles)
    batch = begun(many)
    services.sweep()
    assert told(batch) == (5, 4, {batches.BROKEN: 1}, True)


def test_cancelled_it_goes_no_further_and_what_is_done_stays(many: list[AnalysisJob]) -> None:
    batch = begun(many)
    batches._next_chunk(batch, 2)
    services.cancel_batch(batch)
    services.sweep()
    assert told(batch) == (2, 2, {}, True)
    assert AnalysisJob.objects.filter(status=Status.QUEUED).count() == 2


def test_switched_off_it_waits_and_goes_on_when_switched_on(many: list[AnalysisJob], settings: Any) -> None:
    batch = begun(many)
    settings.ANALYSIS_RETRY_ENABLED = False
    services.sweep()
    assert told(batch) == (0, 0, {}, False)
    settings.ANALYSIS_RETRY_ENABLED = True
    services.sweep()
    assert told(batch) == (5, 5, {}, True)


def test_a_persons_batch_waits_for_room_and_refuses_nobody(ada: User, many: list[AnalysisJob], settings: Any) -> None:
    settings.MAX_JOBS_AT_ONCE = 3
    batch = services.begin_retries(keys(many), Request(source=Source.PAGE, actor=ada))
    services.sweep()
    assert told(batch) == (3, 3, {}, False)
    for job in many[:3]:
        life.completed(job)
    services.sweep()
    assert told(batch) == (5, 5, {}, True)


@pytest.mark.parametrize("with_files", [False, True])
def test_deletion_takes_the_jobs_and_where_asked_the_files_that_no_other_job_uses(
    ada: User, many: list[AnalysisJob], with_files: bool
) -> None:
    shared = many[0].upload
    AnalysisJobFactory(user=ada, upload=shared)
    files = [Path(upload.file.path) for upload in Upload.objects.order_by("pk")]
    batch = services.begin_deletion(keys(many), actor=StaffFactory(), with_files=with_files)
    services.sweep()
    assert told(batch) == (5, 5, {}, True)
    assert AnalysisJob.objects.count() == 1
    assert [file.exists() for file in files] == [True, *[not with_files] * 4]
