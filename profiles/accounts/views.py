"""Accounts: signing in, up and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth import views as auth
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from profiles.accounts.doors import SIGN_UP, too_many


class SignIn(auth.LoginView):
    """Django's own, which offers an account where anybody can make one."""

    redirect_authenticated_user = True

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return super().get_context_data(can_sign_up=settings.SIGN_UP, **given)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account and sign in with it at once."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request))
    if not settings.SIGN_UP:
        return render(request, "registration/closed.html", status=403)
    form: UserCreationForm[User] = UserCreationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if refused := too_many(request, SIGN_UP, settings.SIGN_UPS_PER_MINUTE):
            return refused
        login(request, form.save(), backend="django.contrib.auth.backends.ModelBackend")
        return HttpResponseRedirect(_next(request))
    status = 422 if form.is_bound else 200
    return render(request, "registration/signup.html", {"form": form, "next": _next(request)}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. A mere link does not: the page asks first."""
    if request.method != "POST":
        return render(request, "registration/logout.html")
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _next(request: HttpRequest) -> str:
    """Where somebody wanted to go before, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else resolve_url(settings.LOGIN_REDIRECT_URL)
