"""Tesseract: whether it is installed, and for which languages. Loads no PDF library, so that pages may ask."""

import shutil
import subprocess
from functools import cache

# What most résumés are written in, first; at most so many at once, because each costs time.
_USUAL = (
    "eng",
    "deu",
    "fra",
    "spa",
    "por",
    "ita",
    "nld",
    "pol",
    "rus",
    "jpn",
    "chi_sim",
    "chi_tra",
    "kor",
    "ara",
    "heb",
    "tur",
)
MOST_LANGUAGES = 6
# Data that Tesseract lists among its languages and that are none: the way a page is turned, and mathematical formulas.
ORIENTATION = "osd"
_NO_LANGUAGES = frozenset({ORIENTATION, "equ"})


@cache
def command() -> str | None:
    """Where Tesseract is; None where it is not installed."""
    return shutil.which("tesseract")


@cache
def _data() -> frozenset[str]:
    if command() is None:
        return frozenset()
    done = subprocess.run([str(command()), "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return frozenset(line.strip() for line in done.stdout.splitlines()[1:]) - {""}


@cache
def installed() -> tuple[str, ...]:
    """Every installed language as Tesseract names it, the usual ones first."""
    found = _data() - _NO_LANGUAGES
    usual = [language for language in _USUAL if language in found]
    return (*usual, *sorted(found.difference(usual)))


@cache
def languages() -> tuple[str, ...]:
    """Those that are asked for where nobody names others."""
    return tuple(language for language in installed() if language in _USUAL)[:MOST_LANGUAGES]


def is_available() -> bool:
    return bool(languages())


def tells_orientation() -> bool:
    """Whether the data are installed by which Tesseract tells which way up a page lies."""
    return ORIENTATION in _data()


def forget() -> None:
    """Looks anew at what is installed."""
    for cached in (command, _data, installed, languages):
        cached.cache_clear()
