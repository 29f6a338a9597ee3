"""What is put into the queue, and what can be asked of it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import Schedule
from django_q.signing import SignedPackage

from analysis.queue import deliveries as queue
from analysis.queue import turns
from analysis.queue.broker import Broker, Parcel, put
from analysis.queue.deliveries import Depth, Priority
from tests.analysis.queue.conftest import Sql

pytestmark = pytest.mark.django_db(transaction=True)

GRACE = timedelta(seconds=30)


def enqueue(*job_ids: int, attempt: int = 1) -> None:
    with transaction.atomic():
        queue.enqueue_attempts([(pk, attempt, 1) for pk in job_ids], priority=Priority.INTERACTIVE)


def delay(job: int, span: timedelta) -> None:
    payload = queue.payload_of(queue.RUN_ATTEMPT, job, 1)
    put([Parcel(payload, delay=span, job=job, attempt=1, owner=1)], key=Conf.CLUSTER_NAME)


def test_enqueue_belongs_into_the_callers_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        queue.enqueue_attempt(job_id=1, attempt=1, owner=1)


def test_no_attempts_are_no_deliveries() -> None:
    with transaction.atomic():
        queue.enqueue_attempts([], priority=Priority.BULK)
    assert list(queue.deliveries()) == []


def test_to_enqueue_again_is_to_replace(sql: Sql) -> None:
    enqueue(1, 2)
    enqueue(1)
    enqueue(2, attempt=2)
    found = sorted((delivery.task, delivery.job_id, delivery.attempt) for delivery in queue.deliveries())
    assert found == [(queue.RUN_ATTEMPT, 1, 1), (queue.RUN_ATTEMPT, 2, 2)]


def test_a_delayed_delivery_is_replaced_like_any_other() -> None:
    delay(1, timedelta(minutes=5))
    (delayed,) = queue.deliveries()
    assert delayed.lock == delayed.due
    assert delayed.lock > timezone.now() + timedelta(minutes=4)
    enqueue(1, attempt=2)
    (delivery,) = queue.deliveries()
    assert delivery.attempt == 2
    assert delivery.lock < timezone.now()


def test_deliveries_that_cannot_be_read_are_shown_without_a_job(sql: Sql) -> None:
    sql("INSERT INTO django_q_ormq (key, payload, lock) VALUES ('x', 'rubbish', now())")
    (delivery,) = queue.deliveries()
    assert (delivery.task, delivery.job_id, delivery.attempt) == (None, None, None)


def test_an_attempt_without_a_delivery_is_undelivered() -> None:
    enqueue(1)
    assert queue.undelivered([(1, 1), (2, 1)], grace=GRACE) == {(2, 1)}
    assert queue.undelivered([], grace=GRACE) == set()


def test_the_delivery_of_an_older_attempt_does_not_count() -> None:
    enqueue(1)
    assert queue.undelivered([(1, 2)], grace=GRACE) == {(1, 2)}


def test_what_a_cluster_took_long_ago_and_never_started_is_undelivered(broker: Broker, sql: Sql) -> None:
    enqueue(1)
    assert broker.dequeue()
    assert queue.undelivered([(1, 1)], grace=GRACE) == set()
    sql("UPDATE django_q_ormq SET lock = lock - interval '31 seconds'")
    assert queue.undelivered([(1, 1)], grace=GRACE) == {(1, 1)}
    enqueue(1)
    assert queue.undelivered([(1, 1)], grace=GRACE) == set()


def test_discarded_deliveries_are_gone_also_those_in_hand(broker: Broker, sql: Sql) -> None:
    enqueue(1, 2, 3)
    deliveries = broker.dequeue()
    assert queue.discard_deliveries([1, 2, 77]) == 2
    assert [delivery.job_id for delivery in queue.deliveries()] == [3]
    assert deliveries
    broker.acknowledge(deliveries[0][0])


def test_the_place_in_line(broker: Broker) -> None:
    delay(9, timedelta(minutes=5))
    enqueue(*range(1, 7))
    assert broker.dequeue()
    assert turns.places_in_line([2, 4, 1, 9, 77]) == {2: 1, 4: 3}
    assert turns.places_in_line([5, 6], limit=4) == {5: 4, 6: 4}


def test_the_depth_tells_what_waits_from_what_is_taken_and_what_is_not_yet_due(broker: Broker) -> None:
    enqueue(1, 2, 3)
    delay(9, timedelta(minutes=5))
    assert broker.dequeue()
    assert queue.depth() == Depth(ready=2, taken=1, delayed=1)


def test_the_age_of_what_is_next_in_line(sql: Sql) -> None:
    assert queue.oldest_due_age() is None
    enqueue(1)
    sql("UPDATE django_q_ormq SET analysis_due = analysis_due - interval '90 seconds'")
    age = queue.oldest_due_age()
    assert age is not None
    assert timedelta(seconds=90) <= age < timedelta(seconds=120)


def test_the_rescue_is_scheduled_once_for_each_minute() -> None:
    queue.ensure_schedule()
    call_command("migrate", verbosity=0)
    schedule = Schedule.objects.get(func=queue.RESCUE)
    assert (schedule.schedule_type, schedule.minutes, schedule.repeats) == (Schedule.MINUTES, 1, -1)


def test_migrating_schedules_the_rescue() -> None:
    Schedule.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert Schedule.objects.filter(func=queue.RESCUE).count() == 1


def test_the_scheduler_puts_its_task_before_peoples(broker: Broker) -> None:
    from django_q.scheduler import scheduler

    queue.ensure_schedule()
    enqueue(1)
    scheduler(broker=broker)
    first, second = sorted(queue.deliveries(), key=lambda delivery: delivery.lock)
    assert (first.task, second.job_id) == (queue.RESCUE, 1)


def test_payloads_carry_what_the_worker_and_the_monitor_read(broker: Broker) -> None:
    package = SignedPackage.loads(queue.payload_of(queue.RUN_ATTEMPT, 12, 3))
    assert (package["func"], package["args"], package["kwargs"]) == (queue.RUN_ATTEMPT, (12, 3), {})
    assert package["ack_failure"] is True
    assert package["name"] == "run_attempt 12 3"
    assert Conf.ACK_FAILURES
