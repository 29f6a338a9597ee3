"""What `make check` says of files that are too long, and what runs it."""

import re
from pathlib import Path

import pytest

from tests import house


def test_a_file_that_is_too_long_is_named_with_its_length(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "analysis" / "jobs").mkdir(parents=True)
    (tmp_path / "analysis" / "jobs" / "short.py").write_text("x = 1\n" * house.LONGEST)
    assert house.main(tmp_path) == 0
    (tmp_path / "analysis" / "jobs" / "long.py").write_text("x = 1\n" * (house.LONGEST + 1))
    assert house.main(tmp_path) == 1
    assert capsys.readouterr().out.startswith(f"analysis/jobs/long.py: {house.LONGEST + 1} lines.")


def test_no_file_of_this_repository_is_too_long() -> None:
    assert list(house.too_long(house.ROOT)) == []


def test_what_git_runs_before_a_commit_is_what_make_check_runs() -> None:
    hooks = re.findall(r"entry: make (\w+)", (house.ROOT / ".pre-commit-config.yaml").read_text())
    parts = re.search(r"^check: ([\w ]+?) *##", (house.ROOT / "Makefile").read_text(), re.MULTILINE)
    assert parts is not None
    assert hooks == parts[1].split()
