"""`manage.py create_token USER --name N`: a token for the JSON API, printed once."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from analysis.management.durations import parse_duration
from profiles.accounts.tokens import Scope, TooManyTokens, make_token
from profiles.text import on_one_line

LONGEST_NAME = 100


class Command(BaseCommand):
    help = "Print a new token for the JSON API. It is shown this once; only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", metavar="USER", help="the person in whose name the token acts")
        parser.add_argument("--name", required=True, type=_name, help="what the token is for")
        parser.add_argument(
            "--scope",
            type=_scopes,
            default=list(Scope),
            metavar="SCOPES",
            help=f"what it may do: {','.join(Scope)}, or some of these (default: all)",
        )
        parser.add_argument("--expires", type=_duration, metavar="TIME", help="how long it lasts, such as 90d")

    def handle(self, *, user: str, name: str, scope: list[Scope], expires: timedelta | None, **_: Any) -> None:
        owner = User.objects.filter(username=user.replace("\0", "\ufffd")).first()
        if owner is None:
            raise CommandError(f'There is no user "{on_one_line(user)}".')
        try:
            self.stdout.write(make_token(user=owner, name=name, scopes=scope, lasts=expires))
        except TooManyTokens:
            raise CommandError("This user has as many tokens as one may have: revoke one first.") from None


def _name(text: str) -> str:
    text = on_one_line(text.strip())
    if not 0 < len(text) <= LONGEST_NAME:
        raise ArgumentTypeError(f"a name has 1 to {LONGEST_NAME} characters")
    return text


def _scopes(text: str) -> list[Scope]:
    try:
        return [Scope(part.strip()) for part in text.split(",")]
    except ValueError:
        raise ArgumentTypeError(f"use some of: {','.join(Scope)}") from None


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
