"""The pool of connections that web processes share."""

import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from config.postgres import limits

OUTAGE = 8.0
# Two requests: the pool may just be giving up the tries of an earlier one, and then the next one tries anew.
LONGEST_WAIT = 4.0


@pytest.mark.slow
def test_web_processes_go_on_as_soon_as_the_database_is_back(tmp_path: Path, database_url: str) -> None:
    """However long it was away: the pool must not sit out a wait of its own, as long again as the outage."""
    home = str(conninfo_to_dict(database_url)["host"])
    folder = tmp_path / "socket"
    folder.symlink_to(home)
    address = make_conninfo(database_url, host=str(folder))
    options: dict[str, Any] = limits.pool(8) | {"timeout": 1}
    with ConnectionPool(address, open=False, **options) as pool:
        pool.wait()
        with pool.connection() as connection:
            folder.unlink()
            connection.close()
        began = time.monotonic()
        while time.monotonic() - began < OUTAGE:
            with pytest.raises((PoolTimeout, psycopg.OperationalError)), pool.connection():
                pass
        folder.symlink_to(home)
        back = time.monotonic()
        while not _answers(pool):
            assert time.monotonic() - back < LONGEST_WAIT


def _answers(pool: "ConnectionPool[Any]") -> bool:
    try:
        with pool.connection() as connection:
            connection.execute("SELECT 1")
    except PoolTimeout:
        return False
    return True
