"""gunicorn's threads are for requests that have arrived: what comes slowly waits in the poller, where it costs nothing.

By itself a new connection takes a thread at once, so that a few that stay silent, or send a byte now and then, stop the
site for everybody. Here a connection gets a thread when the head of its request is there, and the whole of it
where it is small. A large body is read while it comes; half of the threads at most do that.

The kernel does the waiting: SO_RCVLOWAT says how many bytes make a TCP socket readable. Unix sockets know no such mark;
behind one there is a proxy of ours, which sends what has arrived.
"""

import array
import fcntl
import re
import selectors
import socket
import termios
import time
from collections import deque
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Seconds in which the head of a request must have come, and the whole of a small one. Less than `gunicorn.SILENCE`, of
# whose end gunicorn would write a traceback.
HEAD = 15.0
# Bytes: the longest head that is waited for, and the longest request that is waited for as a whole. The kernel holds
# them meanwhile.
LONGEST_HEAD = 32 * 1024
SMALL = 64 * 1024

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
# Who expects to be told to go on sends the rest when a thread has said so.
_OPEN_END = re.compile(rb"\r\n(?:transfer-encoding|expect):", re.IGNORECASE)


class ArrivalWorker(ThreadWorker):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._large: set[Any] = set()
        self._waiting: deque[Any] = deque()
        self.pending_conns: deque[Any] = deque()

    def enqueue_req(self, conn: Any) -> None:
        """Take a connection that is new, or on which another request begins."""
        read_ahead = conn.initialized and conn.parser.unreader.buf.getvalue()
        if conn.sock.family == socket.AF_UNIX or read_ahead:
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.had = -1
        conn.timeout = time.monotonic() + HEAD
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_data, conn))

    def finish_request(self, conn: Any, fs: Any) -> None:
        self._large.discard(conn)
        if self._waiting and self._may_read_another():
            self._dispatch_large(self._waiting.popleft())
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Close what took too long; once this worker is to stop, also what has sent nothing yet."""
        if not self.alive:
            for conn in self.pending_conns:
                conn.timeout = conn.timeout if _waiting_bytes(conn.sock) else 0.0
            self.pending_conns = deque(sorted(self.pending_conns, key=lambda conn: float(conn.timeout)))
        super().murder_pending()

    def _on_data(self, conn: Any, sock: socket.socket) -> None:
        """Enough bytes have come to look at them, or no more will."""
        try:
            seen = sock.recv(LONGEST_HEAD, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            seen = b""
        length, have = _length(seen), _waiting_bytes(sock)
        # Readable with no more than before: the client has closed its side.
        comes_to_more = have > conn.had
        conn.had = have
        if comes_to_more and have and (length is None or have < length <= SMALL):
            with suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, length or have + 1)
                return
        self._release(conn)
        if length is not None and length > SMALL:
            self._begin_large(conn)
        else:
            super().enqueue_req(conn)

    def _release(self, conn: Any) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        with suppress(OSError):
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.data_ready = True

    def _begin_large(self, conn: Any) -> None:
        if self._may_read_another():
            self._dispatch_large(conn)
        else:
            self._waiting.append(conn)

    def _may_read_another(self) -> bool:
        return len(self._large) < max(1, int(self.cfg.threads) // 2)

    def _dispatch_large(self, conn: Any) -> None:
        self._large.add(conn)
        super().enqueue_req(conn)


def _length(seen: bytes) -> int | None:
    """Bytes of the whole request, None while its head is not complete. One whose end is not told counts as large."""
    end = seen.find(b"\r\n\r\n")
    if end < 0:
        return LONGEST_HEAD if len(seen) >= LONGEST_HEAD else None  # for gunicorn to refuse
    head = seen[: end + 2]
    if _OPEN_END.search(head):
        return SMALL + 1
    found = _LENGTH.search(head)
    return end + 4 + (int(found[1]) if found else 0)


def _waiting_bytes(sock: socket.socket) -> int:
    """How many bytes the kernel holds."""
    count = array.array("i", [0])
    with suppress(OSError):
        fcntl.ioctl(sock.fileno(), termios.FIONREAD, count)
    return count[0]
