"""The tables by which clusters work together: who is alive, whose turn it is, and which retries pause."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from analysis.models.attempt import Attempt


class Cluster(models.Model):
    """A worker cluster that shows signs of life, so that /readyz and the overview know of it."""

    name = models.CharField(max_length=120, unique=True)
    workers = models.PositiveIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    steady_since = models.DateTimeField(db_default=Now(), help_text="Since when it has been seen without a gap.")
    signer = models.CharField(max_length=16, blank=True, db_default="", help_text="See `analysis.queue.signer`.")

    class Meta:
        db_table = "analysis_clusters"

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """When a person was last served by a worker (`analysis.queue.turns`, the only one that reads and writes it)."""

    owner = models.BigIntegerField(primary_key=True)
    served_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "analysis_turns"

    def __str__(self) -> str:
        return str(self.owner)


class Breaker(models.Model):
    """Automatic retries of one cause, paused because it fails for everybody. One probe at a time looks whether it has
    passed.
    """

    error_code = models.CharField(max_length=32, primary_key=True)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, help_text="When the cause had passed; empty while retries pause.")
    probe = models.ForeignKey(Attempt, models.SET_NULL, null=True, related_name="+")
    probed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "analysis_breakers"

    def __str__(self) -> str:
        return self.error_code
