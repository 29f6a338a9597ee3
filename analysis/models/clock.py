"""The one clock that all hosts share: the database's."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def database_time() -> datetime:
    """The time by which the database writes and judges the times of jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
