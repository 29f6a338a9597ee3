"""The table of checkpoints: what finished steps made."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from analysis.models.choices import choices
from analysis.models.job import AnalysisJob
from analysis.states import Step


class Checkpoint(models.Model):
    """The output of a finished step, kept so that a later attempt can begin after it.

    `version` is the step's own; `plan` names the steps up to this one. A checkpoint whose version or plan is not
    today's is not reused.
    """

    job = models.ForeignKey(AnalysisJob, models.CASCADE, related_name="checkpoints")
    step = models.CharField(max_length=12, choices=choices(Step))
    version = models.PositiveIntegerField()
    plan = models.CharField(max_length=100)
    attempt = models.PositiveIntegerField()
    token = models.UUIDField(help_text="The lease under which it was written.")
    output = models.JSONField()
    has_text = models.BooleanField(default=True, help_text="False where there is nothing in it to go on from.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "analysis_checkpoints"
        constraints = [models.UniqueConstraint(fields=["job", "step"], name="checkpoint_once_per_step")]

    def __str__(self) -> str:
        return f"{self.job} {self.step}"
