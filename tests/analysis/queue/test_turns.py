"""Workers are shared between people in turn."""

from collections import Counter
from itertools import count

import pytest
from django.conf import settings
from django.db import transaction
from django_q.signing import SignedPackage

from analysis.queue import deliveries as queue
from analysis.queue import turns
from analysis.queue.broker import Broker
from analysis.queue.deliveries import Priority
from tests.analysis.queue.conftest import Sql

pytestmark = pytest.mark.django_db(transaction=True)

ADA, BEN, CLEO = 1, 2, 3
_numbers = count(1)


def enqueue(owner: int, number: int = 1, priority: Priority = Priority.INTERACTIVE) -> list[int]:
    """Queue so many new jobs of a person; their keys."""
    jobs = [next(_numbers) for _ in range(number)]
    with transaction.atomic():
        queue.enqueue_attempts([(job, 1, owner) for job in jobs], priority=priority)
    return jobs


def take(broker: Broker, number: int = 1) -> list[int]:
    """The jobs of the next deliveries, in the order in which workers get them."""
    taken: list[int] = []
    while len(taken) < number:
        deliveries = broker.dequeue()
        assert deliveries, f"after {len(taken)} deliveries nothing is ready"
        taken += [SignedPackage.loads(payload)["args"][0] for _, payload in deliveries]
    return taken


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("of_the_other", list(Priority))
def test_one_document_waits_for_no_more_than_what_runs_however_much_somebody_else_has_queued(
    broker: Broker, priority: Priority, of_the_other: Priority, sql: Sql
) -> None:
    enqueue(ADA, 5000, of_the_other)
    sql("UPDATE django_q_ormq SET lock = lock - interval '3 hours', analysis_due = analysis_due - interval '3 hours'")
    take(broker, settings.ANALYSIS_WORKERS)  # they are at work
    (mine,) = enqueue(BEN, 1, priority)
    assert turns.places_in_line([mine]) == {mine: 1}
    assert take(broker) == [mine]


@pytest.mark.parametrize("priority", list(Priority))
def test_a_few_of_one_person_stand_between_the_many_of_another(broker: Broker, priority: Priority) -> None:
    enqueue(ADA, 100, priority)
    take(broker, 3)
    mine = enqueue(BEN, 3, priority)
    order = take(broker, 6)
    assert [order.index(job) for job in mine] == [0, 2, 4]


def test_behind_many_people_each_with_many_jobs_a_newcomer_is_next(broker: Broker) -> None:
    for owner in range(10, 35):
        enqueue(owner, 20)
    take(broker, 30)
    (mine,) = enqueue(ADA)
    assert take(broker) == [mine]


def test_all_get_the_same_share(broker: Broker) -> None:
    owners = {job: owner for owner, number in ((ADA, 50), (BEN, 20), (CLEO, 20)) for job in enqueue(owner, number)}
    assert Counter(owners[job] for job in take(broker, 60)) == {ADA: 20, BEN: 20, CLEO: 20}


def test_what_a_person_waits_for_and_a_batch_of_everybodys_take_turns(broker: Broker) -> None:
    """An operator retries what 40 people have failed; the page's users neither wait for all that, nor stop it."""
    for owner in range(10, 50):
        enqueue(owner, 2, Priority.BULK)
    mine = enqueue(ADA, 3)
    assert take(broker, 1) == mine[:1]
    order = take(broker, 4)
    assert [order.index(job) for job in mine[1:]] == [1, 3]


def test_of_ones_own_what_one_waits_for_goes_before_a_batch(broker: Broker) -> None:
    enqueue(ADA, 3, Priority.BULK)
    (mine,) = enqueue(ADA)
    assert take(broker) == [mine]


def test_places_in_line_are_what_becomes_of_them(broker: Broker) -> None:
    for owner, number, priority in (
        *((ADA, 9, Priority.INTERACTIVE), (BEN, 2, Priority.BULK), (CLEO, 4, Priority.INTERACTIVE)),
        *((BEN, 3, Priority.INTERACTIVE), (4, 5, Priority.BULK)),
    ):
        enqueue(owner, number, priority)
    with transaction.atomic():
        queue.enqueue_house_task("tests.analysis.queue.tasks.note", 1, 2)
    broker.dequeue()
    take(broker, 2)
    waiting = [delivery.job_id for delivery in queue.deliveries() if delivery.job_id]
    told = turns.places_in_line(waiting)
    order = take(broker, len(told))
    assert sorted(told, key=lambda job: told[job]) == order
    assert sorted(told.values()) == list(range(1, len(order) + 1))


def test_the_place_of_the_last_of_many_is_found_without_reading_them_all(sql: Sql) -> None:
    jobs = enqueue(ADA, 3000)
    assert turns.places_in_line([jobs[0], jobs[98], jobs[-1]]) == {jobs[0]: 1, jobs[98]: 99, jobs[-1]: 100}
