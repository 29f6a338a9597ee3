"""What a command says of a batch of retries while it goes on."""

from dataclasses import dataclass, field

from django.core.management.base import OutputWrapper

from analysis.services import BulkResult
from profiles.text import on_one_line

_BAR = 30


@dataclass(slots=True)
class Report:
    """What is said while it goes on: a line for each refusal, a bar on a terminal, one sentence at the end."""

    stdout: OutputWrapper
    stderr: OutputWrapper
    total: int
    dry_run: bool
    retried: int = 0
    refused: int = 0
    _bar: bool = field(init=False)

    def __post_init__(self) -> None:
        self._bar = self.total > 1 and self.stderr.isatty()

    def add(self, result: BulkResult) -> None:
        self.retried += len(result.retried)
        self.refused += len(result.refused)
        self._wipe()
        for job_id in result.retried if self.dry_run else ():
            self.stdout.write(f"{job_id}: would be retried")
        for job_id, message in result.refused.items():
            self.stderr.write(f"{on_one_line(job_id)}: {message}")
        self._draw()

    def finish(self, opening: str = "") -> None:
        self._wipe()
        if not self.total:
            self.stdout.write("No failed job matches: there is nothing to retry.")
            return
        verb = "would be retried" if self.dry_run else "retried"
        rest = f", {self.refused} not" if self.refused else ""
        self.stdout.write(f"{opening}{self.retried} of {self.total} {verb}{rest}.")

    def _draw(self) -> None:
        if self._bar:
            done = self.retried + self.refused
            filled = _BAR * done // self.total
            self.stderr.write(f"\r[{'█' * filled}{'·' * (_BAR - filled)}] {done} of {self.total}", str, ending="")
            self.stderr.flush()

    def _wipe(self) -> None:
        if self._bar:
            self.stderr.write("\r\x1b[K", str, ending="")
