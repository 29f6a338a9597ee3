"""Many jobs at once in the admin: retried or deleted as a batch that its page follows."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.models import AnalysisJob, Batch, Upload
from analysis.services import batches
from analysis.states import Status
from tests.analysis.admin.pages import LIST, Admin, text
from tests.factories import AnalysisJobFactory, UploadFactory


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)


def chosen(operator: Admin, action: str, **fields: Any) -> Any:
    """All that match, across all pages."""
    sent = {"action": action, "select_across": "1", "_selected_action": ["0"], **fields}
    return operator.client.post(LIST, sent, follow=True)


def confirmed_deletion(operator: Admin, **fields: Any) -> Any:
    until = services.database_time().isoformat()
    return chosen(operator, "delete_selected", confirmed="yes", until=until, **fields)


def test_more_than_a_chunk_is_retried_in_the_background(operator: Admin, onlooker: Admin, ada: User) -> None:
    jobs = [AnalysisJobFactory(user=ada, failed=True) for _ in range(5)]
    operator.choose_retry(jobs)
    assert "0 of 5 done" in operator.confirm(reason="the model is back")
    batch = Batch.objects.get()
    services.sweep()
    address = f"{LIST}batches/{batch.pk}/"
    page = text(operator.client.get(address).content)
    assert "the model is back" in page
    assert "5 are waiting or running." in page
    assert ada.jobs.filter(status=Status.QUEUED).count() == 5
    assert onlooker.client.get(address).status_code == 200
    assert onlooker.client.post(f"{address}stop/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_few_are_deleted_at_once_and_their_files_stay_unless_somebody_ticks_it(root: Admin, ada: User) -> None:
    for ticked in (False, True):
        upload: Upload = UploadFactory(user=ada)
        AnalysisJobFactory(user=ada, failed=True, upload=upload)
        assert "1 job will be deleted" in text(chosen(root, "delete_selected").content)
        assert AnalysisJob.objects.exists()
        answer = confirmed_deletion(root, **({"with_files": "on"} if ticked else {}))
        assert "1 of 1 done" in text(answer.content)
        assert not AnalysisJob.objects.exists()
        assert Path(upload.file.path).exists() is not ticked


def test_many_are_deleted_in_the_background_and_what_came_after_the_question_stays(root: Admin, ada: User) -> None:
    for _ in range(5):
        AnalysisJobFactory(user=ada, failed=True)
    until = services.database_time().isoformat()
    later = AnalysisJobFactory(user=ada, failed=True)
    AnalysisJob.objects.filter(pk=later.pk).update(created_at="2100-01-01T00:00:00Z")
    answer = chosen(root, "delete_selected", confirmed="yes", until=until)
    assert "0 of 5 done" in text(answer.content)
    services.sweep()
    assert list(AnalysisJob.objects.all()) == [later]


def test_a_deletion_is_stopped(root: Admin, ada: User) -> None:
    for _ in range(5):
        AnalysisJobFactory(user=ada, failed=True)
    confirmed_deletion(root)
    batch = Batch.objects.get()
    said = root.client.post(f"{LIST}batches/{batch.pk}/stop/", follow=True)
    assert "5 were not begun." in text(said.content)
    services.sweep()
    assert AnalysisJob.objects.count() == 5
    assert str(batch.pk) in root.client.get("/admin/analysis/batch/").content.decode()


def test_staff_who_may_only_look_delete_nothing(onlooker: Admin, failed_job: AnalysisJob) -> None:
    confirmed_deletion(onlooker)
    assert AnalysisJob.objects.filter(pk=failed_job.pk).exists()
