"""Tells whether a worker cluster is alive, so that web processes know whether anybody works."""

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from analysis.models import Cluster

# A cluster shows itself every second. After this long without a sign it no longer counts as alive.
SIGN_OF_LIFE = timedelta(seconds=15)
_FORGOTTEN = timedelta(days=1)


def show(name: str, *, workers: int) -> None:
    """Note that the cluster of this name is at work."""
    if not Cluster.objects.filter(name=name).update(seen_at=Now(), workers=workers):
        Cluster.objects.filter(seen_at__lt=Now() - _FORGOTTEN).delete()
        Cluster.objects.get_or_create(name=name, defaults={"workers": workers})


def withdraw(name: str) -> None:
    """Note that the cluster of this name has stopped."""
    Cluster.objects.filter(name=name).delete()


def living_clusters() -> QuerySet[Cluster]:
    """The clusters that are alive: the one answer for /readyz, /metrics, the overview and the pages."""
    return Cluster.objects.filter(seen_at__gt=Now() - SIGN_OF_LIFE).order_by("name")


def live_workers() -> int:
    """The number of workers in all living clusters."""
    return sum(living_clusters().values_list("workers", flat=True))
