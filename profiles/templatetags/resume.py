"""The values of a presentation as HTML: where each stands in the original, whether to check it, and where to write."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from profiles.certainty import is_by_model, is_unsure
from profiles.labels import LABELS
from profiles.output.told import Account, Period, Place, Said

register = template.Library()


@register.simple_tag(takes_context=True)
def said(context: template.Context, value: Said | None) -> SafeString | str:
    """A value, with where it stands in the original and whether to check it; "" where there is none."""
    return _marked(context, value) if value else ""


@register.simple_tag(takes_context=True)
def slot(context: template.Context, value: Said | None) -> SafeString | str:
    """A value; while the profile is being put right, a place to write it where there is none."""
    if value is None:
        return ""
    return _marked(context, value) if value else _gap(value)


@register.simple_tag(takes_context=True)
def extra(context: template.Context, value: Said | None) -> SafeString | str:
    """The same, shown only while the profile is being put right."""
    if value is None:
        return ""
    return _marked(context, value, name="extra") if value else _gap(value)


@register.simple_tag(takes_context=True)
def when(context: template.Context, period: Period | None) -> SafeString | str:
    """From when to when an entry was, each by itself to be put right."""
    if period is None:
        return ""
    start = slot(context, period.start)
    if period.end is None:
        return start
    end = extra(context, period.end) if period.is_at_once else slot(context, period.end)
    return format_html("{} – {}" if period.is_span else '{}<span class="extra"> – </span>{}', start, end)


@register.simple_tag(takes_context=True)
def whereabouts(context: template.Context, place: Place) -> SafeString:
    """Where the person lives, each part by itself to be put right; a city and a country can be written anew."""
    parts = [[_marked(context, value) for value in part if value] for part in place.parts]
    shown = ((format_html_join(" ", "{}", ((value,) for value in part)),) for part in parts if part)
    wanted = (value for part in place.parts for value in part if value.pointer.endswith(("/city", "/countryCode")))
    gaps = ((_gap(value),) for value in wanted if not value)
    return format_html("{}{}", format_html_join(", ", "{}", shown), format_html_join("", " {}", gaps))


@register.simple_tag(takes_context=True)
def words(context: template.Context, account: Account) -> SafeString:
    """What a person's page elsewhere is called."""
    return format_html_join(": ", "{}", ((_marked(context, value),) for value in account.words))


def _marked(context: template.Context, value: Said, *, name: str = "") -> SafeString:
    found = context["evidence"].get(value.pointer) or {}
    unsure, by_model = is_unsure(found), is_by_model(found)
    hints = [gettext("We weren’t sure about this: please check it.")] if unsure else []
    hints += [gettext("The language model read this.")] if by_model else []
    names = [name] * bool(name) + ["unsure"] * unsure + ["by-model"] * by_model
    return format_html(
        '<{0}{1} data-at="{2}"{3}{4}>{5}</{0}>',
        "mark" if unsure else "span",
        format_html(' class="{}"', " ".join(names)) if names else "",
        value.pointer,
        _source_of(found),
        format_html(' title="{}"', " ".join(hints)) if hints else "",
        value.text,
    )


def _gap(value: Said) -> SafeString:
    hint = LABELS.get(value.pointer.rpartition("/")[2], "")
    return format_html('<span class="extra" data-at="{}" data-hint="{}"></span>', value.pointer, hint)


def _source_of(found: dict[str, Any]) -> SafeString | str:
    """Where a value stands in the original, as attributes: the page, and its box in points."""
    if not (found.get("page") and found.get("box")):
        return ""
    return format_html(' data-page="{}" data-box="{}"', found["page"], " ".join(map(str, found["box"])))


@register.filter
def stands(line: dict[str, Any]) -> SafeString:
    """Where a line stands in the original, as attributes."""
    return format_html(' data-line="{}"{}', line["line"], _source_of(line))
