"""How deliveries are handed out: in order, once, when they are due, and again when nobody acknowledges them."""

import pickle
import re
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection, connections, transaction
from django_q.conf import Conf
from django_q.signing import SignedPackage

from analysis.queue import broker as broker_module
from analysis.queue import deliveries as queue
from analysis.queue import turns
from analysis.queue.broker import Broker, Parcel, Receipt, put
from analysis.queue.deliveries import Priority
from analysis.queue.signer import signer
from tests.analysis.queue.conftest import Sql, Waiting

pytestmark = pytest.mark.django_db(transaction=True)

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
    payload = queue._payload(queue.RUN_ATTEMPT, job, 1)
    sql("INSERT INTO django_q_ormq (key, payload, lock) VALUES (%s, %s, now())", Conf.CLUSTER_NAME, payload)


def test_four_clusters_never_take_the_same_delivery(sql: Sql) -> None:
    enqueue(*range(1, 801), priority=Priority.BULK)
    taken: list[list[int]] = [[], [], [], []]
    together = threading.Barrier(4)

    def drain(mine: list[int]) -> None:
        broker = Broker()
        together.wait()
        while deliveries := broker.dequeue():
            mine.extend(receipt[0] for receipt, _ in deliveries)
            if len(mine) == 1:
                together.wait()  # no cluster is to be too late for its share
        assert broker._connection is not None
        broker._connection.close()
        connections.close_all()

    threads = [threading.Thread(target=drain, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    everything = [pk for mine in taken for pk in mine]
    assert len(everything) == len(set(everything)) == 800


def test_first_in_first_out(broker: Broker) -> None:
    for job in (5, 3, 9, 1):
        enqueue(job)
    assert [job_of_next(broker) for _ in range(4)] == [5, 3, 9, 1]


def test_a_batch_taken_at_once_comes_in_order(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Conf, "BULK", 10)
    enqueue(*range(20, 0, -1), priority=Priority.BULK)
    first, second = broker.dequeue() or [], broker.dequeue() or []
    jobs = [SignedPackage.loads(payload)["args"][0] for _, payload in first + second]
    assert jobs == list(range(20, 0, -1))


def test_a_person_goes_before_a_batch_that_came_first(broker: Broker) -> None:
    enqueue(1, 2, 3, priority=Priority.BULK)
    enqueue(4)
    assert [job_of_next(broker) for _ in range(4)] == [4, 1, 2, 3]


def test_nobody_is_overtaken_for_ever(broker: Broker, sql: Sql) -> None:
    enqueue(1, priority=Priority.BULK)
    sql("UPDATE django_q_ormq SET lock = lock - interval '31 minutes'")
    enqueue(2)
    assert job_of_next(broker) == 1


def test_a_task_of_the_house_goes_first(broker: Broker) -> None:
    enqueue(1)
    with transaction.atomic():
        queue.enqueue_house_task("tests.analysis.queue.tasks.note", 2)
    assert job_of_next(broker) == 2


def test_a_delayed_delivery_starts_when_it_is_due_and_not_before(
    broker: Broker, waiting: Callable[[Broker], Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "FALLBACK", 30)
    pusher = waiting(broker)
    asked = time.monotonic()
    with transaction.atomic():
        put([Parcel(queue._payload(queue.RUN_ATTEMPT, 1, 1), delay=timedelta(seconds=0.6))], key=Conf.CLUSTER_NAME)
    assert pusher.wait(10)
    assert 0.6 <= pusher.at - asked < 10


def test_an_acknowledged_delivery_is_gone(broker: Broker, sql: Sql) -> None:
    enqueue(1)
    _, receipt = take(broker)
    broker.acknowledge(receipt)
    assert sql("SELECT count(*) FROM django_q_ormq") == [(0,)]


def test_what_nobody_acknowledges_is_delivered_again(
    broker: Broker, waiting: Callable[[Broker], Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "RETRY", 1.5)
    enqueue(1)
    assert job_of_next(broker) == 1
    assert broker.dequeue() is None
    assert waiting(broker).wait(10)


def test_a_late_acknowledgement_does_not_remove_the_run_that_took_its_place(new_broker: NewBroker, sql: Sql) -> None:
    zombie, successor = new_broker(), new_broker()
    enqueue(1)
    _, late = take(zombie)
    sql("UPDATE django_q_ormq SET lock = now() - interval '1 second'")
    _, current = take(successor)
    zombie.acknowledge(late)
    assert sql("SELECT count(*) FROM django_q_ormq") == [(1,)]
    successor.acknowledge(current)
    assert sql("SELECT count(*) FROM django_q_ormq") == [(0,)]


def test_a_next_attempt_survives_the_acknowledgement_of_the_last(broker: Broker, sql: Sql) -> None:
    enqueue(1)
    _, receipt = take(broker)
    enqueue(1, attempt=2)
    broker.acknowledge(receipt)
    assert [(delivery.job_id, delivery.attempt) for delivery in queue.deliveries()] == [(1, 2)]


def test_who_finds_nothing_looks_again_after_a_second_and_not_before(broker: Broker) -> None:
    enqueue(1, 2)
    # They came before anybody listened, which is no sign that notifications get lost.
    assert [job_of_next(broker), job_of_next(broker)] == [1, 2]
    asked = time.monotonic()
    assert broker.dequeue() is None
    assert 0.9 * broker_module.FALLBACK <= time.monotonic() - asked < 10


def test_a_rollback_leaves_nothing_and_wakes_nobody(
    broker: Broker, sql: Sql, waiting: Callable[[Broker], Waiting]
) -> None:
    pusher = waiting(broker)
    with transaction.atomic():
        queue.enqueue_attempt(job_id=1, attempt=1, owner=1)
        transaction.set_rollback(True)
    assert not pusher.wait(0.3)
    assert not broker._announced
    assert sql("SELECT count(*) FROM django_q_ormq") == [(0,)]


def test_a_commit_wakes_who_waits(
    broker: Broker, waiting: Callable[[Broker], Waiting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "FALLBACK", 30)
    pusher = waiting(broker)
    with transaction.atomic():
        queue.enqueue_attempt(job_id=1, attempt=1, owner=1)
        assert not pusher.wait(0.3), "not before the commit"
    assert pusher.wait(10)


def test_only_who_takes_listens(new_broker: NewBroker, sql: Sql) -> None:
    """A monitor that has nothing to acknowledge reads nothing, and unread notifications would pile up for ever."""
    pusher, monitor = new_broker(), new_broker()
    enqueue(1)
    _, receipt = take(pusher)
    monitor.acknowledge(receipt)
    listening = {
        each: each._connection and each._connection.execute("SELECT pg_listening_channels()").fetchall()
        for each in (pusher, monitor)
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
    assert pusher.wait(10)

    monkeypatch.setattr(broker_module, "FALLBACK", 30)
    pusher = waiting(broker)
    put_without_notification(sql, 2)
    assert pusher.wait(10)

    enqueue(3)  # this one is announced: trust returns
    assert job_of_next(broker) == 3
    assert not broker._deaf


def test_a_lost_connection_is_soon_made_good(
    broker: Broker, sql: Sql, waiting: Callable[[Broker], Waiting], caplog: pytest.LogCaptureFixture
) -> None:
    pusher = waiting(broker)
    assert broker._connection is not None
    sql("SELECT pg_terminate_backend(%s)", broker._connection.info.backend_pid)
    cut = time.monotonic()
    enqueue(1)
    assert pusher.wait(10)
    assert pusher.at - cut < 3, "a pusher that has to be started anew is back after ten"
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
    assert broker._connection is not None
    sql("SELECT pg_terminate_backend(%s)", broker._connection.info.backend_pid)
    broker.acknowledge(receipt)
    assert sql("SELECT count(*) FROM django_q_ormq") == [(0,)]


def signed_by_us(payload: bytes) -> str:
    class AsItIs:
        def dumps(self, obj: bytes) -> bytes:
            return obj

    return signing.dumps(payload, key=Conf.SECRET_KEY, salt=Conf.PREFIX, serializer=AsItIs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(lambda: "no signature at all", id="unsigned"),
        pytest.param(
            lambda: signing.dumps({"a": 1}, key="another key", salt=Conf.PREFIX), id="signed with another key"
        ),
        pytest.param(lambda: SignedPackage.dumps(["not", "a", "task"]), id="not a task"),
        pytest.param(lambda: signed_by_us(pickle.dumps(2)[:-3]), id="cut short"),
        pytest.param(lambda: signed_by_us(b"cno_such_module\nno_such_name\n."), id="of a class that is gone"),
    ],
)
def test_what_cannot_be_read_is_removed_and_does_not_stop_the_others(
    payload: Callable[[], str], broker: Broker, sql: Sql
) -> None:
    sql(
        "INSERT INTO django_q_ormq (key, payload, lock) VALUES (%s, %s, now() - interval '2 hours')",
        Conf.CLUSTER_NAME,
        payload(),
    )
    enqueue(1)
    while (deliveries := broker.dequeue()) is None:
        pass
    ((_, readable),) = deliveries
    assert SignedPackage.loads(readable)["args"] == (1, 1)
    assert sql("SELECT count(*) FROM django_q_ormq") == [(1,)]


def test_another_queues_deliveries_are_left_alone(broker: Broker, sql: Sql) -> None:
    enqueue(1)
    sql("UPDATE django_q_ormq SET key = 'another'")
    assert broker.dequeue() is None


def test_the_next_delivery_is_found_by_the_index_alone(sql: Sql) -> None:
    """However many are ready, and whoever they belong to: no plan reads the table, or all of an index."""
    sql(
        "INSERT INTO django_q_ormq (key, payload, lock, analysis_owner)"
        " SELECT %s, repeat('x', 400), now() - random() * interval '1 hour', 1 + n %% 5"
        " FROM generate_series(1, 20000) AS n",
        Conf.CLUSTER_NAME,
    )
    for _ in range(2):  # before and after the planner knows the table
        with connection.cursor() as cursor:
            parameters = {"key": Conf.CLUSTER_NAME, "signer": signer(), "bulk": 1, "retry": 60}
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {turns.TAKE}", parameters)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "django_q_ormq_turn" in plan
        assert "Seq Scan on django_q_ormq" not in plan
        looked_at = [int(rows) for rows in re.findall(r"on django_q_ormq .*actual .*rows=(\d+)", plan)]
        assert max(looked_at) < 100, plan
        sql("ANALYZE django_q_ormq")
