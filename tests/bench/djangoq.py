"""A process that measures one broker of django-q2: `python -m tests.bench.djangoq start|drain PATH COUNT`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()

from django.db import transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

from analysis.queue import deliveries as queue
from analysis.queue.broker import Parcel, put
from tests.bench import stamps

STAMP, HOLD = "tests.bench.stamps.stamp", "tests.bench.stamps.hold"
CHUNK = 500


def main(what: str, path: Path, count: int) -> None:
    ours = Conf.BROKER_CLASS is not None
    if what == "start":
        stamps.report(stamps.start_latencies(_enqueue_ours if ours else _enqueue_stock, path, count))
        return
    workers: int = Conf.WORKERS
    put_all = _put_ours if ours else _put_stock
    rate = stamps.drain_rate(
        lambda path: put_all([queue.payload_of(HOLD, path)] * workers),
        lambda path: put_all([queue.payload_of(STAMP, path) for _ in range(count)]),
        lambda: not OrmQ.objects.exists(),
        path,
        workers=workers,
        count=count,
    )
    stamps.report(rate)


def _enqueue_ours(path: str) -> None:
    with transaction.atomic():
        queue.enqueue_house_task(STAMP, path)


def _enqueue_stock(path: str) -> None:
    async_task(STAMP, path)


def _put_ours(payloads: Sequence[str]) -> None:
    with transaction.atomic():
        for start in range(0, len(payloads), CHUNK):
            put([Parcel(payload) for payload in payloads[start : start + CHUNK]], key=Conf.CLUSTER_NAME)


def _put_stock(payloads: Sequence[str]) -> None:
    OrmQ.objects.bulk_create(OrmQ(key=Conf.CLUSTER_NAME, payload=payload, lock=timezone.now()) for payload in payloads)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
