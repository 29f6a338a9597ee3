"""Who signs in from where, for the lock that follows many wrong passwords, and what somebody locked out is told."""

from ipaddress import ip_address
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from profiles.text import printable

LOCKED_OUT = 429
LONGEST_NAME: int = User._meta.get_field("username").max_length or 150


def client_address(request: HttpRequest) -> str | None:
    """The client's address, as the outermost proxy of ours saw it; None where nobody knows one.

    Each proxy appends to X-Forwarded-For whom it was talking to. What stands before that came from outside, where
    anybody can write anything.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return peer
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _address(forwarded[-settings.PROXIES]) or peer if len(forwarded) >= settings.PROXIES else peer


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The name that somebody tries to sign in with, as far as it can be one and be kept."""
    name = (credentials or {}).get("username") or (request.POST.get("username") if request else None)
    return None if name is None else printable(str(name))[:LONGEST_NAME]


def _address(text: str) -> str | None:
    """An address without the port that some proxies add to it."""
    text = text.strip()
    bare = text.rpartition(":")[0] if text.count(":") == 1 else text.partition("]")[0].removeprefix("[")
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        return None


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The page, and for programs when to come back. Each try in the meantime starts that time anew."""
    response = render(request, "registration/locked_out.html", status=LOCKED_OUT)
    if wait := get_cool_off(request):
        response["Retry-After"] = str(int(wait.total_seconds()))
    return response
