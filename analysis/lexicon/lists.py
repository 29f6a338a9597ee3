"""Reads the word lists in `words/`: plain text, `[section]` above its lines, `#` before a comment."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("words")


@cache
def sections(name: str) -> dict[str, str]:
    """Each section of a word list with its text."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line.strip())
    return {section: "\n".join(kept) for section, kept in found.items()}


def phrases(name: str, section: str) -> list[str]:
    """A section's phrases, which are parted by "|" or stand on lines of their own."""
    text = sections(name)[section].replace("\n", "|")
    return [phrase.strip() for phrase in text.split("|") if phrase.strip()]


def tokens(name: str, section: str) -> list[str]:
    """A section's words, which are parted by spaces."""
    return sections(name)[section].split()
