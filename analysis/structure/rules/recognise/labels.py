"""Labels that stand before a value: "E-mail:", "Adresse", "Tel."; in the languages of résumés."""

import re

from analysis.lexicon.lists import phrases, sections
from analysis.lexicon.normalise import squash, trim

_BY_KEY = {squash(phrase): kind for kind in sections("labels") for phrase in phrases("labels", kind)}
# Labels that only a table's header uses: "From" before a date is no label.
TABLE_LABELS = frozenset({"score", "start", "end", "number"})
_HEADER_LABELS = {
    squash(phrase): kind
    for kind in sections("entry_labels")
    if kind != "groups"
    for phrase in phrases("entry_labels", kind)
}
_ENTRY_LABELS = {key: kind for key, kind in _HEADER_LABELS.items() if kind not in TABLE_LABELS}
_LONGEST_HEADER = 40
"""Letters of a cell at the top of a column."""
_COLON = re.compile(r"^\s*([^:：]{1,32}?)\s*[:：]\s*(.+)$", re.DOTALL)
_LEADING_WORD = re.compile(r"^\s*([^\W\d_][\w.()-]{0,14})\s+(.*)$", re.DOTALL)


def field_label(text: str) -> str | None:
    """The field that a text labels, where it is nothing but a label: "E-mail" -> "email"."""
    return _BY_KEY.get(squash(text)) if len(text) <= 34 else None


def split_label(text: str) -> tuple[str | None, str]:
    """(field, value) of "Tel.: 030 1234", or (None, text) where no known label stands before a colon."""
    match = _COLON.match(text)
    if match and field_label(match[1]):
        return field_label(match[1]), trim(match[2])
    match = _LEADING_WORD.match(text)
    if match and match[1][0].isalpha():
        kind = field_label(match[1])
        rest = match[2].strip()
        if (
            (kind == "phone" and re.match(r"[+(\d]", rest))
            or (kind == "email" and "@" in rest)
            or (kind == "url" and "." in rest and " " not in rest)
        ):
            return kind, trim(rest) if kind != "phone" else rest
    return None, text


def entry_label(text: str) -> str | None:
    """What a text labels within an entry, where it is nothing but a label: "Employer" -> "company"."""
    return _ENTRY_LABELS.get(squash(text)) if len(text) <= 70 else None


def split_entry_label(text: str) -> tuple[str | None, str]:
    """("position", "Engineer") of "Position: Engineer", or (None, text)."""
    label, colon, value = text.partition(":")
    if colon and value.strip() and entry_label(label):
        return entry_label(label), trim(value)
    return None, text


def header_label(text: str) -> str | None:
    """What a column of a table holds, by the cell at its top: "Year of passing" -> "period"."""
    return _HEADER_LABELS.get(squash(text)) if len(text) <= _LONGEST_HEADER else None
