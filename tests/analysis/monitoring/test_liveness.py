"""Clusters that show signs of life, beside each other and one after the other."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from analysis.models import Cluster
from analysis.monitoring import liveness

pytestmark = pytest.mark.django_db


def test_clusters_beside_each_other_are_counted_together() -> None:
    liveness.show("one", workers=5)
    liveness.show("other", workers=3)
    assert liveness.live_workers() == 8
    liveness.show("other", workers=2)
    assert liveness.live_workers() == 7
    liveness.withdraw("one")
    assert liveness.live_workers() == 2


def test_a_cluster_that_shows_nothing_any_more_does_not_count_and_is_forgotten_after_a_day() -> None:
    for name, age in (("silent", timedelta(seconds=16)), ("long gone", timedelta(hours=25))):
        liveness.show(name, workers=5)
        Cluster.objects.filter(name=name).update(seen_at=Now() - age)
    liveness.show("live", workers=1)
    assert liveness.live_workers() == 1
    assert set(Cluster.objects.values_list("name", flat=True)) == {"silent", "live"}
