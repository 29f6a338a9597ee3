"""What is put into the queue, and what is known of it. With `broker` and `checks` the only modules that know django-q2.

Every job has one delivery at most (a unique index says so): to enqueue an attempt is to replace whatever delivery the
job had, so that it may be done again without harm, as rescue does.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.db import connections, transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import Failure, Schedule
from django_q.signing import SignedPackage

from analysis.queue.broker import HOUSE_HEAD_START, Parcel, put
from analysis.queue.signer import signer

# The path that clusters of the release before know, which may run beside new web processes. Another one in 0.3.
RUN_ATTEMPT = "analysis.tasks.run_attempt"
RESCUE = "analysis.tasks.rescue"

# A lock lies no further ahead than a taking moves it, and a little for a taking under way: only a clock that went back
# leaves one further ahead.
CLOCKS = timedelta(minutes=1)
# A delivery that waits for a cluster with another SECRET_KEY waits for so long until it counts as nobody's.
ABSENT = timedelta(minutes=2)


class Priority(StrEnum):
    """How far a delivery goes ahead of those of its owner that came before it, and for how long it overtakes them."""

    INTERACTIVE = "interactive"
    BULK = "bulk"

    @property
    def head_start(self) -> timedelta:
        return timedelta(hours=1) if self is Priority.INTERACTIVE else timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the queue. What its payload does not say, or can't be read to say, is None."""

    id: int
    task: str | None
    job_id: int | None
    attempt: int | None
    lock: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Depth:
    """Deliveries that are ready, that a cluster has taken, and that wait for their due time."""

    ready: int
    taken: int
    delayed: int


def enqueue_attempt(*, job_id: int, attempt: int, owner: int, priority: Priority = Priority.INTERACTIVE) -> None:
    """Queue an attempt of this person's job, inside the caller's transaction."""
    enqueue_attempts([(job_id, attempt, owner)], priority=priority)


def enqueue_attempts(attempts: Sequence[tuple[int, int, int]], *, priority: Priority) -> None:
    """Queue attempts (job's key, number, owner's key) in one statement; each person's are first come, first served."""
    _put(
        [
            Parcel(
                payload_of(RUN_ATTEMPT, job_id, attempt),
                head_start=priority.head_start,
                job=job_id,
                attempt=attempt,
                owner=owner,
            )
            for job_id, attempt, owner in attempts
        ]
    )


def enqueue_house_task(task: str, *args: Any) -> None:
    """Queue one of the application's own tasks ahead of all jobs, such as the canary that shows that workers work."""
    _put([Parcel(payload_of(task, *args), head_start=HOUSE_HEAD_START)])


def discard_deliveries(job_ids: Collection[int]) -> int:
    """Remove what the queue holds for these jobs, also what a worker has in hand: its acknowledgement finds nothing."""
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute("DELETE FROM django_q_ormq WHERE analysis_job = ANY(%s)", [list(job_ids)])
        return int(cursor.rowcount)


def undelivered(
    pairs: Collection[tuple[int, int]], *, grace: timedelta, signers: Collection[str] = ()
) -> set[tuple[int, int]]:
    """Those of these queued attempts that no worker will start soon; to enqueue them again is safe.

    They have no delivery, a cluster took theirs longer than `grace` ago and may have died with it, or the database's
    clock went back, and theirs became due at a time that has yet to come. Or theirs was signed with another SECRET_KEY
    and waits for a cluster that has it: `signers` are those of the living ones, others get some time to start.
    """
    if not pairs:
        return set()
    jobs, attempts = zip(*pairs, strict=True)
    with connections[Conf.ORM].cursor() as cursor:
        lately, never = Conf.RETRY - grace.total_seconds(), Conf.RETRY + CLOCKS.total_seconds()
        values: list[Any] = [list(jobs), list(attempts), lately, never, [*signers, signer()], ABSENT]
        cursor.execute(_UNDELIVERED, values)
        return set(cursor.fetchall())


