"""What a queue's depth costs: the broker's operations with a hundred, ten thousand and a million ready deliveries."""

import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connections, transaction
from django_q.conf import Conf

from analysis.queue import deliveries as queue
from analysis.queue.broker import Broker, Parcel, Receipt, put
from tests.bench.databases import DEPTHS
from tests.bench.table import Row

OPERATIONS = 100
FLAT = 1.2


class DeepQueue:
    """A database whose queue stays at its depth; `key` tells which jobs' deliveries it holds."""

    def __init__(self, database: str, depth: int) -> None:
        self._database = database
        with self._in_use():
            _fill(database, depth)
            self._broker = Broker()
            for _ in range(20):
                self._cycle()

    def cycle(self) -> tuple[float, float]:
        """Seconds to take and acknowledge a delivery, and to enqueue one in its place."""
        with self._in_use():
            return self._cycle()

    def close(self) -> None:
        if self._broker._connection is not None:
            self._broker._connection.close()
        connections[self._database].close()

    def _in_use(self) -> Any:
        return _AliasInUse(self._database)

    def _cycle(self) -> tuple[float, float]:
        taking, receipt = _timed(self._take)
        acknowledging, _ = _timed(lambda: self._broker.acknowledge(receipt))
        putting, _ = _timed(self._put)
        return taking + acknowledging, putting

    def _take(self) -> Receipt:
        deliveries = self._broker.dequeue()
        if not deliveries:
            raise RuntimeError("a full queue gave nothing")
        return deliveries[0][0]

    def _put(self) -> None:
        with transaction.atomic(using=self._database):
            put([Parcel(_PAYLOAD, head_start=queue.Priority.BULK.head_start)], key=Conf.CLUSTER_NAME)


class _AliasInUse:
    """django-q2 knows one database; for a while it is this one."""

    def __init__(self, alias: str) -> None:
        self._alias, self._before = alias, Conf.ORM

    def __enter__(self) -> None:
        Conf.ORM = self._alias

    def __exit__(self, *_: object) -> None:
        Conf.ORM = self._before


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


_PAYLOAD = queue.payload_of(queue.RUN_ATTEMPT, 123456, 1)


def _fill(database: str, depth: int) -> None:
    """Deliveries of the last hour, one after the other, as a queue fills."""
    with connections[database].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            "INSERT INTO django_q_ormq (key, payload, lock, analysis_due, analysis_job, analysis_attempt)"
            " SELECT %s, %s, now() - interval '1 hour' * (1 - number::float8 / %s), now(), number, 1"
            " FROM generate_series(1, %s) AS number",
            [Conf.CLUSTER_NAME, _PAYLOAD, depth, depth],
        )
        cursor.execute("VACUUM ANALYZE django_q_ormq")
        cursor.execute("CHECKPOINT")


def _round(queues: dict[int, DeepQueue]) -> dict[int, tuple[float, float]]:
    """Median milliseconds of each queue. They take turns, in no order, so that whatever disturbs one disturbs all."""
    cycles: dict[int, list[tuple[float, float]]] = {depth: [] for depth in queues}
    for _ in range(OPERATIONS):
        for depth, deep in random.sample(list(queues.items()), len(queues)):
            cycles[depth].append(deep.cycle())
    return {depth: tuple(median(each) * 1000 for each in zip(*cycles[depth], strict=True)) for depth in queues}


def compare(rounds: int) -> list[Row]:
    queues = {depth: DeepQueue(name, depth) for name, depth in DEPTHS.items()}
    takes: dict[int, list[float]] = {depth: [] for depth in queues}
    puts: dict[int, list[float]] = {depth: [] for depth in queues}
    try:
        for _ in range(rounds):
            for depth, (take, put_one) in _round(queues).items():
                takes[depth].append(take)
                puts[depth].append(put_one)
    finally:
        for deep in queues.values():
            deep.close()
    shallow, *deeper = DEPTHS.values()
    return [
        Row(f"{what}, {depth:,} in the queue against {shallow}", "ms", times[depth], times[shallow], at_most=FLAT)
        for what, times in (("take and acknowledge", takes), ("enqueue", puts))
        for depth in deeper
    ]
