"""Whose turn it is: workers go from person to person, so that nobody waits for all that somebody else has queued.

A person is the owner of the job; what has no job is the house's own, and goes first. Of each person the delivery whose
lock passed first stands for all of them (`deliveries.Priority` says what moves a lock). Next is the person who was
served longest ago, and before them all whoever was not served lately. What people wait for at the page and what runs in
the background (bulk and automatic retries) take turns as well, where both wait: neither holds up the other.

`analysis_turns` says when a person, or one of the two kinds, was last served.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any, LiteralString, NamedTuple

from django.db import connections
from django_q.conf import Conf

from analysis.queue.signer import signer

# Whoever was served longer ago than this goes first in any case: the row may be forgotten.
REMEMBERED = timedelta(hours=1)
# Deliveries of one person that a taking looks at beside those that it takes: others may take as many at that moment.
_HEADS = 8
# Deliveries of all people together that the question for a place in line looks at, in multiples of its limit.
_LOOKED_AT = 10

# Every owner that has deliveries, found by the index with one look for each (a "loose index scan").
_OWNERS = """owners AS (
    (SELECT analysis_owner AS owner FROM django_q_ormq WHERE key = %(key)s ORDER BY analysis_owner LIMIT 1)
    UNION ALL
    SELECT (SELECT analysis_owner FROM django_q_ormq WHERE key = %(key)s AND analysis_owner > owners.owner
            ORDER BY analysis_owner LIMIT 1)
    FROM owners WHERE owners.owner IS NOT NULL
)"""
_READY = "key = %(key)s AND lock <= now() AND (analysis_signer IS NULL OR analysis_signer = %(signer)s)"
# Moved ahead by an hour: somebody waits for it at the page (`deliveries.Priority.INTERACTIVE`).
_AT_THE_PAGE = "coalesce(analysis_due - lock >= interval '1 hour', false)"
# The rows of `analysis_turns` that stand for a kind, and not for a person, whose keys begin with 1.
AT_THE_PAGE, IN_THE_BACKGROUND = -1, -2
_KIND = "CASE WHEN at_the_page THEN -1 ELSE -2 END"

TAKE: LiteralString = f"""
WITH RECURSIVE {_OWNERS}, heads AS MATERIALIZED (
    SELECT head.*, owner, row_number() OVER (PARTITION BY owner ORDER BY head.lock, head.id) AS place
    FROM owners CROSS JOIN LATERAL (
        SELECT id, lock, analysis_job IS NOT NULL AS is_job, {_AT_THE_PAGE} AS at_the_page
        FROM django_q_ormq WHERE {_READY} AND analysis_owner = owner
        ORDER BY lock, id LIMIT %(bulk)s + {_HEADS}
    ) AS head
), in_turn AS MATERIALIZED (
    SELECT heads.*, row_number() OVER (
        ORDER BY is_job, heads.place, kind.served_at NULLS FIRST, NOT at_the_page, turn.served_at NULLS FIRST, lock, id
    ) AS turn
    FROM heads LEFT JOIN analysis_turns AS turn USING (owner) LEFT JOIN analysis_turns AS kind ON kind.owner = {_KIND}
    ORDER BY turn LIMIT %(bulk)s + {_HEADS}
), ready AS MATERIALIZED (
    SELECT delivery.id, delivery.lock, owner, is_job, at_the_page
    FROM in_turn JOIN django_q_ormq AS delivery USING (id) WHERE delivery.lock <= now()
    ORDER BY turn LIMIT %(bulk)s FOR UPDATE OF delivery SKIP LOCKED
), served AS (
    INSERT INTO analysis_turns (owner, served_at)
    SELECT DISTINCT each.owner, now()
    FROM ready CROSS JOIN LATERAL (VALUES (ready.owner), ({_KIND})) AS each (owner) WHERE is_job ORDER BY 1
    ON CONFLICT (owner) DO UPDATE SET served_at = excluded.served_at
)
UPDATE django_q_ormq AS delivery SET lock = now() + %(retry)s * interval '1 second'
FROM ready WHERE delivery.id = ready.id
RETURNING ready.lock, delivery.id, delivery.lock, delivery.payload
"""  # noqa: S608 - put together from what stands above

_WAITING: LiteralString = f"""
WITH RECURSIVE {_OWNERS}, each AS (
    SELECT greatest(1, %(limit)s * {_LOOKED_AT} / greatest(1, count(*))) AS at_most FROM owners
)
SELECT owner, row.lock, row.id, row.analysis_job, {_KIND} AS kind
FROM owners CROSS JOIN each CROSS JOIN LATERAL (
    SELECT lock, id, analysis_job, {_AT_THE_PAGE} AS at_the_page
    FROM django_q_ormq WHERE {_READY} AND analysis_owner = owner ORDER BY lock, id LIMIT at_most
) AS row
"""  # noqa: S608
_SERVED = "SELECT owner, extract(epoch FROM served_at)::float8 FROM analysis_turns WHERE owner = ANY(%s)"
_ARE_READY: LiteralString = f"SELECT analysis_job FROM django_q_ormq WHERE analysis_job = ANY(%(jobs)s) AND {_READY}"  # noqa: S608


def places_in_line(job_ids: Collection[int], *, limit: int = 100) -> dict[int, int]:
    """For each of these jobs that is ready, its place in line: 1 starts next, and `limit` stands for all beyond.

    It is the place in today's queue: whoever comes later and was not served lately goes before.
    """
    asked = {"jobs": list(job_ids), "limit": limit, "key": Conf.CLUSTER_NAME, "signer": signer()}
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute(_ARE_READY, asked)
        ready = {job for (job,) in cursor.fetchall()}
        if not ready:
            return {}
        cursor.execute(_WAITING, asked)
        waiting = [_Waiting(*row) for row in cursor.fetchall()]
        cursor.execute(_SERVED, [list({each.owner for each in waiting} | {AT_THE_PAGE, IN_THE_BACKGROUND})])
        served = dict(cursor.fetchall())
    in_turn = islice(_in_turn(waiting, served), limit - 1)
    places = {job: place for place, job in enumerate(in_turn, start=1) if job in ready}
    return {job: places.get(job, limit) for job in ready}


class _Waiting(NamedTuple):
    owner: int
    lock: datetime
    id: int
    job: int | None
    kind: int


def _in_turn(waiting: Iterable[_Waiting], served: dict[int, float]) -> Iterator[int | None]:
    """The jobs in the order in which TAKE will take them, by the same rule."""
    lines: dict[int, list[_Waiting]] = {}
    for each in sorted(waiting, key=lambda each: (each.lock, each.id), reverse=True):
        lines.setdefault(each.owner, []).append(each)

    def turn(owner: int) -> tuple[Any, ...]:
        head = lines[owner][-1]
        kind, person = served.get(head.kind, 0.0), served.get(owner, 0.0)
        return (head.job is not None, kind, head.kind != AT_THE_PAGE, person, head.lock, head.id)

    for later in count(max(served.values(), default=0.0) + 1.0):
        if not lines:
            return
        owner = min(lines, key=turn)
        taken = lines[owner].pop()
        if not lines[owner]:
            del lines[owner]
        if taken.job is not None:
            served[owner] = served[taken.kind] = later
        yield taken.job
