"""`manage.py check_llm`: says of a model's server what works, and what to set."""

import io
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests.stand_in_llm import StandInLlm


@pytest.fixture
def llm(settings: Settings) -> Iterator[StandInLlm]:
    with StandInLlm() as server:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = server.base_url, "stand-in", "sk-secret-1"
        yield server
    assert server.errors == []


def said(*words: str) -> tuple[list[str], int]:
    out, code = io.StringIO(), 0
    try:
        call_command("check_llm", *words, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return out.getvalue().splitlines(), code


def verdicts(lines: list[str]) -> dict[str, str]:
    """What was tried, and the first word of its verdict."""
    pairs = (line.strip().split(": ", 1) for line in lines if line.startswith("  "))
    return {what: verdict.split()[0] for what, verdict in pairs}


def test_a_server_that_does_all_needs_no_change(llm: StandInLlm) -> None:
    lines, code = said()
    assert verdicts(lines) == {"function calls": "works", "JSON as text": "works"}
    assert (lines[-1], code) == ("Nothing needs to be changed.", 0)
    assert len(llm.requests) == 2


def test_a_server_without_function_calls_is_told_from_one_with(llm: StandInLlm) -> None:
    llm.play("no_tools")
    lines, code = said()
    assert verdicts(lines) == {"function calls": "fails", "JSON as text": "works"}
    assert (lines[-1], code) == ("To do: set LLM_TOOLS=off.", 0)


@pytest.mark.parametrize("way", ["unauthorized", "no_model", "junk", "unavailable"])
def test_a_server_that_gives_no_answer_makes_it_fail_and_no_key_is_shown(llm: StandInLlm, way: str) -> None:
    llm.play(way)
    lines, code = said()
    assert (set(verdicts(lines).values()), code) == ({"fails"}, 1)
    assert "sk-secret-1" not in "\n".join(lines)


def test_a_long_document_arrives_whole_or_the_context_is_to_be_raised(llm: StandInLlm) -> None:
    assert verdicts(said("--long")[0])["a long document"] == "works"
    assert len(llm.requests[-1].document) > 50_000
    llm.play("ok", "ok", "too_long")
    lines, code = said("--long")
    assert verdicts(lines)["a long document"] == "fails"
    assert "raise the server's context" in lines[-1]
    assert code == 0


def test_without_a_model_it_says_what_is_not_set(settings: Settings) -> None:
    settings.LLM_BASE_URL = ""
    with pytest.raises(CommandError, match="LLM_BASE_URL and LLM_MODEL are not set"):
        call_command("check_llm")
