"""`manage.py import_resumes FOLDER --user NAME`: upload and queue every file of a folder.

What the person has already is passed over, so that a command that was broken off is simply given again.
"""

import json
import logging
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from analysis import services
from analysis.failures import StepFailure
from analysis.management import logs
from analysis.management.folders import Source, sources_in
from analysis.management.progress import Bar
from analysis.models import Source as By
from analysis.uploads.handler import UploadRefused, too_large
from profiles.text import on_one_line

SOME_REFUSED = 3
INTERRUPTED = 130
# Answers of a storage that will refuse the next file as well: full, or away.
_STORAGE = (503, 507)


class Command(BaseCommand):
    help = (
        "Upload and queue every file of a folder, in the name of one person. Files that the person has already are "
        "passed over. Each file that is refused gets a line on standard error, and makes the exit code 3."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FOLDER", type=Path, help="a folder, or a file")
        parser.add_argument("--user", required=True, metavar="NAME", help="whose résumés they become")
        parser.add_argument("--json", action="store_true", help="print a line of JSON for each file")

    def handle(self, *, files: list[Path], user: str, verbosity: int, **options: Any) -> None:
        owner = User.objects.filter(username=user.replace("\0", "\ufffd"), is_active=True).first()
        if owner is None:
            raise CommandError(f'There is no user "{on_one_line(user)}".')
        sources = [source for file in files for source in sources_in(file)]
        self._bar = Bar(self.stderr, len(sources))
        self._as_json = options["json"]
        self._counts: Counter[str] = Counter()
        try:
            with logs.only(logging.INFO if verbosity > 1 else logging.WARNING):
                for source in sources:
                    self._tell(source, **_import(owner, source))
        except KeyboardInterrupt:
            self._say_counts(len(sources), "Interrupted. ")
            sys.exit(INTERRUPTED)
        except UploadRefused as refused:
            self._say_counts(len(sources), "Broken off. ")
            raise CommandError(f"{refused.message} Give the command again to go on.") from refused
        self._say_counts(len(sources))
        if self._counts["refused"]:
            sys.exit(SOME_REFUSED)

    def _tell(self, source: Source, *, result: str, **told: Any) -> None:
        self._counts[result] += 1
        self._bar.wipe()
        if self._as_json:
            self.stdout.write(json.dumps({"file": source.name, "result": result, **told}, ensure_ascii=False))
        elif result == "refused":
            self.stderr.write(f"{on_one_line(source.name)}: {told['message']}")
        self._bar.draw(self._counts.total())

    def _say_counts(self, total: int, opening: str = "") -> None:
        self._bar.wipe()
        if self._as_json:
            return
        counts = self._counts
        known = f", {counts['known']} were there already" if counts["known"] else ""
        refused = f", {counts['refused']} refused" if counts["refused"] else ""
        self.stdout.write(f"{opening}{counts['queued']} of {total} files queued{known}{refused}.")


def _import(owner: User, source: Source) -> dict[str, Any]:
    """What became of one file. Raises UploadRefused where the next one would be refused as well."""
    try:
        size = source.path.stat().st_size
        if not size:
            return {"result": "refused", "error": "empty", "message": "This file is empty."}
        if size > settings.MAX_UPLOAD_MB * 2**20:
            raise too_large()
        with source.path.open("rb") as opened:
            file = File(opened, name=source.path.name)
            if same := services.same_upload(user=owner, file=file):
                return {"result": "known", "upload_id": same.pk}
            job = services.submit_upload(user=owner, file=file, source=By.COMMAND)
    except StepFailure as failure:
        return {"result": "refused", "error": failure.code, "message": failure.message}
    except UploadRefused as refused:
        if refused.status in _STORAGE:
            raise
        return {"result": "refused", "error": refused.error, "message": refused.message}
    except OSError as error:
        return {"result": "refused", "error": "unreadable_file", "message": f"It can't be read: {error.strerror}."}
    return {"result": "queued", "upload_id": job.upload_id, "job_id": job.job_id}
