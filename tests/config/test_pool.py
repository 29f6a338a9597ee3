"""The pool of connections that web processes share."""

import time
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from config.postgres import limits
from config.postgres.backend.base import check
from tests.proxy import Proxy

OUTAGE = 8.0
# The pool may just be giving up the tries of earlier ones, and then the next one tries anew.
REQUESTS = 4


@pytest.mark.slow
def test_web_processes_go_on_as_soon_as_the_database_is_back(database_url: str) -> None:
    """However long it was away: the pool must not sit out a wait of its own, as long again as the outage."""
    options: dict[str, Any] = limits.pool(8) | {"timeout": 1}
    with Proxy.before(connection.settings_dict) as proxy:
        address = make_conninfo(database_url, host="127.0.0.1", port=proxy.port, sslmode="disable")
        with ConnectionPool(address, open=False, check=check, **options) as pool:
            pool.wait()
            outlive_an_outage(pool, proxy)


def outlive_an_outage(pool: "ConnectionPool[Any]", proxy: Proxy) -> None:
    proxy.go_away()
    began = time.monotonic()
    while time.monotonic() - began < OUTAGE:
        with pytest.raises((PoolTimeout, psycopg.OperationalError)), pool.connection():
            pass
    proxy.come_back()
    assert any(_answers(pool) for _ in range(REQUESTS))


def _answers(pool: "ConnectionPool[Any]") -> bool:
    try:
        with pool.connection() as lent:
            lent.execute("SELECT 1")
    except (PoolTimeout, psycopg.OperationalError):
        return False
    return True
