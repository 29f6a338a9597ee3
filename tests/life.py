"""Move a job through its life by the product's own transitions, so that a test begins from a state that can really
be.
"""

from pathlib import Path

from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from analysis import services
from analysis.document import Document, Line, Page, Span
from analysis.failures import StepFailure
from analysis.jobs import checkpoints, transitions
from analysis.jobs.transitions import Claimed
from analysis.models import AnalysisJob, Attempt, Source
from analysis.states import Step
from analysis.uploads import storage
from analysis.worker import pipeline
from profiles.resume import Basics, Resume

TEXT = "Ada Lovelace\nada@example.org\n\nExperience\nAnalyst, Analytical Engines Ltd\n2019 - 2021\n"


def submitted(user: User, *, text: str = TEXT, name: str = "cv.txt") -> AnalysisJob:
    """A job that was just queued on an upload of its own."""
    return services.submit_upload(user=user, file=ContentFile(text.encode(), name), source=Source.PAGE)


def analysed(user: User, content: bytes, name: str = "cv.pdf") -> AnalysisJob:
    """A job on this file, after a worker has done its first attempt, well or not."""
    job = services.submit_upload(user=user, file=ContentFile(content, name), source=Source.PAGE)
    run(job)
    return job


def run(job: AnalysisJob) -> Attempt:
    """Run the current attempt as a worker would; how it ended."""
    job.refresh_from_db()
    pipeline.run_attempt(job.pk, job.attempt)
    job.refresh_from_db()
    return job.attempts.get(number=job.attempt)


def claimed(job: AnalysisJob) -> Claimed:
    """A worker's hold on the current attempt."""
    job.refresh_from_db()
    held = transitions.claim(job.pk, job.attempt)
    assert held is not None, "the attempt does not wait to be claimed"
    return held


def failed(
    job: AnalysisJob, code: str = "llm_timeout", *, step: Step = Step.STRUCTURE, waits: bool = False
) -> AnalysisJob:
    """The job after its current attempt has failed in this step. `waits` leaves an automatic retry standing."""
    failed_in(claimed(job), code, step, waits=waits)
    job.refresh_from_db()
    return job


def failed_in(held: Claimed, code: str, step: Step, *, waits: bool = False) -> AnalysisJob:
    transitions.record_progress(held.lease, step=step, progress=60)
    assert transitions.fail(AnalysisJob.objects.held_by(held.lease), StepFailure(code))
    if not waits:
        AnalysisJob.objects.filter(pk=held.job.pk).update(next_retry_at=None)
    held.job.refresh_from_db()
    return held.job


def completed(job: AnalysisJob, *, name: str = "Ada Lovelace") -> AnalysisJob:
    """The job after its current attempt went well."""
    lease = claimed(job).lease
    transitions.complete(lease, resume=Resume(basics=Basics(name=name)), evidence={}, seconds=0.1)
    job.refresh_from_db()
    return job


def read_and_failed(user: User, *, text: str = TEXT, code: str = "llm_timeout", waits: bool = False) -> AnalysisJob:
    """A job whose text was read and kept, and which then failed to be structured."""
    job = submitted(user)
    held = claimed(job)
    document = Document(kind="text", pages=[Page(number=1, lines=[Line([Span(text)])])])
    transitions.keep_checkpoint(held.lease, checkpoints.of(Step.EXTRACT, document.to_json()), seconds=0.1)
    return failed_in(held, code, Step.STRUCTURE, waits=waits)


def structured_and_failed(user: User, *, code: str = "worker_lost", waits: bool = False) -> AnalysisJob:
    """A job whose text was read and structured, and which then failed to be saved."""
    held = claimed(submitted(user))
    document = Document(kind="text", pages=[Page(number=1, lines=[Line([Span(TEXT)])])])
    structured = {"resume": {"basics": {"name": "Ada Lovelace"}}, "evidence": {}}
    for step, output in ((Step.EXTRACT, document.to_json()), (Step.STRUCTURE, structured)):
        transitions.keep_checkpoint(held.lease, checkpoints.of(step, output), seconds=0.1)
    return failed_in(held, code, Step.SAVE, waits=waits)


def submitted_and_failed(user: User, code: str = "llm_timeout") -> AnalysisJob:
    return failed(submitted(user), code)


def lose_the_file(job: AnalysisJob) -> None:
    """Delete the stored file behind the database's back, from a storage that is known to be there."""
    assert job.upload is not None
    storage.require_present()
    Path(job.upload.file.path).unlink()
