"""What limits a connection has, and that DATABASE_URL has the last word."""

from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.postgres import limits

ADDRESS = "postgres://me@db.example/resumes"
pytestmark = pytest.mark.django_db


def options(query: str = "", *, pooler: bool = False) -> dict[str, Any]:
    limited = limits.limited({}, f"{ADDRESS}?{query}", pooler=pooler, prepare_threshold=None)
    options: dict[str, Any] = limited["OPTIONS"]
    return options


def shown(options: dict[str, Any], *names: str) -> list[str]:
    """What these settings are in a real session that was begun with these options."""
    parameters = connection.get_connection_params() | {"options": options["options"]}
    with psycopg.connect(**parameters) as session:
        return [session.execute(f"SHOW {name}").fetchone()[0] for name in names]  # type: ignore[index]


def test_every_connection_notices_a_host_that_has_vanished_and_waits_for_nothing_for_ever() -> None:
    in_use = connection.get_connection_params()
    assert {name: in_use[name] for name in limits.TCP} == limits.TCP
    assert shown(in_use, *limits.LIMITS) == list(limits.LIMITS.values())


def test_what_database_url_says_is_kept() -> None:
    query = (
        "connect_timeout=9&keepalives_idle=60&sslmode=disable&options=-c%20work_mem%3D7MB%20-c%20lock_timeout%3D9s"
        "&statement_timeout=2min&currentSchema=app,%20public"
    )
    given = options(query)
    assert (given["connect_timeout"], given["keepalives_idle"], given["sslmode"]) == ("9", "60", "disable")
    names = ("work_mem", "lock_timeout", "statement_timeout", "search_path", "idle_in_transaction_session_timeout")
    assert shown(given, *names) == ["7MB", "9s", "2min", "app, public", "30s"]
    assert shown(options("search_path=app"), "search_path", "lock_timeout") == ["app", "5s"]


def test_who_allows_statements_more_time_is_not_hung_up_on_meanwhile() -> None:
    longer = limits.limited({}, f"{ADDRESS}?statement_timeout=1h", pooler=False, prepare_threshold=None)
    assert longer["LONGEST_SILENCE"] is None
    in_options = limits.limited({}, f"{ADDRESS}?options=-c%20statement_timeout%3D0", pooler=False, prepare_threshold=5)
    assert in_options["LONGEST_SILENCE"] is None


def test_an_option_that_does_not_exist_is_refused_by_name_and_without_the_address() -> None:
    with pytest.raises(ImproperlyConfigured, match='"conect_timeout"') as refused:
        options("conect_timeout=5")
    assert "db.example" not in str(refused.value)


def test_behind_a_pooler_a_connection_begins_without_settings_that_it_would_refuse() -> None:
    assert "options" not in options(pooler=True)
    assert options("options=-c%20work_mem%3D7MB", pooler=True)["options"] == "-c work_mem=7MB"
