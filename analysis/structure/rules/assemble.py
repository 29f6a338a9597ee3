"""Gives each section to the module that reads its kind, and puts the parts together."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from analysis.lexicon.headings import heading_hint, heading_kind
from analysis.lexicon.normalise import squash
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.evidence import Draft, Value
from analysis.structure.rules.fields.basics import read_basics
from analysis.structure.rules.fields.education import read_education
from analysis.structure.rules.fields.languages import is_language, read_language, read_languages, split_language
from analysis.structure.rules.fields.others import (
    read_interests,
    read_projects,
    read_references,
    read_volunteer,
)
from analysis.structure.rules.fields.skills import read_skills
from analysis.structure.rules.fields.titled import read_titled
from analysis.structure.rules.fields.work import read_work
from analysis.structure.rules.recognise.places import read_place
from analysis.structure.rules.recognise.roles import degree_score, school_score
from analysis.structure.rules.rows.rows import Part, Row
from analysis.structure.rules.sections.content import guess_kind
from analysis.structure.rules.sections.headless import sections_by_content, with_entries_of_header
from analysis.structure.rules.sections.sections import Section, split_sections

_AND = re.compile(r"\s+(?:and|und|et|y|e|i|en|och|og|ja)\s+(?=\S)")
# So many points.
_A_LIST = 3
_SURE = 0.9
"""The score from which a row says that it is a degree, and of which school."""
_MOSTLY = 0.6
"""Share of the items of a group that must be languages for it to be a list of such."""


def assemble(rows: list[Row]) -> tuple[Draft, list[Section]]:
    """The whole résumé as a draft, empty where no section holds anything, and the sections that it was read from."""
    sections = split_sections(rows)
    if all(section.kind in ("header", "contact", "footer") for section in sections):
        sections = sections_by_content(rows)
    sections = with_entries_of_header(sections)
    for section in sections:
        if section.kind in ("unknown", "other"):
            guess = guess_kind(section.rows)
            section.kind, section.guessed = guess or section.kind, guess is not None
    _take_qualifications(sections)
    _take_degrees(sections)
    draft: Draft = {"basics": read_basics(sections)}
    places = _known_places(draft["basics"])
    by_kind: dict[str, list[Draft]] = defaultdict(list)
    for section in sections:
        by_kind[section.kind] += _read(section, places)
    _move_languages(by_kind)
    _move_groups(by_kind)
    by_kind["languages"] = by_kind["languages"] or _mentioned_languages(sections)
    return draft | by_kind, sections


def _take_qualifications(sections: list[Section]) -> None:
    """A "summary of qualifications" that is a list is the section of skills that the résumé does not have."""
    if any(section.kind == "skills" for section in sections):
        return
    for section in sections:
        points = sum(row.bullet for row in section.rows)
        if section.kind == "summary" and points >= _A_LIST and not any(is_prose(row.text) for row in section.rows):
            section.kind = "skills"


def _take_degrees(sections: list[Section]) -> None:
    """Degrees among the professional qualifications are the education that the résumé does not have."""
    if any(section.kind == "education" for section in sections):
        return
    for section in [section for section in sections if section.kind == "certificates"]:
        degrees = [row for row in section.rows if degree_score(row.text) >= _SURE and school_score(row.text) >= _SURE]
        if degrees:
            section.rows = [row for row in section.rows if row not in degrees]
            sections.append(Section("education", rows=degrees, guessed=True))


Reader = Callable[[list[Row], frozenset[str]], list[Draft]]

_DATED: dict[str, Reader] = {
    "work": read_work,
    "education": read_education,
    "volunteer": read_volunteer,
    "projects": read_projects,
    "certificates": partial(read_titled, fields=("name", "issuer", "date")),
    "awards": partial(read_titled, fields=("title", "awarder", "date")),
    "publications": partial(read_titled, fields=("name", "publisher", "releaseDate")),
}
_LISTS: dict[str, Callable[[list[Row]], list[Draft]]] = {
    "languages": read_languages,
    "interests": read_interests,
    "references": read_references,
}


def _read(section: Section, places: frozenset[str]) -> list[Draft]:
    """The entries of a section; none where its kind has none."""
    if section.kind == "skills":
        return read_skills(section.rows, _group_title(section))
    if section.kind in _LISTS:
        return _LISTS[section.kind](section.rows)
    return _DATED[section.kind](section.rows, places) if section.kind in _DATED else []


def _mentioned_languages(sections: list[Section]) -> list[Draft]:
    """Languages in a row of the personal details: "Languages known: English, Hindi"."""
    for section in sections:
        for row in section.rows if section.kind in ("header", "contact", "other", "summary") else []:
            label, colon, listed = row.text.replace("\t", ":", 1).partition(":")
            if colon and len(label) < 40 and heading_kind(label) == "languages":
                found = read_languages([row.with_parts([Part(listed.strip(" :"), row.size, box=row.box)])])
                if found and all(is_language(language["language"].text) for language in found):
                    return found
    return []


def _move_languages(by_kind: dict[str, list[Draft]]) -> None:
    """A group of skills that lists languages people speak is the section that the résumé does not have."""
    if by_kind["languages"]:
        return
    for group in by_kind["skills"]:
        name, keywords = group.get("name"), group.get("keywords", [])
        keywords = [part for keyword in keywords for part in _at_and(keyword)]
        spoken = [language for keyword in keywords if (language := read_language(keyword))]
        is_named = isinstance(name, Value) and heading_hint(name.text) == "languages"
        are_levelled = 2 * sum("fluency" in language for language in spoken) >= len(keywords) > 0
        if spoken and len(spoken) >= _MOSTLY * len(keywords) and (is_named or are_levelled):
            by_kind["languages"] = spoken
            by_kind["skills"] = [other for other in by_kind["skills"] if other is not group]
            return


def _at_and(keyword: Value) -> list[Value]:
    """ "French (elementary) and Mandarin (beginner)" is two languages."""
    parts = _AND.split(keyword.text)
    return [replace(keyword, text=part) for part in parts] if all(map(_is_spoken, parts)) else [keyword]


def _is_spoken(text: str) -> bool:
    name = split_language(text)[0]
    return name is not None and is_language(name)


def _move_groups(by_kind: dict[str, list[Draft]]) -> None:
    """ "Interests: chess, sailing" among the skills is the section that the résumé does not have."""
    for kind, field in (("interests", "name"), ("awards", "title")):
        groups = [
            group
            for group in by_kind["skills"]
            if isinstance(name := group.get("name"), Value) and heading_kind(name.text) == kind
        ]
        if groups and not by_kind[kind] and len(groups) < len(by_kind["skills"]):
            by_kind[kind] = [{field: keyword} for group in groups for keyword in group.get("keywords", [])]
            by_kind["skills"] = [group for group in by_kind["skills"] if group not in groups]


def _group_title(section: Section) -> Row | None:
    """A heading that names a group of skills ("Finance", "Software") rather than skills as such."""
    if section.title is not None and heading_kind(section.title.text) == "other":
        return None
    if (
        section.title is None
        or section.guessed
        or squash(section.title.text) in ("software", "tools", "technologies", "frameworks")
    ):
        return section.title
    return None


def _known_places(basics: Draft) -> frozenset[str]:
    """How the header writes where the person lives: the same words elsewhere are a place too."""
    location = basics.get("location", {})
    texts = [value.text for name, value in location.items() if name in ("city", "region") and isinstance(value, Value)]
    return frozenset(
        squash(text)
        for text in [*texts, ", ".join(texts)]
        if text and (len(texts) == 1 or read_place(text).score > 0 or len(text) > 3)
    )
