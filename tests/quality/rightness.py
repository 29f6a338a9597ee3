"""Which single values of a profile are right, by the truth of its document; the scorer judges whole fields and entries.

True, False, or None where the truth does not tell: what it leaves out of an entry is neutral, as it is to the scorer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

Json = dict[str, Any]
Judged = Iterator[tuple[str, bool | None]]

# Fields of an entry that name it, by section: an entry that matches none of the truth is wrong in all its fields.
HEADS = {
    "work": ("name", "position"),
    "volunteer": ("organization", "position"),
    "education": ("institution", "studyType", "area"),
    "certificates": ("name",),
    "projects": ("name",),
    "awards": ("title",),
    "publications": ("name",),
}
# Similarity from which on two entries are of the same thing though one of their heads differs.
SAME = 0.5
# Share of a text's words that stand in the true text of the entry where it is right.
IN_TEXT = 0.75
_NAMING = {name for names in HEADS.values() for name in names} | {"startDate", "endDate"}
TEXTS = ("highlights", "summary", "description", "courses")
DATES = ("startDate", "endDate", "date", "releaseDate")


def judged(scorer: ModuleType, truth: Json, resume: Json) -> Judged:
    """Each value by its JSON pointer."""
    yield from _basics(scorer, truth.get("basics", {}), resume.get("basics", {}), truth.get("_hidden", {}))
    for section in HEADS:
        if section in truth or section in ("work", "education"):
            yield from _entries(scorer, section, truth.get(section, []), resume.get(section, []))
    yield from _skills(scorer, truth, resume)
    yield from _languages(scorer, truth, resume)


def _basics(scorer: ModuleType, true: Json, found: Json, hidden: Json) -> Judged:
    same: dict[str, Callable[[str, str], Any]] = {
        "name": lambda a, b: scorer.name_toks(a) == scorer.name_toks(b) or scorer.squash(a) == scorer.squash(b),
        "email": lambda a, b: scorer.nf(a).strip() == scorer.nf(b).strip(),
        "phone": scorer.phone_eq,
        "url": lambda a, b: scorer.url(a) == scorer.url(b),
        "label": lambda a, b: scorer.sim(a, b) >= scorer.TH,
        "summary": lambda a, b: _share(scorer, b, a) >= IN_TEXT,
    }
    for name, is_same in same.items():
        if value := found.get(name):
            if not true.get(name) and name in hidden:
                yield f"/basics/{name}", None
            else:
                yield f"/basics/{name}", bool(true.get(name)) and bool(is_same(str(true[name]), str(value)))
    place = true.get("location") or {}
    tokens = set(scorer.toks(" ".join(str(part) for part in place.values())))
    for name, value in (found.get("location") or {}).items():
        words = set(scorer.toks(str(value)))
        if name != "countryCode" and words:
            yield f"/basics/location/{name}", words <= tokens


def _entries(scorer: ModuleType, section: str, true: list[Json], found: list[Json]) -> Judged:
    def alike(one: Json, other: Json) -> float:
        return float(sum(scorer.sim(str(one.get(name) or ""), str(other.get(name) or "")) for name in HEADS[section]))

    told = {name for entry in true for name in entry}
    pairs = {there: here for here, there, score in scorer.match(true, found, alike) if score >= SAME}
    for index, entry in enumerate(found):
        pointer = f"/{section}/{index}"
        partner = true[pairs[index]] if index in pairs else None
        for name, value in entry.items():
            if isinstance(value, list):
                for number, item in enumerate(value):
                    yield f"{pointer}/{name}/{number}", _is_right(scorer, name, str(item), partner, told)
            else:
                yield f"{pointer}/{name}", _is_right(scorer, name, str(value), partner, told)


def _is_right(scorer: ModuleType, name: str, value: str, true: Json | None, told: set[str]) -> bool | None:
    if true is None:
        # Of what the truth tells of no entry, nothing can be said.
        return False if name in told or name in _NAMING else None
    if name in TEXTS:
        text = " ".join(scorer.S(true.get(one)) for one in TEXTS)
        return _share(scorer, value, text) >= IN_TEXT if text.strip() else None
    if name in DATES:
        if not true.get(name):
            return None if true.get(f"{name}Hidden") else False
        return bool(scorer.date_ok(true[name], False, False, value))
    if name in ("studyType", "area"):
        whole = " ".join(str(true.get(one) or "") for one in ("studyType", "area"))
        return _share(scorer, value, whole) >= IN_TEXT if whole.strip() else None
    if not true.get(name):
        return None if name in ("location", "url", "keywords", "score", "roles", "issuer", "awarder") else False
    return bool(scorer.sim(str(scorer.S(true[name])), value) >= scorer.TH)


def _skills(scorer: ModuleType, truth: Json, resume: Json) -> Judged:
    true = truth.get("skills", [])
    names = {scorer.squash(one["name"]) for one in true if one.get("name")}
    words = {scorer.squash(word) for one in true for word in one.get("keywords", [])}
    single = {scorer.squash(one["name"]) for one in true if one.get("name") and not one.get("keywords")}
    for index, one in enumerate(resume.get("skills", [])):
        keywords = one.get("keywords", [])
        for number, word in enumerate(keywords):
            yield f"/skills/{index}/keywords/{number}", scorer.squash(word) in words | single
        if one.get("name"):
            right = scorer.squash(one["name"]) in (names if keywords else words | single)
            # A group's name that the truth does not have is neutral, as it is to the scorer.
            yield f"/skills/{index}/name", None if keywords and not right else right


def _languages(scorer: ModuleType, truth: Json, resume: Json) -> Judged:
    true = {scorer.lang(one["language"]): one for one in truth.get("languages", []) if one.get("language")}
    for index, one in enumerate(resume.get("languages", [])):
        if not one.get("language"):
            continue
        name = scorer.lang(one["language"])
        yield f"/languages/{index}/language", name in true
        if one.get("fluency") and name in true and true[name].get("fluency"):
            right = scorer.sim(true[name]["fluency"], one["fluency"]) >= scorer.TH
            yield f"/languages/{index}/fluency", right


def _share(scorer: ModuleType, part: str, whole: str) -> float:
    """Of the words of a text how many stand in another."""
    common, words, _ = scorer.bagf(scorer.toks(part), scorer.toks(whole))
    return float(common / words) if words else 0.0
