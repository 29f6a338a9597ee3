"""Rows go first and files after the commit; nothing that was deleted comes back to life."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from analysis import services
from analysis.jobs import transitions
from analysis.models import AnalysisJob, Attempt, Lease, Source, Upload
from analysis.queue import deliveries as queue
from analysis.worker import pipeline
from profiles.models import UserProfile
from profiles.resume import Basics, Resume
from tests import life
from tests.invariants import live_violations, quiet_violations
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def upload_of(job: AnalysisJob) -> Upload:
    assert job.upload is not None
    return job.upload


def stored(job: AnalysisJob) -> Path:
    return Path(upload_of(job).file.path)


def test_a_job_goes_with_its_profile_and_history_and_its_upload_stays(ada: User) -> None:
    job = life.completed(life.submitted(ada))
    services.delete_job(user=ada, job_id=job.job_id)
    assert not AnalysisJob.objects.exists()
    assert not Attempt.objects.exists()
    assert not UserProfile.objects.exists()
    assert stored(job).exists()


def test_a_queued_job_goes_with_its_delivery(ada: User) -> None:
    services.delete_job(user=ada, job_id=life.submitted(ada).job_id)
    assert list(queue.deliveries()) == []


def test_an_upload_goes_with_its_jobs_profiles_and_file(ada: User) -> None:
    job = life.completed(life.submitted(ada))
    services.start_job(user=ada, upload_id=upload_of(job).pk, source=Source.API)
    file = stored(job)
    services.delete_upload(user=ada, upload_id=upload_of(job).pk)
    assert not Upload.objects.exists()
    assert not AnalysisJob.objects.exists()
    assert not UserProfile.objects.exists()
    assert not file.exists()
    assert quiet_violations() == []


def test_a_file_stays_when_the_deletion_of_its_row_is_undone(ada: User) -> None:
    job = life.submitted(ada)
    with transaction.atomic():
        services.delete_upload(user=ada, upload_id=upload_of(job).pk)
        transaction.set_rollback(True)
    assert stored(job).exists()
    assert Upload.objects.exists()


def test_a_user_goes_with_everything(ada: User, ben: User) -> None:
    jobs = [life.submitted(ada), life.completed(life.submitted(ada)), life.submitted_and_failed(ada)]
    files = [stored(job) for job in jobs]
    kept = life.submitted(ben)
    ada.delete()
    assert [job.pk for job in AnalysisJob.objects.all()] == [kept.pk]
    assert not UserProfile.objects.exists()
    assert not any(file.exists() for file in files)
    assert quiet_violations() == []


@pytest.mark.parametrize("gone", ["job", "upload", "user"])
def test_a_worker_whose_job_is_deleted_stops_quietly(ada: User, gone: str) -> None:
    job = life.submitted(ada)
    lease = life.claimed(job).lease
    match gone:
        case "job":
            services.delete_job(user=ada, job_id=job.job_id)
        case "upload":
            services.delete_upload(user=ada, upload_id=upload_of(job).pk)
        case "user":
            ada.delete()
    assert not transitions.renew(lease)
    with pytest.raises(transitions.LeaseLost):
        transitions.complete(lease, resume=Resume(basics=Basics(name="Ada")), evidence={}, seconds=0)
    assert not AnalysisJob.objects.exists()
    assert not UserProfile.objects.exists()


@pytest.mark.parametrize("gone", ["job", "upload", "user", "in the admin"])
def test_deletion_and_workers_that_end_at_that_moment_do_not_get_into_each_others_way(gone: str) -> None:
    for number in range(5):
        owner = User.objects.create_user(f"owner{number}")
        upload = upload_of(life.submitted(owner))
        for _ in range(2):
            services.start_job(user=owner, upload_id=upload.pk, source=Source.API)
        jobs = list(owner.jobs.all())
        leases = [life.claimed(job).lease for job in jobs]
        deletions: dict[str, Callable[[], object]] = {
            "job": partial(services.delete_job, user=owner, job_id=jobs[0].job_id),
            "upload": partial(services.delete_upload, user=owner, upload_id=upload.pk),
            "user": owner.delete,
            "in the admin": AnalysisJob.objects.filter(user=owner).delete,
        }
        answers = at_once([deletions[gone], *(partial(end_well, lease) for lease in leases)])
        assert [a for a in answers if isinstance(a, Exception) and not isinstance(a, transitions.LeaseLost)] == []
        assert live_violations() == []


def end_well(lease: Lease) -> None:
    transitions.complete(lease, resume=Resume(basics=Basics(name="Ada")), evidence={}, seconds=0)


@pytest.mark.parametrize(
    ("what", "by_script", "codes"),
    [
        ("job", False, [302, 404, 404]),
        ("job", True, [200, 409, 409]),
        ("upload", False, [302, 404, 404]),
        ("upload", True, [200, 409, 409]),
    ],
)
def test_who_deletes_in_two_windows_at_once_deletes_once(
    ada: User, what: str, by_script: bool, codes: list[int]
) -> None:
    headers = {"HX-Request": "true"} if by_script else {}
    for _ in range(3):
        job = life.submitted(ada)
        path = f"/profile/{job.job_id}/delete" if what == "job" else f"/profile/uploads/{job.upload_id}/delete"
        windows = [Client() for _ in codes]
        for window in windows:
            window.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
        answers = at_once([partial(window.post, path, headers=headers) for window in windows])
        assert sorted(answer.status_code for answer in answers) == codes


@pytest.mark.parametrize("other", ["a retry", "a new job"])
def test_an_upload_is_deleted_while_something_of_it_is_queued(ada: User, other: str) -> None:
    for _ in range(8):
        job = life.submitted_and_failed(ada)
        upload_id = upload_of(job).pk
        queueing: Callable[[], object] = (
            partial(services.retry_job, job_id=job.job_id, actor=ada, source=Source.API)
            if other == "a retry"
            else partial(services.start_job, user=ada, upload_id=upload_id, source=Source.API)
        )
        deleted, queued = at_once([partial(services.delete_upload, user=ada, upload_id=upload_id), queueing])
        assert deleted is None
        assert not isinstance(queued, Exception) or isinstance(queued, (services.RetryRefused, services.NotFound))
    assert quiet_violations() == []


def test_a_delivery_of_a_deleted_job_ends_quietly(ada: User) -> None:
    job = life.submitted(ada)
    services.delete_job(user=ada, job_id=job.job_id)
    pipeline.run_attempt(job.pk, 1)
    assert not AnalysisJob.objects.exists()


@pytest.mark.parametrize("deed", ["cancel", "stop waiting", "delete", "delete upload"])
@pytest.mark.parametrize("which", [0, 1])
def test_of_two_jobs_the_one_that_was_named_is_meant(ada: User, deed: str, which: int) -> None:
    jobs = [life.submitted(ada) if deed == "cancel" else life.failed(life.submitted(ada), waits=True) for _ in "ab"]
    job, other = jobs[which], jobs[1 - which]
    before = AnalysisJob.objects.values().get(pk=other.pk)
    deeds: dict[str, Callable[[], object]] = {
        "cancel": partial(services.cancel_job, user=ada, job_id=job.job_id),
        "stop waiting": partial(services.stop_waiting, user=ada, job_id=job.job_id),
        "delete": partial(services.delete_job, user=ada, job_id=job.job_id),
        "delete upload": partial(services.delete_upload, user=ada, upload_id=upload_of(job).pk),
    }
    deeds[deed]()
    assert AnalysisJob.objects.values().get(pk=other.pk) == before
    after = AnalysisJob.objects.filter(pk=job.pk).values_list("status", "error_code", "next_retry_at").first()
    assert after == {"cancel": ("failed", "cancelled", None), "stop waiting": ("failed", "llm_timeout", None)}.get(deed)


def test_what_has_ended_can_not_be_cancelled(ada: User) -> None:
    for job in (life.completed(life.submitted(ada)), life.submitted_and_failed(ada)):
        before = AnalysisJob.objects.values().get(pk=job.pk)
        assert not services.cancel_job(user=ada, job_id=job.job_id)
        assert AnalysisJob.objects.values().get(pk=job.pk) == before


def test_nobody_deletes_for_somebody_else(ada: User, ben: User) -> None:
    job = life.submitted(ada)
    for forbidden in (
        lambda: services.delete_job(user=ben, job_id=job.job_id),
        lambda: services.delete_upload(user=ben, upload_id=upload_of(job).pk),
        lambda: services.cancel_job(user=ben, job_id=job.job_id),
        lambda: services.stop_waiting(user=ben, job_id=job.job_id),
        lambda: services.start_job(user=ben, upload_id=upload_of(job).pk, source=Source.API),
    ):
        with pytest.raises(services.NotFound):
            forbidden()
    assert AnalysisJob.objects.get().status == "queued"
