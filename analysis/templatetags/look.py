"""What every page needs to show: icons, times, sizes of time."""

import math
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime, ordinal
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of the sprite. It says nothing to a screen reader: the words beside it do."""
    return format_html(
        '<svg class="icon icon-{}" width="16" height="16" aria-hidden="true"><use href="{}#{}"></use></svg>',
        name,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def new_key() -> str:
    """A key for one rendered form: sent again with it, the form does nothing a second time."""
    return uuid4().hex


def _iso(when: datetime) -> str:
    """As HTML reads it, which knows no millionths of a second."""
    return when.isoformat(timespec="seconds")


@register.simple_tag
def ago(when: datetime) -> SafeString:
    """A time as "3 minutes ago", the exact one on hover; the script keeps both right, in the reader's own zone."""
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        _iso(when),
        _exact(when),
        _in_words(when),
    )


@register.simple_tag
def exactly(when: datetime) -> SafeString:
    """A time in full: in UTC, and by the script in the reader's own zone."""
    return format_html('<time datetime="{}" data-exact>{}</time>', _iso(when), _exact(when))


@register.simple_tag
def countdown(until: datetime, now: datetime) -> SafeString:
    """The time until then as 0:42, counted down by the script; `now` is on the clock by which `until` was set."""
    left = max(0, math.ceil((until - now).total_seconds()))
    return format_html('<time datetime="{}" data-left="{}">{}</time>', _iso(until), left, _clock(left))


@register.simple_tag
def elapsed(since: datetime, now: datetime) -> SafeString:
    """The time since then as 0:42, counted on by the script; `now` is on the clock by which `since` was written."""
    gone = max(0, int((now - since).total_seconds()))
    return format_html('<time datetime="{}" data-gone="{}">{}</time>', _iso(since), gone, _clock(gone))


@register.filter
def duration(seconds: float) -> str:
    """Seconds in words: "0.4 s", "12 s", "3 min 5 s", "2 min"."""
    if seconds < 9.95:
        return f"{number_format(max(seconds, 0.1), decimal_pos=1)} s"
    minutes, rest = divmod(round(seconds), 60)
    parts = [f"{minutes} min"] if minutes else []
    if rest or not minutes:
        parts.append(f"{rest} s")
    return " ".join(parts)


@register.filter
def in_line(place: int) -> str:
    """A place in line in words, as far as it is known exactly."""
    if place <= 0:
        return ""
    if place == 1:
        return gettext("next in line")
    if place >= 100:
        return gettext("far back in line")
    return gettext("%(place)s in line") % {"place": ordinal(place)}


@register.filter
def left_of(retries_left: int) -> str:
    return ngettext("%(count)s retry left", "%(count)s retries left", retries_left) % {"count": retries_left}


def _in_words(when: datetime) -> str:
    """Seconds are nothing that a page without a script could keep right."""
    just_now = timezone.now() - when < timedelta(minutes=1)
    return gettext("just now") if just_now else str(naturaltime(when))


def _exact(when: datetime) -> str:
    return f"{date_format(when.astimezone(timezone.get_default_timezone()), 'j F Y, H:i')} UTC"


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
