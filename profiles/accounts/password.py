"""Change a password, and set a new one by a link: sent by e-mail, or handed over by staff where none is sent."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext

from profiles.accounts.doors import MAIL, too_many

# A form that was filled in wrongly, as the sign-up answers it.
UNPROCESSABLE = 422


class _Answers422:
    """A view of a form whose answer to mistakes is not 200."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = UNPROCESSABLE
        return response


class ChangePassword(_Answers422, auth.PasswordChangeView):
    """Ask for the old password and the new one. All other sign-ins of the person end."""

    template_name = "account/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, gettext("Your password is changed. Everywhere else you have been signed out."))
        return super().form_valid(form)


class AskForLink(_Answers422, auth.PasswordResetView):
    """Send a link for a new password. The answer never says whether there is such an account."""

    template_name = "account/reset.html"
    email_template_name = "account/reset_mail.txt"
    subject_template_name = "account/reset_subject.txt"
    success_url = reverse_lazy("login")
    form_class = PasswordResetForm

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return super().get_context_data(can_send=settings.SENDS_MAIL, **given)

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not settings.SENDS_MAIL:
            return self.get(request, *args, **options)
        if refused := too_many(request, MAIL, settings.SIGN_UPS_PER_MINUTE):
            return refused
        return super().post(request, *args, **options)

    def form_valid(self, form: Any) -> HttpResponse:
        said = gettext("If an account has this address, a link is on its way to it. It works for three days.")
        messages.success(self.request, said)
        return super().form_valid(form)


class SetByLink(_Answers422, auth.PasswordResetConfirmView):
    """Set a new password by a link that works once, and sign in."""

    template_name = "account/set_password.html"
    success_url = reverse_lazy("profile")
    post_reset_login = True
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, gettext("Your new password is set."))
        return super().form_valid(form)


def path_to_new_password(user: User) -> str:
    """The path of a link by which this person sets a password: for three days, once."""
    name = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set-password", args=[name, default_token_generator.make_token(user)])


def person(request: HttpRequest) -> User:
    """Whoever is signed in; for views that asked for that."""
    return cast("User", request.user)
