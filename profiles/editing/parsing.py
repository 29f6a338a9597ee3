"""What a person writes in the place of a value, as the value that it means: "May 2021" for 2021-05, "Germany" for DE.

The page shows dates and countries in words, and so they are written back in words, in its language or in English.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext, pgettext

from profiles.editing.pointers import NotAValue
from profiles.values import COUNTRY, DATES, LINKS, clean_date

_WORD_DATE = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?\s+)?(?P<month>[^\W\d_]{3,})\.?,?\s+(?P<year>\d{4})\Z")
_GOES_ON = {"present", "today", "now", "ongoing"}


def as_value(pointer: str, text: str) -> str:
    """The value that this text means at its place, "" where it takes the value away. Raises NotAValue."""
    kind, text = pointer.rpartition("/")[2], text.strip()
    if not text:
        return ""
    if kind == "endDate" and text.casefold() in _GOES_ON | {pgettext("until", "present").casefold()}:
        return ""
    if kind in DATES:
        return _found(_date(text), pointer)
    if kind == COUNTRY:
        return _found(_country(text), pointer)
    return text


def why_not(pointer: str) -> str:
    """What belongs at this place, for a person who wrote something else."""
    kind = pointer.rpartition("/")[2]
    if kind in DATES:
        return gettext("This is no date. Write it like 2021, May 2021 or 14 May 2021.")
    if kind in LINKS:
        return gettext("This is no web address. Write it like example.org or https://example.org/me.")
    if kind == COUNTRY:
        return gettext("No country has this name. Write it like Germany or DE.")
    return gettext("This can’t stand here.")


def _found(value: str | None, pointer: str) -> str:
    if value is None:
        raise NotAValue(pointer)
    return value


def _date(text: str) -> str | None:
    words = _WORD_DATE.match(text)
    if words is None:
        number: str | None = clean_date(text)
        return number
    month = next((number for names in _months() for number, name in names.items() if _is(name, words["month"])), None)
    if month is None:
        return None
    day = f"-{words['day']}" if words["day"] else ""
    value: str | None = clean_date(f"{words['year']}-{month}{day}")
    return value


def _is(name: str, written: str) -> bool:
    """Whether somebody wrote the month of this name, in full or in its first letters."""
    return name.rstrip(".").casefold().startswith(written.casefold())


def _months() -> Iterator[Mapping[int, str]]:
    for locale in _locales():
        for width in ("wide", "abbreviated"):
            yield locale.months["format"][width]


def _country(text: str) -> str | None:
    wanted = text.casefold()
    for locale in _locales():
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and wanted in (name.casefold(), code.casefold()):
                return str(code)
    return None


def _locales() -> Iterator[Any]:
    """The page's language, then English."""
    for code in dict.fromkeys((get_language() or "en", "en")):
        try:
            yield Locale.parse(code.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            continue
