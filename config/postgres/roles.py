"""The two roles of the embedded PostgreSQL: its superuser, who makes databases, and the application's, who owns one.

As a superuser the application could read files and run programs on the machine (`COPY … FROM PROGRAM`) by SQL alone.
"""

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from config.postgres import address as postgres

_LOCK = "second-look roles"
# What a folder of an earlier release holds belongs to its superuser; what an extension brought stays with that.
_FOREIGN = """
SELECT format('%%s %%s', kind, name) FROM (
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END,
        c.oid::regclass::text, c.relowner
    FROM pg_class AS c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype IN ('a', 'i') AND relkind = 'S')
    UNION ALL
    SELECT CASE prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
        p.oid::regprocedure::text, proowner
    FROM pg_proc AS p WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT 'SCHEMA', 'public', nspowner FROM pg_namespace WHERE nspname = 'public'
) AS found (kind, name, owner)
WHERE owner <> %s::regrole
"""


def connect(data_dir: Path, role: str = postgres.OWNER, *, database: str = "postgres") -> psycopg.Connection[Any]:
    """A connection to the embedded server of this DATA_DIR."""
    login = postgres.login(data_dir, role)
    return psycopg.connect(**login, dbname=database, connect_timeout=5, autocommit=True)


def prepare(data_dir: Path) -> None:
    """Make the application's role and its database where they are missing, and hand over what an earlier release made.

    Done by every user of the server when it starts, one at a time.
    """
    with connect(data_dir) as session:
        session.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
        _make_role(session, data_dir)
        owner = session.execute(
            "SELECT datdba::regrole::text FROM pg_database WHERE datname = %s", [postgres.NAME]
        ).fetchone()
        name, user = sql.Identifier(postgres.NAME), sql.Identifier(postgres.USER)
        if owner is None:
            session.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, user))
        elif owner[0] != postgres.USER:
            session.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, user))
        _hand_over(data_dir)


def _make_role(session: psycopg.Connection[Any], data_dir: Path) -> None:
    user = sql.Identifier(postgres.USER)
    if session.execute("SELECT FROM pg_roles WHERE rolname = %s", [postgres.USER]).fetchone() is None:
        session.execute(sql.SQL("CREATE ROLE {} LOGIN").format(user))
    elif _can_connect(data_dir):
        return
    secret = postgres.login(data_dir, postgres.USER)["password"]
    session.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(user, sql.Literal(secret)))


def _can_connect(data_dir: Path) -> bool:
    try:
        connect(data_dir, postgres.USER).close()
    except psycopg.OperationalError:
        return False
    return True


def _hand_over(data_dir: Path) -> None:
    """Give the application's role what is in its database and belongs to somebody else."""
    with connect(data_dir, database=postgres.NAME) as session, session.transaction():
        for (what,) in session.execute(_FOREIGN, [postgres.USER]).fetchall():
            session.execute(sql.SQL("ALTER " + what + " OWNER TO {}").format(sql.Identifier(postgres.USER)))
