"""The stand-in itself, as people and browser tests use it: by its address alone."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.analysis.structure.llm.conftest import Ask
from tests.stand_in_llm import StandInLlm


def call(method: str, url: str, body: str = "") -> dict[str, Any]:
    request = urllib.request.Request(url, data=body.encode() or None, method=method)  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=5) as response:
        state: dict[str, Any] = json.load(response)
        return state


def test_the_script_is_read_and_changed_over_http(llm: StandInLlm, ask: Ask) -> None:
    address = llm.base_url.removesuffix("/v1") + "/script"

    assert call("PUT", address, "junk, ok") == {"requests": 0, "script": ["junk", "ok"]}
    ask()
    assert call("GET", address) == {"requests": 2, "script": ["ok"]}


def test_an_unknown_behaviour_is_refused_and_the_known_are_named(llm: StandInLlm) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        call("PUT", llm.base_url, "explode")

    with raised.value as answer:
        assert answer.status == 400
        assert "unavailable" in answer.read().decode()


def test_it_runs_as_a_program(ask: Ask) -> None:
    command = [sys.executable, "-m", "tests.stand_in_llm", "--port", "0", "--script", "fenced"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        assert ask(base_url=line.split()[0].removeprefix("LLM_BASE_URL=")).resume.basics.name == "Jane Müller"
        program.terminate()
