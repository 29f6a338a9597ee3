"""The server: it plays a script, one behaviour for each request."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.stand_in_llm.exchange import (
    BEHAVIOURS,
    Behaviour,
    Exchange,
    Json,
    Request,
)


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
