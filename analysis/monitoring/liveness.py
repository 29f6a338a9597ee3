"""Tells whether a worker cluster is alive, so that web processes know whether anybody works."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Now

from analysis.models import Cluster
from analysis.queue.signer import signer

# A cluster shows itself every second. After this long without a sign it no longer counts as alive.
SIGN_OF_LIFE = timedelta(seconds=15)
# Seconds between two signs of life beyond which a cluster may have been away, or the database.
LONGEST_GAP = 5.0
_FORGOTTEN = timedelta(days=1)


def show(name: str, *, workers: int) -> None:
    """Note that the cluster of this name is at work."""
    shown = {"workers": workers, "signer": signer()}
    gap = timedelta(seconds=min(LONGEST_GAP, settings.ANALYSIS_LEASE / 2))
    steady = Case(When(seen_at__lt=Now() - gap, then=Now()), default=F("steady_since"))
    if not Cluster.objects.filter(name=name).update(seen_at=Now(), steady_since=steady, **shown):
        Cluster.objects.filter(seen_at__lt=Now() - _FORGOTTEN).delete()
        Cluster.objects.get_or_create(name=name, defaults=shown)


def lived_through(name: str, moment: datetime) -> bool:
    """Whether the cluster of this name was at work, and could say so, before this moment and after it."""
    return Cluster.objects.filter(name=name, steady_since__lte=moment, seen_at__gte=moment).exists()


def withdraw(name: str) -> None:
    """Note that the cluster of this name has stopped."""
    Cluster.objects.filter(name=name).delete()


def living_clusters() -> QuerySet[Cluster]:
    """The clusters that are alive: the one answer for /readyz, /metrics, the overview and the pages."""
    return Cluster.objects.filter(seen_at__gt=Now() - SIGN_OF_LIFE).order_by("name")


def living_signers() -> set[str]:
    """Fingerprints of the SECRET_KEYs by which the living clusters sign; clusters of the release before tell none."""
    return set(living_clusters().exclude(signer="").values_list("signer", flat=True))


def foreign_clusters() -> int:
    """How many living clusters have another SECRET_KEY than this process, so that neither runs the other's jobs."""
    return living_clusters().exclude(signer__in=["", signer()]).count()


def live_workers() -> int:
    """The number of workers in all living clusters."""
    return sum(living_clusters().values_list("workers", flat=True))
