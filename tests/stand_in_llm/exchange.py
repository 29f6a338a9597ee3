"""One request to the stand-in, and the ways in which it can be answered."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.stand_in_llm.server import StandInLlm

DRIP_SECONDS = 1.0
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    body: Json

    @property
    def offers_tool(self) -> bool:
        return bool(self.body.get("tools"))

    @property
    def prompt(self) -> str:
        """All messages' texts, one after the other."""
        return "\n".join(str(message.get("content", "")) for message in self.body.get("messages", []))

    @property
    def document(self) -> str:
        """The résumé's text inside the prompt."""
        found = re.search(r"<document>\n(.*?)\n</document>", str(self.body["messages"][-1]["content"]), re.DOTALL)
        return found.group(1) if found else ""


def completion(*, content: str | None = None, arguments: list[str] | None = None, **message: Any) -> Json:
    """A chat completion that says `content`, or calls the offered tool once for each of `arguments`."""
    calls = [
        {"id": f"call_{n}", "type": "function", "function": {"name": "resume", "arguments": text}}
        for n, text in enumerate(arguments or [])
    ]
    message = {"role": "assistant", "content": content, **({"tool_calls": calls} if calls else {}), **message}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": "stand-in",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
    }


def error_body(message: str, *, code: str | None = None, kind: str = "invalid_request_error") -> Json:
    return {"error": {"message": message, "type": kind, "code": code, "param": None}}


class Exchange:
    """One request being answered."""

    def __init__(self, request: Request, handler: BaseHTTPRequestHandler, stand_in: StandInLlm) -> None:
        self.request = request
        self.handler = handler
        self.stand_in = stand_in
        self.closing = stand_in.closing

    def write(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.stand_in.bytes_sent += len(data)

    def send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.head(status, **{"Content-Type": kind, "Content-Length": str(len(body)), **_dashed(headers)})
        self.write(body)

    def send_json(self, status: int, body: Any, **headers: str) -> None:
        self.send(status, json.dumps(body).encode(), **headers)

    def say(self, text: str) -> None:
        """`text` in the way that was asked for: as the tool's arguments, or as the message's content."""
        told = completion(arguments=[text]) if self.request.offers_tool else completion(content=text)
        self.send_json(200, told)

    def head(self, status: int, **headers: str) -> None:
        self.handler.send_response(status)
        for name, value in {"Connection": "close", **headers}.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()

    def drip(self, data: bytes) -> None:
        for byte in data:
            self.write(bytes([byte]))
            if self.closing.wait(DRIP_SECONDS):
                return

    def wait_for_hang_up(self) -> None:
        """Until the client closes the connection, or the server is stopped."""
        connection = self.handler.connection
        connection.settimeout(0.05)
        while not self.closing.is_set():
            try:
                if not connection.recv(1024):
                    return
            except TimeoutError:
                continue


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


Behaviour = Callable[[Exchange, str], None]
BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(function: Behaviour) -> Behaviour:
    BEHAVIOURS[function.__name__] = function
    return function
