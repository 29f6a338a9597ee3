"""A JSON Resume document's dates, links and places as a reader expects them."""

from datetime import date
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

from profiles.resume import Location

register = template.Library()

# How a date is written that has so many parts.
FORMATS = {1: "Y", 2: "M Y", 3: "j M Y"}


@register.filter
def resume_date(value: str | None) -> str:
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


@register.simple_tag
def period(start: str | None, end: str | None, goes_on: bool = False) -> str:
    """From when to when; `goes_on` says that a beginning without an end means the present."""
    if not start:
        return resume_date(end)
    if not end:
        return f"{resume_date(start)} – {pgettext('until', 'present')}" if goes_on else resume_date(start)
    return resume_date(start) if start == end else f"{resume_date(start)} – {resume_date(end)}"


@register.filter
def href(link: str | None) -> str:
    """An address to follow: a bare "example.org" is meant as a web page."""
    if not link:
        return ""
    return link if ":" in link.split("/")[0] else f"https://{link}"


@register.filter
def bare(link: str | None) -> str:
    """A link as it is read: without scheme, "www." and a last slash."""
    if not link:
        return ""
    shown = link.partition("://")[2] if "://" in link else link
    return shown.removeprefix("mailto:").removeprefix("tel:").removeprefix("www.").rstrip("/")


@register.filter
def place(location: Location | None) -> str:
    """A location in one line, the country by its name in the reader's language."""
    if location is None:
        return ""
    city = " ".join(part for part in (location.postalCode, location.city) if part)
    return ", ".join(part for part in (location.address, city, location.region, country(location.countryCode)) if part)


def country(code: str | None) -> str:
    if not code:
        return ""
    try:
        territories = Locale.parse((get_language() or "en").replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        return code
    return str(territories.get(code.upper(), code))


@register.filter
def site(link: str | None) -> str:
    """The host of a link, for a profile without a network's name."""
    return urlsplit(href(link)).hostname or gettext("Link") if link else ""
