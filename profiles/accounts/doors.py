"""How many accounts one address may make within a minute, how many links it may have sent, how many sign-ins may fail.

The lock of `lockout` is for one name: whoever tries one password on many names is stopped here.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from profiles.accounts import rates
from profiles.accounts.lockout import LOCKED_OUT, client_address

SIGN_IN, SIGN_UP, MAIL = "sign-in", "sign-up", "mail"


def limit_sign_ins(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that signs in, with a limit for each address. A try is counted before its password is looked at."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if refused := too_many(request, SIGN_IN, settings.SIGN_INS_PER_MINUTE):
            return refused
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated and (address := client_address(request)):
            rates.give_back(rates.address(address), SIGN_IN)
        return response

    return answer


def too_many(request: HttpRequest, kind: str, limit: int) -> HttpResponse | None:
    """Count one of this kind from where the request comes; the answer where it is one too many.

    Where nobody knows the address there is nobody to count for.
    """
    address = client_address(request)
    if address is None:
        return None
    subject = rates.address(address)
    with transaction.atomic():
        rates.lock_address(subject)
        spent = rates.spend(subject, {kind: limit})
    if spent is None:
        return None
    response = render(
        request, "registration/locked_out.html", {"kind": kind, "seconds": spent.seconds}, status=LOCKED_OUT
    )
    response["Retry-After"] = str(spent.seconds)
    return response
