"""The account page: password, e-mail address, sign-ins, API tokens, and what a person may take along or delete."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.accounts.doors import MAIL, too_many
from profiles.accounts.mail import LinkHasEnded, address_to_confirm, send_confirmation
from profiles.accounts.password import UNPROCESSABLE, person
from profiles.accounts.sign_ins import end_other_sign_ins, end_sign_in, sign_ins_of
from profiles.accounts.tokens import Scope, TooManyTokens, make_token, revoke_token

_LASTS = [("", gettext_lazy("until I revoke it")), ("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days"))]
_LASTS.append(("365", gettext_lazy("a year")))
_SCOPES = [
    (Scope.READ, gettext_lazy("Read jobs and profiles")),
    (Scope.UPLOAD, gettext_lazy("Upload files and start analyses")),
    (Scope.RETRY, gettext_lazy("Retry failed jobs")),
]


class TokenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=_SCOPES,
        widget=forms.CheckboxSelectMultiple,
        initial=[scope for scope, _ in _SCOPES],
    )
    lasts = forms.ChoiceField(label=gettext_lazy("It works"), choices=_LASTS, required=False)


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("New e-mail address"), max_length=254)


def _mine(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view of these methods for whoever is signed in, never kept by the browser."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        guarded: Callable[..., HttpResponse] = never_cache(require_http_methods(methods)(login_required(view)))
        return wraps(view)(guarded)

    return decorate


@_mine("GET", "HEAD")
def account(request: HttpRequest) -> HttpResponse:
    """Everything about the account on one page."""
    return _page(request)


@_mine("POST")
def make(request: HttpRequest) -> HttpResponse:
    """Make a token, and show it this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form, status=UNPROCESSABLE)
    days = form.cleaned_data["lasts"]
    try:
        token = make_token(
            user=person(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            lasts=timedelta(days=int(days)) if days else None,
        )
    except TooManyTokens:
        form.add_error(None, gettext("You have as many tokens as one account may have. Revoke one first."))
        return _page(request, token_form=form, status=UNPROCESSABLE)
    return _page(request, new_token=token, new_name=form.cleaned_data["name"])


@_mine("POST")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token at once."""
    if not revoke_token(user=person(request), pk=pk):
        raise Http404
    return _done(request, gettext("The token is revoked. Programs can’t use it any more."), "tokens")


@_mine("POST")
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """End one sign-in. That it ended by itself meanwhile is as good."""
    end_sign_in(user=person(request), public_id=public_id)
    return _done(request, gettext("Signed out there."), "sign-ins")


@_mine("POST")
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sign-ins but this one."""
    end_other_sign_ins(user=person(request), this=request.session.session_key)
    return _done(request, gettext("You are signed out everywhere else."), "sign-ins")


@_mine("POST")
def change_email(request: HttpRequest) -> HttpResponse:
    """Send a link to the new address; the old one stays until somebody follows it."""
    form = EmailForm(request.POST)
    if not settings.SENDS_MAIL or not form.is_valid():
        return _page(request, email_form=form, status=UNPROCESSABLE)
    if refused := too_many(request, MAIL, settings.SIGN_UPS_PER_MINUTE):
        return refused
    address = form.cleaned_data["email"]
    try:
        send_confirmation(request, user=person(request), address=address)
    except OSError:
        form.add_error("email", gettext("The e-mail could not be sent. Check the address, or try again later."))
        return _page(request, email_form=form, status=UNPROCESSABLE)
    said = gettext("A link is on its way to %(address)s. Follow it within a day to confirm the address.")
    return _done(request, said % {"address": address}, "email")


@_mine("GET", "HEAD", "POST")
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then make the confirmed address the account's. A mere link changes nothing: mail programs follow links."""
    user = person(request)
    try:
        address = address_to_confirm(user=user, token=token)
    except LinkHasEnded:
        return render(request, "account/email.html", status=404)
    if request.method != "POST":
        return render(request, "account/email.html", {"address": address})
    user.email = address
    user.save(update_fields=["email"])
    return _done(request, gettext("Your e-mail address is %(address)s.") % {"address": address}, "email")


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    user = person(request)
    shown = {
        "tokens": user.api_tokens.all(),
        "sign_ins": sign_ins_of(user, this=request.session.session_key),
        "token_form": TokenForm(),
        "email_form": EmailForm(),
        "can_send": settings.SENDS_MAIL,
        "scopes": dict(_SCOPES),
    }
    return render(request, "account/account.html", shown | context, status=status)


def _done(request: HttpRequest, said: str, section: str) -> HttpResponse:
    messages.success(request, said)
    response = redirect("account")
    response["Location"] += f"#{section}"
    return response
