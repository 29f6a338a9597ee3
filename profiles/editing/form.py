"""A profile's values as the fields of a form, by section, each named by its JSON pointer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from profiles.certainty import is_unsure
from profiles.editing.pointers import leaves
from profiles.labels import LABELS, SECTIONS
from profiles.models import UserProfile

# Fields that every person has, shown where nothing was found for them.
EXPECTED = ("/basics/name", "/basics/label", "/basics/email", "/basics/phone", "/basics/url", "/basics/location/city",
            "/basics/location/countryCode", "/basics/summary")  # fmt: skip
# Fields that every entry of a section has, in the order in which a person thinks of them.
EXPECTED_OF = {
    "work": ("position", "name", "location", "startDate", "endDate", "url"),
    "volunteer": ("position", "organization", "startDate", "endDate", "url"),
    "education": ("studyType", "area", "institution", "startDate", "endDate"),
    "projects": ("name", "startDate", "endDate", "url"),
    "certificates": ("name", "issuer", "date"),
    "awards": ("title", "awarder", "date"),
    "publications": ("name", "publisher", "releaseDate", "url"),
    "languages": ("language", "fluency"),
}
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
    """Every value in the order of the sections, the person's first, with the fields that are expected there."""
    document = profile.resume.to_json()
    known = dict(leaves(document.pop("basics", {}), "/basics"))
    for pointer in EXPECTED:
        yield pointer, known.pop(pointer, "")
    yield from known.items()
    for section in SECTIONS:
        for number, entry in enumerate(document.get(section, [])):
            for name in dict.fromkeys((*EXPECTED_OF.get(section, ()), *entry)):
                pointer = f"/{section}/{number}/{name}"
                yield from leaves(entry[name], pointer) if name in entry else [(pointer, "")]


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
