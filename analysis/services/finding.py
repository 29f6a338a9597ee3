"""Profiles of one person, found by what they say."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db.models import QuerySet

from analysis.cursors import after, cursor_of
from profiles.models import UserProfile
from profiles.search import matching

# Profiles that are read at once where all are gone through.
_AT_ONCE = 200


def find_profiles(user: User, query: str = "") -> QuerySet[UserProfile]:
    """This person's profiles that hold every word of the query, the newest first, each with its job and upload."""
    current = user.profiles.filter(job__isnull=False).select_related("job__upload")
    return matching(current, query).order_by("-created_at", "-pk")


def every_profile(user: User, query: str = "") -> Iterator[UserProfile]:
    """All of them, however many, in little memory: no cursor of the database stays open while somebody downloads."""
    found = find_profiles(user, query).defer("extracted", "evidence", "placement")
    part = list(found[:_AT_ONCE])
    while part:
        yield from part
        part = list(after(found, cursor_of(part[-1]))[:_AT_ONCE])
