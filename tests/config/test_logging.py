"""What reaches the log."""

import logging
from collections.abc import Iterator

import httpx2
import pytest

from config.logging import configure_logging
from tests.stand_in_llm import StandInLlm


@pytest.fixture
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])


@pytest.mark.usefixtures("_logging_as_it_was")
def test_requests_to_a_language_model_are_not_logged_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging({"level": "INFO", "json": False})
    with StandInLlm() as llm:
        httpx2.Client(trust_env=False).post(llm.base_url, json={"messages": [{"content": ""}]})
    assert len(llm.requests) == 1
    assert capsys.readouterr().err == ""


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
