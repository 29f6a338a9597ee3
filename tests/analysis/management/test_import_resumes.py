"""`manage.py import_resumes`: a folder becomes uploads and queued jobs, and can be given again."""

import io
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from analysis.models import AnalysisJob, Attempt
from tests.factories import RESUME_TEXT
from tests.invariants import live_violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "in" / "2024"
    inner.mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(RESUME_TEXT)
    (inner / "b.txt").write_text(f"{RESUME_TEXT}\nMore")
    (tmp_path / "in" / ".hidden").write_text("nothing")
    return tmp_path / "in"


def imported(*words: object) -> tuple[str, str, int]:
    """What the command says, on either stream, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_resumes", *map(str, words), stdout=out, stderr=err)
    except SystemExit as end:
        code = int(end.code or 0)
    return out.getvalue(), err.getvalue(), code


def test_every_file_of_a_folder_is_queued_for_its_person(ada: User, folder: Path) -> None:
    assert imported(folder, "--user", "ada") == ("2 of 2 files queued.\n", "", 0)
    assert sorted(ada.uploads.values_list("filename", flat=True)) == ["a.txt", "b.txt"]
    assert set(Attempt.objects.values_list("source", flat=True)) == {"command"}
    assert live_violations() == []


def test_given_again_it_goes_on_where_it_was_broken_off(ada: User, folder: Path) -> None:
    imported(folder / "a.txt", "--user", "ada")
    assert imported(folder, "--user", "ada")[0] == "1 of 2 files queued, 1 were there already.\n"
    assert AnalysisJob.objects.count() == 2


def test_a_file_that_is_refused_gets_a_line_and_the_others_go_on(ada: User, folder: Path, settings: Settings) -> None:
    (folder / "empty.txt").touch()
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    settings.MAX_UPLOAD_MB = 1
    (folder / "z-large.txt").write_text("x" * (2**20 + 1))
    out, err, code = imported(folder, "--user", "ada")
    assert (out, code) == ("2 of 5 files queued, 3 refused.\n", 3)
    lines = err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["empty.txt", "picture.png", "z-large.txt"]
    assert "larger than 1 MB" in lines[2]


def test_programs_get_a_line_of_json_for_each_file(ada: User, folder: Path) -> None:
    (folder / "empty.txt").touch()
    out, _, code = imported(folder, "--user", "ada", "--json")
    told = {line["file"]: line for line in map(json.loads, out.splitlines())}
    assert code == 3
    assert told["2024/b.txt"]["job_id"] == AnalysisJob.objects.get(upload__filename="b.txt").job_id
    assert (told["empty.txt"]["result"], told["empty.txt"]["error"]) == ("refused", "empty")


@pytest.mark.parametrize(
    ("words", "said"), [(["--user", "nobody"], "There is no user"), (["--user", "ada\x1b"], "There is no user")]
)
def test_what_is_wrong_is_said(ada: User, folder: Path, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("import_resumes", str(folder), *words)


def test_a_storage_that_is_away_breaks_it_off(ada: User, folder: Path, settings: Settings) -> None:
    imported(folder / "a.txt", "--user", "ada")
    root = Path(settings.MEDIA_ROOT)
    root.rename(root.with_name("away"))
    with pytest.raises(CommandError, match="Give the command again to go on"):
        call_command("import_resumes", str(folder / "2024"), "--user", "ada")
    assert AnalysisJob.objects.count() == 1
