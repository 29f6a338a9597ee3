"""One at a time on a database: what two processes must not do at once, on whatever machines they are."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_PAUSE = 0.2  # seconds between two looks whether it is free
# Seconds without end: neither the wait nor what is done meanwhile has a limit.
_UNLIMITED = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout")


@contextmanager
def alone(task: str, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Wait until nobody else does this task on this database, and keep others waiting meanwhile.

    The lock belongs to a transaction on a connection of its own, so that a pooler of transactions keeps it too; the
    server drops it when this process ends, however that happens.
    """
    wrapper: Any = connections[using]
    connection = wrapper.connect_directly()
    connection.longest_silence = None
    try:
        connection.execute("BEGIN")
        for name in _UNLIMITED:  # PostgreSQL 15 does not know them all
            connection.execute("SELECT set_config(name, '0', true) FROM pg_settings WHERE name = %s", [name])
        lock = [f"second-look {task}"]
        is_told = False
        while not connection.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", lock).fetchone()[0]:
            if not is_told:
                print(f"Waiting: another process does this just now ({task}).", file=sys.stderr, flush=True)
            is_told = True
            # Asked again and again: a statement that waits has a snapshot, and who builds an index concurrently waits
            # for all snapshots, this one's included, while holding what it waits for.
            time.sleep(_PAUSE)
        yield
    finally:
        connection.close()
