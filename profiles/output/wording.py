"""Single values of a résumé in words: dates, periods, links and places, in the reader's language."""

from datetime import date

from babel import Locale, UnknownLocaleError
from django.utils.formats import date_format
from django.utils.translation import get_language

from profiles.values import COUNTRY, DATES, LINKS

# How a date is written that has so many parts.
FORMATS = {1: "Y", 2: "M Y", 3: "j M Y"}


def in_words(pointer: str, value: str) -> str:
    """The value at this JSON pointer for its reader: a date or a country in words, a link by what tells it apart."""
    kind = pointer.rpartition("/")[2]
    if kind in DATES:
        return date_in_words(value)
    if kind == COUNTRY:
        return country(value)
    return bare(value) if kind in LINKS else value


def date_in_words(value: str | None) -> str:
    """`2021-03-14` as "14 Mar 2021", as precise as it is given."""
    if not value:
        return ""
    parts = [int(part) for part in value.split("-") if part.isdecimal()]
    if len(parts) not in FORMATS:
        return value
    try:
        return date_format(date(*parts, *[1] * (3 - len(parts))), FORMATS[len(parts)])
    except ValueError:
        return value


def country(code: str | None) -> str:
    """A country by its name; what is no code stays as it is."""
    if not code:
        return ""
    try:
        territories = Locale.parse((get_language() or "en").replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        return code
    return str(territories.get(code.upper(), code))


def href(link: str | None) -> str:
    """An address to follow: a bare "example.org" is meant as a web page."""
    if not link:
        return ""
    return link if ":" in link.split("/")[0] else f"https://{link}"


def bare(link: str | None) -> str:
    """A link as it is read: without scheme, "www." and a last slash."""
    if not link:
        return ""
    shown = link.partition("://")[2] if "://" in link else link
    return shown.removeprefix("mailto:").removeprefix("tel:").removeprefix("www.").rstrip("/")
