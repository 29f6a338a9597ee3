"""Embedded servers and processes that use them, as tests start, ask and end them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from config.postgres import address as postgres
from config.postgres import roles
from tests.config.running import ROOT

USE = """
import sys, time
from pathlib import Path
from config.postgres import embedded
try:
    with embedded.running(Path(sys.argv[1])):
        print("up", flush=True)
        time.sleep(float(sys.argv[2]))
except embedded.EmbeddedError as error:
    sys.exit(str(error))
"""


def connect(data_dir: Path) -> psycopg.Connection:
    return roles.connect(data_dir, postgres.USER, database=postgres.NAME)


def ask(data_dir: Path, question: str) -> str:
    with connect(data_dir) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])


def user_process(data_dir: Path, seconds: float = 60, **options: Any) -> subprocess.Popen[str]:
    """Another process that uses the server of this DATA_DIR; it says "up" when it does."""
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(data_dir), str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def wait_until_up(user: subprocess.Popen[str]) -> None:
    assert user.stdout is not None
    assert user.stdout.readline() == "up\n"


def end(*users: subprocess.Popen[str]) -> None:
    for user in users:
        user.kill()
        user.communicate()


def refusal(data_dir: Path, **options: Any) -> str:
    """What a user is told who can't have a server."""
    output, complaint = user_process(data_dir, 0, **options).communicate(timeout=60)
    assert output == ""
    return complaint


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
