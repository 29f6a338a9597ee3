"""Is a row the heading of a section, and of which kind? By its words alone; `sections/` weighs typography and place."""

import re
from functools import cache, lru_cache

from analysis.lexicon.lists import phrases, sections, tokens
from analysis.lexicon.normalise import CJK, fold, squash, trim, words

_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|\(\d{1,2}\)|[IVXl]{1,4}[.)])\s*")
_LONGEST = 60
_LONGEST_PHRASE = 5
_SHORTEST_MISSPELT = 6
"""Letters that a heading must have to be known although one of them is wrong; shorter words turn into others."""

_SHORTEST_ENDING = 7
"""Letters that a word must have to be known as the end of a longer one."""
_JOINERS = frozenset(
    ("and", "und", "et", "y", "e", "en", "i", "och", "og", "ja", "és", "in", "of", "de", "ve", "di", "и", "та")
)

_LISTS = ("headings", "headings_more")
_OTHER_LISTS = ("containers", "document titles", "modifiers", "inner labels")
_KINDS: dict[str, str] = {}
for _list in _LISTS:
    for _kind in sections(_list):
        for _phrase in phrases(_list, _kind) if _kind not in _OTHER_LISTS else []:
            _KINDS.setdefault(squash(_phrase), _kind)
_CONTAINERS, _TITLES, _MODIFIERS, _INNER_LABELS = (
    frozenset(squash(phrase) for name in _LISTS if section in sections(name) for phrase in phrases(name, section))
    for section in _OTHER_LISTS
)
# Where a heading names several kinds, what says least gives way: "Volunteer Experience" is no job, "Summary of
# Skills" no summary; "Other Work Experience" is work all the same.
_WEAK = ("work", "summary", "interests", "other")


@lru_cache(maxsize=4_000)
def heading_kind(text: str) -> str | None:
    """The kind of section that a heading of these words opens ("work", "skills", …, "container"), or None if it is
    none.
    """
    if len(text) > _LONGEST:
        return None
    text = trim(_NUMBERING.sub("", text))
    key = squash(text)
    if not key:
        return None
    return _KINDS.get(key) or ("container" if key in _CONTAINERS else None) or _composed(words(text))


@lru_cache(maxsize=4_000)
def heading_hint(text: str) -> str | None:
    """The kind of section that a row would open if it were a heading, for rows that are set like one.

    Knows what `heading_kind` knows, besides the singular, one wrong letter, and single words that tell the kind.
    """
    if len(text) > _LONGEST:
        return None
    text = trim(_NUMBERING.sub("", text))
    key = squash(text)
    if not key or key in _TITLES:
        return None
    return (
        heading_kind(text)
        or _KINDS.get(key + "s")
        or (_KINDS.get(key.removesuffix("s")) if len(key) > 4 else None)
        or (_misspelt().get(key) if len(key) >= _SHORTEST_MISSPELT else None)
        or next((kind for gap in _gaps(key) if (kind := _misspelt().get(gap))), None)
        or _by_noun(text)
    )


def _gaps(key: str) -> list[str]:
    """The word with each of its letters left out, which finds a letter too many, wrong, or in another's place."""
    if len(key) < _SHORTEST_MISSPELT or not key.isalpha():
        return []
    return [key[:index] + key[index + 1 :] for index in range(len(key))]


@cache
def _misspelt() -> dict[str, str]:
    """Known headings, and those with one letter left out -> kind."""
    known: dict[str, str] = {}
    for key, kind in _KINDS.items():
        for gap in _gaps(key):
            known.setdefault(gap, kind)
    return known | _KINDS


@cache
def _nouns() -> tuple[dict[str, str], dict[str, str]]:
    """Whole words -> kind, and beginnings of words -> kind."""
    whole: dict[str, str] = {}
    begun: dict[str, str] = {}
    for kind in sections("heading_nouns"):
        for token in tokens("heading_nouns", kind):
            (begun if token.endswith("*") else whole).setdefault(fold(token.rstrip("*")), kind)
    return whole, begun


