"""What a person put right, kept apart from what was extracted, and found again in what the next analysis extracts.

A correction names a place by its JSON pointer and by what was read there. An analysis that reads entries in another
order moves the place; the text that was read tells where it is now. Pure: documents in, documents out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from profiles.editing.pointers import Json, NotAValue, at, changed, leaves

_INDEX = re.compile(r"/\d+(?=/|$)")
# An item of a list, or a field of one: "/work/0/highlights/3", "/work/2/position".
_ITEM = re.compile(r"(?P<item>(?P<list>/.+)/(?P<index>\d+))(?P<field>/[^\d/][^/]*)?\Z")


@dataclass(frozen=True, slots=True)
class Correction:
    """At `pointer`, where `was` had been read ("" where nothing had), it is to say `now` ("" takes it away)."""

    pointer: str
    was: str
    now: str


def corrected(document: Json, corrections: Iterable[Correction]) -> tuple[Json, dict[str, str]]:
    """The document with the corrections that still have a place in it, and those as pointer → text."""
    applied: dict[str, str] = {}
    for correction in _at_the_ends(document, corrections):
        pointer = _place(document, correction)
        if pointer is None:
            continue
        try:
            document = changed(document, {pointer: correction.now})
        except NotAValue:
            continue
        applied[pointer] = correction.now
    return document, applied


def merged(known: Iterable[Correction], before: Json, changes: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Known corrections and new `changes` to the document `before`, as (pointer, was) → now.

    What is corrected twice remains a correction of what had been read at first; put back, it is none any more.
    """
    result = {(correction.pointer, correction.was): correction.now for correction in known}
    for pointer, text in changes.items():
        shown = str(at(before, pointer) or "")
        earlier = next((key for key, now in result.items() if key[0] == pointer and now == shown), (pointer, shown))
        result.pop(earlier, None)
        if text.strip() != earlier[1]:
            result[earlier] = text.strip()
    return result


def _at_the_ends(document: Json, corrections: Iterable[Correction]) -> Iterator[Correction]:
    """Items that a person added to a list go to the end of what is read now; those that are read now are left out."""
    said = {(_INDEX.sub("/*", pointer), text) for pointer, text in leaves(document)}
    places: dict[str, str | None] = {}
    added: Counter[str] = Counter()
    for correction in corrections:
        item = _ITEM.match(correction.pointer)
        if correction.was or item is None:
            yield correction
            continue
        name, items = item["item"], at(document, item["list"]) or []
        if item["field"] and int(item["index"]) < len(items):
            yield correction
            continue
        if name not in places:
            is_read = (_INDEX.sub("/*", correction.pointer), correction.now) in said
            places[name] = None if is_read else f"{item['list']}/{len(items) + added[item['list']]}"
            added[item["list"]] += not is_read
        if place := places[name]:
            yield Correction(f"{place}{item['field'] or ''}", correction.was, correction.now)


def _place(document: Json, correction: Correction) -> str | None:
    """Where the correction belongs now: its own pointer, else the like place in another entry where the same was
    read.
    """
    there = at(document, correction.pointer)
    if not correction.was:
        return correction.pointer if there is None else None
    if there is not None and str(there) == correction.was:
        return correction.pointer
    kind = _INDEX.sub("/*", correction.pointer)
    return next(
        (pointer for pointer, text in leaves(document) if text == correction.was and _INDEX.sub("/*", pointer) == kind),
        None,
    )
