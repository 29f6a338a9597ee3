"""Where the database is: DATABASE_URL, or else the address of the embedded PostgreSQL. Nothing here starts a process.

The embedded server's address follows from DATA_DIR alone, so that every process finds it without asking another one.
"""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.postgres.passwords import password

NAME = "second_look"
# The embedded server's superuser, whom releases before knew as the only role, and the application's role.
OWNER = "second_look"
USER = "second_look_app"
PORT = 5432
# A unix socket's path holds 107 bytes; the socket's own name takes 15 of them.
_LONGEST_SOCKET_DIR = 90


def database_settings(data_dir: Path, database_url: str, *, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's settings for the database at this address, which `variable` gave; "" means the embedded one.

    Raises ImproperlyConfigured for an address of anything else.
    """
    if not database_url:
        to = login(data_dir, USER)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": NAME,
            "USER": to["user"],
            "PASSWORD": to["password"],
            "HOST": to["host"],
            "PORT": to["port"],
        }
    try:
        parsed = dict(dj_database_url.parse(database_url))
    except ValueError as error:
        # The whole address would carry its password into a log.
        raise ImproperlyConfigured(f"{variable} is not an address like postgres://user:password@host/name") from error
    if parsed["ENGINE"] != "django.db.backends.postgresql" or not parsed["NAME"]:
        raise ImproperlyConfigured(f"{variable} must name a PostgreSQL database: postgres://user:password@host/name")
    return parsed


def login(data_dir: Path, role: str) -> dict[str, Any]:
    """Where the embedded server of this DATA_DIR is, and how this role signs in there."""
    return {
        "host": str(socket_dir(data_dir)),
        "port": PORT,
        "user": role,
        "password": password(data_dir, role),
    }


def is_embedded(database: dict[str, Any], data_dir: Path) -> bool:
    """Whether these settings lead to the embedded server of this DATA_DIR."""
    return str(database.get("HOST")) == str(socket_dir(data_dir))


def socket_dir(data_dir: Path) -> Path:
    """The folder of the embedded server's socket: in DATA_DIR, or in /tmp where such a path can't be a host's name."""
    inside = data_dir / "postgres" / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_DIR and not set(str(inside)) & set(',"\\'):
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:20]
    return Path("/tmp") / f"second-look-{digest}"  # noqa: S108 - the guard makes sure whose it is


def url(database: dict[str, Any]) -> str:
    """The DATABASE_URL that leads to the database of these settings."""
    login = quote(str(database.get("USER") or ""), safe="")
    if password := database.get("PASSWORD"):
        login += ":" + quote(str(password), safe="")
    host = quote(str(database.get("HOST") or ""), safe=":[]")
    port = f":{database['PORT']}" if database.get("PORT") else ""
    return f"postgres://{login}@{host}{port}/{quote(str(database['NAME']), safe='')}"
