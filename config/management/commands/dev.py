"""`manage.py dev`: what `make run` runs."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.server.dev import CannotRun, Dev


class Command(BaseCommand):
    help = "Run database, web server and worker cluster until Ctrl-C."
    requires_system_checks: list[str] = []  # the commands that it calls check what they need

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT, help="default: $PORT, else 8000")
        parser.add_argument(
            "--reload", action="store_true", help="Django's development server in the place of gunicorn"
        )

    def handle(self, *, port: int, reload: bool, **_: Any) -> None:
        try:
            Dev(port=port, reload=reload).run()
        except CannotRun as error:
            raise CommandError(str(error)) from error
