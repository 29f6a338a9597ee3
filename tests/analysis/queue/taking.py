"""Deliveries, as tests put them in and take them out."""

from collections.abc import Callable

from django.db import transaction
from django_q.conf import Conf
from django_q.signing import SignedPackage

from analysis.queue import deliveries as queue
from analysis.queue.broker import Broker, Receipt
from analysis.queue.deliveries import Priority
from tests.analysis.queue.conftest import Sql

NewBroker = Callable[[], Broker]


def enqueue(*job_ids: int, attempt: int = 1, priority: Priority = Priority.INTERACTIVE, owner: int = 1) -> None:
    with transaction.atomic():
        queue.enqueue_attempts([(pk, attempt, owner) for pk in job_ids], priority=priority)


def take(broker: Broker) -> tuple[int, Receipt]:
    """The job of the next delivery, and its receipt."""
    deliveries = broker.dequeue()
    assert deliveries, "nothing is ready"
    ((receipt, payload),) = deliveries
    return SignedPackage.loads(payload)["args"][0], receipt


def job_of_next(broker: Broker) -> int:
    return take(broker)[0]


def put_without_notification(sql: Sql, job: int) -> None:
    payload = queue.payload_of(queue.RUN_ATTEMPT, job, 1)
    sql("INSERT INTO django_q_ormq (key, payload, lock) VALUES (%s, %s, now())", Conf.CLUSTER_NAME, payload)
