"""`manage.py migrate`: Django's, one at a time on a database, and only where every character can be stored."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from analysis.monitoring import installation
from config.postgres.alone import alone


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        with alone("migrate", using=options["database"]):
            if (said := installation.encoding()) != installation.OK:
                raise CommandError(f"Can't migrate: {said}.")
            super().handle(*arguments, **options)
