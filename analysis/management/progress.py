"""What a command says of many files or jobs while it goes on."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.management.base import OutputWrapper

from analysis.failures import kind_of
from analysis.models import AnalysisJob
from analysis.services import BulkResult
from profiles.text import on_one_line

_BAR = 30
# Jobs that are asked after at once.
_AT_ONCE = 1000


class Bar:
    """A bar that grows, on a terminal alone."""

    def __init__(self, stream: OutputWrapper, total: int) -> None:
        self._stream, self._total = stream, total
        self._shown = total > 1 and stream.isatty()

    def draw(self, done: int) -> None:
        if self._shown:
            filled = _BAR * done // self._total
            self._stream.write(f"\r[{'█' * filled}{'·' * (_BAR - filled)}] {done} of {self._total}", str, ending="")
            self._stream.flush()

    def wipe(self) -> None:
        """Make room for a line of text."""
        if self._shown:
            self._stream.write("\r\x1b[K", str, ending="")


@dataclass(slots=True)
class Report:
    """What is said while it goes on: a line for each refusal, a bar on a terminal, one sentence at the end.

    `as_json`: a line of JSON for each job, for programs, and nothing else.
    """

    stdout: OutputWrapper
    stderr: OutputWrapper
    total: int
    dry_run: bool
    as_json: bool = False
    retried: int = 0
    refused: int = 0
    _would: list[str] = field(default_factory=list)
    _bar: Bar = field(init=False)

    def __post_init__(self) -> None:
        self._bar = Bar(self.stderr, self.total)

    def add(self, result: BulkResult) -> None:
        self.retried += len(result.retried)
        self.refused += len(result.refused)
        self._bar.wipe()
        if self.as_json:
            self._print_json(result)
        else:
            self._print(result)
        self._bar.draw(self.retried + self.refused)

    def finish(self, opening: str = "") -> None:
        self._bar.wipe()
        if self.as_json:
            return
        if not self.total:
            self.stdout.write("No failed job matches: there is nothing to retry.")
            return
        for title, jobs in causes_of(self._would):
            self.stdout.write(f"{jobs} × {title}")
        verb = "would be retried" if self.dry_run else "retried"
        rest = f", {self.refused} not" if self.refused else ""
        self.stdout.write(f"{opening}{self.retried} of {self.total} {verb}{rest}.")

    def _print(self, result: BulkResult) -> None:
        if self.dry_run:
            self._would += result.retried
            for job_id in result.retried:
                self.stdout.write(f"{job_id}: would be retried")
        for job_id, message in result.refused.items():
            self.stderr.write(f"{on_one_line(job_id)}: {message}")

    def _print_json(self, result: BulkResult) -> None:
        for job_id in result.retried:
            self.stdout.write(json.dumps({"job_id": job_id, "result": "would retry" if self.dry_run else "retried"}))
        for job_id, message in result.refused.items():
            self.stdout.write(json.dumps({"job_id": job_id, "result": "refused", "message": message}))


def causes_of(job_ids: list[str]) -> Iterator[tuple[str, int]]:
    """What these jobs failed with, and how many did, the most frequent first."""
    found: Counter[str] = Counter()
    for start in range(0, len(job_ids), _AT_ONCE):
        some = AnalysisJob.objects.filter(job_id__in=job_ids[start : start + _AT_ONCE])
        found.update(code or "" for code in some.values_list("error_code", flat=True))
    yield from ((f"{kind_of(code).title} ({code})", jobs) for code, jobs in found.most_common())
