"""What a command says of many files or jobs while it goes on."""

from dataclasses import dataclass, field

from django.core.management.base import OutputWrapper

from analysis.services import BulkResult
from profiles.text import on_one_line

_BAR = 30


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
    """What is said while it goes on: a line for each refusal, a bar on a terminal, one sentence at the end."""

    stdout: OutputWrapper
    stderr: OutputWrapper
    total: int
    dry_run: bool
    retried: int = 0
    refused: int = 0
    _bar: Bar = field(init=False)

    def __post_init__(self) -> None:
        self._bar = Bar(self.stderr, self.total)

    def add(self, result: BulkResult) -> None:
        self.retried += len(result.retried)
        self.refused += len(result.refused)
        self._bar.wipe()
        for job_id in result.retried if self.dry_run else ():
            self.stdout.write(f"{job_id}: would be retried")
        for job_id, message in result.refused.items():
            self.stderr.write(f"{on_one_line(job_id)}: {message}")
        self._bar.draw(self.retried + self.refused)

    def finish(self, opening: str = "") -> None:
        self._bar.wipe()
        if not self.total:
            self.stdout.write("No failed job matches: there is nothing to retry.")
            return
        verb = "would be retried" if self.dry_run else "retried"
        rest = f", {self.refused} not" if self.refused else ""
        self.stdout.write(f"{opening}{self.retried} of {self.total} {verb}{rest}.")
