"""A proxy in front of PostgreSQL that can go away, and that can fall silent: it takes what it is sent, and neither side
hears of it.
"""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Proxy:
    """Listens on 127.0.0.1 and forwards to a server's socket, a folder or a (host, port), until it falls silent."""

    def __init__(self, server: Path | tuple[str, int]) -> None:
        self._server = server
        self.silent = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @classmethod
    def before(cls, database: Mapping[str, Any]) -> Self:
        """One in front of the server of these settings, whether that is reached over TCP or a unix socket."""
        host, port = str(database["HOST"]), int(database["PORT"] or 5432)
        return cls(Path(host) if host.startswith("/") else (host, port))

    def __enter__(self) -> Self:
        self._start()
        return self

    def _start(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.go_away()

    def go_away(self) -> None:
        """Hang up on everybody, and refuse connections."""
        _hang_up(self._listener)
        for each in self._open:
            _hang_up(each)

    def come_back(self) -> None:
        """Take connections again, on the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._start()

    def fall_silent(self) -> None:
        """From now on swallow everything; new connections are accepted, and hear nothing either."""
        self.silent.set()

    def speak(self) -> None:
        """Forward new connections again. What was swallowed is gone, and those connections stay silent for ever."""
        self.silent = threading.Event()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._open.append(client)
            silent = self.silent
            if silent.is_set():
                threading.Thread(target=_forward, args=(client, None, silent), daemon=True).start()
                continue
            try:
                server = self._connect()
            except OSError:
                _hang_up(client)
                continue
            self._open.append(server)
            for pair in ((client, server), (server, client)):
                threading.Thread(target=_forward, args=(*pair, silent), daemon=True).start()

    def _connect(self) -> socket.socket:
        if isinstance(self._server, Path):
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._server / ".s.PGSQL.5432"))
            return server
        return socket.create_connection(self._server)


def _forward(source: socket.socket, sink: socket.socket | None, silent: threading.Event) -> None:
    try:
        while data := source.recv(65536):
            if sink is not None and not silent.is_set():
                sink.sendall(data)
    except OSError:
        pass
    finally:
        if sink is not None and not silent.is_set():
            for each in (source, sink):
                _hang_up(each)


def _hang_up(end: socket.socket) -> None:
    """Also for a thread that just reads from it."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
