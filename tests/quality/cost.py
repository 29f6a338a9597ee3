"""What a language model costs on the corpus. Its server is the stand-in on loopback: the mechanics alone are real."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from analysis.structure.llm.prompt import resume_schema
from tests.stand_in_llm import Request, StandInLlm

CHARACTERS_PER_TOKEN = 4
"""The usual rule of thumb for English and JSON; other languages need more tokens for the same text."""

_SHOWN = re.compile(
    r"^.+[:;] a language model was shown (\d+)% of the text(?:; tokens: ([\d,]+) asked, ([\d,]+) answered)?"
)
_NOT_ASKED = "no language model was asked"


@dataclass(slots=True)
class Model:
    """A server to be asked, and what came to it."""

    environment: dict[str, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)


@contextmanager
def stand_in(engine: str) -> Iterator[Model]:
    """The model of an engine, none for the one that has none."""
    if engine == "offline":
        yield Model()
        return
    with StandInLlm() as server:
        yield Model({"LLM_BASE_URL": server.base_url, "LLM_MODEL": "stand-in"}, server.requests)


def is_cost(line: str) -> bool:
    """Whether a line of `manage.py analyze --verbosity 2` is what a file cost, rather than what went wrong with it."""
    return line.endswith(_NOT_ASKED) or bool(_SHOWN.match(line))


def print_cost(model: Model, lines: list[str], answers: dict[str, dict[str, Any]]) -> None:
    """By the `lines` that say what each file cost, the requests that came, and the `answers` that a good model gives.

    The estimate of an answer is the length of the whole truth's JSON, which is too much for parts of a document.
    """
    told = [found for line in lines if (found := _SHOWN.match(line))]
    documents = len([line for line in lines if is_cost(line)])
    print(f"\n{documents} documents, {len(told)} of them asked about ({len(told) / documents:.0%})")
    if not told:
        return
    shown = sum(int(found[1]) for found in told) / documents
    wanted = sum(map(_fields, model.requests)) / _fields_of(resume_schema()) / documents
    print(f"shown to the model: {shown:.1f}% of a document's text; asked for: {wanted:.1%} of fields and sections")
    sent = [_tokens(request.body["messages"], request.body.get("tools", [])) for request in model.requests]
    print(f"{'tokens':34} {'question':>9} {'answer':>8}")
    length = mean(_tokens(answer) for answer in answers.values())
    print(f"{'estimate, a document asked about':34} {mean(sent):9,.0f} {length:8,.0f}")
    print(f"{'estimate, any document':34} {sum(sent) / documents:9,.0f} {length * len(told) / documents:8,.0f}")
    said = [[int((found[number] or "0").replace(",", "")) for found in told] for number in (2, 3)]
    print(f"{'told by the server, any document':34} {sum(said[0]) / documents:9,.0f} {sum(said[1]) / documents:8,.0f}")


def _tokens(*parts: Any) -> float:
    return sum(len(json.dumps(part, ensure_ascii=False)) for part in parts) / CHARACTERS_PER_TOKEN


def _fields(request: Request) -> int:
    return _fields_of(request.body["tools"][0]["function"]["parameters"]) if request.offers_tool else 0


def _fields_of(schema: dict[str, Any]) -> int:
    """Fields of the person and sections of a schema."""
    sections = dict(schema["properties"])
    return len(sections.pop("basics", {}).get("properties", {})) + len(sections)
