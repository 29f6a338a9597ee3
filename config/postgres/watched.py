"""A connection that does not wait for ever for a server that has fallen silent.

TCP notices a host that has vanished (`config.postgres.limits` sets its timeouts), but not a peer that acknowledges what
it is sent and never answers: a proxy that lost its server, a server that was stopped. So whoever waits here without a
byte for QUIET seconds asks the server, over a new connection, whether it still works on the statement.
"""

import time
from collections.abc import Generator
from typing import Any

import psycopg

# Seconds without a byte after which the server is asked; and how long that question, connecting included, may take.
QUIET = 5.0
ASKING = 3
# A backend that is idle may just have answered: it is asked a second time, so many seconds later.
DOUBT = 1.0
# Seconds without a byte after which a connection counts as dead whatever the server says. Statements end before that:
# `statement_timeout` is 30 s.
LONGEST_SILENCE = 35.0


class WatchedConnection(psycopg.Connection[Any]):
    """Raises OperationalError, and is closed, where the server no longer answers it.

    `longest_silence` is in seconds; None waits for as long as the server says that it is at work.
    """

    longest_silence: float | None = LONGEST_SILENCE
    # Behind a pooler of transactions the process id is the pooler's own, and says nothing about the server's.
    has_own_backend = True

    def wait(self, gen: Any, *args: Any, **options: Any) -> Any:
        return super().wait(self._watched(gen), *args, **options)

    def _watched(self, gen: Any) -> Generator[Any, Any, Any]:
        """What `gen` yields and returns, ended where it waits in vain."""
        heard = asked = time.monotonic()
        doubts = 0
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                now = time.monotonic()
                if ready:
                    heard = asked = now
                    doubts = 0
                elif self.longest_silence is not None and now - heard > self.longest_silence:
                    self._give_up(now - heard)
                elif now - asked > (DOUBT if doubts else QUIET):
                    doubts = 0 if self._is_at_work() else doubts + 1
                    if doubts > 1:
                        self._give_up(now - heard)
                    asked = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _give_up(self, seconds: float) -> None:
        self.close()
        raise psycopg.OperationalError(f"the database has not answered for {seconds:.0f} s: the connection is given up")

    def _is_at_work(self) -> bool:
        """Whether the server says, over another connection, that it still works on this one's statement."""
        pid = self.info.backend_pid
        parameters: dict[str, Any] = self.info.get_parameters() | {
            "password": self.info.password,
            "connect_timeout": ASKING,
        }
        try:
            with WatchedConnection.connect(**parameters, autocommit=True, prepare_threshold=None) as other:
                if not self.has_own_backend:
                    return True
                other.longest_silence = ASKING
                busy = other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state <> 'idle'", [pid])
                return busy.fetchone() is not None
        except psycopg.OperationalError as error:
            return error.sqlstate is not None  # an answer, though a refusal: too many connections, starting up


def is_alive(connection: psycopg.Connection[Any], *, within: float = 2.0) -> bool:
    """Whether the server answers on this very connection. A dead one is closed."""
    usual = getattr(connection, "longest_silence", None)
    if isinstance(connection, WatchedConnection):
        connection.longest_silence = within
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        connection.close()
        return False
    finally:
        if isinstance(connection, WatchedConnection):
            connection.longest_silence = usual
    return True
