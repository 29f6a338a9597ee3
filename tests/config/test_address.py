"""Where the database is: from DATABASE_URL, or from DATA_DIR alone."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.postgres import address as postgres


def test_without_a_database_url_it_is_the_embedded_server_of_data_dir(tmp_path: Path) -> None:
    database = postgres.database_settings(tmp_path, "")
    assert (database["HOST"], database["NAME"]) == (str(postgres.socket_dir(tmp_path)), "second_look")
    assert postgres.is_embedded(database, tmp_path)
    assert not postgres.is_embedded(database, Path("/srv/other"))


def test_a_database_url_is_taken_as_it_is() -> None:
    database = postgres.database_settings(Path("/srv/data"), "postgres://me:p%40ss@db.example:5433/resumes")
    assert [database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "me",
        "p@ss",
        "db.example",
        5433,
        "resumes",
    ]
    assert not postgres.is_embedded(database, Path("/srv/data"))


def test_a_sockets_folder_may_stand_in_a_database_url() -> None:
    address = "postgres://me@%2Fvar%2Frun%2Fpostgresql/resumes"
    assert postgres.database_settings(Path("/srv/data"), address)["HOST"] == "/var/run/postgresql"


@pytest.mark.parametrize("address", ["sqlite:///x", "mysql://me:secret@db/x", "postgres://me:secret@db", "secret"])
def test_what_leads_to_no_postgresql_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgres://user:password@host/name") as refusal:
        postgres.database_settings(Path("/srv/data"), address)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("folder", ["/srv/data", "/srv/" + "x" * 100, "/srv/a, b", "/srv/ü" * 10, '/srv/"a"'])
def test_the_sockets_path_fits_and_is_the_same_for_every_process(folder: str) -> None:
    first, second = (postgres.socket_dir(Path(folder)) for _ in range(2))
    assert first == second
    assert len(f"{first}/.s.PGSQL.5432".encode()) <= 107
    assert "," not in str(first)


def test_two_long_folders_have_two_sockets() -> None:
    assert postgres.socket_dir(Path("/srv/" + "x" * 100)) != postgres.socket_dir(Path("/srv/" + "x" * 101))


@pytest.mark.parametrize(
    "address",
    ["postgres://me:p%40s%2Fs@db.example:5433/r%C3%A9sum%C3%A9s", "postgres://me@%2Ftmp%2Fa%20b/test_1"],
)
def test_settings_become_the_database_url_that_they_came_from(address: str) -> None:
    database = postgres.database_settings(Path("/srv/data"), address)
    assert postgres.database_settings(Path("/srv/data"), postgres.url(database)) == database
