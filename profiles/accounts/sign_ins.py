"""Where a person is signed in: noted while they use the site, shown on their account page, ended from there."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from profiles.accounts.lockout import client_address
from profiles.accounts.password import person
from profiles.models import SignIn
from profiles.text import printable

# How exactly it is known when a sign-in was last used: each process writes it down no more often than this.
NOTED_EVERY = timedelta(minutes=5)
LONGEST_BROWSER = 300

# How browsers and systems name themselves, the more telling first: an Edge also says Chrome, a Chrome also Safari.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


class Shown(NamedTuple):
    """One sign-in as its owner sees it. `browser` and `system` are empty where they are not known."""

    pk: str
    browser: str
    system: str
    address: str
    since: datetime
    last_used: datetime
    is_this: bool


def note_use(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: write down that a sign-in is in use, and from where."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        key = request.session.session_key
        in_use = key and request.session.accessed and request.user.is_authenticated
        if in_use and cache.add(f"sign-in:{key}", True, NOTED_EVERY.total_seconds()):
            _note(request, str(key))
        return response

    return middleware


def sign_ins_of(user: User, *, this: str | None) -> list[Shown]:
    """The sign-ins that last, the one of the session `this` first, then the most recently used."""
    rows = _lasting(user).order_by("-last_used_at")
    shown = [
        Shown(
            pk=row.public_id,
            browser=_named(row.browser, _BROWSERS),
            system=_named(row.browser, _SYSTEMS),
            address=row.address or "",
            since=row.created_at,
            last_used=row.last_used_at,
            is_this=row.session_id == this,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda one: not one.is_this)


def end_sign_in(*, user: User, public_id: str) -> bool:
    """Whether there was such a sign-in of this person."""
    keys = _lasting(user).filter(public_id=public_id).values("session_id")
    return bool(Session.objects.filter(pk__in=keys).delete()[0])


def end_other_sign_ins(*, user: User, this: str | None) -> None:
    """Sign this person out everywhere but in the session `this`."""
    Session.objects.filter(pk__in=_lasting(user).exclude(session_id=this or "").values("session_id")).delete()


def _note(request: HttpRequest, key: str) -> None:
    used = SignIn(
        session_id=key,
        user=person(request),
        last_used_at=timezone.now(),
        address=client_address(request),
        browser=printable(request.headers.get("User-Agent", ""))[:LONGEST_BROWSER],
    )
    with suppress(DatabaseError):  # a database that can only be read still shows pages
        SignIn.objects.bulk_create(
            [used],
            update_conflicts=True,
            unique_fields=["session"],
            update_fields=["user", "last_used_at", "address", "browser"],
        )


def _lasting(user: User) -> QuerySet[SignIn]:
    return SignIn.objects.filter(user=user, session__expire_date__gt=Now())


def _named(browser: str, names: dict[str, str]) -> str:
    return next((name for sign, name in names.items() if sign in browser), "")
