"""Run one attempt: claim it, do what no checkpoint has, save, and record how it ended."""

import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error, connection

from analysis.failures import StepFailure, classify
from analysis.jobs import checkpoints, transitions
from analysis.jobs.outage import is_outage
from analysis.jobs.transitions import Claimed, LeaseLost, Pages
from analysis.models import AnalysisJob
from analysis.monitoring import telemetry
from analysis.states import Step
from analysis.steps import engines
from analysis.steps.engines import Control, StepResult, Stopped
from analysis.worker import membership
from analysis.worker.heartbeat import Heartbeat
from profiles.resume import Resume

# The share of the bar, in percent, at which each step begins and ends.
PROGRESS = {Step.EXTRACT: (0, 60), Step.STRUCTURE: (60, 95), Step.SAVE: (95, 100)}
# Progress is written no more often than this, in seconds: nobody looks more often.
PROGRESS_INTERVAL = 0.5

T = TypeVar("T")


def run_attempt(job_pk: int, number: int) -> None:
    """Run attempt `number` of a job to its end. Harmless where it is not the current one, or runs already."""
    token = uuid.uuid4()  # drawn once: a claim whose answer was lost is recognised when it is asked for again
    claimed = persist(lambda: transitions.claim(job_pk, number, token, cluster=membership.cluster))
    if claimed is None:
        telemetry.delivery_ignored(job_pk, number)
        return
    with telemetry.attempt(claimed.job, claimed.attempt), Heartbeat(claimed.lease) as heartbeat:
        run = Run(claimed, heartbeat.lost)
        try:
            run.all_steps()
        except (LeaseLost, Stopped):
            telemetry.lease_lost()
        except BaseException as error:
            run.end_failed(classify(error))
            # The queue's own time limit is a SystemExit: it is written down like any failure, and then goes on.
            if not isinstance(error, Exception):
                raise


class Run:
    """One attempt under way. `lease_lost` is asked during slow work; each write asks the database."""

    def __init__(self, claimed: Claimed, lease_lost: Callable[[], bool]) -> None:
        self.job, self.attempt, self.lease = claimed.job, claimed.attempt, claimed.lease
        self._lease_lost = lease_lost
        self._deadline = time.monotonic() + settings.ANALYSIS_JOB_TIMEOUT
        self._reported = 0.0

    def all_steps(self) -> None:
        document = self._step(Step.EXTRACT, self._extract)
        structured = self._step(Step.STRUCTURE, lambda control: self._structure(document, control))
        self._save(structured)

    def end_failed(self, failure: StepFailure) -> None:
        if persist(lambda: transitions.fail(AnalysisJob.objects.held_by(self.lease), failure)):
            telemetry.attempt_failed(failure)
        else:
            telemetry.lease_lost()

    def _step(self, step: Step, work: Callable[[Control], StepResult]) -> Any:
        """A step's output: the one that is kept, where this attempt may reuse it, else what `work` makes."""
        kept = persist(lambda: checkpoints.reusable_output(self.job, self.attempt, step))
        if kept is not None:
            return kept
        begun = self._enter(step)
        result = work(
            Control(self._seconds_left, self._lease_lost, lambda done, total: self._report(step, done, total))
        )
        if result.unanswered is not None:
            telemetry.did_without_model(result.unanswered)
        persist(
            lambda: transitions.keep_checkpoint(
                self.lease,
                checkpoints.of(step, result.output),
                seconds=time.monotonic() - begun,
                tokens=result.tokens,
                model_answer=result.model_answer,
            )
        )
        return result.output

    def _extract(self, control: Control) -> StepResult:
        upload = self.job.upload
        if upload is None:
            raise StepFailure("upload_missing")
        languages = self.attempt.remedy_input.get("languages", "")
        upload.require_intact()
        try:
            return engines.extract(
                upload.file.storage,
                str(upload.file.name),
                upload.kind,
                control,
                languages=languages.split("+") if languages else (),
            )
        except StepFailure:
            upload.require_intact()  # a copy that went or changed while it was read says nothing of the document
            raise

    def _structure(self, document: Any, control: Control) -> StepResult:
        return engines.structure(document, self.attempt.engine, control)

    def _save(self, structured: dict[str, Any]) -> None:
        begun = self._enter(Step.SAVE)
        resume = Resume.model_validate(structured["resume"])
        persist(
            lambda: transitions.complete(
                self.lease,
                resume=resume,
                evidence=structured["evidence"],
                # A checkpoint of an earlier version has none.
                placement=structured.get("placement"),
                seconds=time.monotonic() - begun,
            )
        )
        telemetry.attempt_completed()

    def _enter(self, step: Step) -> float:
        """Show that a step begins, and return the time at which it did."""
        self._seconds_left()
        self._write_progress(step, PROGRESS[step][0])
        return time.monotonic()

    def _report(self, step: Step, done: int, total: int) -> None:
        if total and time.monotonic() - self._reported >= PROGRESS_INTERVAL:
            low, high = PROGRESS[step]
            # Readers count pages; the other steps count what says nothing to a person.
            pages = (min(done, total), total) if step == Step.EXTRACT else (None, None)
            self._write_progress(step, low + (high - low) * min(done, total) // total, pages)

    def _write_progress(self, step: Step, percent: int, pages: Pages = (None, None)) -> None:
        self._reported = time.monotonic()
        if not persist(lambda: transitions.record_progress(self.lease, step=step, progress=percent, pages=pages)):
            raise LeaseLost

    def _seconds_left(self) -> float:
        """Seconds left of the attempt's time limit. Raises StepFailure where none are left."""
        if (left := self._deadline - time.monotonic()) <= 0:
            raise StepFailure("timeout")
        return left


def persist(ask: Callable[[], T]) -> T:
    """Read or write, again where the database is away or a lock can't be had, for as long as a lease lasts.

    Every write is a compare-and-set: one which went through unseen is answered as a lost lease, never doubled.
    """
    give_up = time.monotonic() + settings.ANALYSIS_LEASE
    pause = 0.1
    while True:
        try:
            return ask()
        except Error as error:
            if not is_outage(error) or time.monotonic() + pause > give_up:
                raise
            connection.close()
            time.sleep(pause)
            pause = min(2 * pause, 2.0)
