"""The queue's broker: how deliveries are handed to the workers. The settings name it (`Q_CLUSTER["broker_class"]`).

A delivery is a row of django-q2's own table. Its `lock` is a place in time, on the database's clock: a delivery whose
lock has passed is ready, and one whose lock lies ahead waits for it; `turns` says which of the ready ones is next. Who
takes a delivery moves its lock ahead by `retry` seconds: the new lock is the receipt without which nobody removes the
row, and where no receipt comes back, the row is ready again by itself.

Two kinds of connection: what is put into the queue travels on the caller's and shares the caller's transaction; what is
taken from it goes over one that a cluster's process keeps for itself, and on which it listens.
"""

import logging
import select
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString

import psycopg
from django.db import connections
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from analysis.queue import turns
from analysis.queue.signer import signer

logger = logging.getLogger(__name__)

# How far a task of the house itself (the minute's rescue, a canary) goes ahead of everything that people wait for.
HOUSE_HEAD_START = timedelta(hours=2)
# The owner of what is nobody's.
HOUSE = 0
# Seconds without a notification after which the queue is looked at all the same; where notifications don't arrive, as
# behind a pooler of transactions, it is Q_CLUSTER's `poll`.
FALLBACK = 1.0
# Seconds between two tries to reach a lost database, and how long the removal of a finished delivery is tried for.
RECONNECT, PATIENCE = 0.2, 60.0

