"""`manage.py run_cluster`: the worker cluster under supervision, for production and `make run`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from analysis.management.demo_account import open_doors
from analysis.monitoring import installation
from analysis.worker.supervisor import PATIENCE, SILENCE, Supervisor


class Command(BaseCommand):
    help = "Run the worker cluster, and start it again when it ends or stands still. SIGTERM lets running jobs finish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--patience",
            type=float,
            default=PATIENCE,
            metavar="SECONDS",
            help="how long running jobs may go on after SIGTERM (default: %(default)s); those that take longer are "
            "handed back, and go on after the next start",
        )
        parser.add_argument(
            "--silence",
            type=float,
            default=SILENCE,
            metavar="SECONDS",
            help="start the cluster again when it shows no sign of work for so long (default: %(default)s)",
        )

    def handle(self, *, patience: float, silence: float, **_: Any) -> None:
        _require_schema()
        Supervisor(patience=patience, silence=silence).run()


def _require_schema() -> None:
    """Raises CommandError where the database lacks what this code needs, or lets everybody in. Of one that is away
    nobody knows."""
    try:
        missing = [said for said in (installation.encoding(), installation.schema()) if said != installation.OK]
        missing = missing or [said for said in [open_doors()] if said]
    except Error:
        missing = []
    finally:
        connection.close()
    if missing:
        raise CommandError(f"The cluster can't start: {missing[0]}.")
