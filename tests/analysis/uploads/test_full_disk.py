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
