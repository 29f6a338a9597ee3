"""A stand-in for a language model's server: real HTTP on loopback, OpenAI's chat completions, and a script of faults.

    python -m tests.stand_in_llm --port 9999 --script unavailable,slow:3,junk,ok

and start the product with `ANALYSIS_ENGINE=llm LLM_BASE_URL=http://127.0.0.1:9999/v1 LLM_MODEL=stand-in`. Each request
plays the next behaviour of the script; the last one goes on for ever. While it runs:

    curl http://127.0.0.1:9999/script                                  # what is to come, and how many requests came
    curl -X PUT http://127.0.0.1:9999/script -d unavailable,ok         # a new script; counts from 0 again

In tests: `with StandInLlm("junk", "ok") as llm: … llm.base_url … llm.requests`.
The answer of `ok` is made from the document in the request: its first line is the name, and it finds e-mail address,
phone and skills.
"""

from __future__ import annotations

import argparse
import functools
import json
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HUGE = 1_000_000_000
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


# --- What a reply says


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


# --- How a reply is sent. A behaviour writes one whole HTTP response; its argument is what stands after the colon.


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


def _resume_text(exchange: Exchange) -> str:
    return json.dumps(resume_of(exchange.request.document))


@behaviour
def ok(exchange: Exchange, _: str) -> None:
    """A good answer in the way that was asked for."""
    exchange.say(_resume_text(exchange))


@behaviour
def text(exchange: Exchange, _: str) -> None:
    """A good answer as content, although a tool was offered."""
    exchange.send_json(200, completion(content=_resume_text(exchange)))


@behaviour
def fenced(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(content=f"Here it is:\n```json\n{_resume_text(exchange)}\n```\nAnything else?"))


@behaviour
def prefixed(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(content=f"Sure! {_resume_text(exchange)}"))


@behaviour
def say(exchange: Exchange, argument: str) -> None:
    """The argument, as it is."""
    exchange.say(argument)


@behaviour
def slow(exchange: Exchange, argument: str) -> None:
    """A good answer after so many seconds."""
    if not exchange.closing.wait(float(argument or 2)):
        ok(exchange, "")


@behaviour
def slow_junk(exchange: Exchange, argument: str) -> None:
    """A bad answer after so many seconds."""
    if not exchange.closing.wait(float(argument or 2)):
        junk(exchange, "")


@behaviour
def hang(exchange: Exchange, _: str) -> None:
    """No answer at all."""
    exchange.wait_for_hang_up()


@behaviour
def hang_up(exchange: Exchange, _: str) -> None:
    """The connection is closed without an answer."""


@behaviour
def reset(exchange: Exchange, _: str) -> None:
    """The connection is reset in the middle of the answer."""
    exchange.head(200, **{"Content-Type": "application/json", "Content-Length": "1000"})
    exchange.write(b'{"id": "chatcmpl-1", ')
    linger_off = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
    exchange.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_off)


@behaviour
def drip_head(exchange: Exchange, _: str) -> None:
    """Headers at one byte a second."""
    exchange.drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")


@behaviour
def drip(exchange: Exchange, _: str) -> None:
    """A good answer at one byte a second."""
    exchange.head(200, **{"Content-Type": "application/json"})
    exchange.drip(json.dumps(completion(content=_resume_text(exchange))).encode())


