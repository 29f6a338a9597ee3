"""What a short text is likely to be: a job title, an organisation, a school, a degree. Scores from 0 (no sign) to 1."""

import re
from functools import lru_cache

from analysis.steps.structure import role_words as lexicon
from analysis.steps.structure.text import fold, words


def _set(text: str) -> frozenset[str]:
    return frozenset(word for entry in text.split() for word in words(entry.replace(".", "").replace("/", "")))


TITLES = _set(lexicon.TITLE_WORDS)
_TITLE_MODIFIERS = _set(lexicon.TITLE_MODIFIERS)
_ORG_FORMS = _set(lexicon.ORG_FORMS)
_ORGS = _set(lexicon.ORG_WORDS)
_GENERIC = _set(
    "university college school academy institute hospital center centre foundation association society laboratory laboratories group company bank council clinic museum department corporation"
)
_SCHOOLS = _set(lexicon.SCHOOL_WORDS)
DEGREES = _set(lexicon.DEGREE_WORDS)
# Endings of titles long enough to be told within a longer word: "Entwicklungsingenieur", "Teamleiterin".
_TITLE_ENDINGS = (
    *sorted(word for word in TITLES if len(word) >= 6 and word != "technik"),
    *"leitung kraft assistenz sekretariat referendar referendarin hilfe pfleger berater".split(),
)
_SCHOOL_ENDINGS = tuple("universitat hochschule gymnasium schule universiteit universitet kolleg".split())
_ORG_ENDINGS = (
    *_SCHOOL_ENDINGS,
    *"klinik klinikum krankenhaus verlag bank sparkasse werke werk technik gesellschaft amt ministerium bedrijf ziekenhuis stiftung kanzlei soft tech corp labs zentrum heim verein betrieb betriebe gruppe bau markt praxis dienst groep".split(),
)
_TITLE_CJK = re.compile(lexicon.TITLE_CJK)
_ORG_CJK = re.compile(lexicon.ORG_CJK)
_SCHOOL_CJK = re.compile(lexicon.SCHOOL_CJK)
_DEGREE_CJK = re.compile(lexicon.DEGREE_CJK, re.IGNORECASE)
_AGENTIVE = re.compile(
    r"(?:er|or|ist|ant|eur|euse|trice|ista|dor|dora|ero|era|ario|aria|iker|in|ник|тель|щик|olog|ologue|ologist|man|woman|person)$"
)
# "of", "de" and their like after a title: "Head of Physics", "Responsable de Marketing".
_OF = frozenset("of de des du der for für di del da do van voor".split())


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


def is_bare_organisation_word(text: str) -> bool:
    """ "University", "Center", "Inc.": the end of a name, which stands for no organisation alone."""
    tokens = _plain(text)
    return len(tokens) == 1 and (tokens[0] in _ORG_FORMS or tokens[0] in _GENERIC)
