"""Languages and how well they are spoken."""

import re
from dataclasses import replace
from functools import cache

from babel import Locale

from analysis.lexicon.lists import phrases, tokens
from analysis.lexicon.normalise import has_cjk, squash, trim, words
from analysis.structure.rules.evidence import Draft, Value, from_row
from analysis.structure.rules.rows.rows import Row

_LOCALES = (
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "zh",
    "ja",
    "ko",
    "tr",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "ro",
    "hu",
    "uk",
    "ca",
    "zh_Hant",
    "ar",
    "he",
    "fa",
    "el",
    "hi",
    "id",
    "vi",
    "th",
    "bg",
    "hr",
    "sk",
)
_FLUENCY = {word for entry in tokens("roles", "fluency") for word in words(entry)}
_FLUENCY_CJK = re.compile("|".join(phrases("roles", "fluency cjk")))
# What one does with a language: "Conversation: basic" below its name says how well, and names none.
_ABILITIES = {squash(phrase) for phrase in phrases("languages", "abilities")}
_PAIR = re.compile(r"^\s*([^:：(（–—|/]+?)\s*(?:[:：]|\s[–—-]+\s|[(（]|\s*\||[–—])\s*(.+?)\s*[)）]?\s*$")
_ITEM = re.compile(r"[;；؛•·|\t]|\s/\s|(?:(?<!\d),|,(?!\s?\d))\s*(?![^()]*\))|，|、|،|\s{3,}")


@cache
def _names() -> frozenset[str]:
    names = {squash(name) for locale in _LOCALES for name in Locale.parse(locale).languages.values()}
    return frozenset(names | {squash(name) for name in phrases("languages", "more")}) - set(
        tokens("languages", "no languages")
    )


def is_language(text: str) -> bool:
    """The text is the name of a language, in any of the languages: "Englisch", "日本語", "Spanish (Castilian)"."""
    key = squash(text)
    if not key or len(text) > 40:
        return False
    if key in _names():
        return True
    base = re.sub(r"[(（].*", "", text)
    if has_cjk(text) and squash(base) in _names():
        return True
    tokens = [
        word
        for word in words(base)
        if word not in ("language", "sprache", "langue", "lengua", "lingua", "taal", "язык", "jezyk")
    ]
    return "".join(tokens) in _names() if tokens else False


def is_fluency(text: str) -> bool:
    """The text says how well: "Native", "C1", "verhandlungssicher", "Full Professional Proficiency"."""
    if _FLUENCY_CJK.search(text) and len(text) < 15:
        return True
    tokens = words(text)
    return 0 < len(tokens) <= 12 and any(token in _FLUENCY for token in tokens)


def read_languages(rows: list[Row]) -> list[Draft]:
    """Pairs of language and fluency, however they are set: one a row, in lists, in grids, in two columns."""
    items = [(text, row) for row in rows for text in _items(row)]
    found: list[Draft] = []
    pending: list[Draft] = []
    for text, row in items:
        name, fluency = split_language(text)
        if name:
            draft: Draft = {"language": from_row(name, row, 0.95 if is_language(name) else 0.6)}
            if fluency:
                draft["fluency"] = from_row(fluency, row, 0.9)
            else:
                pending.append(draft)
            found.append(draft)
        elif pending:
            pending.pop(0)["fluency"] = from_row(text, row, 0.85)
    return found


def read_language(value: Value) -> Draft | None:
    """A value that names a language, with its fluency if it says; None for anything else."""
    name, fluency = split_language(value.text)
    if not name or not is_language(name):
        return None
    draft: Draft = {"language": replace(value, text=name)}
    return draft | ({"fluency": replace(value, text=fluency)} if fluency else {})


def _items(row: Row) -> list[str]:
    text = row.text
    if _is_one_pair(text):
        return [text]
    items = [trim(item) for item in _ITEM.split(text)]
    return [item for piece in items if piece for item in _by_language(piece)]


def _is_one_pair(text: str) -> bool:
    pair = _PAIR.match(text)
    return len(_at_names(text)) == 1 and bool(
        pair
        and is_language(pair[1])
        and not any(split_language(word)[0] for word in re.split(r"[,;•|\t]", pair[2]))
        and "(" not in pair[2]
    )


def _by_language(text: str) -> list[str]:
    """ "English (Native) Igbo (Conversational)": brackets close an item."""
    pieces = re.findall(r"[^()（）]+[(（][^()（）]*[)）]", text)
    if len(pieces) > 1:
        return [trim(piece) for piece in pieces]
    return _at_names(text)


def _at_names(text: str) -> list[str]:
    """ "English — Fluent Igbo — Native": each language's name begins an item."""
    tokens = text.split()
    starts = [
        index
        for index, token in enumerate(tokens)
        if token[:1].isupper() and is_language(token) and not is_fluency(token)
    ]
    if len(starts) < 2 or starts[0] != 0:
        return [text]
    return [trim(" ".join(tokens[start:end])) for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)]


def split_language(text: str) -> tuple[str | None, str | None]:
    """(language, fluency) of "English: Native", "English (B2)", "Native English", "English Native"; (None, None) for
    a fluency alone.
    """
    text = trim(text)
    pair = _PAIR.match(text)
    if pair and squash(pair[1]) in _ABILITIES:
        return None, text
    if pair and (
        is_language(pair[1]) or (is_fluency(pair[2]) and len(pair[1].split()) <= 3 and not is_fluency(pair[1]))
    ):
        return trim(pair[1]), trim(pair[2])
    if pair and is_language(pair[2]) and is_fluency(pair[1]):
        return trim(pair[2]), trim(pair[1])
    if is_language(text):
        return text, None
    tokens = text.split()
    for count in (1, 2, 3):
        head, tail = " ".join(tokens[:count]), " ".join(tokens[count:])
        if tail and is_language(head):
            return head.rstrip(",:-"), tail.strip("-–: ")
        if tail and is_language(tail) and is_fluency(head):
            return tail, head
    return None, None
