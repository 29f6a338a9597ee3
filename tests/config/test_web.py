"""How gunicorn is set up to serve the site."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.server import gunicorn
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]


def test_a_client_that_falls_silent_does_not_hold_a_thread_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunicorn, "SILENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gunicorn.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()) as client, listener.accept()[0] as served:
            served.setblocking(True)
            client.sendall(b"POST /profile/uploads HTTP/1.1")
            assert served.recv(100)
            began = time.monotonic()
            with pytest.raises(BlockingIOError):
                served.recv(100)
            assert time.monotonic() - began > 0.5


GUNICORN = """
import sys
from config.server import worker
worker.HEAD = worker.BODY = 1.0
worker.SLOWEST = 2**40
from gunicorn.app.wsgiapp import run
sys.argv = ["gunicorn", "--config", "python:config.server.gunicorn", "--workers", "1", "--bind", "unix:" + sys.argv[1]]
run()
"""


@pytest.fixture
def web_server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The socket of a real web server that has no database, and little patience; a parameter adds to its settings."""
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
        "DATA_DIR": str(tmp_path),
        "DEVELOPMENT": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **getattr(request, "param", {}),
    }
    address = str(tmp_path / "web")
    with subprocess.Popen([sys.executable, "-c", GUNICORN, address], cwd=ROOT, env=environment) as process:
        while not _asked(address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").startswith(b"HTTP/1.1 503"):
            assert process.poll() is None
            time.sleep(0.05)
        yield address
        process.terminate()


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nusername=",
    ],
    ids=["head", "body"],
)
def test_a_client_that_sends_a_byte_now_and_then_does_not_hold_a_thread_for_ever(web_server: str, begun: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(0.1)
        client.connect(web_server)
        client.sendall(begun)
        assert eventually(lambda: _is_over(client))


def _asked(address: str, request: bytes) -> bytes:
    """How the answer begins; nothing where nobody listens yet."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        try:
            client.connect(address)
            client.sendall(request)
            return client.recv(100)
        except OSError:
            return b""


def _is_over(client: socket.socket) -> bool:
    """Whether the server has answered or hung up, although another byte came."""
    try:
        client.sendall(b"x")
        client.recv(1000)
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


@pytest.mark.parametrize("lacking", [{"SECRET_KEY": ""}, {"SECRET_KEY": "x" * 40, "MAX_UPLOAD_MB": "ten"}])
def test_a_setting_that_makes_no_sense_stops_the_start_with_one_line(tmp_path: Path, lacking: dict[str, str]) -> None:
    production = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
        "DATA_DIR": str(tmp_path),
        "DEVELOPMENT": "0",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:config.server.gunicorn",
        "--bind",
        f"unix:{tmp_path}/web",
    ]
    environment = os.environ | production | lacking
    refused = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode == 1
    assert list(lacking)[-1] in refused.stderr
    assert refused.stderr.count("\n") == 1


def answered(client: socket.socket, path: str) -> tuple[int, str]:
    """The status and the body of an answer, over a connection that stays open."""
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    response = HTTPResponse(client)
    response.begin()
    return response.status, response.read().decode(errors="replace")


def test_a_proxy_may_use_an_idle_connection_again(web_server: str) -> None:
    assert gunicorn.keepalive > 60
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        client.connect(web_server)
        assert answered(client, "/accounts/login/")[0] == 200
        time.sleep(3)  # gunicorn by itself hangs up after two
        assert answered(client, "/accounts/login/")[0] == 200


@pytest.mark.parametrize("web_server", [{"SCRIPT_NAME": "/resumes"}], indirect=True)
@pytest.mark.parametrize("as_the_proxy_sends_it", ["/resumes", ""], ids=["with the folder", "without it"])
def test_below_a_folder_pages_have_their_style_and_errors_their_form(
    web_server: str, as_the_proxy_sends_it: str
) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        client.connect(web_server)
        status, page = answered(client, f"{as_the_proxy_sends_it}/accounts/login/")
        assert status == 200
        found = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
        assert found
        assert [address for address in found if not address.startswith("/resumes/")] == []
        for address in found:
            if "/static/" in address:
                assert answered(client, as_the_proxy_sends_it + address.removeprefix("/resumes"))[0] == 200, address
        status, said = answered(client, f"{as_the_proxy_sends_it}/api/analysis/nothing")
        assert status == 404
        assert json.loads(said) == {
            "error": "Not found",
            "message": "There is nothing at this address. It may have been deleted.",
        }
        assert '"status"' in answered(client, "/healthz")[1]
