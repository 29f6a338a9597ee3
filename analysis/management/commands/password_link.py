"""`manage.py password_link NAME`: a link by which somebody sets a password, for an account there is or a new one."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from profiles.accounts.password import path_to_new_password
from profiles.text import on_one_line


class Command(BaseCommand):
    help = "Print a link that sets the password of an account. It works once, for three days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", metavar="NAME", help="whose password it sets")
        parser.add_argument("--new", action="store_true", help="make the account; it can't be used before the link is")
        parser.add_argument("--operator", action="store_true", help="with --new: an account with every right")

    def handle(self, *, user: str, new: bool, operator: bool, **_: Any) -> None:
        if operator and not new:
            raise CommandError("--operator makes a new account: give --new as well.")
        owner = _make(user, operator=operator) if new else _find(user)
        path = path_to_new_password(owner)
        self.stdout.write(f"{_site()}{path}")


def _find(name: str) -> User:
    owner = User.objects.filter(username=name.replace("\0", "\ufffd"), is_active=True).first()
    if owner is None:
        raise CommandError(f'There is no user "{on_one_line(name)}". --new makes one.')
    return owner


def _make(name: str, *, operator: bool) -> User:
    owner = User(username=name, is_staff=operator, is_superuser=operator)
    owner.set_unusable_password()
    try:
        owner.full_clean(exclude=["password"])
    except ValidationError as error:
        raise CommandError(f"{on_one_line(name)}: {' '.join(error.messages)}") from error
    owner.save()
    return owner


def _site() -> str:
    """Scheme and host of this installation, as far as the settings say."""
    if settings.DEVELOPMENT:
        return f"http://127.0.0.1:{settings.PORT}"
    host = next((name for name in settings.ALLOWED_HOSTS if name[0] not in ".*["), "")
    return f"{'https' if settings.HTTPS else 'http'}://{host}" if host else ""