def deliveries() -> Iterator[Delivery]:
    """Every row of the queue, with its payload read: for tests and diagnosis, it reads the whole table."""
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute("SELECT id, payload, lock, analysis_due FROM django_q_ormq ORDER BY lock, id")
        while rows := cursor.fetchmany(1000):
            for pk, payload, lock, due in rows:
                task, job_id, attempt = _read(payload)
                yield Delivery(pk, task, job_id, attempt, lock, due)


def depth() -> Depth:
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute(_DEPTH, [Conf.CLUSTER_NAME])
        return Depth(*cursor.fetchone())


def oldest_due_age() -> timedelta | None:
    """How long the delivery that is next in line has been due; a great age while workers are free means stuck."""
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute(_NEXT_IN_LINE, [Conf.CLUSTER_NAME, signer()])
        row = cursor.fetchone()
    return row[0] if row else None


def foreign() -> int:
    """How many deliveries wait for a cluster with another SECRET_KEY than this process has."""
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM django_q_ormq WHERE key = %s AND analysis_signer <> %s", [Conf.CLUSTER_NAME, signer()]
        )
        return int(cursor.fetchone()[0])


def forget_failures(age: timedelta) -> None:
    """Delete what django-q2 noted longer than `age` ago of tasks that broke: the attempts are the record of jobs."""
    Failure.objects.filter(stopped__lt=timezone.now() - age).delete()


def ensure_schedule(*, apps: Apps = installed_apps, **_: Any) -> None:
    """Have `rescue` run every minute. Safe to call again; a receiver for `post_migrate`."""
    try:
        schedules = apps.get_model("django_q", "Schedule").objects
    except LookupError:  # migrated in part
        return
    every_minute = {"schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1}
    if not schedules.filter(name="rescue").exists():
        schedules.create(name="rescue", func=RESCUE, next_run=timezone.now(), **every_minute)


def _put(parcels: Sequence[Parcel]) -> None:
    if not connections[Conf.ORM].in_atomic_block:
        raise transaction.TransactionManagementError("Enqueue inside the transaction that the task's work belongs to.")
    put(parcels, key=Conf.CLUSTER_NAME)


def payload_of(task: str, *args: Any) -> str:
    """A task as django-q2's worker expects it, signed; what `async_task` makes, less what it looks up each time."""
    subject = " ".join(map(str, args))
    package = {
        "id": uuid4().hex,
        "name": f"{task.rpartition('.')[2]} {subject}".strip()[:100],
        "func": task,
        "args": args,
        "kwargs": {},
        "started": timezone.now(),
        "ack_failure": True,
    }
    return str(SignedPackage.dumps(package))


def _read(payload: str) -> tuple[str | None, int | None, int | None]:
    try:
        package = SignedPackage.loads(payload)
        task, args = package["func"], package["args"]
    except Exception:  # noqa: BLE001 - a foreign pickle can raise anything
        return None, None, None
    return (task, *args) if task == RUN_ATTEMPT else (task, None, None)


_UNDELIVERED = """
SELECT job, attempt FROM unnest(%s::bigint[], %s::integer[]) AS queued (job, attempt)
WHERE NOT EXISTS (
    SELECT FROM django_q_ormq WHERE analysis_job = job AND analysis_attempt = attempt
    AND (lock <= now() OR lock > now() + %s * interval '1 second' AND lock <= now() + %s * interval '1 second')
    AND (analysis_signer IS NULL OR analysis_signer = ANY(%s) OR analysis_due > now() - %s::interval)
)
"""

_DEPTH = """
SELECT count(*) FILTER (WHERE lock <= now()),
       count(*) FILTER (WHERE lock > now() AND analysis_due <= now()),
       count(*) FILTER (WHERE analysis_due > now())
FROM django_q_ormq WHERE key = %s
"""

_NEXT_IN_LINE = """
SELECT now() - analysis_due FROM django_q_ormq
WHERE key = %s AND lock <= now() AND (analysis_signer IS NULL OR analysis_signer = %s) ORDER BY lock, id LIMIT 1
"""
