"""The narrow door to profiles: nobody else writes one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from profiles.editing import changed, kept_evidence
from profiles.models import UserProfile
from profiles.resume import Resume


def save_resume(*, user_id: int, resume: Resume, evidence: dict[str, Any]) -> UserProfile:
    """Store a new profile of this user. The caller's transaction decides whether it stays."""
    return UserProfile.objects.create(user_id=user_id, document=resume.to_json(), evidence=evidence)


def delete_resume(profile_id: int) -> None:
    """Delete a profile; one that is gone already is no error."""
    UserProfile.objects.filter(pk=profile_id).delete()


def change_values(*, profile_id: int, changes: Mapping[str, str]) -> UserProfile:
    """Put what a person wrote in the place of what was extracted; keys are JSON pointers, an empty text takes away.

    Raises NotAValue, and UserProfile.DoesNotExist.
    """
    with transaction.atomic():
        profile = UserProfile.objects.select_for_update(no_key=True).get(pk=profile_id)
        document = changed(profile.document, changes)
        evidence = kept_evidence(profile.evidence, profile.document, document, changes)
        profile.document, profile.evidence = document, evidence
        profile.save(update_fields=["document", "evidence"])
    return profile
