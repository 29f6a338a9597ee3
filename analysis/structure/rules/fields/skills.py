"""Skills: groups with their keywords, however they are set (lists, tables, chips, paragraphs)."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.lexicon.normalise import has_cjk, squash, trim, word_count
from analysis.structure.rules.evidence import Draft, Value, from_row
from analysis.structure.rules.rows.rows import Part, Row

_LEVELS = {
    squash(word)
    for word in [
        "beginner",
        "basic",
        "elementary",
        "intermediate",
        "advanced",
        "expert",
        "master",
        "proficient",
        "competent",
        "fluent",
        "novice",
        "professional",
        "familiar",
        "experienced",
        "skilled",
        "grundkenntnisse",
        "gut",
        "sehr",
        "fortgeschritten",
        "experte",
        "anfänger",
        "débutant",
        "intermédiaire",
        "avancé",
        "expert",
        "maîtrise",
        "básico",
        "intermedio",
        "avanzado",
        "experto",
        "medio",
        "alto",
        "intermediário",
        "avançado",
        "basis",
        "gemiddeld",
        "gevorderd",
        "podstawowy",
        "średniozaawansowany",
        "zaawansowany",
        "base",
        "intermedio",
        "avanzato",
        "esperto",
        "熟练",
        "精通",
        "了解",
        "掌握",
        "上級",
        "中級",
        "初級",
    ]
}
_LEVEL_TEXT = re.compile(
    r"^\(?(?:less than )?(?:\d{1,3}\s?%|\d(?:\s?/\s?\d{1,2})|[★☆●○•▪■□]{2,}|\d+\+?\s*(?:years?|yrs?"
    r"|jahre?|ans|años|anos|anni|jaar|lat|лет|年))\)?$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"^\s*([^:：,;，、]{2,48}?)\s*(?::(?=\s|$)|：)\s*(.*)$", re.DOTALL)
_KEYWORDS = re.compile(
    r"^\s*(?:keywords?|stichworte|schlüsselwörter|mots[- ]clés|palabras clave|palavras[- ]chave|parole chiave"
    r"|trefwoorden|关键词|キーワード)\s*[:：]\s*",
    re.IGNORECASE,
)
_INLINE_KEYWORDS = re.compile(r"^([^,:]{2,40}),\s*keywords?\s*:\s*(.+)$", re.IGNORECASE | re.DOTALL)
_NAME_AND_LEVEL = re.compile(r"^([^,;:|\t]{2,40}?)\s+[–—-]\s+(\S+)$")
_SEPARATORS = re.compile(r"[;；؛•·∙|\t]|，|、|،|\s{3,}|\s+[–—]\s+|\s/\s")
_LEAD_IN = re.compile(
    r"^\s*(?:proficient|experienced?|skilled|familiar|fluent|expert|comfortable|knowledge|working knowledge"
    r"|good knowledge|strong knowledge|kenntnisse|erfahrung|maîtrise|conocimientos?|conhecimentos?|conoscenza"
    r"|ervaring)\s+(?:in|with|of|mit|de|di|em|met)\s+",
    re.IGNORECASE,
)
_MAX_KEYWORD_WORDS = 7
_MANY_WORDS = 5


@dataclass(slots=True)
class Group:
    """`style` is that of the row that names the group."""

    name: Value | None = None
    level: Value | None = None
    keywords: list[Value] = field(default_factory=list)
    style: tuple[int, bool, bool, bool] | None = None


def read_skills(rows: list[Row], title: Row | None = None) -> list[Draft]:
    """The groups of a section. `title`: its heading, where that names a group itself."""
    groups: list[Group] = []
    if title:
        groups.append(Group(from_row(trim(title.text), title, 0.7)))
    name_style = _name_style(rows)
    for row in rows:
        _read_row(groups, row, name_style)
    return [draft for group in _settled(groups) if (draft := _draft(group))]


def _style(row: Row) -> tuple[int, bool, bool, bool]:
    part = row.parts[0]
    return (round(part.size), part.bold, row.role == "heading", row.bullet)


def _name_style(rows: list[Row]) -> tuple[int, bool, bool, bool] | None:
    """The style of rows that name groups: set apart from the rows that follow them, in which keywords stand."""
    for row, following in pairwise(rows):
        first, second = _style(row), _style(following)
        if (
            first != second
            and len(split_keywords(row.text)) == 1
            and ":" not in row.text
            and _ranks_above(first, second, row, following)
        ):
            return first
    return None


def _ranks_above(
    first: tuple[int, bool, bool, bool], second: tuple[int, bool, bool, bool], row: Row, following: Row
) -> bool:
    if first[2] != second[2]:
        return first[2]
    if first[1] != second[1]:
        return first[1]
    if first[3] != second[3]:
        return second[3]
    if row.level != following.level and row.bullet:
        return row.level < following.level
    return first[0] > second[0]


def _read_row(groups: list[Group], row: Row, name_style: tuple[int, bool, bool, bool] | None) -> None:
    text = trim(row.text) if "\t" not in row.text else row.text.strip()
    keywords = _KEYWORDS.match(text)
    if keywords:
        _add(groups, text[keywords.end() :], row)
        return
    if "\t" in text and all(is_level(cell) for cell in text.split("\t")):
        return  # levels of several skills beside each other
    if is_level(text):
        if groups:
            groups[-1].level = groups[-1].level or from_row(text, row, 0.8)
        return
    if name_style and _style(row) == name_style and len(split_keywords(text)) == 1:
        groups.append(Group(from_row(text, row, 0.8), style=_style(row)))
        return
    levelled = _NAME_AND_LEVEL.match(text)
    if levelled and is_level(levelled[2]):
        groups.append(Group(from_row(levelled[1], row, 0.8), from_row(levelled[2], row, 0.8), style=_style(row)))
        return
    named = _named_group(row, text)
    if named:
        groups.append(named)
        return
    _add(groups, text, row)


def _named_group(row: Row, text: str) -> Group | None:
    """ "Languages: Go, Python", or a bold or separate first cell with the keywords after it."""
    match = _GROUP.match(text.replace("\t", " "))
    if match and word_count(match[1]) <= 5:
        group = Group(from_row(trim(match[1]), row, 0.85), style=_style(row))
        _fill(group, text[text.index(match[2]) :] if match[2] and match[2] in text else match[2], row)
        return group
    cells = row.cells
    if (
        len(cells) == 2
        and len(split_keywords(cells[0].text)) == 1
        and (len(split_keywords(cells[1].text)) > 1 or _differs(cells[0], cells[1]))
    ):
        group = Group(from_row(trim(cells[0].text), cells[0], 0.8), style=_style(row))
        _fill(group, cells[1].text, cells[1])
        return group
    head = [part for part in row.parts if part.text.strip()]
    if len(head) > 1 and head[0].bold and not head[1].bold and len(split_keywords(head[0].text)) == 1:
        group = Group(from_row(trim(head[0].text), row, 0.8), style=_style(row))
        _fill(group, _text_of(row.parts[1:]), row)
        return group
    return None


def _text_of(parts: list[Part]) -> str:
    return "".join(("\t" if part.gap else "") + part.text for part in parts)


def _differs(first: Row, second: Row) -> bool:
    return first.bold != second.bold or abs(first.size - second.size) > 0.6


def _fill(group: Group, text: str, row: Row) -> None:
    """Keywords of a named group; a level in their place, or before "Keywords:", is the group's."""
    inline = _INLINE_KEYWORDS.match(text.strip())
    if inline:
        group.level, text = from_row(trim(inline[1]), row, 0.8), inline[2]
    text = _KEYWORDS.sub("", text)
    if is_level(text):
        group.level = from_row(trim(text), row, 0.8)
        return
    group.keywords += [_keyword(keyword, row, 0.85) for keyword in split_keywords(text)]


