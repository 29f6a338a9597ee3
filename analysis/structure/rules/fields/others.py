"""Projects, volunteer work, interests and references."""

import re
from dataclasses import replace

from analysis.lexicon.normalise import squash, trim
from analysis.structure.rules.entries.entries import Entry, cut_entries
from analysis.structure.rules.entries.heads import Bit, read_head, splits
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.evidence import Draft, from_row
from analysis.structure.rules.fields.skills import read_skills, split_keywords
from analysis.structure.rules.fields.work import date_drafts, read_work
from analysis.structure.rules.recognise.roles import title_score
from analysis.structure.rules.rows.rows import Row

_KEYWORDS = re.compile(
    r"^\s*(?:keywords?|technologies|technologies used|tech(?:nology)? stack|stack|tools|built with|technologien"
    r"|technologies utilisées|tecnologías|tecnologias|tecnologie|技术栈|使用技術)\s*[:：]\s*(.+)$",
    re.IGNORECASE,
)
_FEWEST_KEYWORDS = 2
"""Texts after a project's name and a comma that are keywords rather than a part of the name."""
_KEYWORD_WORDS = 3
"""Words of a keyword beside a project's name."""
_ROLE = re.compile(r"^\s*(?:roles?|rolle|rôle|rol|função|ruolo)\s*[:：]\s*(.+)$", re.IGNORECASE)


def read_projects(rows: list[Row], known_places: frozenset[str]) -> list[Draft]:
    drafts = []
    for entry in cut_entries(rows, dated=False):
        head = read_head(entry, known_places)
        if not head.bits:
            continue
        name = head.bits[0]
        rest = head.bits[1:]
        keywords: list[str] = []
        if is_prose(name.text) or len(rest) == 0:
            name, rest = _named(name, rest)
            name, keywords = _with_keywords(name)
        draft: Draft = {"name": name.value(0.8)} | date_drafts(entry)
        if keywords:
            draft["keywords"] = [name.value(0.6, keyword) for keyword in keywords]
        if head.url:
            draft["url"] = head.url.value(0.9)
        elif name.part.link and name.part.link.startswith("http"):
            draft["url"] = name.value(0.8, name.part.link)
        _project_texts(draft, rest, entry)
        drafts.append(draft)
    return drafts


def _named(name: Bit, rest: list[Bit]) -> tuple[Bit, list[Bit]]:
    """ "EduWeb - A platform for learning" and "Heron: a gateway" are a name and a description."""
    best = next(
        (
            pair
            for pair in splits(name.text)
            if len(pair[0].split()) <= 6 and len(pair[1].split()) >= 2 and not name.text.startswith(pair[0] + ",")
        ),
        None,
    )
    if best and len(name.text) > len(best[0]) + 8:
        return Bit(best[0], name.row, name.row_index, name.part), [
            Bit(best[1], name.row, name.row_index, name.part),
            *rest,
        ]
    return name, rest


def _with_keywords(name: Bit) -> tuple[Bit, list[str]]:
    """ "DormSwap, Next.js, PostgreSQL, Prisma": a name and what it was made with."""
    first, *others = [piece.strip() for piece in name.text.split(", ")]
    if len(others) < _FEWEST_KEYWORDS or any(len(piece.split()) > _KEYWORD_WORDS for piece in (first, *others)):
        return name, []
    return replace(name, text=first), others


def _project_texts(draft: Draft, rest: list[Bit], entry: Entry) -> None:
    highlights = []
    for bit in rest:
        if "description" not in draft and (is_prose(bit.text) or title_score(bit.text) < 0.8):
            draft["description"] = bit.value(0.7)
        else:
            draft.setdefault("roles", []).append(bit.value(0.4))
    for row in entry.body:
        text = row.text.replace("\t", " ")
        keywords, role = _KEYWORDS.match(text), _ROLE.match(text)
        if keywords:
            draft["keywords"] = [from_row(item, row, 0.8) for item in split_keywords(keywords[1])]
        elif role:
            draft.setdefault("roles", []).append(from_row(trim(role[1]), row, 0.8))
        elif not row.bullet and "description" not in draft:
            draft["description"] = from_row(text, row, 0.8)
        else:
            highlights.append(from_row(text, row, 0.8))
    if highlights:
        draft["highlights"] = highlights


def read_volunteer(rows: list[Row], known_places: frozenset[str]) -> list[Draft]:
    return [
        draft
        for draft in read_work(rows, known_places, company="organization")
        if draft.get("organization") or draft.get("position")
    ]


def read_interests(rows: list[Row]) -> list[Draft]:
    drafts = []
    for group in read_skills(rows):
        if "name" in group:
            drafts.append({name: value for name, value in group.items() if name in ("name", "keywords")})
        else:
            drafts += [{"name": keyword} for keyword in group["keywords"]]
    return drafts


def read_references(rows: list[Row]) -> list[Draft]:
    """A quotation and who said it; or a name with what stands below it."""
    drafts: list[Draft] = []
    for row in rows:
        text = trim(row.text).strip('"“”„«»')
        if squash(text).startswith(("availableuponrequest", "aufanfrage", "availableonrequest", "referencesavailable")):
            continue
        if is_prose(row.text) or (drafts and "reference" not in drafts[-1]):
            if not drafts or "reference" in drafts[-1]:
                drafts.append({})
            drafts[-1]["reference"] = from_row(text, row, 0.7)
        elif drafts and "name" not in drafts[-1]:
            drafts[-1]["name"] = from_row(text, row, 0.6)
        else:
            drafts.append({"name": from_row(text, row, 0.6)})
    return drafts
