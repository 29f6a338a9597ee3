"""How many connections Second Look needs, and how many it can have."""

from django.conf import settings
from django.db import connection

# Of a cluster beside its workers: the pusher, which listens, the monitor, and the supervisor, which looks by a new one
# when the cluster is silent.
CLUSTER_ITSELF = 4
# A worker that runs a job keeps its lease alive over a second one.
OF_A_WORKER = 2


def of_web() -> int:
    """Of all processes of one web server, when all their threads work. Idle, each process keeps one."""
    return settings.WEB_CONCURRENCY * settings.DATABASE_POOL_SIZE


def of_cluster() -> int:
    """Of one cluster, when all its workers work."""
    return OF_A_WORKER * settings.ANALYSIS_WORKERS + CLUSTER_ITSELF


def needed() -> int:
    """Of one web server and one cluster."""
    return of_web() + of_cluster()


def allowed() -> int | None:
    """What server, database and role leave to an ordinary role; None behind a pooler, which has limits of its own."""
    if settings.DATABASE_POOLER:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ALLOWED)
        return int(cursor.fetchone()[0])


# -1 is no limit. PostgreSQL 15 has no reserved_connections.
_ALLOWED = """
SELECT least(
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int,
    (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
    (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user)
)
"""
