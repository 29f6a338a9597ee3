"""The backup that OPERATIONS.md describes: database first, files last, into an empty database and another folder."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from analysis.models import Upload
from config.postgres import address as postgres
from config.postgres.programs import programs
from tests import life
from tests.config.test_start import begin, fresh_database

__all__ = ["fresh_database"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def run(program: str, *arguments: str) -> None:
    subprocess.run([str(programs() / program), *arguments], check=True, capture_output=True)


def checked(database_url: str, data_dir: Path) -> tuple[int, str]:
    """The exit code of `check_storage` and what it said."""
    process = begin(database_url, "check_storage", data_dir=data_dir)
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def test_what_was_backed_up_is_there_after_a_restore(
    fresh_database: str, ada: User, settings: Any, tmp_path: Path
) -> None:
    for _ in range(3):
        life.completed(life.submitted(ada))
    dump, copy = str(tmp_path / "second-look.dump"), tmp_path / "restored"
    address = postgres.url(connection.settings_dict)

    run("pg_dump", "--format=custom", f"--file={dump}", address)
    life.submitted(ada)  # between the two: its file is copied, its row is not
    shutil.copytree(settings.MEDIA_ROOT, copy / "media")
    run("pg_restore", "--no-owner", f"--dbname={fresh_database}", dump)

    code, said = checked(fresh_database, copy)
    assert (code, "3 files checked, 0 missing or damaged" in said) == (0, True), said

    lost = Upload.objects.earliest("pk")
    (copy / "media" / str(lost.file.name)).unlink()
    code, said = checked(fresh_database, copy)
    assert code == 1
    assert f"upload {lost.pk}: missing" in said
