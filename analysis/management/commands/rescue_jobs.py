"""`manage.py rescue_jobs`: what the cluster's supervisor does each minute, by hand or from cron."""

import logging
from typing import Any

from django.core.management.base import BaseCommand

from analysis import services
from analysis.management import logs


class Command(BaseCommand):
    help = "Fail or queue again what is stuck, start the retries that are due, and say what was done."

    def handle(self, *, verbosity: int, **_: Any) -> None:
        with logs.only(logging.INFO if verbosity > 1 else logging.ERROR):
            report = services.rescue()
        for line in report.lines():
            self.stdout.write(line)
        if verbosity:
            self.stdout.write(_summary(report))


def _summary(report: services.RescueReport) -> str:
    if not (report.lost or report.requeued or report.retried):
        return "Nothing was stuck."
    return f"Workers lost: {len(report.lost)}. Queued again: {len(report.requeued)}. Retried: {len(report.retried)}."
