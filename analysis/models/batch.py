"""The table of batches: many jobs to be retried or deleted at one request, worked off in the background."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from analysis.models.choices import Source


class Batch(models.Model):
    """What one request asked for, of which jobs, and how far that is. `cursor` moves in the transaction that does the
    work, so that nothing is done twice, whoever dies when.
    """

    class Deed(models.TextChoices):
        RETRY = "retry"
        DELETE = "delete"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deed = models.CharField(max_length=12, choices=Deed.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="batches")
    source = models.CharField(max_length=12, choices=Source.choices)
    asked = models.JSONField(default=dict, help_text="How: the fields of the request.")
    keys = ArrayField(models.BigIntegerField(), help_text="Of the jobs, in order.")
    cursor = models.PositiveIntegerField(default=0, help_text="How many of the keys are worked off.")
    total = models.PositiveIntegerField(help_text="Jobs that were chosen, with those that were not even tried.")
    done = models.PositiveIntegerField(default=0, help_text="Queued again, or deleted.")
    refused = models.JSONField(default=dict, help_text="Why not → how many.")
    created_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "analysis_batches"
        verbose_name_plural = "batches"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="batch_deed_known", condition=Q(deed__in=("retry", "delete"))),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="batch_unfinished", condition=Q(finished_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def not_done(self) -> int:
        return sum(self.refused.values())

    @property
    def untouched(self) -> int:
        """Jobs that nobody has begun with."""
        return len(self.keys) - self.cursor