Receipt = tuple[int, datetime]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is put into the queue: a signed task, and when it may start.

    It becomes due after `delay`, and `head_start` moves it ahead of others that became due earlier. `job` and `attempt`
    say what it is about: a job has one delivery at most, and a new one takes the place of the old. `owner` is the key
    of the person whose turn it takes.
    """

    payload: str
    delay: timedelta = timedelta()
    head_start: timedelta = timedelta()
    job: int | None = None
    attempt: int | None = None
    owner: int = HOUSE


def put(parcels: Sequence[Parcel], *, key: str) -> list[int]:
    """Put parcels into the queue inside the caller's transaction, and wake the pushers when it commits: one statement.

    Returns the rows' ids.
    """
    values: list[Any] = []
    for parcel in parcels:
        after = parcel.delay - parcel.head_start
        values += [key, parcel.payload, after, parcel.delay, parcel.job, parcel.attempt, parcel.owner, signer()]
    if not values:
        return []
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute(_PUT.format(rows=", ".join([_ROW] * len(parcels))), values)
        return [pk for pk, _ in cursor.fetchall()]


class Broker(ORM):
    """django-q2's broker on the database, without its polling, its lost races and its ten seconds' sleep."""

    _connection: psycopg.Connection | None = None
    _listening = False
    _outage = False  # the database has been out of reach since the last answer
    _announced = False  # a notification came since the last look into the queue
    _deaf = False  # a delivery was found that no notification had announced
    _slept_through = False  # the last wait ended because its time was up

    @staticmethod
    def get_connection(_: str | None = None) -> Any:
        """What django-q2 counts and purges with. Nothing is asked of the database yet, which may be away when a cluster
        starts: as it does while it runs, it then waits."""
        return OrmQ.objects.using(Conf.ORM)

    def enqueue(self, task: str) -> int:
        """What django-q2's own `async_task` calls, as its scheduler does. Returns the row's id."""
        (pk,) = put([Parcel(task, head_start=HOUSE_HEAD_START)], key=self.list_key)
        return pk

    def dequeue(self) -> list[tuple[Receipt, str]] | None:
        """The next deliveries; None after a wait of a second at most, or when the database could not be reached.

        Never raises for the database's sake: the pusher would sleep for ten seconds and die.
        """
        try:
            self._listen()
            self._announced = False
            while deliveries := self._take():
                if readable := [each for each in deliveries if self._is_readable(*each)]:
                    return readable
            if not self._announced:
                self._wait()
        except psycopg.Error as error:
            self._lose_connection(error)
        return None

    def acknowledge(self, task_id: Receipt) -> None:
        """Remove a delivery, unless it has been delivered again or replaced since this receipt was given."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self._execute(_REMOVE, task_id)
                return
            except psycopg.Error as error:
                self._lose_connection(error)
        logger.error("A finished delivery could not be removed: it will be delivered again, and do nothing.")

    fail = acknowledge

    def close(self) -> None:
        """Let go of the connection; the next question opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._listening = None, False

    def info(self) -> str:
        return f"PostgreSQL {Conf.ORM}"

    @property
    def fallback(self) -> float:
        """Seconds after which it looks into the queue without having heard of anything."""
        return Conf.POLL if self._deaf else FALLBACK

    def _take(self) -> list[tuple[Receipt, str]]:
        wanted = {"key": self.list_key, "signer": signer(), "bulk": Conf.BULK, "retry": Conf.RETRY}
        taken = self._execute(turns.TAKE, wanted).fetchall()
        if taken and self._slept_through and not self._announced:
            self._deaf = True
        self._slept_through = False
        return [((pk, lock), payload) for _, pk, lock, payload in sorted(taken)]

    def _is_readable(self, receipt: Receipt, payload: str) -> bool:
        """Whether the pusher can unpack this delivery. One that it can't would kill it each time, so it is removed."""
        try:
            readable = isinstance(SignedPackage.loads(payload), dict)
        except Exception:  # noqa: BLE001 - a pickle can raise anything
            readable = False
        if not readable:
            logger.error(
                "Delivery %d is removed: it can't be read, or was not signed with this SECRET_KEY.", receipt[0]
            )
            self.acknowledge(receipt)
        return readable

    def _wait(self) -> None:
        """Wait until a delivery is announced or becomes due, or until it is time to look anyway."""
        fallback = self.fallback
        ((until_due,),) = self._execute(_UNTIL_DUE, {"key": self.list_key}).fetchall()
        seconds = fallback if until_due is None else min(max(until_due, 0.001), fallback)
        connection = self.own_connection()
        if self._announced or connection.pgconn.notifies():
            return
        poller = select.poll()
        poller.register(connection.fileno(), select.POLLIN)
        announced = poller.poll(seconds * 1000)
        self._slept_through = not announced and seconds == fallback

    def _execute(self, statement: LiteralString, parameters: Sequence[Any] | Mapping[str, Any]) -> psycopg.Cursor:
        cursor = self.own_connection().execute(statement, parameters)
        if self._outage:
            self._outage = False
            logger.info("The queue's database is back.")
        return cursor

    def own_connection(self) -> psycopg.Connection:
        """The connection that this process keeps for itself, opened on first use."""
        if self._connection is None:
            # Nothing waits for the disk: a lock or a removal that a crash of the server undoes means one delivery more,
            # which does nothing.
            self._connection = _database().connect_directly(synchronous_commit="off")
        return self._connection

    def _listen(self) -> None:
        """Listen for new deliveries. Only the pusher does: a listener must also read, and the monitor may not for days.

        Through a pooler of transactions nobody hears anything, and the queue is looked at every `poll` seconds.
        """
        if not _database().can_hold_a_session:
            self._deaf = True
        elif not self._listening:
            connection = self.own_connection()
            connection.add_notify_handler(self._hear)
            connection.execute("LISTEN analysis_queue")
            self._listening = True

    def _hear(self, _: psycopg.Notify) -> None:
        self._announced = True
        self._deaf = False

    def _lose_connection(self, error: psycopg.Error) -> None:
        if not self._outage:
            logger.warning("The queue's database can't be reached, trying again: %s", error)
        self._outage = True
        self.close()
        time.sleep(RECONNECT)


def _database() -> Any:
    """Django's connection, whose backend (`config.postgres.backend`) also knows the way past a pooler."""
    return connections[Conf.ORM]


# The unique index on analysis_job and the index on (key, lock, id) that serve these come with analysis' migrations.
_PUT = """
INSERT INTO django_q_ormq
    (key, payload, lock, analysis_due, analysis_job, analysis_attempt, analysis_owner, analysis_signer) VALUES {rows}
ON CONFLICT (analysis_job) DO UPDATE SET
    key = excluded.key, payload = excluded.payload, lock = excluded.lock,
    analysis_due = excluded.analysis_due, analysis_attempt = excluded.analysis_attempt,
    analysis_owner = excluded.analysis_owner, analysis_signer = excluded.analysis_signer
RETURNING id, pg_notify('analysis_queue', '')
"""
_ROW = "(%s, %s, statement_timestamp() + %s::interval, statement_timestamp() + %s::interval, %s, %s, %s, %s)"

_UNTIL_DUE = """
SELECT extract(epoch FROM min(lock) - now())::float8 FROM django_q_ormq WHERE key = %(key)s AND lock > now()
"""

_REMOVE = "DELETE FROM django_q_ormq WHERE id = %s AND lock = %s"
