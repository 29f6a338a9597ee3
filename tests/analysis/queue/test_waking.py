"""When a pusher looks for deliveries: woken by a commit, by its own clock, and again after a lost connection."""

import time
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django_q.conf import Conf

from analysis.queue import broker as broker_module
from analysis.queue import deliveries as queue
from analysis.queue.broker import Broker, Parcel, put
from tests.analysis.queue.conftest import Sql, Waiting
from tests.analysis.queue.taking import NewBroker, enqueue, job_of_next, put_without_notification, take

# Seconds, longer than any of these tests waits: a broker finds only what it hears of.
NEVER = 3600
pytestmark = pytest.mark.django_db(transaction=True)


# Seconds, longer than any of these tests waits: a broker finds only what it hears of.
NEVER = 3600
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_delayed_delivery_starts_when_it_is_due_and_not_before(
    broker: Broker, waiting: Callable[[Broker], Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "FALLBACK", NEVER)
    pusher = waiting(broker)
    asked = time.monotonic()
    with transaction.atomic():
        put([Parcel(queue.payload_of(queue.RUN_ATTEMPT, 1, 1), delay=timedelta(seconds=0.6))], key=Conf.CLUSTER_NAME)
    assert pusher.wait()
    assert pusher.at - asked >= 0.6


def test_who_finds_nothing_looks_again_after_a_second_and_not_before(broker: Broker) -> None:
    enqueue(1, 2)
    # They came before anybody listened, which is no sign that notifications get lost.
    assert [job_of_next(broker), job_of_next(broker)] == [1, 2]
    asked = time.monotonic()
    assert broker.dequeue() is None
    assert time.monotonic() - asked >= 0.9 * broker_module.FALLBACK


def test_a_rollback_leaves_nothing_and_wakes_nobody(sql: Sql, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute("LISTEN analysis_queue")
        with transaction.atomic():
            queue.enqueue_attempt(job_id=1, attempt=1, owner=1)
            transaction.set_rollback(True)
        sql("NOTIFY analysis_queue, 'what comes next'")
        assert [heard.payload for heard in listener.notifies(stop_after=1)] == ["what comes next"]
    assert sql("SELECT count(*) FROM django_q_ormq") == [(0,)]


def test_a_commit_wakes_who_waits(
    broker: Broker, waiting: Callable[[Broker], Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "FALLBACK", NEVER)
    pusher = waiting(broker)
    with transaction.atomic():
        queue.enqueue_attempt(job_id=1, attempt=1, owner=1)
        assert not pusher.wait(0.3), "not before the commit"
    assert pusher.wait()


def test_only_who_takes_listens(new_broker: NewBroker, sql: Sql) -> None:
    """A monitor that has nothing to acknowledge reads nothing, and unread notifications would pile up for ever."""
    pusher, monitor = new_broker(), new_broker()
    enqueue(1)
    _, receipt = take(pusher)
    monitor.acknowledge(receipt)
    listening = {
        each: each.own_connection().execute("SELECT pg_listening_channels()").fetchall() for each in (pusher, monitor)
    }
    assert listening[pusher] == [("analysis_queue",)]
    assert listening[monitor] == []


def test_without_notifications_it_polls_and_then_polls_faster(
    broker: Broker, sql: Sql, waiting: Callable[[Broker], Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "FALLBACK", 0.5)
    monkeypatch.setattr(Conf, "POLL", 0.05)
    pusher = waiting(broker)
    put_without_notification(sql, 1)
    assert pusher.wait()

    monkeypatch.setattr(broker_module, "FALLBACK", NEVER)
    pusher = waiting(broker)
    put_without_notification(sql, 2)
    assert pusher.wait()

    enqueue(3)  # this one is announced: trust returns
    assert job_of_next(broker) == 3
    assert broker.fallback == NEVER


def test_a_lost_connection_is_soon_made_good(
    broker: Broker, sql: Sql, waiting: Callable[[Broker], Waiting], caplog: pytest.LogCaptureFixture
) -> None:
    pusher = waiting(broker)
    sql("SELECT pg_terminate_backend(%s)", broker.own_connection().info.backend_pid)
    enqueue(1)
    assert pusher.wait(), "without being started anew"
    levels = [record.levelname for record in caplog.records if record.name == "analysis.queue.broker"]
    assert levels == ["WARNING", "INFO"]


def test_who_cannot_reach_the_database_goes_on_trying(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    enqueue(1)
    parameters = connection.get_connection_params()
    monkeypatch.setattr(connection, "get_connection_params", lambda: parameters | {"host": "/nowhere"})
    assert [broker.dequeue() for _ in range(3)] == [None, None, None]
    monkeypatch.undo()
    assert job_of_next(broker) == 1


def test_an_acknowledgement_survives_a_lost_connection(broker: Broker, sql: Sql) -> None:
    enqueue(1)
    _, receipt = take(broker)
    sql("SELECT pg_terminate_backend(%s)", broker.own_connection().info.backend_pid)
    broker.acknowledge(receipt)
    assert sql("SELECT count(*) FROM django_q_ormq") == [(0,)]
