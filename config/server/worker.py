"""gunicorn's thread worker, in which no client holds a thread for ever by sending a byte now and then."""

import socket
import threading
import time
from contextlib import suppress
from typing import Any

from django.conf import settings

from config.server.arrivals import HEAD, ArrivalWorker

# Seconds in which the rest of a request must have come, beside what a slow line needs for the file.
BODY = 60.0
# Bytes a second of the slowest line that still gets the largest file through.
SLOWEST = 16 * 1024


class Worker(ArrivalWorker):
    """Hangs up on a request that takes too long to arrive; to what has arrived it is free to take its time."""

    def init_process(self) -> None:
        self._deadlines: dict[Any, float] = {}
        threading.Thread(target=self._hang_up, name="deadlines", daemon=True).start()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Read and answer one request, in a thread of the pool."""
        self._deadlines[conn] = time.monotonic() + HEAD
        try:
            return super().handle(conn)
        finally:
            del self._deadlines[conn]

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request whose head has arrived."""
        self._deadlines[conn] = time.monotonic() + BODY + settings.MAX_UPLOAD_MB * 2**20 / SLOWEST
        return super().handle_request(req, conn)

    def _hang_up(self) -> None:
        while True:
            time.sleep(1)
            now = time.monotonic()
            for conn in [conn for conn, deadline in list(self._deadlines.items()) if deadline < now]:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)  # who reads finds the end; an answer still goes out
