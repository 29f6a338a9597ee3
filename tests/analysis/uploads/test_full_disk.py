"""A disk with no space left: a real one, of 64 kB."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analysis.models import AnalysisJob, Upload
from tests import life
from tests.invariants import quiet_violations

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = life.TEXT.encode() * 2000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a full disk needs the right to mount one")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def client(ada: User) -> Client:
    client = Client()
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, path: str, content: bytes) -> Any:
    return client.post(path, {"file": SimpleUploadedFile("cv.txt", content)})


@pytest.mark.parametrize("path", ["/api/analysis/upload", "/profile/uploads"])
@pytest.mark.parametrize("setting", ["MEDIA_ROOT", "FILE_UPLOAD_TEMP_DIR"])
def test_an_upload_that_finds_no_space_leaves_nothing_behind(
    client: Client, disk: Path, settings: Any, setting: str, path: str
) -> None:
    setattr(settings, setting, disk)
    answer = upload(client, path, LARGE)
    assert answer.status_code == 507
    assert b"no space left for uploads" in answer.content
    assert (Upload.objects.count(), AnalysisJob.objects.count()) == (0, 0)
    assert [file for file in (disk / "uploads").rglob("*") if file.is_file()] == []
    assert upload(client, "/api/analysis/upload", life.TEXT.encode()).status_code == 201, "what still fits is taken"
    assert quiet_violations() == []


@pytest.mark.parametrize("path", ["/api/analysis/upload", "/profile/uploads"])
@pytest.mark.parametrize("full_of", ["bytes", "files"])
def test_a_small_upload_finds_out_as_well_that_there_is_no_space_for_temporary_files(
    client: Client, disk: Path, settings: Any, path: str, full_of: str
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = disk
    if full_of == "bytes":
        (disk / "filler").write_bytes(b"x" * 64 * 1024)
    else:
        subprocess.run(["mount", "-o", "remount,nr_inodes=1", str(disk)], check=True)
    answer = upload(client, path, life.TEXT.encode())
    assert answer.status_code == 507
    assert b"no space left for uploads" in answer.content
    assert Upload.objects.count() == 0


def test_a_machine_without_any_folder_for_temporary_files_is_full(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_usable() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("tempfile.gettempdir", none_usable)
    monkeypatch.setattr("tempfile._sanitize_params", lambda *_: none_usable())
    assert upload(client, "/api/analysis/upload", life.TEXT.encode()).status_code == 507
