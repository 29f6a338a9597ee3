"""The table of jobs, what can be asked of it, and the constraints that no code can get around."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from analysis.failures import AS_WRITTEN, Sentence, kind_of, stored_sentence
from analysis.models.choices import choices
from analysis.models.upload import Upload
from analysis.states import ACTIVE, ENDED, Status, Step
from profiles.models import UserProfile

JOB_ID_PREFIX = "job_"


def new_job_id() -> str:
    """A job's public name: 80 random bits, so that it can't be guessed."""
    return JOB_ID_PREFIX + secrets.token_hex(10)


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's right to write: this attempt of this job, by the token that its claim wrote."""

    job_pk: int
    attempt: int
    token: uuid.UUID


def subject(upload_id: int | None) -> str:
    """What a profile is of, as `profiles` calls it: all profiles of one upload share what its owner put right."""
    return f"upload:{upload_id}" if upload_id else ""


class JobQuerySet(models.QuerySet["AnalysisJob"]):
    def failed(self) -> Self:
        return self.filter(status=Status.FAILED)

    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def queued_at(self, job_pk: int, attempt: int) -> Self:
        """The job, if this attempt of it waits to be claimed."""
        return self.filter(pk=job_pk, attempt=attempt, status=Status.QUEUED)

    def held_by(self, lease: Lease) -> Self:
        """The job, if this lease still holds: the fence in front of every write of a worker."""
        return self.filter(pk=lease.job_pk, attempt=lease.attempt, lease_token=lease.token, status=Status.PROCESSING)

    def held_in(self, cluster: str) -> Self:
        """The jobs that workers of this cluster have in hand."""
        return self.filter(status=Status.PROCESSING, attempts__cluster=cluster, attempts__finished_at__isnull=True)

    def lease_ran_out(self) -> Self:
        return self.filter(status=Status.PROCESSING, lease_expires_at__lt=Now())

    def retry_due(self) -> Self:
        return self.filter(status=Status.FAILED, next_retry_at__lte=Now())

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-id")


class AnalysisJob(models.Model):
    """One analysis of one upload. Its state machine is drawn in `analysis.states`."""

    job_id = models.CharField(max_length=32, unique=True, default=new_job_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    upload = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="jobs")
    profile = models.OneToOneField(UserProfile, models.RESTRICT, null=True, related_name="job")

    status = models.CharField(max_length=12, choices=choices(Status), default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="0 to 100.")
    current_step = models.CharField(max_length=12, blank=True, choices=choices(Step))
    pages_read = models.PositiveIntegerField(null=True, help_text="While the text is extracted, where that is known.")
    pages_total = models.PositiveIntegerField(null=True)
    error_code = models.CharField(max_length=32, null=True)  # noqa: DJ001 - NULL says that there is no error
    error_reason = models.CharField(max_length=40, blank=True, default=AS_WRITTEN, db_default=AS_WRITTEN)
    error_values = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    error_message = models.TextField(null=True, help_text="In English, as it was worded then.")  # noqa: DJ001

    attempt = models.PositiveIntegerField(default=1, help_text="The current attempt; it only grows.")
    retries_used = models.PositiveIntegerField(default=0, help_text="By people.")
    auto_retries_used = models.PositiveIntegerField(default=0)
    next_retry_at = models.DateTimeField(null=True, help_text="When a failed job retries by itself.")

    lease_token = models.UUIDField(null=True)
    lease_expires_at = models.DateTimeField(null=True, help_text="On the database's clock.")

    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now(), help_text="When the current attempt was queued.")
    completed_at = models.DateTimeField(null=True, help_text="When the job ended, well or not.")

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "analysis_jobs"
        verbose_name = "job"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="job_status_known", condition=Q(status__in=tuple(Status))),
            models.CheckConstraint(name="job_progress_percent", condition=Q(progress__lte=100)),
            models.CheckConstraint(name="job_attempt_from_one", condition=Q(attempt__gte=1)),
            models.CheckConstraint(
                name="job_completed_at_when_ended",
                condition=Q(status__in=ENDED, completed_at__isnull=False)
                | Q(status__in=ACTIVE, completed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="job_lease_when_processing",
                condition=Q(status=Status.PROCESSING, lease_token__isnull=False, lease_expires_at__isnull=False)
                | (~Q(status=Status.PROCESSING) & Q(lease_token__isnull=True, lease_expires_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_error_when_failed",
                condition=Q(status=Status.FAILED, error_code__isnull=False, error_message__isnull=False)
                | (~Q(status=Status.FAILED) & Q(error_code__isnull=True, error_message__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_waits_only_when_failed", condition=Q(next_retry_at__isnull=True) | Q(status=Status.FAILED)
            ),
            # A failed job may still carry the profile that its reset deletes; an active one never does.
            models.CheckConstraint(
                name="job_profile_when_completed",
                condition=Q(status=Status.COMPLETED, profile__isnull=False)
                | Q(status__in=ACTIVE, profile__isnull=True)
                | Q(status=Status.FAILED),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="job_newest"),
            models.Index(fields=["user"], name="job_under_way", condition=Q(status__in=sorted(ACTIVE))),
            models.Index(fields=["queued_at"], name="job_waiting", condition=Q(status=Status.QUEUED)),
            models.Index(fields=["lease_expires_at"], name="job_leased", condition=Q(status=Status.PROCESSING)),
            models.Index(fields=["next_retry_at"], name="job_retry_due", condition=Q(next_retry_at__isnull=False)),
            models.Index(fields=["user"], name="job_active", condition=Q(status__in=ACTIVE)),
            models.Index(fields=["error_code"], name="job_failed_by_code", condition=Q(status=Status.FAILED)),
        ]

    def __str__(self) -> str:
        return self.job_id

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def is_permanent(self) -> bool:
        """Whether the same upload would fail in the same way again."""
        return self.error_code is not None and kind_of(self.error_code).permanent

    @property
    def error(self) -> Sentence | None:
        """What happened and what to do next; None where the job is not failed."""
        if self.error_code is None:
            return None
        return stored_sentence(self.error_code, self.error_reason, self.error_values, self.error_message or "")