@behaviour
def huge(exchange: Exchange, argument: str) -> None:
    """A reply of so many bytes (1 GB) that begins well."""
    exchange.head(200, **{"Content-Type": "application/json"})
    exchange.write(b'{"id": "chatcmpl-1", "choices": [{"message": {"content": "')
    block = b"x" * 65_536
    for _ in range(int(argument or HUGE) // len(block)):
        exchange.write(block)


@behaviour
def huge_error(exchange: Exchange, argument: str) -> None:
    """A 503 with a page of so many bytes (1 GB)."""
    exchange.head(503, **{"Content-Type": "text/html"})
    block = b"<p>sorry</p>" * 5_000
    for _ in range(int(argument or HUGE) // len(block)):
        exchange.write(block)


@behaviour
def bomb(exchange: Exchange, _: str) -> None:
    """100 MB in 100 kB of gzip, sent although it was not asked for."""
    exchange.send(200, _bomb(), Content_Encoding="gzip")


@functools.cache
def _bomb() -> bytes:
    packer = zlib.compressobj(wbits=31)
    block = b" " * 1_000_000
    return b"".join([*(packer.compress(block) for _ in range(100)), packer.flush()])


@behaviour
def empty(exchange: Exchange, _: str) -> None:
    """A completion that says nothing."""
    exchange.send_json(200, completion(content=""))


@behaviour
def nothing(exchange: Exchange, _: str) -> None:
    """A reply of no bytes."""
    exchange.send(200, b"")


@behaviour
def junk(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(content="I'm sorry, I can't help with that."))


@behaviour
def cut(exchange: Exchange, _: str) -> None:
    """JSON that ends half way, as when the model runs out of tokens."""
    exchange.say(_resume_text(exchange)[:-4])


@behaviour
def nan(exchange: Exchange, _: str) -> None:
    exchange.say('{"basics": {"name": NaN}}')


@behaviour
def deep(exchange: Exchange, _: str) -> None:
    """100,000 levels inside the answer."""
    exchange.say('{"basics":' * 100_000 + "{}" + "}" * 100_000)


@behaviour
def deep_envelope(exchange: Exchange, _: str) -> None:
    """100,000 levels in the place of the completion."""
    exchange.send(200, b'{"choices":' * 100_000 + b"1" + b"}" * 100_000)


@behaviour
def web_page(exchange: Exchange, _: str) -> None:
    """200, but a page, as a captive portal or a wrong address sends."""
    exchange.send(200, b"<html><body>Welcome</body></html>", "text/html")


@behaviour
def envelope(exchange: Exchange, argument: str) -> None:
    """The argument in the place of the completion."""
    exchange.send(200, argument.encode())


@behaviour
def unavailable(exchange: Exchange, argument: str) -> None:
    """503 (or the status given) with an HTML page."""
    exchange.send(int(argument or 503), b"<html><h1>Service Unavailable</h1></html>", "text/html")


@behaviour
def rate_limited(exchange: Exchange, argument: str) -> None:
    """429, with `Retry-After` in seconds where given."""
    headers = {"Retry_After": argument} if argument else {}
    exchange.send_json(429, error_body("Rate limit reached", code="rate_limit_exceeded", kind="requests"), **headers)


@behaviour
def rate_limited_until(exchange: Exchange, argument: str) -> None:
    """429, with `Retry-After` as the date so many seconds from now."""
    date = formatdate(time.time() + float(argument or 60), usegmt=True)
    exchange.send_json(429, error_body("Rate limit reached", code="rate_limit_exceeded"), Retry_After=date)


@behaviour
def no_quota(exchange: Exchange, _: str) -> None:
    body = error_body("You exceeded your current quota", code="insufficient_quota", kind="insufficient_quota")
    exchange.send_json(429, body)


@behaviour
def unauthorized(exchange: Exchange, _: str) -> None:
    """401 that quotes the key, as some servers do."""
    key = exchange.request.headers.get("authorization", "")
    exchange.send_json(401, error_body(f"Incorrect API key provided: {key}", code="invalid_api_key"))


@behaviour
def forbidden(exchange: Exchange, _: str) -> None:
    exchange.send_json(403, error_body("Project has no access", code="forbidden"))


@behaviour
def no_model(exchange: Exchange, _: str) -> None:
    exchange.send_json(404, error_body("The model does not exist", code="model_not_found"))


@behaviour
def bad_request(exchange: Exchange, _: str) -> None:
    """400 that quotes the prompt, as some servers do."""
    exchange.send_json(400, error_body(f"Invalid value: {exchange.request.document}", code="invalid_value"))


@behaviour
def too_long(exchange: Exchange, _: str) -> None:
    message = "This model's maximum context length is 8192 tokens."
    exchange.send_json(400, error_body(message, code="context_length_exceeded"))


@behaviour
def no_tools(exchange: Exchange, argument: str) -> None:
    """400 (or the status given) to a request with tools, a good answer to one without."""
    if exchange.request.offers_tool:
        exchange.send_json(int(argument or 400), error_body("this model does not support tools"))
    else:
        ok(exchange, "")


@behaviour
def redirect(exchange: Exchange, argument: str) -> None:
    """307 to the address given."""
    exchange.send(307, b"", Location=argument or "http://127.0.0.1:9/")


@behaviour
def refused(exchange: Exchange, _: str) -> None:
    exchange.send_json(200, completion(refusal="I can't process personal data."))


@behaviour
def filtered(exchange: Exchange, _: str) -> None:
    body = completion(content="")
    body["choices"][0]["finish_reason"] = "content_filter"
    exchange.send_json(200, body)


@behaviour
def prompt_filtered(exchange: Exchange, _: str) -> None:
    exchange.send_json(400, error_body("The prompt was filtered", code="content_filter"))


# --- The server


class StandInLlm:
    """The server, in a thread of its own; usable as a context manager. `port` 0 takes a free one."""

    def __init__(self, *script: str, port: int = 0) -> None:
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self.requests: list[Request] = []
        self.errors: list[BaseException] = []
        self.open_connections = 0
        self.bytes_sent = 0
        self._server = _Server(("127.0.0.1", port), self)
        self.play(*script)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def script(self) -> list[str]:
        return list(self._script)

    def play(self, *script: str) -> None:
        """Start a new script, and count from 0 again. "name" or "name:argument"; without any, all goes well."""
        unknown = [step for step in script if step.partition(":")[0] not in BEHAVIOURS]
        if unknown:
            raise ValueError(f"unknown behaviours: {', '.join(unknown)}; known are {', '.join(BEHAVIOURS)}")
        with self._lock:
            self._script = list(script) or ["ok"]
            self.requests.clear()
            self.bytes_sent = 0

    def next_behaviour(self, request: Request) -> tuple[Behaviour, str]:
        with self._lock:
            self.requests.append(request)
            step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        name, _, argument = step.partition(":")
        return BEHAVIOURS[name], argument

    def answer(self, request: Request, handler: BaseHTTPRequestHandler) -> None:
        play, argument = self.next_behaviour(request)
        play(Exchange(request, handler, self), argument)

    def count_connections(self, change: int) -> None:
        with self._lock:
            self.open_connections += change

    def start(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def stop(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], stand_in: StandInLlm) -> None:
        self.stand_in = stand_in
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some behaviours are for; anything else is kept for the test to see."""
        import sys

        error = sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            self.stand_in.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        self.server.stand_in.count_connections(+1)
        super().setup()

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.stand_in.count_connections(-1)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.close_connection = True
        self.server.stand_in.answer(Request(self.path, headers, json.loads(body)), self)

    def do_GET(self) -> None:
        state = {"requests": len(self.server.stand_in.requests), "script": self.server.stand_in.script}
        self._send_state(200, state)

    def do_PUT(self) -> None:
        script = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        try:
            self.server.stand_in.play(*split_script(script))
        except ValueError as error:
            self._send_state(400, {"error": str(error)})
        else:
            self.do_GET()

    def _send_state(self, status: int, state: Json) -> None:
        data = (json.dumps(state) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Quiet: what came is in `requests`."""


def split_script(script: str) -> list[str]:
    return [step.strip() for step in script.split(",") if step.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9999)
    parser.add_argument("--script", default="ok", help="behaviours, with commas: " + ", ".join(BEHAVIOURS))
    arguments = parser.parse_args()
    with StandInLlm(*split_script(arguments.script), port=arguments.port) as llm:
        print(f"LLM_BASE_URL={llm.base_url} LLM_MODEL=stand-in  (Ctrl-C ends it)", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
