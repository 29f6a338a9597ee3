"""A JSON Resume document's dates, links and places as a reader expects them."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from profiles.editing import at
from profiles.resume import Location

register = template.Library()

# How a date is written that has so many parts.
FORMATS = {1: "Y", 2: "M Y", 3: "j M Y"}
# A value less sure than this is marked for a person to check.
SURE = 0.6


@register.simple_tag(takes_context=True)
def v(context: template.Context, *path: str | int) -> SafeString | str:
    """The text at this place of the profile's document, with where it stands in the original and whether to check it.

    "" where there is none.
    """
    pointer = "".join(f"/{part}" for part in path)
    text = at(context["document"], pointer)
    return "" if text in (None, "") else _marked(str(text), pointer, context["evidence"].get(pointer) or {})


def _marked(text: str, pointer: str, found: dict[str, Any]) -> SafeString:
    where = source_of(found)
    if not is_unsure(found):
        return format_html('<span data-at="{}"{}>{}</span>', pointer, where, text)
    hint = gettext("Check this: it was hard to read.")
    return format_html('<mark class="unsure" data-at="{}"{} title="{}">{}</mark>', pointer, where, hint, text)


def is_unsure(found: dict[str, Any]) -> bool:
    return bool(found) and found.get("confidence", 1) < SURE


def source_of(found: dict[str, Any]) -> SafeString | str:
    """Where a value stands in the original, as attributes: the page, and its box in points."""
    if not (found.get("page") and found.get("box")):
        return ""
    return format_html(' data-page="{}" data-box="{}"', found["page"], " ".join(map(str, found["box"])))


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
        present = pgettext("until", "present")
        return f"{resume_date(start)} – {present}" if goes_on else resume_date(start)
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
