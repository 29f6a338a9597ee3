"""The table of attempts: who asked for each, how it went and why it failed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from analysis.failures import AS_WRITTEN, Sentence, stored_sentence
from analysis.models.choices import Outcome, Source, choices
from analysis.models.job import AnalysisJob
from analysis.states import Step


class Attempt(models.Model):
    """One run of a job, written when it is asked for and closed when it ends. Nothing rewrites a closed one."""

    job = models.ForeignKey(AnalysisJob, models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=12, choices=Source.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who asked; nobody, if by itself.",
    )
    reason = models.CharField(max_length=500, blank=True)
    batch = models.UUIDField(null=True, help_text="The bulk retry that it belongs to.")
    forced = models.BooleanField(default=False, help_text="Past the limit, by staff.")
    from_step = models.CharField(max_length=12, choices=choices(Step), default=Step.EXTRACT)
    engine = models.CharField(max_length=12, blank=True)
    cluster = models.CharField(max_length=120, blank=True, db_default="", help_text="Whose worker claimed it.")
    remedy = models.CharField(max_length=12, blank=True, db_default="", help_text="What it brought along.")
    remedy_input = models.JSONField(
        db_default=Value({}, models.JSONField()),
        default=dict,
        help_text="Of `ocr` the languages, of `replace` the names of both files; of a password nothing is kept.",
    )

    created_at = models.DateTimeField(db_default=Now(), help_text="When it was asked for.")
    started_at = models.DateTimeField(null=True, help_text="When a worker claimed it.")
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    failed_step = models.CharField(max_length=12, choices=choices(Step), blank=True)
    error_code = models.CharField(max_length=32, blank=True)
    error_reason = models.CharField(max_length=40, blank=True, default=AS_WRITTEN, db_default=AS_WRITTEN)
    error_values = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    error_message = models.TextField(blank=True, help_text="In English, as it was worded then.")
    error_detail = models.TextField(blank=True, help_text="For operators.")
    step_seconds = models.JSONField(default=dict, help_text="Step name → seconds.")
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
    model_answer = models.CharField(
        max_length=32,
        blank=True,
        db_default="",
        help_text="Of an attempt that asked a language model and could do without: `answered`, or why there was none.",
    )
    trace = models.CharField(max_length=100, blank=True, help_text="W3C traceparent of the request that asked for it.")

    class Meta:
        db_table = "analysis_attempts"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="attempt_number_once"),
            models.UniqueConstraint(fields=["job"], name="attempt_one_open", condition=Q(finished_at__isnull=True)),
            models.CheckConstraint(name="attempt_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="attempt_outcome_when_finished",
                condition=Q(finished_at__isnull=True, outcome="") | (Q(finished_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="attempt_error_when_failed",
                condition=(Q(outcome=Outcome.FAILED) & ~Q(error_code="") & ~Q(error_message=""))
                | (~Q(outcome=Outcome.FAILED) & Q(error_code="", error_message="")),
            ),
            models.CheckConstraint(
                name="attempt_forced_has_actor_and_reason",
                condition=Q(forced=False) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "created_at"], name="attempt_by_actor"),
            models.Index(fields=["finished_at"], name="attempt_finished"),
            models.Index(fields=["batch"], name="attempt_of_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.job} #{self.number}"

    @property
    def seconds(self) -> float | None:
        """How long it ran, None while it runs or where it never started."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def by_person(self) -> bool:
        return Source(self.source).by_person

    @property
    def error(self) -> Sentence | None:
        """Why it failed; None where it did not."""
        if not self.error_code:
            return None
        return stored_sentence(self.error_code, self.error_reason, self.error_values, self.error_message)
