"""Starts on an installation that is not complete, and two starts at once: each says in one line what to do."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from psycopg import sql

from config import start
from config.postgres import address as postgres
from config.postgres import budget
from tests.config.running import ROOT
from tests.config.test_dev import clean_environment


@pytest.fixture
def fresh_database(transactional_db: None, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a new database on the server of the tests."""
    database = connection.settings_dict
    name = f"{database['NAME']}_fresh"
    identifier = sql.Identifier(name)
    clause = sql.SQL(getattr(request, "param", ""))
    server = postgres.url(database | {"NAME": "postgres"})
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        session.execute(sql.SQL("CREATE DATABASE {} {}").format(identifier, clause))
        yield postgres.url(database | {"NAME": name})
        session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def begin(database_url: str, *arguments: str, data_dir: Path) -> "subprocess.Popen[str]":
    own = {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir), "DEVELOPMENT": "1", "SECRET_KEY": "of-this-test"}
    command = [sys.executable, "manage.py", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=clean_environment() | own, stdout=pipe, stderr=pipe, text=True)


def refused(process: "subprocess.Popen[str]") -> str:
    """The one line that a command said before it ended with 1."""
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 1, said
    assert said.count("\n") == 1, said
    return said


@pytest.mark.slow
def test_two_may_migrate_a_fresh_database_at_once(fresh_database: str, tmp_path: Path) -> None:
    both = [begin(fresh_database, "migrate", data_dir=tmp_path) for _ in range(2)]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("Applying analysis.0001_initial... OK" in out for out, _ in said) == 1
    assert sum("No migrations to apply" in out for out, _ in said) == 1


def test_a_cluster_does_not_start_on_a_database_that_is_behind(fresh_database: str, tmp_path: Path) -> None:
    assert "run `manage.py migrate`" in refused(begin(fresh_database, "run_cluster", data_dir=tmp_path))


@pytest.mark.parametrize(
    "fresh_database", ["ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER libc"], indirect=True
)
def test_a_database_that_cannot_hold_every_character_is_refused(fresh_database: str, tmp_path: Path) -> None:
    said = refused(begin(fresh_database, "migrate", data_dir=tmp_path))
    assert "has the encoding LATIN1" in said
    assert "createdb --encoding=UTF8" in said


def test_data_of_another_major_version_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    said = refused(begin("", "migrate", data_dir=tmp_path))
    assert "was made by PostgreSQL 14" in said
    assert "OPERATIONS.md" in said


def readyz() -> dict[str, str]:
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    checks: dict[str, str] = answer.json()["checks"]
    return checks


@pytest.mark.django_db
def test_readyz_names_the_migrations_that_are_missing() -> None:
    MigrationRecorder(connection).record_unapplied("analysis", "0002_queue")
    assert readyz()["schema"] == "the database lacks 1 migrations, such as analysis.0002_queue: run `manage.py migrate`"


@pytest.mark.django_db
def test_without_collected_files_pages_come_without_style_and_readyz_says_so(settings: Any, tmp_path: Path) -> None:
    settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.server.static.Storage"}}
    assert "run `manage.py collectstatic --no-input`" in readyz()["static"]
    assert Client().get("/accounts/login/").status_code == 200
    assert Client().get("/no-such-page").status_code == 404


@pytest.mark.django_db
def test_while_the_database_is_behind_a_page_says_that_the_service_is_being_updated() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE auth_user RENAME COLUMN username TO as_it_is_called_later")
    client = Client(raise_request_exception=False)
    answer = client.post("/accounts/login/", {"username": "ada", "password": "x"})
    assert answer.status_code == 503
    assert "being updated" in answer.content.decode()


@pytest.mark.django_db
def test_a_start_says_how_many_connections_are_needed(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.WEB_CONCURRENCY, settings.DATABASE_POOL_SIZE, settings.ANALYSIS_WORKERS = 2, 8, 5
    assert (budget.of_web(), budget.of_cluster(), budget.needed()) == (16, 14, 30)
    caplog.set_level("DEBUG", "config")
    start.say_connections()
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("ALTER DATABASE {} CONNECTION LIMIT 20").format(sql.Identifier(connection.settings_dict["NAME"]))
        )
    start.say_connections()
    assert [record.levelname for record in caplog.records][-1] == "WARNING"
    assert "need at most 30 connections" in caplog.records[0].message
    assert "the server allows 20: raise max_connections" in caplog.records[1].message


def settings_with(tmp_path: Path, names: str, **environment: str) -> list[str]:
    """These settings, as a process with this environment has them."""
    program = f"from config import settings; print(*(getattr(settings, name) for name in {names.split()!r}), sep='\\n')"
    own = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "one"} | environment
    run = [sys.executable, "-c", program]
    found = subprocess.run(run, cwd=ROOT, env=clean_environment() | own, capture_output=True, text=True, check=True)
    return found.stdout.split("\n")[:-1]


def test_two_installations_on_one_host_do_not_sign_each_other_out(tmp_path: Path) -> None:
    names = "SESSION_COOKIE_NAME SESSION_COOKIE_PATH CSRF_COOKIE_PATH"
    (one, *_), (other, *_), (below, *paths) = (
        settings_with(tmp_path, names),
        settings_with(tmp_path, names, SECRET_KEY="other"),
        settings_with(tmp_path, names, SCRIPT_NAME="/resumes"),
    )
    assert one != other
    assert one == below == settings_with(tmp_path, names)[0]  # processes of one installation agree
    assert paths == ["/resumes/", "/resumes/"]


def test_hsts_is_as_the_operator_says(tmp_path: Path) -> None:
    names = "SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD"
    assert settings_with(tmp_path, names, HTTPS="1") == ["31536000", "False", "False"]
    assert settings_with(tmp_path, names, HTTPS="0") == ["0", "False", "False"]
    asked = settings_with(tmp_path, names, HTTPS="1", HSTS_SECONDS="60", HSTS_SUBDOMAINS="1", HSTS_PRELOAD="1")
    assert asked == ["60", "True", "True"]
