"""`manage.py check_storage`: compare every stored file with its row, as after a restore."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis import services
from analysis.services import StorageAway

WRONG = {"upload_missing": "missing", "upload_damaged": "damaged"}


class Command(BaseCommand):
    help = (
        "Read every stored file and compare it with its row. The exit code is 1 where one is missing or damaged, or "
        "the storage is not there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="bind the database to the storage that is there now, and let files without a row be cleaned up again: "
            "after a move or a restore, once you have made sure that it is the right one",
        )

    def handle(self, *, adopt: bool, **_: Any) -> None:
        try:
            if adopt:
                self.stdout.write(f"The storage of this database is {services.adopt_storage()}.")
            wrong = self._check()
        except StorageAway as away:
            raise CommandError(
                f"The storage is not there: {away.strerror}. Mount it, or set DATA_DIR. If this is the right storage, "
                "run `manage.py check_storage --adopt`."
            ) from away
        if wrong:
            raise CommandError(f"{wrong} files are missing or damaged.")

    def _check(self) -> int:
        """Say what is wrong, and how many files are."""
        checked = wrong = 0
        for each in services.check_stored_files():
            checked += 1
            if each.wrong:
                wrong += 1
                upload = each.upload
                self.stdout.write(f"upload {upload.pk}: {WRONG.get(each.wrong, each.wrong)}: {upload.file.name}")
        self.stdout.write(f"{checked} files checked, {wrong} missing or damaged.")
        self.stdout.write(f"Without a row, in quarantine: {len(services.quarantined())}.")
        if stopped := services.stray_files().stopped:
            self.stdout.write(f"Cleaning up has stopped: {stopped}. `check_storage --adopt` lets it go on.")
        return wrong
