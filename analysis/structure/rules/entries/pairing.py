"""Whether rows together name what an entry names: a position and an employer, or a degree and a school, each once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.lexicon.normalise import trim
from analysis.structure.rules.entries.items import Item
from analysis.structure.rules.entries.texts import is_date_only, style, without_ranges
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.roles import degree_score, organisation_score, school_score, title_score


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a second name of one kind costs, and what counts as a name. Found on the open corpus."""

    sure: float = 0.8
    """The score from which a row names a position, an employer, a degree or a school."""
    surplus: float = 0.7
    """What each name beyond the first of its kind takes off."""
    weight: float = 2.5
    """What a name in its place weighs beside style and space."""
    tail: int = 2
    """Rows below a date that may still name its entry."""
    pair: float = 1.5
    """How complete rows are that name both."""
    gain: float = 1.2
    """How much more complete two halves must be than the whole, to be two entries."""
    fewest: int = 2
    """Rows of an entry whose names are in no list, and which space alone sets apart."""
    space: float = 0.25
    """Line heights more than elsewhere in the entry that set two entries apart."""


PAIRING = Pairing()
_PUNCTUATION = re.compile(r"[,\t|(]|\s[-–—]\s")


def completeness(items: list[Item], kind: str) -> float:
    """2 for rows that name both once, less for what is missing or there twice. `kind`: "work" or "education"."""
    names = [_names(text, kind) for text in {item.row.text: None for item in items if not item.is_body}]
    total = 0.0
    for scores in zip(*names, strict=True):
        strong = sum(score >= PAIRING.sure for score in scores)
        total += min(1.0, max(scores)) - PAIRING.surplus * max(0, strong - 1)
    return total


@lru_cache(maxsize=4_000)
def _names(text: str, kind: str) -> tuple[float, float]:
    """How much a row reads as a position and as an employer, or as a degree and as a school."""
    text = trim(without_ranges(text, find_ranges(text)))
    if not text:
        return 0.0, 0.0
    if kind == "education":
        first, second = degree_score(text), school_score(text) if school_score(text) >= PAIRING.sure else 0.0
    else:
        first, second = title_score(text), max(organisation_score(text), school_score(text))
    if _PUNCTUATION.search(text):
        return first, second
    # One text is one of the two: "Bank Officer" is no bank, "High School Diploma" no school.
    return (first, 0.0) if first >= second else (0.0, second)


def pair_score(items: list[Item], before: int, index: int, anchor: int, following: int, kind: str) -> float:
    """How well the rows from `before` to `index`, and those from there to the date at `anchor` and right below it, each
    name what an entry names. `following`: the date of the next entry.
    """
    ends = [anchor + 1]
    while ends[-1] < min(following, anchor + 1 + PAIRING.tail) and not items[ends[-1]].is_body:
        ends.append(ends[-1] + 1)
    own = max(completeness(items[index:end], kind) for end in ends)
    return PAIRING.weight * (completeness(items[before:index], kind) + own)


def with_pairs_apart(items: list[Item], starts: list[int], kind: str) -> list[int]:
    """An entry whose rows name two of everything is two, of which one has no date."""
    result: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(items)], strict=True):
        result.append(start)
        cuts = [index for index in range(start + 1, end) if not items[index].is_body]
        if not cuts or sum(item.is_anchor for item in items[start:end]) > 1:
            continue
        cut = max(cuts, key=lambda index: sum(_halves(items, start, index, end, kind)) + _is_apart(items, start, index))
        halves = _halves(items, start, cut, end, kind)
        are_two = min(halves) >= PAIRING.pair and sum(halves) >= completeness(items[start:end], kind) + PAIRING.gain
        alike = style(items[cut].row) == style(items[starts[0]].row)
        if (are_two and (alike or kind == "education")) or (
            kind == "education" and _is_apart(items, start, cut) and _is_unlisted(items[start:cut], halves)
        ):
            result.append(cut)
    return result


def _halves(items: list[Item], start: int, cut: int, end: int, kind: str) -> tuple[float, float]:
    return completeness(items[start:cut], kind), completeness(items[cut:end], kind)


def _is_apart(items: list[Item], start: int, cut: int) -> bool:
    """More space, or the beginning of a block, where there is none between the rows above."""
    row = items[cut].row
    above = [item.row for item in items[start + 1 : cut]]
    if not above:
        return False
    if row.space is None:
        return (
            row.box is None and row.block != above[-1].block and all(other.block == above[-1].block for other in above)
        )
    spaces = [other.space for other in above if other.space is not None]
    return bool(spaces) and row.space >= max(spaces) + PAIRING.space


def _is_unlisted(first: list[Item], halves: tuple[float, float]) -> bool:
    """The second half names both, and the first has the date and rows enough to name both in words of no list."""
    heads = [item for item in first if not item.is_body and not is_date_only(item.row.text)]
    is_dated = any(item.is_anchor for item in first)
    return halves[1] >= PAIRING.pair > halves[0] and is_dated and len(heads) >= PAIRING.fewest
