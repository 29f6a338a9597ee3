"""What a short text is likely to be: a job title, an organisation, a school, a degree. Scores from 0 (no sign) to 1."""

import re
from functools import lru_cache

from analysis.lexicon.lists import phrases, tokens
from analysis.lexicon.normalise import fold, words


def _set(section: str) -> frozenset[str]:
    return frozenset(
        word for entry in tokens("roles", section) for word in words(entry.replace(".", "").replace("/", ""))
    )


def _any_of(section: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases("roles", section)), re.IGNORECASE)


TITLES = _set("titles")
_TITLE_MODIFIERS = _set("title modifiers")
_ORG_FORMS = _set("organisation forms")
_ORGS = _set("organisations")
_GENERIC = _set("organisation generic")
_SCHOOLS = _set("schools")
DEGREES = _set("degrees")
# Endings of titles long enough to be told within a longer word: "Entwicklungsingenieur", "Teamleiterin".
_TITLE_ENDINGS = (*sorted(word for word in TITLES if len(word) >= 6 and word != "technik"), *_set("title endings"))
_SCHOOL_ENDINGS = tuple(_set("school endings"))
_ORG_ENDINGS = (*_SCHOOL_ENDINGS, *_set("organisation endings"))
_TITLE_CJK = _any_of("titles cjk")
_ORG_CJK = _any_of("organisations cjk")
_SCHOOL_CJK = _any_of("schools cjk")
_DEGREE_CJK = _any_of("degrees cjk")
_AGENTIVE = re.compile(
    r"(?:er|or|ist|ant|eur|euse|trice|ista|dor|dora|ero|era|ario|aria|iker|in|ник|тель|щик|olog|ologue|ologist"
    r"|man|woman|person)$"
)
# "of", "de" and their like after a title: "Head of Physics", "Responsable de Marketing".
_OF = frozenset(["of", "de", "des", "du", "der", "for", "für", "di", "del", "da", "do", "van", "voor"])


def _plain(text: str) -> tuple[str, ...]:
    return words(re.sub(r"(?<=\w)\.(?=\w)|\.(?=\s|$|,|\))", "", text))


@lru_cache(maxsize=8_000)
def title_score(text: str) -> float:
    """How much the text looks like a position: "Senior Software Engineer" 1, "Glovo" 0."""
    if _TITLE_CJK.search(text):
        return 1.0 if not _ORG_CJK.search(text) else 0.5
    tokens = _plain(text)
    if not tokens or len(tokens) > 14:
        return 0.0
    core = _before_of(tokens)
    if core[-1] in TITLES or tokens[-1] in TITLES:
        return 1.0
    if core[0] in TITLES or any(token in TITLES for token in tokens):
        return 0.8
    if any(token.endswith(_TITLE_ENDINGS) for token in tokens):
        return 0.8
    if tokens[0] in _TITLE_MODIFIERS:
        return 0.5
    return 0.25 if _AGENTIVE.search(core[-1]) and len(core[-1]) > 5 and not organisation_score(text) else 0.0


def _before_of(tokens: tuple[str, ...]) -> tuple[str, ...]:
    for index, token in enumerate(tokens[1:], 1):
        if token in _OF:
            return tokens[:index]
    return tokens


@lru_cache(maxsize=8_000)
def organisation_score(text: str) -> float:
    """How much the text looks like an employer: "Corrib Foods Ltd" 1, "Glovo" 0."""
    if _ORG_CJK.search(text):
        return 1.0
    tokens = _plain(text)
    if not tokens or len(tokens) > 14:
        return 0.0
    if len(tokens) > 1 and (
        tokens[-1] in _ORG_FORMS or any(token in _ORG_FORMS for token in tokens[1:] if len(token) > 2)
    ):
        return 1.0
    if tokens[-1] in _ORGS:
        return 0.8
    if any(token in _ORGS for token in tokens):
        return 0.6
    if any(len(token) > 7 and token.endswith(_ORG_ENDINGS) for token in tokens):
        return 0.6
    return 0.3 if re.search(r"\s(?:&|and|und|et|y|e)\s\w+$|['’]s\b", text) and len(tokens) <= 5 else 0.0


@lru_cache(maxsize=8_000)
def school_score(text: str) -> float:
    """How much the text looks like a school or university."""
    if _SCHOOL_CJK.search(text):
        return 1.0
    tokens = _plain(text)
    if not tokens:
        return 0.0
    hits = [token for token in tokens if token in _SCHOOLS and token not in ("high", "secondary")]
    if hits or any(len(token) > 8 and token.endswith(_SCHOOL_ENDINGS) for token in tokens):
        return 1.0
    return 0.4 * organisation_score(text)


@lru_cache(maxsize=8_000)
def degree_score(text: str) -> float:
    """How much the text looks like a degree: "BSc in Physics" 1."""
    if _DEGREE_CJK.search(text):
        return 1.0
    tokens = _plain(text)
    if not tokens:
        return 0.0
    if tokens[0] in DEGREES or "".join(tokens[:2]) in DEGREES:
        return 1.0
    if any(token in DEGREES for token in tokens):
        return 0.7
    return 0.6 if re.search(r"(?:diplom|bachelor|master|studium|ausbildung)", fold(text)) else 0.0


def ends_in_form(text: str) -> bool:
    """Ends in a legal form: "Serra Azul Ltda.", "Brown & Sons Pty."."""
    tokens = _plain(text)
    return len(tokens) > 1 and tokens[-1] in _ORG_FORMS


def is_bare_organisation_word(text: str) -> bool:
    """ "University", "Center", "Inc.": the end of a name, which stands for no organisation alone."""
    tokens = _plain(text)
    return len(tokens) == 1 and (tokens[0] in _ORG_FORMS or tokens[0] in _GENERIC)
