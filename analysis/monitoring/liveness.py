"""Worker clusters that show signs of life, so that web processes know whether anybody works."""

from datetime import timedelta

from django.db.models.functions import Now

from analysis.models import Cluster

# A cluster shows itself each second; after this time without a sign it counts as gone.
SIGN_OF_LIFE = timedelta(seconds=15)
_FORGOTTEN = timedelta(days=1)


def show(name: str, *, workers: int) -> None:
    """Note that the cluster of this name is at work."""
    if not Cluster.objects.filter(name=name).update(seen_at=Now(), workers=workers):
        Cluster.objects.filter(seen_at__lt=Now() - _FORGOTTEN).delete()
        Cluster.objects.get_or_create(name=name, defaults={"workers": workers})


def withdraw(name: str) -> None:
    """Note that the cluster of this name is at work no more."""
    Cluster.objects.filter(name=name).delete()


def live_workers() -> int:
    """Workers of all clusters that show signs of life."""
    return sum(Cluster.objects.filter(seen_at__gt=Now() - SIGN_OF_LIFE).values_list("workers", flat=True))
