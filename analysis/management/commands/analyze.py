"""`manage.py analyze`: the pipeline on files, without a database, a queue or a web server."""

import json
import os
import stat
import sys
import threading
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from analysis import sandbox
from analysis.extract.kinds import detect_kind
from analysis.failures import StepFailure
from analysis.management.folders import Source, sources_in
from analysis.steps import engines, sandboxed
from analysis.steps.engines import Control, StepResult
from profiles.resume import Resume
from profiles.text import on_one_line

INTERRUPTED = 130
ENGINES = ("offline", "llm", "hybrid")


Results = Iterator[tuple[Source, Future[StepResult]]]


class Command(BaseCommand):
    help = (
        "Analyse résumés. Each becomes a JSON Resume document, printed or written to DIR/<file name>.json; a file that "
        "can't be read is reported on standard error as `name: code: message`, and makes the exit code 1."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="a résumé, or a folder of them")
        parser.add_argument("--output", metavar="DIR", type=Path, help="write DIR/<file name>.json for each file")
        parser.add_argument(
            "--report",
            metavar="FILE",
            type=Path,
            help="write a line of JSON for each file: what share of its text is in a field, which lines are in none, "
            "and how sure each value is",
        )
        parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help=f"default: {ENGINES[0]}")
        parser.add_argument(
            "--jobs",
            metavar="N",
            type=int,
            default=len(os.sched_getaffinity(0)),
            help="files at a time (default: CPUs)",
        )

    def handle(
        self,
        *,
        files: list[Path],
        output: Path | None,
        report: Path | None,
        engine: str,
        jobs: int,
        verbosity: int,
        **_: Any,
    ) -> None:
        if engine != "offline" and not (settings.LLM_BASE_URL and settings.LLM_MODEL):
            raise CommandError(f"The engine {engine} needs LLM_BASE_URL and LLM_MODEL.")
        sources = [source for file in files for source in sources_in(file)]
        if output is not None:
            prepare(output, sources)
        self._placed = Placed()
        try:
            with report_to(report) as write_line:
                done = in_order(sources, engine, max(1, jobs))
                failed = self._analyze(done, output, len(sources), write_line, details=verbosity > 1)
        except KeyboardInterrupt:
            raise CommandError("Interrupted.", returncode=INTERRUPTED) from None
        except BrokenPipeError:
            # Whoever read the output has seen enough; at exit Python would complain of what is left in the buffer.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        if output is not None:
            analysed = f"{len(sources) - failed} of {len(sources)} files analysed into {output}."
            self.stdout.write(f"{analysed}{self._placed.in_words()}")
        if failed:
            sys.exit(1)

    def _analyze(
        self, results: Results, output: Path | None, count: int, write_line: Callable[[Any], None], details: bool
    ) -> int:
        """How many files could not be analysed. What comes of the others is delivered in order, as it comes."""
        failed = 0
        for source, result in results:
            try:
                done = result.result()
            except StepFailure as failure:
                failed += 1
                write_line({"file": source.name, "error": failure.code})
                self.stderr.write(f"{on_one_line(source.name)}: {failure.code}: {failure.message}")
                if details and failure.detail:
                    self.stderr.write(f"    {failure.detail}")
                continue
            placement = done.output["placement"]
            resume = Resume.model_validate(done.output["resume"]).to_json_resume()
            self._placed.add(placement)
            lines = [{"page": line["page"], "text": line["rest"]} for line in placement["unplaced"]]
            told = {"placed": placement["share"], "unplaced": lines, "empty_sections": placement["empty"]}
            write_line({"file": source.name, **told, "evidence": done.output["evidence"]})
            if details:
                self.stderr.write(f"{on_one_line(source.name)}: {placed(placement)}; {cost(done)}")
            if output is not None:
                write(output / f"{source.name}.json", as_text(resume))
            else:
                self.stdout.write(as_text(resume) if count == 1 else json.dumps(resume, ensure_ascii=False))
                self.stdout.flush()
        return failed


@dataclass(slots=True)
class Placed:
    """Letters of all files, and those of them that are in a field."""

    letters: int = 0
    in_fields: float = 0.0

    def add(self, placement: dict[str, Any]) -> None:
        self.letters += placement["letters"]
        self.in_fields += placement["letters"] * placement["share"]

    def in_words(self) -> str:
        return f" {self.in_fields / self.letters:.1%} of their text is in a field." if self.letters else ""


def placed(placement: dict[str, Any]) -> str:
    """How much of a file is in a field, in words."""
    lines = len(placement["unplaced"])
    return f"{placement['share']:.1%} of the text is in a field, lines in none: {lines}"


@contextmanager
def report_to(path: Path | None) -> Iterator[Callable[[Any], None]]:
    """What writes a line of JSON to the file; where there is none, nothing does."""
    if path is None:
        yield lambda _: None
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield lambda told: print(json.dumps(told, ensure_ascii=False), file=file, flush=True)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error


def prepare(output: Path, sources: list[Source]) -> None:
    """Make the folder for the results, unless two of them would get one name."""
    twice = [name for name, number in Counter(source.name for source in sources).items() if number > 1]
    if twice:
        raise CommandError(f'{len(twice)} names stand for several files, such as "{twice[0]}": use a folder for each.')
    try:
        for folder in {(output / source.name).parent for source in sources}:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{output}: {error.strerror}.") from error


def in_order(sources: list[Source], engine: str, jobs: int) -> Results:
    """Each file with what becomes of it, `jobs` of them under way at a time."""
    stop = threading.Event()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield from [(source, pool.submit(analyze, source, engine, stop)) for source in sources]
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def analyze(source: Source, engine: str, stop: threading.Event) -> StepResult:
    """The JSON Resume document of one file, and what it cost. Raises StepFailure, or Stopped."""
    try:
        if not stat.S_ISREG(source.path.stat().st_mode):
            raise StepFailure("unsupported", "device")
        kind = detect_kind(source.path, name=source.path.name, max_bytes=settings.MAX_UPLOAD_MB * 2**20)
    except OSError as error:
        raise StepFailure(
            "unreadable_file", "system", values={"why": error.strerror or type(error).__name__}
        ) from error
    run = partial(
        sandbox.run,
        argument={"kind": kind},
        file=source.path,
        limits=sandboxed.EXTRACT_LIMITS,
        should_stop=stop.is_set,
    )
    if engine == "offline":
        return StepResult(run(sandboxed.analyze_to_json))
    document = run(sandboxed.extract_to_json)
    control = Control(lambda: settings.ANALYSIS_JOB_TIMEOUT, stop.is_set, lambda _done, _total: None)
    return engines.structure(document, engine, control)


def cost(done: StepResult) -> str:
    """What a language model was shown of a file and what came of it, in words."""
    if not done.asked:
        return "no language model was asked"
    shown = f"a language model was shown {done.asked:.0%} of the text"
    if done.unanswered is not None:
        return f"{shown} and gave no answer ({done.unanswered.code})"
    asked, answered = (f"{count:,}" if count is not None else "untold" for count in done.tokens)
    return f"{shown}; tokens: {asked} asked, {answered} answered"


def write(path: Path, text: str) -> None:
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error


def as_text(resume: dict[str, Any]) -> str:
    return json.dumps(resume, ensure_ascii=False, indent=2)
