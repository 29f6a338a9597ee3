"""Putting single values of a profile right, each named by its JSON pointer."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from profiles import services
from profiles.editing.form import field_groups
from profiles.editing.pointers import NotAValue, at, changed, kept_evidence, leaves
from profiles.models import UserProfile
from tests.factories import RESUME, UserProfileFactory

DOCUMENT: dict[str, Any] = {
    "basics": {"name": "Ada", "email": "ada@example.org"},
    "work": [
        {"name": "One", "startDate": "2020-01", "highlights": ["a", "b", "c"]},
        {"name": "Two"},
    ],
    "skills": [{"name": "Mathematics"}],
}


def test_every_text_has_a_pointer_that_leads_back_to_it() -> None:
    for pointer, text in leaves(RESUME):
        assert at(RESUME, pointer) == text
    assert at(RESUME, "/work/99/name") is None
    assert at(RESUME, "/basics/name/first") is None


def test_a_value_is_put_in_the_place_of_another_and_the_rest_stays() -> None:
    after = changed(DOCUMENT, {"/work/0/highlights/1": "better"})
    assert after["work"][0]["highlights"] == ["a", "better", "c"]
    assert DOCUMENT["work"][0]["highlights"] == ["a", "b", "c"], "the old document is untouched"
    assert after["basics"] == DOCUMENT["basics"]


def test_a_value_is_added_where_there_was_none() -> None:
    after = changed(DOCUMENT, {"/basics/location/city": "London", "/basics/phone": "1"})
    assert after["basics"]["location"] == {"city": "London"}
    assert after["basics"]["phone"] == "1"


@pytest.mark.parametrize(
    ("pointer", "left"),
    [
        ("/basics/email", {"basics": {"name": "Ada"}}),
        ("/work/0/highlights/0", {"work": [DOCUMENT["work"][0] | {"highlights": ["b", "c"]}, {"name": "Two"}]}),
        ("/work/1/name", {"work": [DOCUMENT["work"][0]]}),
    ],
)
def test_an_empty_text_takes_the_value_away_and_what_is_then_empty(pointer: str, left: dict[str, object]) -> None:
    after = changed(DOCUMENT, {pointer: "  "})
    assert after == DOCUMENT | left


def test_the_last_entry_of_a_section_takes_the_section_along() -> None:
    assert "skills" not in changed(DOCUMENT, {"/skills/0/name": ""})


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/work/0/startDate", "last spring"),
        ("/basics/url", "javascript:alert(1)"),
        ("/work/9/name", "x"),
        ("/work/x/name", "x"),
        ("/work", "x"),
        ("/work/0", "x"),
        ("/basics/name/first", "x"),
        ("/nonsense", "x"),
        ("/basics/nonsense", "x"),
        ("", "x"),
        ("/", "x"),
    ],
)
def test_what_cannot_stand_there_is_refused(pointer: str, text: str) -> None:
    with pytest.raises(NotAValue) as refused:
        changed(DOCUMENT, {pointer: text})
    assert refused.value.pointer == pointer


def test_evidence_stays_for_what_was_not_touched_and_did_not_move() -> None:
    evidence = {pointer: {"confidence": 0.5} for pointer, _ in leaves(DOCUMENT)}
    changes = {"/basics/name": "Ada L.", "/work/0/highlights/0": ""}
    kept = kept_evidence(evidence, DOCUMENT, changed(DOCUMENT, changes), changes)
    assert set(kept) == {"/basics/email", "/work/0/name", "/work/0/startDate", "/work/1/name", "/skills/0/name"}


def test_the_form_has_every_value_and_those_that_are_expected_of_a_person(ada: User) -> None:
    profile = UserProfileFactory(user=ada, document=DOCUMENT, evidence={"/work/1/name": {"confidence": 0.3}})
    groups = field_groups(profile, wrong={"/work/0/startDate": "no date"})
    assert [group.title for group in groups] == ["Person", "Work, 1", "Work, 2", "Skills, 1"]
    fields = {field.pointer: field for group in groups for field in group.fields}
    assert set(fields) >= {pointer for pointer, _ in leaves(DOCUMENT)}
    assert fields["/basics/phone"].text == ""
    assert fields["/work/1/name"].unsure
    assert not fields["/work/0/name"].unsure
    assert fields["/work/0/startDate"].error == "no date"


def test_what_a_person_wrote_is_stored_and_what_was_doubtful_is_no_longer(ada: User) -> None:
    profile = UserProfileFactory(user=ada, document=DOCUMENT, evidence={"/basics/name": {"confidence": 0.3}})
    services.change_values(profile_id=profile.pk, changes={"/basics/name": "Ada\0 Lovelace"})
    profile.refresh_from_db()
    assert profile.resume.basics.name == "Ada Lovelace"
    assert profile.evidence == {}


def test_a_refused_change_leaves_everything_as_it_was(ada: User) -> None:
    profile = UserProfileFactory(user=ada, document=DOCUMENT)
    with pytest.raises(NotAValue):
        services.change_values(profile_id=profile.pk, changes={"/basics/name": "x", "/work/0/startDate": "never"})
    assert UserProfile.objects.get(pk=profile.pk).document == DOCUMENT
