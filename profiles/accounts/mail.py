"""Change the e-mail address of an account: it counts only when somebody who reads it has said so.

The link of a new password goes to this address, so a mistyped one would hand the account to a stranger.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

LASTS = timedelta(days=1)
_SALT = "second-look e-mail"


class LinkHasEnded(Exception):
    """The link is too old, was used, or was never made here."""


def send_confirmation(request: HttpRequest, *, user: User, address: str) -> None:
    """Send a link to the new address by which it becomes the account's. Raises OSError where nothing can be sent."""
    token = signing.dumps([user.pk, user.email, address], salt=_SALT)
    link = request.build_absolute_uri(reverse("confirm-email", args=[token]))
    context = {"user": user, "link": link}
    send_mail(
        subject=gettext("Confirm your e-mail address for Second Look"),
        message=render_to_string("account/email_mail.txt", context, request),
        from_email=settings.DEFAULT_FROM_EMAIL,
        recipient_list=[address],
    )


def address_to_confirm(*, user: User, token: str) -> str:
    """The address that the link is for. Raises LinkHasEnded, also where another account is signed in."""
    try:
        pk, old, new = signing.loads(token, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        raise LinkHasEnded from None
    if (pk, old) != (user.pk, user.email):
        raise LinkHasEnded
    return str(new)
