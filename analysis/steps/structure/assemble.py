"""Gives each section to the module that reads its kind, and puts the parts together."""

from collections import defaultdict

from analysis.steps.structure.basics import read_basics
from analysis.steps.structure.education import read_education
from analysis.steps.structure.evidence import Draft, Value
from analysis.steps.structure.guess import guess_kind
from analysis.steps.structure.headless import sections_by_content
from analysis.steps.structure.languages import read_languages
from analysis.steps.structure.others import read_interests, read_projects, read_references, read_titled, read_volunteer
from analysis.steps.structure.places import read_place
from analysis.steps.structure.rows import Row
from analysis.steps.structure.sections import Section, split_sections
from analysis.steps.structure.skills import read_skills
from analysis.steps.structure.text import squash
from analysis.steps.structure.work import read_work

_CERTIFICATE = ("name", "issuer", "date")
_AWARD = ("title", "awarder", "date")
_PUBLICATION = ("name", "publisher", "releaseDate")


def assemble(rows: list[Row]) -> Draft:
    """The whole résumé as a draft; empty where no section holds anything."""
    sections = split_sections(rows)
    if all(section.kind in ("header", "contact") for section in sections):
        sections = sections_by_content(rows)
    for section in sections:
        if section.kind in ("unknown", "other"):
            guess = guess_kind(section.rows)
            section.kind, section.guessed = guess or section.kind, guess is not None
    draft: Draft = {"basics": read_basics(sections)}
    places = _known_places(draft["basics"])
    by_kind: dict[str, list[Draft]] = defaultdict(list)
    for section in sections:
        for kind, entries in _read(section, places).items():
            by_kind[kind] += entries
    return draft | by_kind


def _read(section: Section, places: frozenset[str]) -> dict[str, list[Draft]]:
    rows = section.rows
    match section.kind:
        case "work":
            return {"work": read_work(rows, places)}
        case "education":
            return {"education": read_education(rows, places)}
        case "skills":
            return {"skills": read_skills(rows, _group_title(section))}
        case "languages":
            return {"languages": read_languages(rows)}
        case "certificates":
            return {"certificates": read_titled(rows, places, _CERTIFICATE)}
        case "awards":
            return {"awards": read_titled(rows, places, _AWARD)}
        case "publications":
            return {"publications": read_titled(rows, places, _PUBLICATION)}
        case "projects":
            return {"projects": read_projects(rows, places)}
        case "volunteer":
            return {"volunteer": read_volunteer(rows, places)}
        case "interests":
            return {"interests": read_interests(rows)}
        case "references":
            return {"references": read_references(rows)}
    return {}


def _group_title(section: Section) -> Row | None:
    """A heading that names a group of skills ("Finance", "Software") rather than skills as such."""
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
