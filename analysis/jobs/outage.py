"""What counts as the database being away for a while, so that it is worth coming back instead of giving up.

Gone, starting, short of something, in a deadlock, or read-only: as a standby is until it has taken over, and a server
whose disk is full.
"""

from django.db import InterfaceError, OperationalError
from psycopg.errors import ReadOnlySqlTransaction


def is_outage(error: BaseException | None) -> bool:
    """Whether this error says so; of a statement, of a connection, or of a whole transaction."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return error is not None and isinstance(error.__cause__, ReadOnlySqlTransaction)
