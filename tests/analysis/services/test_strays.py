"""Files without a row: put aside, had back, deleted after days, and never those of another database."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from analysis import services
from analysis.models import AnalysisJob, Upload
from analysis.uploads import storage
from analysis.uploads.installation import Installation
from tests import life

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = 2 * 3600


def stored(job: AnalysisJob) -> Path:
    assert job.upload is not None
    return Path(job.upload.file.path)


def stray(beside: Path, name: str = "stray") -> Path:
    """A file without a row, of two hours ago."""
    path = beside.with_name(name)
    path.write_text("left behind")
    _date_back(path)
    return path


def _date_back(path: Path) -> None:
    then = time.time() - LONG_AGO
    os.utime(path, (then, then))


def uploads() -> list[Path]:
    return [path for path in (storage.root() / "uploads").rglob("*") if path.is_file()]


def test_a_stray_is_put_aside_after_an_hour_and_everything_else_stays(
    ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    job = life.submitted(ada)
    _date_back(stored(job))
    old, fresh = stray(stored(job)), stored(job).with_name("fresh")
    fresh.write_text("its transaction may still be open")
    assert [Path(name).name for name in services.clean_storage().quarantined] == ["stray"]
    assert (stored(job).exists(), fresh.exists(), old.exists()) == (True, True, False)
    assert [Path(name).name for name in services.quarantined()] == ["stray"]
    assert "quarantined: 1" in caplog.text


def test_the_quarantine_is_emptied_after_two_weeks_and_not_before(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    stray(stored(life.submitted(ada)))
    services.clean_storage()
    now = timezone.now()
    for days, left in ((14, 1), (15, 0)):
        monkeypatch.setattr("analysis.services.strays.timezone.now", lambda days=days: now + timedelta(days=days))
        services.clean_storage()
        assert len(services.quarantined()) == left


def test_a_file_whose_row_comes_back_is_put_back(ada: User) -> None:
    job = life.submitted(ada)
    upload, path = job.upload, stored(job)
    assert upload is not None
    _date_back(path)
    row = Upload.objects.filter(pk=upload.pk)
    kept = row.values().get()
    AnalysisJob.objects.all().delete()
    row._raw_delete("default")  # as if an older database had been restored
    assert len(services.clean_storage().quarantined) == 1
    Upload.objects.create(**kept)
    assert services.clean_storage().put_back == [kept["file"]]
    upload.require_intact()


def test_the_files_of_another_database_are_left_alone(ada: User) -> None:
    """`DATABASE_URL` names a fresh database beside the same `DATA_DIR`, and then the old one again."""
    path = stored(life.submitted(ada))
    _date_back(path)
    mine = Installation.objects.values().get()
    AnalysisJob.objects.all().delete()
    Upload.objects.all()._raw_delete("default")
    Installation.objects.all().delete()
    storage.forget()
    other = stored(life.submitted(ada))
    _date_back(other)
    assert services.clean_storage().quarantined == []
    assert path.exists()
    Installation.objects.all().delete()
    Installation.objects.create(**mine)
    storage.forget()
    AnalysisJob.objects.all().delete()
    Upload.objects.all()._raw_delete("default")
    assert [str(storage.root() / name) for name in services.clean_storage().quarantined] == [str(path)]
    assert other.exists()


def test_a_storage_that_names_another_database_is_left_alone(ada: User) -> None:
    path = stray(stored(life.submitted(ada)))
    Installation.objects.update(storage="7a3c1f5e-0000-4000-8000-000000000000")
    assert services.clean_storage().stopped == "the storage is not there"
    assert path.exists()


def test_many_strays_stop_it_until_somebody_has_looked(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    beside = stored(life.submitted(ada))
    paths = [stray(beside, f"stray{number}") for number in range(4)]
    assert "4 of 5 files have no row" in services.clean_storage().stopped
    assert "left alone" in caplog.text
    paths[0].unlink()
    assert services.clean_storage().stopped, "it stays so, though fewer look stray by now"
    assert all(path.exists() for path in paths[1:])
    call_command("check_storage", "--adopt", verbosity=0)
    assert len(services.clean_storage().quarantined) == 3


def test_a_database_that_is_older_than_its_files_cleans_nothing_up(ada: User) -> None:
    path = stray(stored(life.submitted(ada)))
    assert services.watch_storage() == ""
    storage.note_uploads_seen(10**9)  # as of a database that got further, of which a backup was restored
    assert "it is older" in services.watch_storage()
    assert services.clean_storage().stopped
    assert path.exists()


def test_strays_are_looked_for_as_far_back_as_a_week(ada: User) -> None:
    life.submitted(ada)
    folder = storage.root() / "uploads" / Installation.get().folder
    days = [timezone.now() - timedelta(days=days) for days in (0, 1, 6, 8)]
    files = [folder / f"{day:%Y/%m/%d}/stray" for day in days]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("left behind")
        os.utime(file, (0, 0))
    services.clean_storage()
    assert [file.exists() for file in files] == [False, False, False, True]


def test_the_check_names_what_is_missing_or_damaged(ada: User, capsys: pytest.CaptureFixture[str]) -> None:
    whole, cut, gone = (life.submitted(ada) for _ in range(3))
    stored(cut).write_bytes(stored(cut).read_bytes()[:40])
    life.lose_the_file(gone)
    with pytest.raises(CommandError, match="2 files are missing or damaged"):
        call_command("check_storage")
    said = capsys.readouterr().out
    assert f"upload {cut.upload_id}: damaged" in said
    assert f"upload {gone.upload_id}: missing" in said
    assert f"upload {whole.upload_id}:" not in said
