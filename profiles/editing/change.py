"""The rules of changing a profile by hand: what the person saw must still stand, and all is saved or nothing."""

import json
from hashlib import sha256

from django.utils.translation import gettext

from profiles.editing.form import field_groups
from profiles.editing.parsing import as_value, why_not
from profiles.editing.pointers import NotAValue, at
from profiles.models import UserProfile
from profiles.output.wording import in_words
from profiles.services import change_values
from profiles.text import printable
from profiles.values import MAX_TEXT


def is_shown(profile: UserProfile, pointer: str, was: str | None) -> bool:
    """Whether the page says at this place what the person saw there, if that is known."""
    value = at(profile.document, pointer)
    if was is None or (not value and pointer.endswith("/endDate")):
        return True
    return was.split() == in_words(pointer, str(value or "")).split()


def fingerprint(profile: UserProfile) -> str:
    """Of what a form shows: another one when anything of the profile has changed since."""
    return sha256(json.dumps(profile.document, sort_keys=True).encode()).hexdigest()[:16]


def put_right(profile: UserProfile, sent: dict[str, str]) -> dict[str, str]:
    """Save all of what was sent, or nothing where something is wrong: pointer → what is the matter with it."""
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for pointer, written in sent.items():
        text = printable(written)
        if len(text) > MAX_TEXT:
            wrong[pointer] = gettext("This is too long: a text can have %(most)d characters.") % {"most": MAX_TEXT}
            continue
        try:
            values[pointer] = as_value(pointer, text)
        except NotAValue:
            wrong[pointer] = why_not(pointer)
    known = {field.pointer: field.text for group in field_groups(profile) for field in group.fields}
    changes = {pointer: text for pointer, text in values.items() if known.get(pointer, "") != text}
    if wrong or not changes:
        return wrong
    try:
        change_values(profile_id=profile.pk, changes=changes)
    except NotAValue as error:
        return {error.pointer: why_not(error.pointer)}
    return {}
