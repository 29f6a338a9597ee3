"""How often within a minute: counted in the database, so that every process counts the same, and exactly.

A subject is a person or an address. Whoever spends holds the subject's lock, the person's own row or `lock_address`,
until the end of the transaction: of two who ask for the last place, one gets it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now

from profiles.models import Deed

MINUTE = timedelta(minutes=1)
# Bits of an IPv6 address that a provider gives to one customer (RFC 6177 and what providers do): the rest is theirs.
CUSTOMER_BITS = 64


@dataclass(frozen=True, slots=True)
class Spent:
    """The limit that is used up, and the seconds until the oldest deed of the minute counts no more."""

    kind: str
    limit: int
    seconds: int


def person(user: User) -> str:
    return f"user:{user.pk}"


def address(text: str) -> str:
    """One address; of IPv6 all that one customer has."""
    if ip_address(text).version == 4:
        return f"address:{text}"
    return f"address:{ip_network((text, CUSTOMER_BITS), strict=False)}"


def lock_address(subject: str) -> None:
    """Keep others of this subject waiting until the end of the transaction: an address has no row to be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"second-look rate {subject}"])


def lock_person(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM auth_user WHERE id = %s FOR NO KEY UPDATE", [user.pk])


def spend(subject: str, limits: Mapping[str, int]) -> Spent | None:
    """Note one deed of each of these kinds; where one is over its limit a minute, none is, and which one is told."""
    return _asked(subject, limits, note=True)


def spent(subject: str, limits: Mapping[str, int]) -> Spent | None:
    """What `spend` would say just now. Notes nothing, and needs no lock."""
    return _asked(subject, limits, note=False)


def give_back(subject: str, kind: str) -> None:
    """Take back the latest deed of this kind, which turned out not to count."""
    latest = Deed.objects.filter(subject=subject, kind=kind).order_by("-at", "-pk").values("pk")[:1]
    Deed.objects.filter(pk__in=latest).delete()


def forget() -> None:
    """Delete what counts no more."""
    Deed.objects.filter(at__lt=Now() - MINUTE).delete()


def _asked(subject: str, limits: Mapping[str, int], *, note: bool) -> Spent | None:
    kinds = [str(kind) for kind in limits]
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [kinds, list(limits.values()), subject, subject, note])
        row = cursor.fetchone()
    return Spent(row[0], limits[row[0]], max(1, math.ceil(row[1].total_seconds()))) if row else None


# Of each kind as many deeds as its limit, counted back from now: where there are so many, the oldest has to grow a
# minute old. The longest wait comes first.
_SPEND = """
WITH asked AS (SELECT * FROM unnest(%s::text[], %s::bigint[]) AS asked (kind, most)),
waits AS (
    SELECT asked.kind, oldest.at + interval '1 minute' - statement_timestamp() AS wait
    FROM asked, LATERAL (
        SELECT at FROM user_deeds AS deed
        WHERE deed.subject = %s AND deed.kind = asked.kind
            AND deed.at > statement_timestamp() - interval '1 minute'
        ORDER BY at DESC OFFSET asked.most - 1 LIMIT 1
    ) AS oldest
),
noted AS (
    INSERT INTO user_deeds (subject, kind, at)
    SELECT %s, kind, statement_timestamp() FROM asked WHERE %s AND NOT EXISTS (SELECT FROM waits)
)
SELECT kind, wait FROM waits ORDER BY wait DESC LIMIT 1
"""
