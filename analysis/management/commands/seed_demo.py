"""`manage.py seed_demo`: the demo account, with jobs in every state."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from analysis.management import logs
from analysis.management.demo_account import PASSWORD, STAFF_USERNAME, USERNAME
from analysis.management.seed import seed


class Command(BaseCommand):
    help = "Make the demo account with jobs in every state, unless it exists. For development only."

    def handle(self, *, verbosity: int, **_: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "The demo accounts have passwords that everybody knows, so they are not made in production. "
                "On a development machine set DEVELOPMENT=1."
            )
        # What fails here is meant to: it is no news for whoever starts the program.
        with logs.only(logging.ERROR):
            seeded = seed()
        if not verbosity:
            return
        if not seeded.accounts:
            self.stdout.write("The demo accounts are there already: nothing was changed.")
        for job in seeded.jobs:
            name = job.upload.filename if job.upload else ""
            self.stdout.write(f"  {job.job_id}  {job.status:<10}  {name}")
        self.stdout.write(f"Sign in as {USERNAME} (for the admin: {STAFF_USERNAME}), password {PASSWORD}")
