"""What reaches the log."""

import logging
from collections.abc import Iterator

import pytest

from config.logging import configure_logging


@pytest.fixture
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])


@pytest.mark.usefixtures("_logging_as_it_was")
@pytest.mark.parametrize("json", [True, False])
def test_a_traceback_shows_no_values(json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging({"level": "INFO", "json": json})
    resume = "Ada Lovelace, " + "born in London"
    try:
        int(resume[:0])
    except ValueError:
        logging.getLogger("analysis").exception("It went wrong")
    said = capsys.readouterr().err
    assert "It went wrong" in said
    assert "Traceback" in said
    assert "born in London" not in said
