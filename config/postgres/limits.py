"""How connections to the database are made: their limits, what DATABASE_URL says of them, pools and poolers."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import pq

BACKEND = "config.postgres.backend"
# Nobody waits for ever for a lock, no statement runs for ever, and no forgotten transaction holds a lock.
LIMITS = {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s"}
# A host that has vanished is noticed within ten seconds; TCP by itself takes a quarter of an hour. In libpq's units.
TCP = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# Settings of the server that may stand in DATABASE_URL by their own names, as JDBC's name for one of them may.
_SERVER_SETTINGS = {*LIMITS, "search_path"}
_SEARCH_PATH_OF_JDBC = "currentSchema"


def options_of(url: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The options of libpq and the settings of the server in a DATABASE_URL's query. Raises ImproperlyConfigured."""
    libpq: dict[str, Any] = {}
    server: dict[str, str] = {}
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        if name == _SEARCH_PATH_OF_JDBC:
            server["search_path"] = value
        elif name in _SERVER_SETTINGS:
            server[name] = value
        elif name in known:
            libpq[name] = value
        else:
            raise ImproperlyConfigured(f'DATABASE_URL: "{name}" is no option of a connection to PostgreSQL')
    return libpq, server


def limited(database: dict[str, Any], url: str, *, pooler: bool, prepare_threshold: int | None) -> dict[str, Any]:
    """Django's settings of a database with limits on all that waits. What DATABASE_URL says itself goes before them.

    `pooler`: the address is that of a pooler of transactions, such as PgBouncer. It refuses settings at the start of a
    connection, and a cursor or a setting would outlive the transaction on a connection that is somebody else's by then.
    """
    libpq, server = options_of(url)
    settings = LIMITS | server
    given = str(libpq.pop("options", ""))
    options = {**TCP, **libpq, "prepare_threshold": prepare_threshold}
    ours = "" if pooler else " ".join(f"-c {name}={_escaped(value)}" for name, value in settings.items())
    # The last mention of a setting counts: what DATABASE_URL gives goes before ours.
    if both := f"{ours} {given}".strip():
        options["options"] = both
    completed = {**database, "ENGINE": BACKEND, "OPTIONS": options, "CONN_HEALTH_CHECKS": True}
    if pooler:
        completed |= {"DISABLE_SERVER_SIDE_CURSORS": True, "LIMITS_PER_TRANSACTION": settings}
    if "statement_timeout" in server or "statement_timeout" in given:
        completed["LONGEST_SILENCE"] = None  # only its author knows how long a statement may take
    return completed


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def pool(size: int) -> dict[str, Any]:
    """Options of a web process's pool: a connection for each of its threads, and one where nothing happens.

    A pool that goes on trying by itself waits twice as long each time, a minute after an outage of a minute: soon given
    up, the next request tries at once. It gives back one connection every `max_idle` seconds.
    """
    return {
        "min_size": 1,
        "max_size": size,
        "timeout": 2,
        "max_idle": 20,
        "reconnect_timeout": 2,
    }
