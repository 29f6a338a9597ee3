"""Uploads, jobs, attempts and checkpoints: rows, their QuerySets, and the constraints that no code can get around.

Rows that two processes share are changed by `.update()` under a guard, never by a bare `save()`.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from analysis.failures import AS_WRITTEN, Sentence, kind_of, stored_sentence
from analysis.ledger import KeptAnswer  # noqa: F401 - Django looks for models here
from analysis.states import ACTIVE, ENDED, Status, Step
from analysis.uploads import storage
from analysis.uploads.installation import Installation
from profiles.models import UserProfile

JOB_ID_PREFIX = "job_"
UPLOADS = "uploads"


def new_job_id() -> str:
    """A job's public name: 80 random bits, so that it can't be guessed."""
    return JOB_ID_PREFIX + secrets.token_hex(10)


def upload_path(upload: Upload, filename: str) -> str:
    """Where a file is stored: in this database's folder, by the day, under a name of our own making."""
    return f"{UPLOADS}/{Installation.get().folder}/{timezone.now():%Y/%m/%d}/{uuid.uuid4().hex}"


def _choices(names: type[Status | Step]) -> list[tuple[str, str]]:
    return [(str(name), str(name)) for name in names]


class Source(models.TextChoices):
    """Where a request for an attempt came from."""

    PAGE = "page"
    API = "api"
    ADMIN = "admin"
    COMMAND = "command"
    AUTOMATIC = "automatic"
    RESCUE = "rescue"

    @property
    def by_person(self) -> bool:
        return self not in (Source.AUTOMATIC, Source.RESCUE)


class Outcome(models.TextChoices):
    COMPLETED = "completed"
    FAILED = "failed"


class Upload(models.Model):
    """A file as it was received. It outlives every failure of its jobs."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    file = models.FileField(upload_to=upload_path, max_length=200)
    filename = models.CharField(max_length=255, help_text="What the sender called it; for showing only.")
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())
    superseded_in = models.ForeignKey(
        "AnalysisJob",
        models.SET_NULL,
        null=True,
        related_name="former_uploads",
        help_text="The job in which another file took this one's place; this one goes when that job completes.",
    )

    class Meta:
        db_table = "analysis_uploads"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="upload_newest"),
            models.Index(fields=["user", "sha256"], name="upload_same_file"),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_stored(self) -> bool:
        """Whether the file itself is there. Raises StorageAway where that can't be told."""
        return bool(self.file.name) and storage.holds(str(self.file.name))

    @property
    def is_at_hand(self) -> bool:
        """Whether the file can be read just now."""
        try:
            return self.is_stored
        except storage.StorageAway:
            return False

    def require_intact(self) -> None:
        """Raise the StepFailure of a file that is gone or damaged, or StorageAway."""
        storage.require_intact(str(self.file.name or ""), size=self.size, sha256=self.sha256)


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

    status = models.CharField(max_length=12, choices=_choices(Status), default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="0 to 100.")
    current_step = models.CharField(max_length=12, blank=True, choices=_choices(Step))
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
    from_step = models.CharField(max_length=12, choices=_choices(Step), default=Step.EXTRACT)
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
    failed_step = models.CharField(max_length=12, choices=_choices(Step), blank=True)
    error_code = models.CharField(max_length=32, blank=True)
    error_reason = models.CharField(max_length=40, blank=True, default=AS_WRITTEN, db_default=AS_WRITTEN)
    error_values = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    error_message = models.TextField(blank=True, help_text="In English, as it was worded then.")
    error_detail = models.TextField(blank=True, help_text="For operators.")
    step_seconds = models.JSONField(default=dict, help_text="Step name → seconds.")
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
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


class Checkpoint(models.Model):
    """The output of a finished step, kept so that a later attempt can begin after it.

    `version` is the step's own; `plan` names the steps up to this one. A checkpoint whose version or plan is not
    today's is not reused.
    """

    job = models.ForeignKey(AnalysisJob, models.CASCADE, related_name="checkpoints")
    step = models.CharField(max_length=12, choices=_choices(Step))
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