def _by_noun(text: str) -> str | None:
    """By the nouns within: of "Course Projects" the last, of "Skills and Languages" the first that says something."""
    tokens = words(text)
    kinds = [kind for word in tokens if (kind := _kind_of_word(word))]
    strong = [kind for kind in kinds if kind not in _WEAK]
    joined = any(token in _JOINERS for token in tokens)
    return strong[-1] if len(strong) > 1 and not joined else _strongest(kinds)


def _kind_of_word(word: str) -> str | None:
    whole, begun = _nouns()
    if word in whole:
        return whole[word]
    for size in range(len(word), 3, -1):
        if word[:size] in begun:
            return begun[word[:size]]
    if CJK.search(word):
        found = [(word.find(noun), kind) for noun, kind in whole.items() if noun in word and CJK.search(noun)]
        return max(found, default=(0, None))[1]
    # "Programmierkenntnisse", "Auslandserfahrung"
    for start in range(1, len(word) - _SHORTEST_ENDING + 1):
        ending = word[start:]
        if ending in whole or ending in begun:
            return whole.get(ending) or begun.get(ending)
    return None


def is_exact_heading(text: str) -> bool:
    """The words are those of a known heading, not merely composed of such."""
    return squash(_NUMBERING.sub("", text)) in _KINDS


# What a template says of itself: "Functional Resume Sample", "CV Template".
_TEMPLATE_TITLE = re.compile(
    r"(?:[a-z-]+ ){0,3}(?:resume|résumé|cv|curriculum vitae) (?:sample|template|example|format)(?: [0-9]+)?",
    re.IGNORECASE,
)


def is_document_title(text: str) -> bool:
    """ "Curriculum Vitae", "Lebenslauf": the title of the whole document, alone or more than one ("Portfolio /
    Curriculum Vitae").
    """
    if squash(text) in _TITLES or _TEMPLATE_TITLE.fullmatch(text.strip()):
        return True
    pieces = [piece for piece in re.split(r"[/|–—-]", text) if piece.strip()]
    return len(pieces) > 1 and squash(pieces[-1]) in _TITLES and len(words(text)) <= 5


_LABEL_END = re.compile(
    r"\s*(?:included?|includes?|including|used|are|were|involved|utili[sz]ed)?\s*[:：]?\s*$", re.IGNORECASE
)


def is_inner_label(text: str) -> bool:
    """ "Highlights", "Responsibilities include:": a label inside an entry."""
    return squash(text) in _INNER_LABELS or (len(text) < _LONGEST and squash(_LABEL_END.sub("", text)) in _INNER_LABELS)


def _strongest(kinds: list[str]) -> str | None:
    strong = [kind for kind in kinds if kind not in _WEAK]
    return next(iter(strong or sorted(kinds, key=_WEAK.index)), None)


def _composed(tokens: tuple[str, ...]) -> str | None:
    """The kind of a heading made of known phrases and modifiers only: "Technical Skills & Tools"."""
    if not 1 < len(tokens) <= 7:
        return None
    kinds: list[str] = []
    index = 0
    while index < len(tokens):
        size, kind = _longest_phrase(tokens, index)
        if kind:
            kinds.append(kind)
        elif tokens[index] not in _MODIFIERS:
            return None
        index += size
    if kinds and kinds[-1] == "work" and set(kinds) <= {"work", "skills", "profiles"}:
        return "work" if "profiles" not in kinds else None
    return _strongest(kinds)


def _longest_phrase(tokens: tuple[str, ...], index: int) -> tuple[int, str | None]:
    for size in range(min(_LONGEST_PHRASE, len(tokens) - index), 0, -1):
        kind = _KINDS.get("".join(tokens[index : index + size]))
        if kind:
            return size, kind
    return 1, None
