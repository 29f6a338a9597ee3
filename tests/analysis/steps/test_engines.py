"""Steps in the sandbox, within the time that their attempt has left."""

import time
from copy import deepcopy
from pathlib import Path

import docx
import pytest
from django.core.files.storage import FileSystemStorage

from analysis import demo
from analysis.failures import StepFailure
from analysis.steps import engines
from analysis.steps.engines import Control, Stopped


def extract(path: Path, control: Control) -> engines.StepResult:
    return engines.extract(FileSystemStorage(path.parent), path.name, "", control)


def control(seconds: float, *, stop: bool = False) -> Control:
    deadline = time.monotonic() + seconds

    def seconds_left() -> float:
        if (left := deadline - time.monotonic()) <= 0:
            raise StepFailure("timeout")
        return left

    return Control(seconds_left, lambda: stop, lambda done, total: None)


@pytest.fixture
def slow_file(tmp_path: Path) -> Path:
    """A Word document of thousands of paragraphs."""
    path = tmp_path / "slow.docx"
    document = docx.Document()
    paragraph = document.add_paragraph("Jane Example, engineer")
    for _ in range(50_000):
        paragraph._p.addnext(deepcopy(paragraph._p))
    document.save(str(path))
    return path


def test_a_document_is_read_and_structured() -> None:
    document = extract(demo.READABLE[0], control(30)).output

    resume = engines.structure(document, "offline", control(30)).output["resume"]

    assert resume["basics"]["name"] == "Amara Okafor"


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(StepFailure) as caught:
        extract(tmp_path / "gone.pdf", control(30))

    assert caught.value.code == "upload_missing"


def test_time_that_runs_out_is_the_attempts_not_the_files(slow_file: Path) -> None:
    with pytest.raises(StepFailure) as caught:
        extract(slow_file, control(0.2))

    assert caught.value.code == "timeout"
    assert not caught.value.permanent


def test_a_run_that_is_to_stop_does(slow_file: Path) -> None:
    with pytest.raises(Stopped):
        extract(slow_file, control(30, stop=True))
