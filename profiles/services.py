"""The narrow door to profiles: nobody else writes one."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from profiles import search
from profiles.editing import corrections, placing
from profiles.editing.parsing import as_value
from profiles.editing.pointers import changed, kept_evidence
from profiles.models import Correction, UserProfile
from profiles.resume import Resume

# How sure it is that a line belongs where a person put it.
BY_A_PERSON = 1.0


def save_resume(
    *,
    user_id: int,
    resume: Resume,
    evidence: dict[str, Any],
    placement: dict[str, Any] | None = None,
    subject: str = "",
) -> UserProfile:
    """Store a new profile of this user, with what the user put right in earlier ones of the same subject.

    The caller's transaction decides whether it stays.
    """
    extracted = resume.to_json()
    document, applied = corrections.corrected(extracted, _corrections(user_id, subject))
    left = placing.taken_over(placement or {}, applied.values()) if placement else {}
    profile = UserProfile.objects.create(
        user_id=user_id,
        subject=subject,
        extracted=extracted,
        document=document,
        evidence=kept_evidence(evidence, extracted, document, applied),
        placement=left,
        placed=left.get("share"),
    )
    search.index([profile.pk])
    return profile


def delete_resume(profile_id: int) -> None:
    """Delete a profile, not what its owner put right in it; one that is gone already is no error."""
    UserProfile.objects.filter(pk=profile_id).delete()


def forget_subject(*, user_id: int, subject: str) -> None:
    """Delete what the user put right in all profiles of this subject: it is gone for good."""
    Correction.objects.filter(user_id=user_id, subject=subject).delete()


def change_values(*, profile_id: int, changes: Mapping[str, str]) -> UserProfile:
    """Put what a person wrote in the place of what was extracted; keys are JSON pointers, an empty text takes away.

    Raises NotAValue, and UserProfile.DoesNotExist.
    """
    with transaction.atomic():
        profile = UserProfile.objects.select_for_update(no_key=True).get(pk=profile_id)
        document = changed(profile.document, changes)
        _keep_corrections(profile, changes)
        profile.evidence = kept_evidence(profile.evidence, profile.document, document, changes)
        profile.document = document
        profile.save(update_fields=["document", "evidence"])
        search.index([profile.pk])
    return profile


def place_line(*, profile_id: int, line: int, target: str | None) -> None:
    """Put a line of the original that is in no field to where `target` says; None says that it belongs in none.

    A line that is in a field already stays there: whoever presses twice changes nothing. Raises NotAValue, and
    UserProfile.DoesNotExist.
    """
    with transaction.atomic():
        profile = UserProfile.objects.select_for_update(no_key=True).get(pk=profile_id)
        found = placing.line_at(profile.placement, line)
        if found is None:
            return
        if target is not None:
            pointer = placing.resolved(profile.document, target)
            text = as_value(pointer, found["rest"])
            changes = {pointer: placing.written(profile.document, pointer, text)}
            document = changed(profile.document, changes)
            _keep_corrections(profile, changes)
            stands = {"confidence": BY_A_PERSON, "page": found["page"], "box": found["box"]}
            profile.evidence = kept_evidence(profile.evidence, profile.document, document, changes) | {pointer: stands}
            profile.document = document
        profile.placement = placing.without(profile.placement, [line], counted=target is not None)
        profile.placement["empty"] = [name for name in profile.placement["empty"] if not profile.document.get(name)]
        profile.placed = profile.placement["share"]
        profile.save(update_fields=["document", "evidence", "placement", "placed"])
        search.index([profile.pk])


def _wait_for_others_at(profile: UserProfile) -> None:
    """Whoever puts right another profile of the same subject: two who read what is kept and write it anew would each
    undo the other. Lasts for this transaction."""
    with connection.cursor() as cursor:
        name = f"corrections of {profile.user_id}: {profile.subject}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _corrections(user_id: int, subject: str) -> list[corrections.Correction]:
    rows = Correction.objects.filter(user_id=user_id, subject=subject) if subject else Correction.objects.none()
    return [corrections.Correction(row.pointer, row.was, row.now) for row in rows]


def _keep_corrections(profile: UserProfile, changes: Mapping[str, str]) -> None:
    if not profile.subject:
        return
    _wait_for_others_at(profile)
    known = _corrections(profile.user_id, profile.subject)
    forget_subject(user_id=profile.user_id, subject=profile.subject)
    Correction.objects.bulk_create(
        Correction(user_id=profile.user_id, subject=profile.subject, pointer=pointer, was=was, now=now)
        for (pointer, was), now in corrections.merged(known, profile.document, changes).items()
    )
