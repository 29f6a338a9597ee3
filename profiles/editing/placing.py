"""Lines of the original that are in no field: where each can go, and what is left when it went there.

A target is a JSON pointer; "-" in the place of an index means a new item at the list's end, as in JSON Patch. Pure:
documents in, documents out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from profiles.editing.pointers import Json, at
from profiles.labels import LABELS, SECTIONS

# The field of a new entry that a line becomes.
FIRST_FIELD = {
    "work": "position", "education": "institution", "skills": "name", "languages": "language", "projects": "name",
    "certificates": "name", "awards": "title", "publications": "name", "volunteer": "position", "interests": "name",
    "references": "reference",
}  # fmt: skip
# Fields that an entry may lack, and its lists and texts, which take more.
FIELDS = {
    "work": ("position", "name", "location", "startDate", "endDate"),
    "volunteer": ("position", "organization", "startDate", "endDate"),
    "education": ("institution", "studyType", "area", "startDate", "endDate", "score"),
    "projects": ("name", "startDate", "endDate", "url"),
    "certificates": ("issuer", "date"),
    "awards": ("awarder", "date"),
    "publications": ("publisher", "releaseDate", "url"),
    "languages": ("fluency",),
    "skills": ("level",),
    "references": ("name",),
}
LISTS = {"work": "highlights", "volunteer": "highlights", "projects": "highlights", "education": "courses",
         "skills": "keywords", "interests": "keywords"}  # fmt: skip
TEXTS = {"work": "summary", "volunteer": "summary", "projects": "description", "awards": "summary",
         "publications": "summary", "references": "reference"}  # fmt: skip
PERSON = ("name", "label", "email", "phone", "url")
SUMMARY = "/basics/summary"
# Texts that take another line below what they say.
GROWING = frozenset({*TEXTS.values(), "summary"})
# Of much the page says so at its top, and the list in its row: less in fields than this is much, from 0 to 1.
UNDERSTOOD = 0.85


LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Target:
    pointer: str
    label: str


def targets_for(document: Json, near: str) -> list[Target]:
    """Where a line can go, the likeliest first: into the entry that it stands beside, into new ones, to the person."""
    section, _, number = near.partition("/")
    beside: list[Target] = []
    if section in SECTIONS and number.isdecimal() and (entry := at(document, f"/{near}")):
        beside = list(_within(section, number, entry))
    first = [section] if section in FIRST_FIELD else []
    new = [
        Target(f"/{name}/-/{FIRST_FIELD[name]}", gettext("New entry: %(section)s") % {"section": SECTIONS[name]})
        for name in dict.fromkeys([*first, *FIRST_FIELD])
    ]
    missing = [f"/basics/{name}" for name in PERSON if not at(document, f"/basics/{name}")]
    if not at(document, "/basics/location/city"):
        missing.append("/basics/location/city")
    person = [_target(str(SECTIONS["basics"]), pointer) for pointer in (SUMMARY, *missing)]
    return [*person, *new] if section == "basics" else [*beside, *new, *person]


def _within(section: str, number: str, entry: Json) -> Iterator[Target]:
    start, title = f"/{section}/{number}", _title(section, entry)
    if name := LISTS.get(section):
        yield _target(title, f"{start}/{name}/-")
    if name := TEXTS.get(section):
        yield _target(title, f"{start}/{name}")
    for name in FIELDS.get(section, ()):
        if not entry.get(name):
            yield _target(title, f"{start}/{name}")


def _target(whose: str, pointer: str) -> Target:
    name = pointer.removesuffix("/-").rpartition("/")[2]
    return Target(pointer, f"{whose}: {LABELS[name]}")


def _title(section: str, entry: Json) -> str:
    names = ("position", "name", "institution", "studyType", "organization", "title", "language", "reference")
    said = [str(entry[name]) for name in names if isinstance(entry.get(name), str)]
    return ", ".join(said[:2])[:LONGEST_TITLE] or str(SECTIONS[section])


def resolved(document: Json, pointer: str) -> str:
    """The pointer with the index of the new item in the place of "-"."""
    parts = pointer.split("/")
    for index, part in enumerate(parts):
        if part == "-":
            parts[index] = str(len(at(document, "/".join(parts[:index])) or []))
    return "/".join(parts)


def written(document: Json, pointer: str, text: str) -> str:
    """What stands at the pointer when this line went there: below what a longer text says already."""
    before = at(document, pointer)
    grows = pointer.rpartition("/")[2] in GROWING and isinstance(before, str) and before
    return f"{before}\n{text}" if grows else text


def without(placement: Json, lines: Iterable[int], *, counted: bool = True) -> Json:
    """The placement when these lines are in a field; not `counted` where they belong in none."""
    gone = set(lines)
    left = [line for line in placement.get("unplaced", []) if line["line"] not in gone]
    letters = placement.get("letters", 0)
    if not counted:
        letters -= sum(line["letters"] for line in placement.get("unplaced", []) if line["line"] in gone)
    share = round(1 - sum(line["letters"] for line in left) / letters, 4) if letters > 0 else 1.0
    return {**placement, "unplaced": left, "letters": letters, "share": max(0.0, share)}


def is_understood(placement: Json, placed: float | None) -> bool:
    """Whether nothing of weight is missing; True where nobody can tell."""
    announced = bool(placement.get("empty")) or placement.get("recognised") is False
    return not announced and (placed is None or placed >= UNDERSTOOD)


def taken_over(placement: Json, texts: Iterable[str]) -> Json:
    """The placement without the lines that a person had placed before: those that their corrections say."""
    said = {line for text in texts for line in text.splitlines()}
    return without(placement, [line["line"] for line in placement.get("unplaced", []) if line["rest"] in said])


def line_at(placement: Json, number: int) -> dict[str, Any] | None:
    return next((line for line in placement.get("unplaced", []) if line["line"] == number), None)
