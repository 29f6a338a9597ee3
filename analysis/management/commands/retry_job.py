"""`manage.py retry_job`: retry failed jobs by name, or all that match."""

import getpass
import logging
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Case, When
from django.db.models.functions import Now

from analysis import services
from analysis.failures import KINDS, StepFailure
from analysis.management import logs, remedies
from analysis.management.durations import parse_since
from analysis.management.progress import Report
from analysis.models import AnalysisJob, Attempt, JobQuerySet, Source
from analysis.services import BulkResult, Given, Remedy, Request, RetryRefused, languages_to_read
from analysis.states import STEPS
from analysis.uploads.handler import UploadRefused
from profiles.text import on_one_line

USAGE = 2
SOME_REFUSED = 3
INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "Retry failed jobs: those that are named, or with --all-failed all that match its filters. Each job that is "
        "not retried gets a line on standard error. The exit code is 0 if every job was retried, 3 if some were not, "
        "1 if the command was broken off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job_ids", nargs="*", metavar="JOB_ID", help="a job, such as job_5f2c…")
        parser.add_argument("--all-failed", action="store_true", help="all failed jobs that match these filters:")
        parser.add_argument("--error-code", metavar="CODE", help="  that failed with this code, such as llm_timeout")
        parser.add_argument(
            "--since",
            type=_since,
            metavar="2h",
            help="  that failed since then: 30m, 2h, 1d ago, or at 10:00 local time",
        )
        parser.add_argument("--user", metavar="NAME", help="  of this user")
        parser.add_argument(
            "--limit",
            type=_count,
            metavar="N",
            help="  so many at most: those with retries left before the others, then those that failed first",
        )
        parser.add_argument(
            "--from-step",
            choices=[str(step) for step in STEPS],
            default="",
            help="where to begin: structure reuses the text that was read, save the profile that was made of it "
            "(default: extract, the beginning)",
        )
        remedies.add_arguments(parser)
        parser.add_argument(
            "--include-permanent", action="store_true", help="with --all-failed: also those that would fail again"
        )
        parser.add_argument("--force", action="store_true", help="go past the limit of retries; the history says so")
        parser.add_argument("--reason", metavar="TEXT", default="", help="why, for the jobs' history")
        parser.add_argument("--json", action="store_true", help="print a line of JSON for each job, and nothing else")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, job_ids: list[str], verbosity: int, **options: Any) -> None:
        if off := services.switched_off():
            raise CommandError(f"{off.message[:1].upper()}{off.message[1:]}.")
        choice = Choice(**{name: options[name] for name in ("all_failed", "error_code", "since", "user", "limit")})
        choice.check(job_ids)
        request = Request(
            source=Source.COMMAND,
            from_step=options["from_step"],
            force=options["force"],
            reason=_reason(options["reason"], force=options["force"]),
            remedy=options["remedy"],
            include_permanent=bool(job_ids) or options["include_permanent"],
        )
        with remedies.given(options, len(set(job_ids))) as given:
            if request.remedy == Remedy.OCR:
                request = replace(request, remedy_input=languages_to_read(given.languages))
            self._run(Named(job_ids, given) if job_ids else Matching(choice.keys()), request, options, verbosity)

    def _run(self, jobs: "Named | Matching", request: Request, options: dict[str, Any], verbosity: int) -> None:
        report = Report(self.stdout, self.stderr, total=len(jobs), dry_run=options["dry_run"], as_json=options["json"])
        try:
            with logs.only(logging.INFO if verbosity > 1 else logging.WARNING):
                for result in jobs.preview(request) if options["dry_run"] else jobs.retry(request):
                    report.add(result)
        except KeyboardInterrupt:
            report.finish("Interrupted. ")
            sys.exit(INTERRUPTED)
        except (DatabaseError, RetryRefused) as error:
            report.finish("Broken off. ")
            raise CommandError(f"{error}".strip() or type(error).__name__) from error
        report.finish()
        if report.retried < report.total:
            sys.exit(SOME_REFUSED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which failed jobs are meant where none are named."""

    all_failed: bool
    error_code: str | None
    since: timedelta | None
    user: str | None
    limit: int | None

    def check(self, job_ids: Sequence[str]) -> None:
        """Raises CommandError for no choice or two at once: nobody retries everything by leaving something out."""
        filters = {"--error-code": self.error_code, "--since": self.since, "--user": self.user, "--limit": self.limit}
        if job_ids and self.all_failed:
            raise CommandError("Name jobs or say --all-failed, not both.", returncode=USAGE)
        if given := [name for name, value in filters.items() if value is not None and not self.all_failed]:
            raise CommandError(f"{given[0]} goes with --all-failed.", returncode=USAGE)
        if not job_ids and not self.all_failed:
            raise CommandError("Which jobs? Name them, or say --all-failed.", returncode=USAGE)

    def keys(self) -> list[int]:
        jobs = AnalysisJob.objects.failed()
        if self.error_code is not None:
            _require_known_code(self.error_code)
            jobs = jobs.filter(error_code=self.error_code)
        if self.since is not None:
            jobs = jobs.filter(completed_at__gte=Now() - self.since)
        if self.user is not None:
            jobs = jobs.filter(user=_user_key(self.user))
        return list(_with_retries_left_first(jobs).values_list("pk", flat=True)[: self.limit])


@dataclass(frozen=True, slots=True)
class Named:
    """Jobs by their public ids: each is retried on its own, like a person's."""

    job_ids: Sequence[str]
    given: Given

    def __len__(self) -> int:
        return len(self._unique)

    @property
    def _unique(self) -> list[str]:
        return list(dict.fromkeys(self.job_ids))

    def preview(self, request: Request) -> Iterator[BulkResult]:
        found = AnalysisJob.objects.select_related("upload").in_bulk(_storable(self._unique), field_name="job_id")
        for job_id in self._unique:
            yield _verdict(found[job_id], request) if job_id in found else BulkResult(refused={job_id: "Job not found"})

    def retry(self, request: Request) -> Iterator[BulkResult]:
        for job_id in self._unique:
            try:
                services.retry_job(
                    job_id=job_id.replace("\0", "\ufffd"),
                    actor=None,
                    source=request.source,
                    from_step=request.from_step,
                    force=request.force,
                    reason=request.reason,
                    remedy=request.remedy,
                    given=self.given,
                )
                yield BulkResult(retried=[job_id])
            except RetryRefused as refused:
                yield BulkResult(refused={job_id: refused.message})
            except (StepFailure, UploadRefused) as failure:
                yield BulkResult(refused={job_id: failure.message})


@dataclass(frozen=True, slots=True)
class Matching:
    """Jobs by their keys: retried in chunks, behind what people wait for."""

    keys: Sequence[int]

    def __len__(self) -> int:
        return len(self.keys)

    def preview(self, request: Request) -> Iterator[BulkResult]:
        for job in AnalysisJob.objects.filter(pk__in=self.keys).select_related("upload").order_by("pk").iterator():
            yield _verdict(job, request)

    def retry(self, request: Request) -> Iterator[BulkResult]:
        return services.retry_jobs(self.keys, request)


def _verdict(job: AnalysisJob, request: Request) -> BulkResult:
    verdict = services.verdict_on(job, request)
    return BulkResult(refused={job.job_id: verdict.message}) if verdict.refusal else BulkResult(retried=[job.job_id])


def _with_retries_left_first(jobs: JobQuerySet) -> JobQuerySet:
    """So that --limit is not spent on jobs that are refused."""
    used_up = Case(When(retries_used__gte=settings.ANALYSIS_MAX_RETRIES, then=1), default=0)
    return jobs.order_by(used_up, "completed_at", "pk")


def _reason(reason: str, *, force: bool) -> str:
    """The history names nobody for a command, so whoever went past the limit is named here."""
    longest = Attempt._meta.get_field("reason").max_length or 0
    if len(reason) > longest:
        raise CommandError(
            f"The reason is too long: {len(reason)} characters, and there is room for {longest}.", returncode=USAGE
        )
    return reason or (f"forced from the command line by {_operator()}" if force else "")


def _operator() -> str:
    try:
        return f"{getpass.getuser()} on {socket.gethostname()}"[:200]
    except (KeyError, OSError):  # a user id without a name, as in containers
        return "an operator"


def _require_known_code(code: str) -> None:
    if code not in KINDS and not AnalysisJob.objects.failed().filter(error_code=code).exists():
        raise CommandError(
            f'There is no error code "{on_one_line(code)}". Known are: {", ".join(sorted(KINDS))}.', returncode=USAGE
        )


def _user_key(name: str) -> int:
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise CommandError(f'There is no user "{on_one_line(name)}".', returncode=USAGE)
    return int(user.pk)


def _storable(texts: Sequence[str]) -> list[str]:
    """PostgreSQL takes no NUL, which is in no job's id either."""
    return [text for text in texts if "\0" not in text]


def _since(text: str) -> timedelta:
    try:
        return parse_since(text, datetime.now().astimezone())
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 10**9):
        raise ArgumentTypeError(f'"{text}" is no number of jobs: write 1, 2, 3 …')
    return int(text)
