"""How gunicorn is set up to serve the site."""

import socket
import time
from types import SimpleNamespace

import pytest

from config import web


def test_a_client_that_falls_silent_does_not_hold_a_thread_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "SILENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        web.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()) as client, listener.accept()[0] as served:
            served.setblocking(True)
            client.sendall(b"POST /profile/uploads HTTP/1.1")
            assert served.recv(100)
            began = time.monotonic()
            with pytest.raises(BlockingIOError):
                served.recv(100)
            assert 0.5 < time.monotonic() - began < 10
