"""What a model says, well or badly: answers that come whole and with status 200."""

from __future__ import annotations

import json
import re

from tests.stand_in_llm.exchange import (
    Exchange,
    Json,
    behaviour,
    completion,
)


def resume_of(document: str) -> Json:
    """A JSON Resume document of a few things that stand in the text; it is never more than the text says."""
    lines = [line.strip() for line in document.splitlines() if line.strip()]
    basics = {
        "name": lines[0] if lines else None,
        "email": _first(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", document),
        "phone": _first(r"\+?\d[\d ()./-]{6,}\d", document),
        "summary": next((line for line in lines if len(line) > 80), None),
    }
    skills = _first(r"(?im)^(?:technical )?skills:?\s*\n?(.+)$", document)
    return {
        "basics": {name: value for name, value in basics.items() if value},
        "skills": [{"name": skill.strip(" -•")} for skill in re.split(r"[,;|]", skills or "") if skill.strip(" -•")],
    }


def _first(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text)
    return found.group(found.re.groups) if found else None


def resume_text(exchange: Exchange) -> str:
    return json.dumps(resume_of(exchange.request.document))


@behaviour
def ok(exchange: Exchange, _: str) -> None:
    """A good answer in the way that was asked for."""
    exchange.say(resume_text(exchange))


@behaviour
def text(exchange: Exchange, _: str) -> None:
    """A good answer as content, although a tool was offered."""
    exchange.send_json(200, completion(content=resume_text(exchange)))


@behaviour
def fenced(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(content=f"Here it is:\n```json\n{resume_text(exchange)}\n```\nAnything else?"))


@behaviour
def prefixed(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(content=f"Sure! {resume_text(exchange)}"))


@behaviour
def say(exchange: Exchange, argument: str) -> None:
    """The argument, as it is."""
    exchange.say(argument)


@behaviour
def empty(exchange: Exchange, _: str) -> None:
    """A completion that says nothing."""
    exchange.send_json(200, completion(content=""))


@behaviour
def junk(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(content="I'm sorry, I can't help with that."))


@behaviour
def cut(exchange: Exchange, _: str) -> None:
    """JSON that ends half way, as when the model runs out of tokens."""
    exchange.say(resume_text(exchange)[:-4])


@behaviour
def nan(exchange: Exchange, _: str) -> None:
    exchange.say('{"basics": {"name": NaN}}')


@behaviour
def deep(exchange: Exchange, _: str) -> None:
    """100,000 levels inside the answer."""
    exchange.say('{"basics":' * 100_000 + "{}" + "}" * 100_000)


@behaviour
def refused(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(refusal="I can't process personal data."))


@behaviour
def filtered(exchange: Exchange, _: str) -> None:
    body = completion(content="")
    body["choices"][0]["finish_reason"] = "content_filter"
    exchange.send_json(200, body)
