"""Invented persons: names, towns and firms from Faker, everything else from a language's pack."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from faker import Faker

PACKS = Path(__file__).with_name("packs")
THIS_YEAR = 2025

Date = tuple[int, int]


@dataclass(slots=True)
class Job:
    org: str
    title: str
    place: str
    start: Date
    end: Date | None
    bullets: list[str] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class Study:
    school: str
    place: str
    degree: str
    area: str
    start: Date
    end: Date


@dataclass(slots=True)
class Person:
    name: str
    given: str
    family: str
    label: str
    email: str
    phone: str
    url: str
    city: str
    street: str
    postcode: str
    summary: str
    work: list[Job]
    education: list[Study]
    skills: dict[str, list[str]]
    languages: list[tuple[str, str]]
    certificates: list[tuple[str, str, Date]]
    projects: list[tuple[str, str]]
    awards: list[tuple[str, int]]
    interests: list[str]


@cache
def pack(lang: str) -> dict[str, Any]:
    with (PACKS / f"{lang}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


def invent(rng: Random, lang: str) -> Person:
    words = pack(lang)
    fake = _faker(rng.choice(words["locales"]))
    fake.seed_instance(rng.getrandbits(32))
    given, family = fake.first_name(), fake.last_name()
    name = f"{family} {given}" if lang in ("ja", "zh") else family + given if lang == "ko" else f"{given} {family}"
    if lang == "zh":
        name = family + given
    places = [rng.choice(words["cities"]) if "cities" in words else str(fake.city()) for _ in range(4)]
    fill = _filler(rng, fake, places)
    email_name = ".".join(filter(None, (_ascii(given), _ascii(family)))) or f"person{rng.randint(10, 999)}"
    work = _work(rng, words, fill, places)
    skills = rng.sample(words["skills"], min(len(words["skills"]), rng.randint(6, 12)))
    groups = rng.sample(words["groups"], min(len(words["groups"]), rng.choice([2, 2, 3])))
    share = max(2, len(skills) // len(groups))
    return Person(
        name=name,
        given=given,
        family=family,
        label=work[0].title if rng.random() < 0.6 else "",
        email=f"{email_name}@example.{rng.choice(['com', 'org', 'net'])}",
        phone=re.sub("#", lambda _: str(rng.randint(0, 9)), rng.choice(words["phones"])),
        url=rng.choice(["", f"{email_name.replace('.', '')}.example.com", f"https://www.{email_name}.example.org"]),
        city=places[0],
        street=fake.street_address().replace("\n", ", ").strip()
        if lang in ("en", "de", "fr", "es", "it", "nl")
        else "",
        postcode=fake.postcode() if lang in ("de", "fr", "es", "it", "nl") else "",
        summary=fill(rng.choice(words["summaries"])) if rng.random() < 0.8 else "",
        work=work,
        education=_education(rng, words, fill, places, work[-1].start),
        skills={group: skills[index * share : (index + 1) * share] for index, group in enumerate(groups)},
        languages=_languages(rng, words),
        certificates=_certificates(rng, words),
        projects=_projects(rng, words, fill),
        awards=[(rng.choice(words["awards"]), rng.randint(2008, THIS_YEAR))] if rng.random() < 0.25 else [],
        interests=rng.sample(words["interests"], 2) if rng.random() < 0.25 else [],
    )


def _work(rng: Random, words: dict[str, Any], fill: Any, places: list[str]) -> list[Job]:
    jobs: list[Job] = []
    year, month = (THIS_YEAR, rng.randint(1, 9)) if rng.random() < 0.6 else (THIS_YEAR - 1, rng.randint(1, 12))
    titles = rng.sample(words["roles"], min(len(words["roles"]), rng.choice([1, 2, 3, 3, 4])))
    for index, title in enumerate(titles):
        length = rng.randint(8, 60)
        start = _before((year, month), length)
        end = None if index == 0 and rng.random() < 0.6 else (year, month)
        points = [fill(point) for point in rng.sample(words["bullets"], min(len(words["bullets"]), rng.randint(1, 4)))]
        org = fill(rng.choice(words["companies"]))
        jobs.append(Job(org, title, rng.choice(places), start, end, points, fill(rng.choice(words["summaries"]))))
        year, month = _before(start, rng.randint(1, 4))
    return jobs


def _education(rng: Random, words: dict[str, Any], fill: Any, places: list[str], before: Date) -> list[Study]:
    studies: list[Study] = []
    end = _before(before, rng.randint(1, 6))
    for degree in rng.sample(words["degrees"], rng.choice([1, 1, 2, 2, 3])):
        start = _before(end, rng.choice([24, 36, 45]))
        area = rng.choice(words["areas"])
        studies.append(Study(fill(rng.choice(words["schools"])), rng.choice(places), degree, area, start, end))
        end = _before(start, 2)
    return studies


def _languages(rng: Random, words: dict[str, Any]) -> list[tuple[str, str]]:
    names = words["languages"][:1] + rng.sample(words["languages"][1:], rng.choice([1, 1, 2]))
    levels = words["fluency"][:1] + rng.sample(words["fluency"][1:], 2)
    return list(zip(names, levels, strict=False)) if rng.random() < 0.85 else []


def _certificates(rng: Random, words: dict[str, Any]) -> list[tuple[str, str, Date]]:
    if rng.random() < 0.6:
        return []
    names = rng.sample(words["certificates"], min(len(words["certificates"]), rng.choice([1, 2])))
    return [(name, rng.choice(words["issuers"]), (rng.randint(2010, THIS_YEAR), rng.randint(1, 12))) for name in names]


def _projects(rng: Random, words: dict[str, Any], fill: Any) -> list[tuple[str, str]]:
    if rng.random() < 0.65:
        return []
    names = rng.sample(words["projects"], min(len(words["projects"]), rng.choice([1, 2])))
    return [(name, fill(rng.choice(words["descriptions"]))) for name in names]


def _filler(rng: Random, fake: Faker, places: list[str]) -> Any:
    def fill(text: str) -> str:
        word = rng.choice(["Orbit", "North", "Cedar", "Quanta", "Lumen", "Harbour", "Vertex", "Maple"])
        return text.format(
            last=fake.last_name(),
            last2=fake.last_name(),
            city=rng.choice(places).partition(",")[0],
            word=word,
            n=rng.randint(2, 9),
        )

    return fill


def _before(when: Date, months: int) -> Date:
    count = when[0] * 12 + when[1] - 1 - months
    return count // 12, count % 12 + 1


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", folded.lower())
