"""Two installations on one database, each with a SECRET_KEY of its own: each leaves alone what is not its own."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_q.conf import Conf

from analysis import services
from analysis.models import Cluster
from analysis.monitoring import liveness
from analysis.queue import deliveries as queue
from analysis.queue import turns
from analysis.queue.broker import Broker
from analysis.queue.signer import signer
from tests import life
from tests.analysis.queue.conftest import Sql

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_another(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on this process has another SECRET_KEY."""
    return lambda: monkeypatch.setattr(Conf, "SECRET_KEY", "another key")


def test_what_another_key_signed_stays_where_it_is(
    ada: User, broker: Broker, as_another: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = life.submitted(ada)
    with monkeypatch.context() as other:
        other.setattr(Conf, "SECRET_KEY", "another key")
        assert broker.dequeue() is None
        assert queue.foreign() == 1
        assert turns.places_in_line([job.pk]) == {}
    assert queue.foreign() == 0
    assert turns.places_in_line([job.pk]) == {job.pk: 1}
    assert broker.dequeue()


def test_readyz_says_that_a_cluster_has_another_key(as_another: Callable[[], None]) -> None:
    liveness.show("theirs", workers=5)
    as_another()
    liveness.show("ours", workers=5)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "1 worker clusters and 0 queued jobs have another SECRET_KEY" in answer.json()["checks"]["key"]
    liveness.withdraw("theirs")
    assert Client().get("/readyz").status_code == 200


def test_what_waits_for_a_cluster_that_lives_is_left_to_it_and_else_taken_over(
    ada: User, as_another: Callable[[], None], sql: Sql
) -> None:
    job = life.submitted(ada)
    liveness.show("theirs", workers=5)
    as_another()
    sql("UPDATE analysis_jobs SET queued_at = queued_at - interval '5 minutes'")
    assert services.rescue().requeued == []  # theirs may be about to take it
    sql("UPDATE django_q_ormq SET analysis_due = analysis_due - interval '5 minutes'")
    assert services.rescue().requeued == []
    Cluster.objects.all().delete()
    assert services.rescue().requeued == [job.job_id]
    assert sql("SELECT analysis_signer FROM django_q_ormq") == [(signer(),)]


def test_the_key_cannot_be_read_from_its_fingerprint() -> None:
    assert len(signer()) == 16
    assert Conf.SECRET_KEY not in signer()
