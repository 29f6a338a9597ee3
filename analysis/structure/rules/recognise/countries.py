"""Names and codes of countries."""

import re
from functools import cache

from babel import Locale

from analysis.lexicon.lists import phrases
from analysis.lexicon.normalise import squash

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
    "zh_Hant",
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
)
_ALIASES = dict(sorted(entry.split(" ") for entry in phrases("places", "country aliases")))


@cache
def _countries() -> dict[str, str]:
    """Squashed name in any of the languages -> ISO code of two letters."""
    names = {
        squash(name): code
        for language in reversed(_LOCALES)
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return names | _ALIASES


@cache
def country_codes() -> frozenset[str]:
    """Upper-case codes of two letters; also the national domains."""
    return frozenset(str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))) | {"UK"}


def country_code(text: str) -> str | None:
    """ISO code of a country's name (any language) or of its code written in capitals."""
    text = text.strip(" .")
    if len(text) == 2 and text.isupper() and text in country_codes():
        return "GB" if text == "UK" else text
    return _countries().get(squash(text))
