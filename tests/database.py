"""The database of the tests: an embedded server of their own, and on it one database for each process that runs tests.

The server starts with the first test that wants a database and stops after the last. Several runs at once, and the
processes of pytest-xdist, share it: each claims the lowest free number, and its database is called after that.
With DATABASE_URL set the tests use that server instead.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from psycopg import sql

from config.postgres import address as postgres
from config.postgres import embedded, roles
from config.postgres.locks import FileLock

# A crash of the machine may eat the data of tests, so nothing waits for the disk.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The server that the settings name, up for as long as this process runs tests."""
    if not postgres.is_embedded(settings.DATABASES["default"], settings.DATA_DIR):
        yield
        return
    with embedded.running(settings.DATA_DIR, UNSAFE_BUT_FAST):
        with roles.connect(settings.DATA_DIR) as connection:  # pytest-django makes databases as the application
            connection.execute("SELECT pg_advisory_lock(1)")
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(postgres.USER)))
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None) -> Iterator[None]:
    """Give this process a test database that no other running process uses; pytest-django creates it."""
    claims = settings.DATA_DIR / "test-databases"
    claims.mkdir(parents=True, exist_ok=True)
    number, claim = _lowest_free_number(claims)
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = name = f"test_{postgres.NAME}_{number}"
    if postgres.is_embedded(database, settings.DATA_DIR):
        _drop(name)
    yield
    claim.release()


def _drop(name: str) -> None:
    """Remove what a run left behind that was killed, although its processes may still be connected to it."""
    with roles.connect(settings.DATA_DIR) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _lowest_free_number(folder: Path) -> tuple[int, FileLock]:
    number = 1
    while True:
        claim = FileLock(folder / f"{number}.lock")
        if claim.try_take():
            return number, claim
        claim.release()
        number += 1


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """DATABASE_URL of the test database, for processes that a test starts. They see what the test has committed."""
    return postgres.url(settings.DATABASES["default"])
