"""A profile's values as the fields of a form, by section, each named by its JSON pointer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_lazy

from profiles.editing import leaves
from profiles.models import UserProfile
from profiles.templatetags.resume import is_unsure

SECTIONS = {
    "basics": gettext_lazy("Person"),
    "work": gettext_lazy("Work"),
    "volunteer": gettext_lazy("Volunteering"),
    "education": gettext_lazy("Education"),
    "awards": gettext_lazy("Awards"),
    "certificates": gettext_lazy("Certificates"),
    "publications": gettext_lazy("Publications"),
    "skills": gettext_lazy("Skills"),
    "languages": gettext_lazy("Languages"),
    "interests": gettext_lazy("Interests"),
    "references": gettext_lazy("References"),
    "projects": gettext_lazy("Projects"),
}
LABELS = {
    "name": gettext_lazy("Name"),
    "label": gettext_lazy("Headline"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "url": gettext_lazy("Web address"),
    "summary": gettext_lazy("Summary"),
    "address": gettext_lazy("Street"),
    "postalCode": gettext_lazy("Postal code"),
    "city": gettext_lazy("City"),
    "region": gettext_lazy("Region"),
    "countryCode": gettext_lazy("Country code"),
    "network": gettext_lazy("Network"),
    "username": gettext_lazy("User name"),
    "position": gettext_lazy("Position"),
    "location": gettext_lazy("Place"),
    "startDate": gettext_lazy("Start"),
    "endDate": gettext_lazy("End"),
    "highlights": gettext_lazy("Point"),
    "organization": gettext_lazy("Organisation"),
    "institution": gettext_lazy("Institution"),
    "area": gettext_lazy("Subject"),
    "studyType": gettext_lazy("Degree"),
    "score": gettext_lazy("Grade"),
    "courses": gettext_lazy("Course"),
    "title": gettext_lazy("Title"),
    "date": gettext_lazy("Date"),
    "awarder": gettext_lazy("Given by"),
    "issuer": gettext_lazy("Issued by"),
    "publisher": gettext_lazy("Publisher"),
    "releaseDate": gettext_lazy("Published"),
    "level": gettext_lazy("Level"),
    "keywords": gettext_lazy("Keyword"),
    "language": gettext_lazy("Language"),
    "fluency": gettext_lazy("Fluency"),
    "reference": gettext_lazy("Reference"),
    "description": gettext_lazy("Description"),
    "roles": gettext_lazy("Role"),
}
# Fields that every person has, shown where nothing was found for them.
EXPECTED = ("/basics/name", "/basics/label", "/basics/email", "/basics/phone", "/basics/url", "/basics/location/city",
            "/basics/location/countryCode", "/basics/summary")  # fmt: skip
LONG = ("summary", "description", "reference", "highlights")


@dataclass(frozen=True, slots=True)
class Field:
    pointer: str
    label: str
    text: str
    unsure: bool = False
    error: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.text) > 80 or any(part in LONG for part in self.pointer.split("/"))


@dataclass(slots=True)
class Group:
    """An entry of a section: one position, one school; or the person."""

    title: str
    fields: list[Field] = field(default_factory=list)


def field_groups(
    profile: UserProfile, *, sent: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None
) -> list[Group]:
    """What the profile says, or what was `sent` in its place; `wrong` maps pointers to what is the matter with them."""
    sent, wrong = sent or {}, wrong or {}
    groups: dict[str, Group] = {}
    for pointer, text in _values(profile):
        key, title = _entry(pointer)
        found = profile.evidence.get(pointer) or {}
        shown = Field(pointer, _label(pointer), sent.get(pointer, text), is_unsure(found), wrong.get(pointer, ""))
        groups.setdefault(key, Group(title)).fields.append(shown)
    return list(groups.values())


def _values(profile: UserProfile) -> Iterator[tuple[str, str]]:
    """Every value in the schema's order, the person's first, with the fields that are expected of a person."""
    there = dict(leaves(profile.document))
    for pointer in EXPECTED:
        yield pointer, there.pop(pointer, "")
    order = {name: place for place, name in enumerate(SECTIONS)}
    yield from sorted(there.items(), key=lambda item: order.get(item[0].split("/")[1], len(order)))


def _entry(pointer: str) -> tuple[str, str]:
    """The entry that a value belongs to, and its title."""
    section, *rest = pointer.split("/")[1:]
    title = str(SECTIONS.get(section, section))
    if rest and rest[0].isdecimal():
        return f"{section}/{rest[0]}", gettext("%(section)s, %(number)s") % {
            "section": title,
            "number": int(rest[0]) + 1,
        }
    return section, title


def _label(pointer: str) -> str:
    names = [part for part in pointer.split("/") if part and not part.isdecimal()]
    return str(LABELS.get(names[-1], names[-1]))
