"""Prepares what a remedy needs. That work is slow, so it is done before the retry's transaction begins.

A password is tried at once, in the sandbox, and what it opens is kept like the text of any document: as a checkpoint
from which the attempt goes on. So the password itself is written nowhere, not even encrypted, and no queue carries it.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from analysis.extract.pdf import tesseract
from analysis.failures import StepFailure, sentence
from analysis.jobs import checkpoints
from analysis.jobs.replacement import supersede
from analysis.jobs.retry_policy import Refusal, Remedy
from analysis.models import AnalysisJob, Attempt, Checkpoint, Source, Upload
from analysis.services import quotas
from analysis.services.quotas import Deed
from analysis.services.request import Given, RetryRefused
from analysis.services.submit import Receiving, receiving
from analysis.states import Step
from analysis.steps import engines
from analysis.steps.engines import Control

# Longer than any program lets one be typed.
LONGEST_PASSWORD = 1024


@dataclass(frozen=True, slots=True)
class Ready:
    """What was prepared for the transaction: `input` for the history, an opened document, or a file that came in."""

    remedy: str
    input: Mapping[str, str] = field(default_factory=dict)
    document: Any = None
    receiving: Receiving | None = None
    # Where a file came in: its owner's limits hold at some doors.
    source: Source = Source.COMMAND

    @property
    def begins_at(self) -> str:
        return Step.STRUCTURE if self.document is not None else ""

    def lock_first(self, upload_id: int | None) -> None:
        """Lock the upload that is replaced before the job: the same order in which a deletion locks them."""
        if self.receiving and upload_id:
            list(Upload.objects.select_for_update(no_key=True).filter(pk=upload_id).values_list("pk"))

    def apply(self, job: AnalysisJob) -> None:
        """Put a new file in the old one's place. Call it inside the transaction, before the next attempt is written."""
        if self.receiving:
            supersede(job, self.receiving.upload)
            quotas.admit_replacement(job.user, self.source)

    def keep(self, job: AnalysisJob) -> None:
        """Keep what was prepared. Call it inside the transaction, after the next attempt has been written."""
        if self.document is not None:
            _keep_document(job, self.document)
        if self.receiving:
            self.receiving.is_kept = True

    def was_applied(self, job: AnalysisJob, attempt: int) -> bool:
        """Whether this attempt came of this very remedy, so that the same call has merely been repeated."""
        if self.receiving and (job.upload is None or job.upload.sha256 != self.receiving.upload.sha256):
            return False
        return Attempt.objects.filter(job_id=job.pk, number=attempt, remedy=self.remedy).exists()


@contextmanager
def ready(job: AnalysisJob, remedy: str, given: Given, source: Source) -> Iterator[Ready]:
    """Prepare this remedy for a job that offers it. Raises RetryRefused, and what `submit_upload` raises.

    A file that no transaction has kept is gone afterwards.
    """
    if remedy == Remedy.PASSWORD:
        yield Ready(remedy, document=_opened(job, given.password))
    elif remedy == Remedy.REPLACE:
        if given.file is None:
            raise RetryRefused(Refusal.REMEDY_INCOMPLETE, "the remedy replace needs the field file, in the body")
        quotas.look(job.user, source, Deed.UPLOAD)
        with receiving(user=job.user, file=given.file) as received:
            _refuse_the_same_file(job, received.upload)
            names = {"replaced": job.upload.filename if job.upload else "", "filename": received.upload.filename}
            yield Ready(remedy, input=names, receiving=received, source=source)
    else:
        yield Ready(remedy, input=languages_to_read(given.languages) if remedy == Remedy.OCR else {})


def languages_to_read(languages: str) -> dict[str, str]:
    """The input of the remedy `ocr`: these languages, or those that are read where nobody names any."""
    asked = [part.strip() for part in languages.split("+") if part.strip()] or list(tesseract.languages())
    if unknown := [language for language in asked if language not in tesseract.installed()]:
        raise RetryRefused(
            Refusal.REMEDY_INCOMPLETE,
            f"{unknown[0][:20]} is not installed for OCR, use: {', '.join(tesseract.installed())}",
        )
    if len(asked) > tesseract.MOST_LANGUAGES:
        raise RetryRefused(
            Refusal.REMEDY_INCOMPLETE,
            f"at most {tesseract.MOST_LANGUAGES} languages at once",
            sentence=sentence("At most %(limit)s languages at once.", limit=str(tesseract.MOST_LANGUAGES)),
        )
    return {"languages": "+".join(dict.fromkeys(asked))}


def _opened(job: AnalysisJob, password: str) -> Any:
    """The document that this password opens."""
    if not password:
        raise RetryRefused(Refusal.REMEDY_INCOMPLETE, "the remedy password needs the field password, in the body")
    if job.upload is None or len(password) > LONGEST_PASSWORD or "\0" in password:
        raise RetryRefused(Refusal.WRONG_PASSWORD, "this password does not open the document")
    seconds = float(settings.ANALYSIS_JOB_TIMEOUT)
    control = Control(lambda: seconds, lambda: False, _unwatched)
    file = job.upload.file
    try:
        return engines.extract(file.storage, str(file.name), job.upload.kind, control, password=password).output
    except StepFailure as failure:
        if failure.code == "password_protected":
            raise RetryRefused(Refusal.WRONG_PASSWORD, "this password does not open the document") from None
        raise RetryRefused(Refusal.REMEDY_FAILED, failure.message, sentence=failure.sentence) from failure


def _keep_document(job: AnalysisJob, document: Any) -> None:
    """Store the opened document as the checkpoint that the failed attempt could not make."""
    made = checkpoints.of(Step.EXTRACT, document)
    values = {"version": made.version, "plan": made.plan, "output": made.output, "has_text": made.has_text}
    Checkpoint.objects.update_or_create(
        job_id=job.pk, step=made.step, defaults={**values, "attempt": job.attempt, "token": uuid.uuid4()}
    )


def _refuse_the_same_file(job: AnalysisJob, upload: Upload) -> None:
    same = job.upload is not None and job.upload.is_at_hand and job.upload.sha256 == upload.sha256
    if same:
        raise RetryRefused(
            Refusal.REMEDY_INCOMPLETE,
            "this is the file that failed: choose another one",
            sentence=sentence("This is the file that failed: choose another one."),
        )


def _unwatched(done: int, total: int) -> None:
    """Report no progress: the caller waits for the answer."""
