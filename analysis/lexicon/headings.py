"""Is a row the heading of a section, and of which kind? By its words alone; `sections.py` weighs typography and
place.
"""

import re
from functools import lru_cache

from analysis.lexicon.lists import phrases, sections
from analysis.lexicon.normalise import squash, trim, words

_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|\(\d{1,2}\)|[IVXl]{1,4}[.)])\s*")
_LONGEST = 60
_LONGEST_PHRASE = 5


_OTHER_LISTS = ("containers", "document titles", "modifiers", "inner labels")
_KINDS: dict[str, str] = {}
for _kind in sections("headings"):
    for _phrase in phrases("headings", _kind) if _kind not in _OTHER_LISTS else []:
        _KINDS.setdefault(squash(_phrase), _kind)
_CONTAINERS, _TITLES, _MODIFIERS, _INNER_LABELS = (
    frozenset(squash(phrase) for phrase in phrases("headings", section)) for section in _OTHER_LISTS
)
# Where a heading names several kinds, what says least gives way: "Volunteer Experience" is no job, "Summary of
# Skills" no summary.
_WEAK = {"work", "summary", "other", "interests"}


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


def is_exact_heading(text: str) -> bool:
    """The words are those of a known heading, not merely composed of such."""
    return squash(_NUMBERING.sub("", text)) in _KINDS


def is_document_title(text: str) -> bool:
    """ "Curriculum Vitae", "Lebenslauf": the title of the whole document, alone or more than one ("Portfolio /
    Curriculum Vitae").
    """
    if squash(text) in _TITLES:
        return True
    pieces = [piece for piece in re.split(r"[/|–—-]", text) if piece.strip()]
    return len(pieces) > 1 and squash(pieces[-1]) in _TITLES and len(words(text)) <= 5


def is_inner_label(text: str) -> bool:
    """ "Highlights", "Responsibilities": a label inside an entry."""
    return squash(text) in _INNER_LABELS


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
    strong = [kind for kind in kinds if kind not in _WEAK]
    return next(iter(strong or kinds), None)


def _longest_phrase(tokens: tuple[str, ...], index: int) -> tuple[int, str | None]:
    for size in range(min(_LONGEST_PHRASE, len(tokens) - index), 0, -1):
        kind = _KINDS.get("".join(tokens[index : index + size]))
        if kind:
            return size, kind
    return 1, None