def _add(groups: list[Group], text: str, row: Row) -> None:
    if not groups:
        groups.append(Group())
    groups[-1].keywords += [_keyword(keyword, row, 0.75) for keyword in split_keywords(text)]


def _keyword(text: str, row: Row, confidence: float) -> Value:
    """A keyword of many words may be several that nothing parts."""
    return from_row(text, row, confidence if word_count(text) < _MANY_WORDS else 0.55)


def is_level(text: str) -> bool:
    """Says how well, and nothing else: "Advanced", "80 %", "5 years", "★★★"."""
    return bool(_LEVEL_TEXT.match(text.strip())) or squash(text) in _LEVELS


def split_keywords(text: str) -> list[str]:
    """A list in one text cut into its items; commas within brackets do not count."""
    lead = _LEAD_IN.match(text)
    if lead:
        text = re.sub(r"\s+(?:and|und|et|y|e|i|и)\s+(?=\S+\.?$)", ", ", text[lead.end() :])
    pieces = [text]
    for pattern in (_SEPARATORS, None):
        pieces = [item for piece in pieces for item in (pattern.split(piece) if pattern else _at_commas(piece))]
    cleaned = (_without_level(trim(piece).rstrip(".")) for piece in pieces)
    found = [piece for piece in cleaned if piece and any(char.isalnum() for char in piece)]
    # "Blender | Basic": how well, in a column of its own.
    return [piece for piece in found if not is_level(piece)] or found


def _at_commas(text: str) -> list[str]:
    items, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char in "(（[") - (char in ")）]")
        if (
            char == ","
            and depth <= 0
            and not (text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit())
        ):
            items.append(text[start:index])
            start = index + 1
    return [*items, text[start:]]


def _without_level(text: str) -> str:
    """ "Python (advanced)" and "Python - 5 years" are "Python"."""
    match = re.match(r"^(.*\S)\s*[(（]([^()（）]*)[)）]$", text)
    if match and (is_level(match[2]) or squash(match[2]) in _LEVELS):
        return match[1]
    return re.sub(r"^(?:and|und|et|y|e|en|i|и)\s+", "", text)


def _settled(groups: list[Group]) -> list[Group]:
    """Names without keywords, where no group has any, are the keywords themselves; prose is no keyword."""
    for group in groups:
        group.keywords = [
            keyword
            for keyword in group.keywords
            if word_count(keyword.text) <= _MAX_KEYWORD_WORDS or (has_cjk(keyword.text) and len(keyword.text) <= 20)
        ]
    return groups


def _draft(group: Group) -> Draft:
    draft: Draft = {}
    if group.name:
        draft["name"] = group.name
    if group.level:
        draft["level"] = group.level
    if group.keywords:
        draft["keywords"] = group.keywords
    return draft if group.name or group.keywords else {}
