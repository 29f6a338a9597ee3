"""The databases of the bench: ours, a stock one without our index, and copies at several depths of queue."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import psycopg
from psycopg import sql

from config.postgres import address as postgres
from config.postgres import embedded

ROOT = Path(__file__).resolve().parent.parent.parent
OURS, STOCK = "bench_ours", "bench_stock"
DEPTHS = {f"bench_depth_{depth}": depth for depth in (10**2, 10**4, 10**6)}


@contextmanager
def server(data_dir: Path) -> Iterator[str]:
    """The address of a server to make databases on: DATABASE_URL's, or else an embedded one of the bench's own."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with embedded.running(data_dir):
        owner = {"USER": postgres.OWNER, "PASSWORD": postgres.login(data_dir, postgres.OWNER)["password"]}
        yield postgres.url(postgres.database_settings(data_dir, "") | owner)


def address(server_url: str, name: str) -> str:
    return postgres.url(dict(dj_database_url.parse(server_url)) | {"NAME": name})


def environment(server_url: str, name: str, data_dir: Path) -> dict[str, str]:
    """What a process of the product needs to run on that database."""
    return os.environ | {
        "DATABASE_URL": address(server_url, name),
        "DATA_DIR": str(data_dir),
        "DEVELOPMENT": "1",
        "ANALYSIS_WORKERS": "5",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "BENCH_BROKER": "stock" if name == STOCK else "ours",
        "BENCH_DATABASES": "",
    }


def create(server_url: str, data_dir: Path) -> None:
    """Make OURS and STOCK anew."""
    for name in (OURS, STOCK):
        drop(server_url, name)
        _execute(server_url, "CREATE DATABASE {}", name)
        _manage(environment(server_url, name, data_dir), "migrate", "-v0", "--skip-checks")
    _manage(environment(server_url, STOCK, data_dir), "migrate", "-v0", "--skip-checks", "analysis", "0001")


def copy(server_url: str, name: str) -> None:
    drop(server_url, name)
    _execute(server_url, "CREATE DATABASE {} TEMPLATE {}", name, OURS)


def drop(server_url: str, name: str) -> None:
    _execute(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def drop_all(server_url: str) -> None:
    for name in (*DEPTHS, STOCK, OURS):
        drop(server_url, name)


def _execute(server_url: str, statement: str, *names: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _manage(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)
