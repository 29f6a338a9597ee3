"""API tokens: made for a person, shown once, found again by their hash."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.functions import Now

from profiles.models import ApiToken

# So that a token that leaked into a log or a repository is recognised as one.
PREFIX = "sl_"
# Random bytes of a token: 256 bits, as of a session key.
BYTES = 32
# How exactly the last use is known; a busy token is not written with each call.
USE_NOTED_EVERY = timedelta(minutes=1)
# Tokens that one person may have at once.
MOST_TOKENS = 50


class Scope(StrEnum):
    """What a token may do."""

    READ = "read"
    UPLOAD = "upload"
    RETRY = "retry"


class TooManyTokens(Exception):
    """Revoke one before another is made."""


def make_token(*, user: User, name: str, scopes: Collection[str], lasts: timedelta | None = None) -> str:
    """A new token of this person; nobody can show it again. Raises TooManyTokens."""
    if user.api_tokens.count() >= MOST_TOKENS:
        raise TooManyTokens
    token = PREFIX + secrets.token_urlsafe(BYTES)
    ApiToken.objects.create(
        user=user,
        name=name,
        digest=_digest(token),
        scopes=" ".join(scope for scope in Scope if scope in scopes),
        expires_at=None if lasts is None else Now() + lasts,
    )
    return token


def find_token(token: str) -> ApiToken | None:
    """The token, if it is valid and its owner may sign in; its use is noted."""
    valid = Q(expires_at=None) | Q(expires_at__gt=Now())
    found = ApiToken.objects.select_related("user").filter(valid, digest=_digest(token), user__is_active=True).first()
    if found is not None:
        lately = Q(last_used_at__gt=Now() - USE_NOTED_EVERY)
        ApiToken.objects.filter(pk=found.pk).exclude(lately).update(last_used_at=Now())
    return found


def revoke_token(*, user: User, pk: int) -> bool:
    """Whether there was such a token of this person."""
    return bool(user.api_tokens.filter(pk=pk).delete()[0])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
