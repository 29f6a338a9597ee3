"""What was understood of one résumé. Knows users and résumé data, nothing of uploads or jobs."""

import secrets

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from profiles.resume import Resume


class UserProfile(models.Model):
    """A JSON Resume document, with the evidence for each value.

    `extracted` is what `Resume.to_json()` gave, and stays so; `document` is the same with the person's corrections.
    `subject` says what was analysed, in a word of the caller's: profiles of one subject share the corrections.
    `evidence` maps a JSON pointer into it to where the value stands in the
    original and how sure the analyser was: `{"confidence": 0–1, "page": n, "box": [x0, y0, x1, y1]}`.
    `placement` says which lines of the original are in no field, and `placed` which share of its text is in one; both
    are empty where the analyser does not tell. The table has one column more, `lexemes`, which `profiles.search` alone
    reads and writes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profiles")
    subject = models.CharField(max_length=64, blank=True)
    extracted = models.JSONField(default=dict)
    document = models.JSONField()
    evidence = models.JSONField(default=dict)
    placement = models.JSONField(default=dict, db_default={})
    placed = models.FloatField(null=True, help_text="0 to 1.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "user_profile"
        verbose_name = "profile"
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="profile_newest")]

    def __str__(self) -> str:
        """No word of the résumé: staff and logs see this."""
        return f"Profile {self.pk}"

    @property
    def resume(self) -> Resume:
        return Resume.model_validate(self.document)


class Correction(models.Model):
    """What a person put right in the profiles of a subject. No retry and no new analysis clears it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="corrections")
    subject = models.CharField(max_length=64)
    pointer = models.CharField(max_length=200)
    was = models.TextField(blank=True, help_text="What had been read there.")
    now = models.TextField(blank=True, help_text="Empty: it is taken away.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "user_profile_corrections"
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "subject"], name="corrections_of_subject")]

    def __str__(self) -> str:
        return f"Correction {self.pk}"


class ApiToken(models.Model):
    """What a program signs in with in a person's name. The token itself is shown once and never stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    scopes = models.CharField(max_length=100, help_text="Separated by blanks.")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True, help_text="To the minute.")

    class Meta:
        db_table = "user_api_tokens"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_list(self) -> list[str]:
        return self.scopes.split()

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


def new_public_id() -> str:
    return secrets.token_hex(8)


class SignIn(models.Model):
    """Where and when a session is used. It goes with its session."""

    # No constraint: a release that does not know this table can still end its sessions.
    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, db_constraint=False)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, help_text="Its name in addresses.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(help_text="To some minutes.")
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=300, blank=True, help_text="What the browser calls itself.")

    class Meta:
        db_table = "user_sign_ins"

    def __str__(self) -> str:
        """Not the key of the session: staff and logs see this."""
        return f"Sign-in {self.public_id}"


class Deed(models.Model):
    """Something that counts against a limit a minute: who did it, or from where, and when.

    `profiles.accounts.rates` alone reads and writes it. What somebody deletes afterwards is counted all the same.
    """

    subject = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "user_deeds"
        indexes = [models.Index(fields=["subject", "kind", "at"], name="deeds_of_the_last_minute")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
