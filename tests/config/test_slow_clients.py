"""Clients that send slowly, or not at all: they do not stop the site for the others."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.config.running import ROOT

pytestmark = pytest.mark.slow

HEAD = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
# What each of them sends before it falls silent, and how many of them there are: each more than there are threads.
SLOW = {
    "idle": (b"", 200),
    "half a head": (b"GET / HTTP/1.1\r\nHost: local", 60),
    "half a form": (HEAD + FORM + b"Content-Length: 500\r\n\r\nusername=", 40),
    "half a file": (HEAD + FORM + b"Content-Length: 5000000\r\n\r\n" + b"x" * 100_000, 40),
    "chunks without an end": (HEAD + FORM + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 40),
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real web server without a database, one process with its eight threads."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "DEVELOPMENT": "1",
        "WEB_CONCURRENCY": "1",
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:config.server.gunicorn"]
    with subprocess.Popen([*gunicorn, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=environment) as process:
        while not answer(port):
            assert process.poll() is None
            time.sleep(0.05)
        yield port
        process.terminate()


def answer(
    port: int, request: bytes = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", seconds: float = 30
) -> bytes:
    """How the answer begins; nothing where there is none."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as client:
            client.sendall(request)
            return client.recv(100)
    except OSError:
        return b""


def has_been_cut_off(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False


@pytest.mark.parametrize("kind", SLOW)
def test_others_are_answered_while_many_are_slow(port: int, kind: str) -> None:
    begun, many = SLOW[kind]
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(many)]
        for client in slow:
            client.sendall(begun)
        assert answer(port).startswith(b"HTTP/1.1 503")  # it has no database, and says so
        assert not any(map(has_been_cut_off, slow)), "only because the slow ones had been sent away"


@pytest.mark.parametrize("pieces", [1, 2, 50], ids=["at once", "head and body", "in small pieces"])
def test_a_request_in_pieces_is_answered_like_one_that_comes_at_once(port: int, pieces: int) -> None:
    body = b"username=ada&password=" + b"x" * 2000
    request = HEAD + FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body
    size = -(-len(request) // pieces)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(request), size):
            client.sendall(request[start : start + size])
            time.sleep(0.001)
        assert client.recv(100).startswith(b"HTTP/1.1 403")  # without the form's token


@pytest.mark.parametrize("begun", [b"GET / HT", HEAD + FORM + b"Content-Length: 500\r\n\r\nusername="])
def test_a_client_that_gives_up_half_way_costs_nothing(port: int, begun: bytes) -> None:
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(begun)
            client.shutdown(socket.SHUT_WR)
    assert answer(port).startswith(b"HTTP/1.1 503")


def test_several_requests_on_one_connection_are_answered_in_turn(port: int) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(request * 3)
        said = b""
        while said.count(b"HTTP/1.1 503") < 3:
            part = client.recv(10_000)
            assert part
            said += part


def test_a_large_body_arrives_whole(port: int, tmp_path: Path) -> None:
    body = b"x" * 3_000_000
    request = HEAD + FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body
    assert answer(port, request)[:12] in (b"HTTP/1.1 403", b"HTTP/1.1 400", b"HTTP/1.1 413")
