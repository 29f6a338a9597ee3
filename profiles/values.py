"""Text, links and dates of a résumé, cleaned on the way in.

Whatever comes out can be stored and shown: control characters, NUL and lone surrogates are gone; a link is http(s),
mailto or tel, or it is dropped; and so is what is no date, because one bad value must not cost a person the whole
document.
"""

import math
import re
from datetime import date
from typing import Any
from urllib.parse import quote

from profiles.text import printable

# Characters.
MAX_TEXT = 20_000
# The fields of JSON Resume that hold a date, a link, a country's code.
DATES = ("startDate", "endDate", "date", "releaseDate")
LINKS = ("url", "image")
COUNTRY = "countryCode"

_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"]+\Z", re.IGNORECASE)
_YEAR_FIRST = re.compile(
    r"(?P<year>[12][0-9]{3})(?:[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2})(?:[T ][0-9:.]+.*)?)?)?\Z"
)
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[12][0-9]{3})\Z")
_BARE_LINK = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s<>\"]*)?\Z")
# What stands in a URI as itself, "%" for what is encoded already.
_URI_SIGNS = "%:/?@!$&'()*+,;=-._~"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"//[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?::\d{1,5})?\Z")


def clean_text(value: Any) -> Any:
    """Text that PostgreSQL can store and a page can show; numbers become text, everything else is left to pydantic."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return value
    if isinstance(value, (int, float)):
        value = str(value)
    if isinstance(value, str):
        return printable(value).strip()[:MAX_TEXT].rstrip() or None
    return value


def clean_link(value: Any) -> Any:
    """A link that is safe to put into an `href`, or None: `javascript:` and its like never reach a page.

    A bare "example.org/me" gets its scheme and letters beyond ASCII are encoded, because the schema wants a URI.
    """
    value = clean_text(value)
    if not isinstance(value, str):
        return value
    if _BARE_LINK.match(value):
        value = f"https://{value}"
    return _as_uri(value) if _SAFE_LINK.match(value) else None


def _as_uri(link: str) -> str | None:
    """The link with what a URI has no letters for encoded; None where it can't be one."""
    scheme, colon, rest = link.partition(":")
    host, path = "", rest
    if rest.startswith("//"):
        end = next((index for index, sign in enumerate(rest) if index > 1 and sign in "/?#"), len(rest))
        host, path = rest[:end], rest[end:]
        if not host.isascii():
            try:
                host = f"//{host[2:].encode('idna').decode()}"
            except UnicodeError:
                return None
    before, hash_sign, fragment = _LONE_PERCENT.sub("%25", path).partition("#")
    path = quote(before, safe=_URI_SIGNS) + hash_sign + quote(fragment, safe=_URI_SIGNS)
    return f"{scheme}{colon}{host}{path}" if not host or _HOST.match(host) else None


def clean_date(value: Any) -> Any:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`: what of a date can be told for certain, or None where that is nothing.

    Takes other separators, the month before the year, and a time behind the day; a month or day that no calendar has is
    left out ("2021-13" becomes "2021"). Words are not read here: "since May" is the analysers' work.
    """
    value = clean_text(value)
    if not isinstance(value, str):
        return value
    if found := _MONTH_FIRST.match(value):
        year, month, day = found["year"], found["month"], None
    elif found := _YEAR_FIRST.match(value):
        year, month, day = found["year"], found["month"], found["day"]
    else:
        return None
    if month is None or not _is_date(year, month, "1"):
        return year
    if day is None or not _is_date(year, month, day):
        return f"{year}-{int(month):02}"
    return f"{year}-{int(month):02}-{int(day):02}"


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
