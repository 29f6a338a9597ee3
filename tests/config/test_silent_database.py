"""A database that falls silent: it takes what it is sent, acknowledges it, and answers nothing."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

from config.postgres import limits, watched
from config.postgres.backend.base import DatabaseWrapper
from tests.proxy import Proxy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy.before(connection.settings_dict) as running:
        yield running


@pytest.fixture
def through(proxy: Proxy) -> Iterator[DatabaseWrapper]:
    """Django's connection, through the proxy."""
    made = through_proxy(proxy)
    yield made
    made.close()


def through_proxy(proxy: Proxy, **settings: object) -> DatabaseWrapper:
    address = {"HOST": "127.0.0.1", "PORT": proxy.port, "CONN_MAX_AGE": None}
    options = connection.settings_dict["OPTIONS"] | {"sslmode": "disable"}
    return DatabaseWrapper(connection.settings_dict | address | {"OPTIONS": options} | settings, DEFAULT_DB_ALIAS)


def ask(wrapper: DatabaseWrapper, statement: str = "SELECT 1") -> object:
    with wrapper.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_who_waits_for_a_silent_server_is_told_and_goes_on_when_it_is_back(
    proxy: Proxy, through: DatabaseWrapper
) -> None:
    assert ask(through) == 1
    proxy.fall_silent()
    with pytest.raises(OperationalError, match="has not answered"):
        ask(through)
    through.close()
    proxy.speak()
    assert ask(through) == 1


def test_a_server_that_has_forgotten_the_statement_is_not_waited_for(proxy: Proxy, through: DatabaseWrapper) -> None:
    """The statement was swallowed, and the server is back before anybody asked: only it knows that it has no work."""
    assert ask(through) == 1
    proxy.fall_silent()
    silent = proxy.silent
    proxy.speak()
    assert silent.is_set()
    with pytest.raises(OperationalError, match="has not answered"):
        ask(through)


def test_a_statement_that_takes_its_time_is_waited_for(through: DatabaseWrapper) -> None:
    assert ask(through, f"SELECT 7 FROM pg_sleep({watched.QUIET + watched.DOUBT + 2})") == 7


def test_the_pool_lends_no_connection_that_is_dead(proxy: Proxy) -> None:
    pool = limits.pool(4) | {"min_size": 4}
    web = through_proxy(proxy, CONN_MAX_AGE=0)
    web.settings_dict["OPTIONS"]["pool"] = pool
    web.alias = "lent"
    try:
        assert web.pool is not None
        web.pool.open()
        web.pool.wait()
        proxy.fall_silent()
        proxy.speak()  # a failover is over, and all four lead to where it came from
        answers = 0
        for _ in range(8):  # a request that finds one dead connection after another may run out of time, and is told so
            with suppress(OperationalError):
                answers += ask(web) == 1
            web.close()
        assert answers >= 4
    finally:
        web.close()
        web.close_pool()
