"""The narrow door to profiles: nobody else writes one."""

from typing import Any

from profiles.models import UserProfile
from profiles.resume import Resume


def save_resume(*, user_id: int, resume: Resume, evidence: dict[str, Any]) -> UserProfile:
    """Store a new profile of this user. The caller's transaction decides whether it stays."""
    return UserProfile.objects.create(user_id=user_id, document=resume.to_json(), evidence=evidence)


def delete_resume(profile_id: int) -> None:
    """Delete a profile; one that is gone already is no error."""
    UserProfile.objects.filter(pk=profile_id).delete()
