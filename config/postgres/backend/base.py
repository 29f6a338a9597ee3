"""Django's backend for PostgreSQL with two differences, both asked for by the settings (`config.postgres.limits`).

Its connections notice a server that has fallen silent. Behind a pooler of transactions each transaction sets its own
limits, since what a session sets may reach another one.
"""

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from config.postgres.watched import LONGEST_SILENCE, WatchedConnection, is_alive

_ERRORS = (
    *("DataError", "OperationalError", "IntegrityError", "InternalError", "ProgrammingError"),
    *("NotSupportedError", "DatabaseError", "InterfaceError", "Error"),
)


class DatabaseWrapper(base.DatabaseWrapper):
    """What `connections["default"]` is."""

    _connection_pools: dict[str, "ConnectionPool[WatchedConnection]"]  # Django's, of this process

    # Django connects by what it finds here, and translates these errors.
    Database: Any = SimpleNamespace(
        connect=WatchedConnection.connect, **{name: getattr(psycopg, name) for name in _ERRORS}
    )

    @property
    def pool(self) -> "ConnectionPool[WatchedConnection] | None":
        """Django's pool, which asks a connection for a sign of life before it lends it."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            made = ConnectionPool(
                kwargs=self.get_connection_params() | {"autocommit": True},  # Django sets it as it likes later on
                connection_class=WatchedConnection,
                configure=self._configure_connection,  # type: ignore[attr-defined]
                check=check,
                open=False,
                **options,
            )
            self._connection_pools.setdefault(self.alias, made)  # another thread may have been faster
        return self._connection_pools[self.alias]

    @property
    def can_hold_a_session(self) -> bool:
        """Whether a connection of `connect_directly` keeps its server: without one, LISTEN hears nothing."""
        return not self._limits or "DIRECT" in self.settings_dict

    def connect_directly(self, **server_settings: str) -> WatchedConnection:
        """A connection beside Django's, past any pooler where the settings say how, in autocommit.

        `server_settings` hold for its session; they are left out where a pooler stands between.
        """
        direct = self.settings_dict.get("DIRECT")
        wrapper = DatabaseWrapper(direct | {"TIME_ZONE": None}, self.alias) if direct else self
        parameters = wrapper.get_connection_params() | {"autocommit": True}
        if self.can_hold_a_session:
            given = " ".join(f"-c {name}={value}" for name, value in server_settings.items())
            parameters["options"] = f"{parameters.get('options', '')} {given}".strip()
        connection = WatchedConnection.connect(**parameters)
        connection.has_own_backend = self.can_hold_a_session
        return connection

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.longest_silence = self.settings_dict.get("LONGEST_SILENCE", LONGEST_SILENCE)
        connection.has_own_backend = not self._limits
        return connection

    def is_usable(self) -> bool:
        return self.connection is not None and is_alive(self.connection)

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit and self._limits:
            try:
                self._limit_this_transaction()
            except BaseException:
                self.close()
                raise

    @property
    def _limits(self) -> dict[str, str]:
        """What each transaction sets for itself; empty where the connection has set it for all of them."""
        return self.settings_dict.get("LIMITS_PER_TRANSACTION") or {}

    def _limit_this_transaction(self) -> None:
        settings = ", ".join(["set_config(%s, %s, true)"] * len(self._limits))
        values = [word for limit in self._limits.items() for word in limit]
        with self.wrap_database_errors:
            self.connection.execute(f"SELECT {settings}", values)


def check(connection: WatchedConnection) -> None:
    """Of a connection that the pool is about to lend: raises where nobody answers on it."""
    if not is_alive(connection):
        raise psycopg.OperationalError("the connection is lost")
