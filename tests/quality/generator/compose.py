"""Lays a person out in the blocks of a style, and writes down what the document then says."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.quality.generator.blocks import Block, Grid, Paragraph, Run, Sheet, plain
from tests.quality.generator.dates import date_text, period_text, truth_dates
from tests.quality.generator.entries import study_blocks, work_blocks
from tests.quality.generator.lists import language_blocks, skill_blocks
from tests.quality.generator.people import Person, pack
from tests.quality.generator.style import EAST_ASIAN, Style

Truth = dict[str, Any]

ORDERS = {
    "usual": ["summary", "work", "education", "skills", "languages", "projects", "certificates", "awards", "interests"],
    "education-first": ["summary", "education", "work", "projects", "skills", "languages", "awards",
        "certificates", "interests"],
    "skills-first": ["summary", "skills", "work", "education", "certificates", "languages", "projects",
        "interests", "awards"],
}  # fmt: skip
IN_SIDEBAR = ("skills", "languages", "certificates", "interests")
ICONS = {
    "summary": "👤",
    "work": "💼",
    "education": "🎓",
    "skills": "🛠",
    "languages": "🌍",
    "certificates": "📜",
    "projects": "📁",
}
CONTACT_ICONS = {"email": "✉", "phone": "☎", "url": "🌐", "location": "⌂"}
DOCUMENT_TITLES = {
    "de": "Lebenslauf",
    "fr": "Curriculum vitæ",
    "ja": "履歴書",
    "zh": "个人简历",
    "ko": "이력서",
    "ru": "Резюме",
}


def compose(rng: Random, person: Person, style: Style) -> tuple[Sheet, Truth]:
    sheet = Sheet(lang=style.lang)
    truth: Truth = {"basics": {}}
    sheet.top += _name(rng, person, style, truth)
    contact = _contact(rng, person, style, truth)
    sections = _sections(rng, person, style, truth)
    sidebar = style.layout.startswith("sidebar")
    if sidebar:
        sheet.side += [*_heading(rng, "contact", style), *contact]
    else:
        sheet.top += contact
    order = list(ORDERS.get(style.order) or rng.sample(ORDERS["usual"], len(ORDERS["usual"])))
    for kind in order:
        if not (blocks := sections.get(kind)):
            continue
        heading = _heading(rng, kind, style)
        if sidebar and kind in IN_SIDEBAR:
            sheet.side += [*heading, *blocks]
        elif style.layout == "label-column":
            sheet.main.append(_beside(heading, blocks))
        else:
            sheet.main += [*heading, *blocks]
    truth["_hidden"] = {}
    return sheet, truth


def _beside(heading: list[Block], blocks: list[Block]) -> Grid:
    """The heading in a left column beside its section; tables within are set without their grid."""
    cells: list[Paragraph] = []
    for block in blocks:
        cells += (
            [block] if isinstance(block, Paragraph) else [one for row in block.rows for cell in row for one in cell]
        )
    label = [one for one in heading if isinstance(one, Paragraph)]
    return Grid([[label, cells]], [0.24, 0.76])


def _heading(rng: Random, kind: str, style: Style) -> list[Block]:
    words = pack(style.lang)["headings"][kind]
    text = words[0] if style.words == "first" else rng.choice(words)
    if style.heading.endswith("caps"):
        text = text.upper()
    elif style.heading == "spaced":
        text = " ".join(text.upper()) if style.lang not in EAST_ASIAN | {"ar", "he"} and " " not in text else text
    elif style.heading == "colon":
        text += ":"
    elif style.heading == "icon" and kind in ICONS:
        text = f"{ICONS[kind]} {text}"
    return [plain(text, "heading", bold=True)]


def _name(rng: Random, person: Person, style: Style, truth: Truth) -> list[Block]:
    truth["basics"]["name"] = person.name
    title = DOCUMENT_TITLES.get(style.lang, "Curriculum Vitae")
    blocks: list[Block] = []
    if style.name == "labelled":
        label = {"en": "Name", "de": "Name", "fr": "Nom", "es": "Nombre", "it": "Nome", "ja": "氏名", "zh": "姓名"}.get(
            style.lang, "Name"
        )
        blocks += [plain(title, "name"), plain(f"{label}: {person.name}", "contact")]
    elif style.name == "two-lines" and style.lang not in EAST_ASIAN:
        blocks += [plain(person.given, "name"), plain(person.family, "name")]
    elif style.name == "with-document-title":
        blocks += [plain(title, "label"), plain(person.name, "name")]
    else:
        before = (
            rng.choice(["Dr. ", "Prof. ", "Dipl.-Ing. "])
            if style.name == "title-before" and style.lang in ("de", "en")
            else ""
        )
        blocks += [plain(before + (person.name.upper() if style.name == "upper" else person.name), "name")]
    if person.label:
        truth["basics"]["label"] = person.label
        blocks.append(plain(person.label, "label"))
    return blocks


def _contact(rng: Random, person: Person, style: Style, truth: Truth) -> list[Block]:
    location = {"city": person.city}
    text = person.city
    if person.street and rng.random() < 0.4:
        location |= {"address": person.street}
        town = f"{person.postcode} {person.city}" if person.postcode else person.city
        if person.postcode:
            location["postalCode"] = person.postcode
        text = f"{person.street}, {town}"
    values = {"email": person.email, "phone": person.phone, "location": text, "url": person.url}
    values = {name: value for name, value in values.items() if value}
    order = list(values)
    rng.shuffle(order)
    truth["basics"] |= {name: values[name] for name in order if name != "location"}
    truth["basics"]["location"] = location
    labels = pack(style.lang)["labels"]
    said = [values[name] for name in order]
    if style.contact == "labelled-lines" or (style.contact == "lines" and style.layout.startswith("sidebar")):
        said = (
            [f"{rng.choice(labels[name])}: {values[name]}" for name in order]
            if style.contact == "labelled-lines"
            else said
        )
        return [plain(line, "contact") for line in said]
    if style.contact == "icons":
        said = [f"{CONTACT_ICONS[name]} {values[name]}" for name in order]
    if style.contact == "lines" or style.layout.startswith("sidebar"):
        return [plain(line, "contact") for line in said]
    separator = style.separator if style.separator.strip(" ,–") else " | "
    if style.contact == "two-lines" and len(said) > 2:
        return [plain(separator.join(said[:2]), "contact"), plain(separator.join(said[2:]), "contact")]
    return [plain(separator.join(said), "contact")]


def _sections(rng: Random, person: Person, style: Style, truth: Truth) -> dict[str, list[Block]]:
    found: dict[str, list[Block]] = {}
    if person.summary:
        truth["basics"]["summary"] = person.summary
        found["summary"] = [plain(person.summary)]
    found["work"], truth["work"] = work_blocks(rng, person.work, style)
    found["education"], truth["education"] = study_blocks(rng, person.education, style)
    found["skills"], truth["skills"] = skill_blocks(rng, person.skills, style)
    if person.languages:
        lines, truth["languages"] = language_blocks(rng, person.languages, style)
        if style.languages == "in-skills" and style.skills.startswith("group"):
            found["skills"] += lines
        else:
            found["languages"] = lines
    if person.certificates:
        found["certificates"], truth["certificates"] = _certificates(person, style)
    if person.projects:
        found["projects"] = [
            Paragraph([Run(name, bold=True), Run(f" – {text}")], "body") for name, text in person.projects
        ]
        truth["projects"] = [{"name": name, "description": text} for name, text in person.projects]
    if person.awards:
        found["awards"] = [plain(f"{name}, {year}") for name, year in person.awards]
        truth["awards"] = [{"title": name, "date": str(year)} for name, year in person.awards]
    if person.interests:
        found["interests"] = [plain(", ".join(person.interests))]
        truth["interests"] = [{"name": name} for name in person.interests]
    return found


def _certificates(person: Person, style: Style) -> tuple[list[Block], list[Truth]]:
    blocks: list[Block] = []
    truth: list[Truth] = []
    for name, issuer, when in person.certificates:
        entry: Truth = {"name": name}
        date = date_text(when, style)
        if style.separator in (", ", " | ", " – "):
            text = f"{name}{style.separator}{issuer} ({date})"
            entry |= {"issuer": issuer, "date": truth_dates(when, None, style)["startDate"]}
        elif style.layout == "dates-column":
            text = f"{date}: {name}"
            entry |= {"date": truth_dates(when, None, style)["startDate"]}
        else:
            text = name
        blocks.append(Paragraph([Run(text)], "bullet" if style.text == "bullets" else "body", glyph=style.glyph))
        truth.append(entry)
    return blocks, truth


__all__ = ["compose", "period_text"]
