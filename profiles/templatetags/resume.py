"""A JSON Resume document's dates, links and places as a reader expects them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from profiles.certainty import SURE
from profiles.editing.parsing import COUNTRY, DATES, LINKS
from profiles.editing.pointers import at
from profiles.labels import LABELS
from profiles.resume import Location

Path = Sequence[str | int]

register = template.Library()

# How a date is written that has so many parts.
FORMATS = {1: "Y", 2: "M Y", 3: "j M Y"}


@register.simple_tag(takes_context=True)
def v(context: template.Context, *path: str | int) -> SafeString | str:
    """The text at this place of the profile's document, with where it stands in the original and whether to check it.

    "" where there is none.
    """
    return _value(context, path) or ""


@register.simple_tag(takes_context=True)
def extra(context: template.Context, *path: str | int) -> SafeString:
    """The same, shown only while the profile is being put right; where there is none, a place to write it."""
    return _value(context, path, name="extra") or _gap(path)


@register.simple_tag(takes_context=True)
def slot(context: template.Context, *path: str | int) -> SafeString:
    """The text at this place; while the profile is being put right, a place to write it where there is none."""
    return _value(context, path) or _gap(path)


@register.simple_tag(takes_context=True)
def dates(context: template.Context, *path: str | int, goes_on: bool = False) -> SafeString:
    """From when to when an entry was, each by itself to be put right; the words are those of `period`."""
    start, end = (at(context["document"], _pointer((*path, name))) for name in ("startDate", "endDate"))
    first, last = slot(context, *path, "startDate"), slot(context, *path, "endDate")
    if start and not end and goes_on:
        last = _tagged("span", pgettext("until", "present"), _pointer((*path, "endDate")))
    if start == end and end:
        last = extra(context, *path, "endDate")
    is_said = start and start != end and (end or goes_on)
    return format_html("{} – {}" if is_said else '{}<span class="extra"> – </span>{}', first, last)


@register.simple_tag(takes_context=True)
def whereabouts(context: template.Context) -> SafeString:
    """Where the person lives, each part by itself to be put right; the words are those of `place`."""
    lines = (("address",), ("postalCode", "city"), ("region",), (COUNTRY,))
    values = {name: _value(context, ("basics", "location", name)) for line in lines for name in line}
    said = [[values[name] for name in line if values[name]] for line in lines]
    parts = ((format_html_join(" ", "{}", ((value,) for value in line)),) for line in said if line)
    gaps = ((_gap(("basics", "location", name)),) for name in ("city", COUNTRY) if not values[name])
    return format_html("{}{}", format_html_join(", ", "{}", parts), format_html_join("", " {}", gaps))


def _value(context: template.Context, path: Path, *, name: str = "") -> SafeString | None:
    pointer = _pointer(path)
    text = at(context["document"], pointer)
    if text in (None, ""):
        return None
    return _marked(as_shown(pointer, str(text)), pointer, context["evidence"].get(pointer) or {}, name)


def _gap(path: Path) -> SafeString:
    pointer = _pointer(path)
    hint = LABELS.get(pointer.rpartition("/")[2], "")
    return format_html('<span class="extra" data-at="{}" data-hint="{}"></span>', pointer, hint)


def _pointer(path: Path) -> str:
    return "".join(f"/{part}" for part in path)


def _marked(text: str, pointer: str, found: dict[str, Any], name: str) -> SafeString:
    unsure, by_model = is_unsure(found), is_by_model(found)
    hints = [gettext("Check this: it was hard to read.")] if unsure else []
    hints += [gettext("The language model read this.")] if by_model else []
    names = [name] * bool(name) + ["unsure"] * unsure + ["by-model"] * by_model
    title = format_html(' title="{}"', " ".join(hints)) if hints else ""
    rest = format_html("{}{}", source_of(found), title)
    return _tagged("mark" if unsure else "span", text, pointer, names=" ".join(names), rest=rest)


def _tagged(tag: str, text: str, pointer: str, *, names: str = "", rest: SafeString | str = "") -> SafeString:
    kind = format_html(' class="{}"', names) if names else ""
    return format_html('<{0}{1} data-at="{2}"{3}>{4}</{0}>', tag, kind, pointer, rest, text)


def as_shown(pointer: str, value: str) -> str:
    """A value as the page says it: a date or a country in words, a link without what goes without saying."""
    kind = pointer.rpartition("/")[2]
    if kind in DATES:
        return resume_date(value)
    if kind == COUNTRY:
        return country(value)
    return bare(value) if kind in LINKS else value


def is_by_model(found: dict[str, Any]) -> bool:
    """Whether a language model read the value and the rules did not."""
    return found.get("source") == "llm"


def is_unsure(found: dict[str, Any]) -> bool:
    return bool(found) and found.get("confidence", 1) < SURE


def source_of(found: dict[str, Any]) -> SafeString | str:
    """Where a value stands in the original, as attributes: the page, and its box in points."""
    if not (found.get("page") and found.get("box")):
        return ""
    return format_html(' data-page="{}" data-box="{}"', found["page"], " ".join(map(str, found["box"])))


@register.filter
def stands(line: dict[str, Any]) -> SafeString:
    """Where a line stands in the original, as attributes."""
    return format_html(' data-line="{}"{}', line["line"], source_of(line))


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
