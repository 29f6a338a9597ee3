"""How deliveries are handed out: in order, once, when they are due, and again when nobody acknowledges them."""

import pickle
import re
import threading
from collections.abc import Callable

import pytest
from django.core import signing
from django.db import connection, connections, transaction
from django_q.conf import Conf
from django_q.signing import SignedPackage

from analysis.queue import deliveries as queue
from analysis.queue import turns
from analysis.queue.broker import Broker
from analysis.queue.deliveries import Priority
from analysis.queue.signer import signer
from tests.analysis.queue.conftest import Sql, Waiting
from tests.analysis.queue.taking import NewBroker, enqueue, job_of_next, take

pytestmark = pytest.mark.django_db(transaction=True)


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
        broker.close()
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
