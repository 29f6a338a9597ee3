"""Where a list goes on: after a row, by what it is sorted by, so that what comes and goes elsewhere moves nothing."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What fits into a column of times, and of keys.
_LATEST, _LARGEST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND, 2**63 - 1

Rows = TypeVar("Rows", bound=QuerySet[Any])


class BadCursor(ValueError):
    """Not a cursor that a list has given out."""


def cursor_of(row: Any) -> str:
    """The place of this row in a list of the newest first; it needs `created_at` and a key."""
    place = f"{(row.created_at - EPOCH) // MICROSECOND}.{row.pk}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def after(rows: Rows, cursor: str) -> Rows:
    """The rows behind this place, in a list of the newest first. Raises BadCursor."""
    created_at, pk = _place(cursor)
    return rows.filter(Q(created_at__lt=created_at) | Q(pk__lt=pk), created_at__lte=created_at)


def before(rows: Rows, cursor: str) -> Rows:
    """The rows down to this place and with it. Raises BadCursor."""
    created_at, pk = _place(cursor)
    return rows.filter(Q(created_at__gt=created_at) | Q(pk__gte=pk), created_at__gte=created_at)


def _place(cursor: str) -> tuple[datetime, int]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        micros, pk = (int(part) for part in text.split(".") if part.isdecimal())
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise BadCursor(cursor) from error
    if not (micros <= _LATEST and pk <= _LARGEST):
        raise BadCursor(cursor)
    return EPOCH + micros * MICROSECOND, pk
