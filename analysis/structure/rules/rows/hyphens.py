"""Hyphens at the ends of lines: which of them broke a word, and which belong to it."""

import re
from dataclasses import replace

from analysis.lexicon.lists import tokens
from analysis.lexicon.normalise import fold
from analysis.structure.rules.rows.rows import Row

HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")
_FIRST_PARTS = frozenset(tokens("hyphens", "first parts"))
_SECOND_PARTS = frozenset(tokens("hyphens", "second parts"))
_JOINERS = frozenset(tokens("hyphens", "joiners"))


def goes_on_after_hyphen(word: str) -> bool:
    """The word after the hyphen joins another: "Vertriebs- und Marketingleiter"."""
    return fold(word) in _JOINERS


def drop_hyphen(whole: Row, following: str) -> None:
    """Takes the hyphen off that broke a word; it may be a part of its own."""
    while (
        whole.parts[-1].text.strip() in ("-", "\u2010", "\u00ad", "")
        and len(whole.parts) > 1
        and not keeps_hyphen(whole.text, following)
    ):
        is_hyphen = bool(whole.parts.pop().text.strip())
        if is_hyphen:
            return
    end = whole.parts[-1]
    text = end.text.rstrip()
    whole.parts[-1] = replace(end, text=text if keeps_hyphen(whole.text, following) else text[:-1])


def keeps_hyphen(text: str, following: str) -> bool:
    """A word that has a hyphen already ("state-of-the-") keeps the one at the line's end; so does one letter ("e-"),
    and what forms compounds ("cross-" before "team", "cloud-" before "based").
    """
    word = text.rsplit(maxsplit=1)[-1]
    if word.endswith("\u00ad"):
        return False
    first, second = fold(word.rstrip("-\u2010")), fold(following)
    return "-" in word[:-1] or len(word) == 2 or first in _FIRST_PARTS or second in _SECOND_PARTS
