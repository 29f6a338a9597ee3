"""A person takes along everything of theirs, and deletes it with the account."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.jobs import checkpoints, transitions
from analysis.models import AnalysisJob, Upload
from analysis.states import Step
from profiles.models import UserProfile
from tests import life
from tests.analysis.web.conftest import Visitor
from tests.factories import PASSWORD, RESUME_TEXT, AnalysisJobFactory

pytestmark = pytest.mark.django_db(transaction=True)


def archive_of(visitor: Visitor) -> zipfile.ZipFile:
    response: Any = visitor.get("/accounts/data.zip")
    return zipfile.ZipFile(io.BytesIO(response.getvalue()))


def test_the_archive_has_all_that_is_theirs_and_nothing_of_others(visitor: Visitor, ada: User, ben: User) -> None:
    done, failed = AnalysisJobFactory(user=ada, completed=True), life.submitted_and_failed(ada)
    AnalysisJobFactory(user=ben, completed=True)
    archive = archive_of(visitor)
    uploads = json.loads(archive.read("uploads.json"))
    assert {one["upload_id"] for one in uploads} == set(ada.uploads.values_list("pk", flat=True))
    stored = next(one for one in uploads if one["upload_id"] == done.upload_id)
    assert archive.read(stored["file"]).decode() == RESUME_TEXT
    assert {name for name in archive.namelist() if name.startswith("jobs/")} == {
        f"jobs/{done.job_id}.json",
        f"jobs/{failed.job_id}.json",
    }
    assert json.loads(archive.read(f"jobs/{failed.job_id}.json"))["error_code"] == "llm_timeout"
    assert json.loads(archive.read(f"profiles/{done.job_id}.json"))["basics"]["name"] == "Ada Lovelace"
    assert json.loads(archive.read("account.json"))["username"] == "ada"


def test_a_file_that_is_gone_is_named_and_the_rest_comes(visitor: Visitor, ada: User) -> None:
    gone, there = AnalysisJobFactory(user=ada), AnalysisJobFactory(user=ada)
    assert gone.upload
    Path(gone.upload.file.path).unlink()
    archive = archive_of(visitor)
    files = {one["upload_id"]: one["file"] for one in json.loads(archive.read("uploads.json"))}
    assert files[gone.upload_id] is None
    assert archive.read(files[there.upload_id]).decode() == RESUME_TEXT


def test_many_rows_come_whole(visitor: Visitor, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.services.person._ROWS", 2)
    for _ in range(5):
        AnalysisJobFactory(user=ada)
    assert len([name for name in archive_of(visitor).namelist() if name.startswith("jobs/")]) == 5


@pytest.fixture
def with_password(ada: User) -> User:
    ada.set_password(PASSWORD)
    ada.save()
    return ada


def delete(user: User, **sent: Any) -> int:
    visitor = Visitor(user)
    return int(visitor.post("/accounts/delete/", sent).status_code)


def test_the_account_goes_with_files_jobs_and_profiles(with_password: User, ben: User) -> None:
    AnalysisJobFactory(user=with_password, completed=True)
    held = life.claimed(life.submitted(with_password))
    AnalysisJobFactory(user=ben, completed=True)
    files = [Path(upload.file.path) for upload in with_password.uploads.all()]
    assert delete(with_password, password=PASSWORD) == 302
    assert not User.objects.filter(username="ada").exists()
    assert [file for file in files if file.exists()] == []
    assert (Upload.objects.count(), AnalysisJob.objects.count(), UserProfile.objects.count()) == (1, 1, 1)
    with pytest.raises(transitions.LeaseLost):
        transitions.keep_checkpoint(held.lease, checkpoints.of(Step.STRUCTURE, {}), seconds=0)


@pytest.mark.parametrize("sent", [{}, {"password": "wrong"}])
def test_without_the_password_nothing_goes(with_password: User, sent: dict[str, str]) -> None:
    AnalysisJobFactory(user=with_password)
    assert delete(with_password, **sent) == 422
    assert Upload.objects.count() == 1


def test_the_last_operator_stays(staff: User) -> None:
    User.objects.filter(pk=staff.pk).update(is_superuser=True)
    staff.refresh_from_db()
    with pytest.raises(services.LastOperator):
        services.delete_account(user=staff)
    User.objects.create_superuser("second")
    services.delete_account(user=staff)
    assert not User.objects.filter(pk=staff.pk).exists()
