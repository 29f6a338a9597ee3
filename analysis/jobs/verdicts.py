"""What the retry policy says of a stored job: gathers the facts and the limits that `retry_policy` decides by."""

from collections import Counter
from collections.abc import Collection

from django.conf import settings

from analysis.extract.pdf import tesseract
from analysis.failures import kind_of
from analysis.jobs import breaker, checkpoints, retry_policy
from analysis.jobs.retry_policy import JobFacts, Limits, Remedy, Verdict
from analysis.models import AnalysisJob, JobQuerySet
from analysis.states import Status, Step
from analysis.uploads import storage
from analysis.uploads.storage import StorageAway


def limits() -> Limits:
    """What the settings allow."""
    return Limits(
        enabled=settings.ANALYSIS_RETRY_ENABLED,
        max_retries=settings.ANALYSIS_MAX_RETRIES,
        max_auto_retries=settings.ANALYSIS_MAX_AUTO_RETRIES,
    )


def switched_off() -> Verdict | None:
    """The refusal of every retry while the feature flag is off, else None."""
    return retry_policy.switched_off(limits())


def verdict_for(
    job: AnalysisJob,
    *,
    from_step: str = Step.EXTRACT,
    force: bool = False,
    by_person: bool = True,
    remedy: str = "",
    include_permanent: bool = True,
) -> Verdict:
    """The answer that a retry of this job would get. Buttons and previews ask it, and so does the retry itself."""
    return retry_policy.may_retry(
        # Only what a remedy may do depends on what is paused.
        facts_of(job, with_checkpoints=from_step != Step.EXTRACT, paused=None if remedy else ()),
        limits(),
        from_step=from_step,
        force=force,
        by_person=by_person,
        remedy=remedy,
        include_permanent=include_permanent,
    )


def remedies_of(job: AnalysisJob, *, force: bool = False, paused: Collection[str] | None = None) -> tuple[Remedy, ...]:
    """What a retry of this job may bring along, the best first. `paused` is as `facts_of` takes it."""
    if job.status != Status.FAILED:
        return ()
    return retry_policy.remedies(facts_of(job, with_checkpoints=False, paused=paused), limits(), force=force)


def verdict_for_status(status: Status) -> Verdict:
    """The answer for a job of which only the status is known; it can only be a refusal of jobs that are not failed."""
    return retry_policy.may_retry(JobFacts(status=status, retries_used=0, has_upload=True), limits())


def numbers_to_retry(jobs: JobQuerySet) -> tuple[int, int]:
    """How many of these are failed, and how many of those a retry of all, without the lasting failures, would queue.

    One query and one question to the storage, however many they are; the rule is asked once for all that are alike.
    """
    failed = list(jobs.failed().order_by().values_list("error_code", "retries_used", "upload__file"))
    held, away = set[str](), False
    try:
        held = storage.held({name for _, _, name in failed if name})
    except StorageAway:
        away = True
    alike = Counter((code or "", used, name in held) for code, used, name in failed)
    to_retry = sum(
        number
        for (code, used, has_upload), number in alike.items()
        if retry_policy.may_retry(
            JobFacts(
                status=Status.FAILED,
                retries_used=used,
                has_upload=has_upload,
                storage_away=away,
                error_code=code,
                permanent=kind_of(code).permanent,
            ),
            limits(),
            include_permanent=False,
        ).allowed
    )
    return len(failed), to_retry


def model_is_available(paused: Collection[str]) -> bool:
    """Whether a new attempt would ask a language model, and none of its causes is `paused`."""
    return settings.ANALYSIS_ENGINE != "offline" and not any(code.startswith("llm_") for code in paused)


def facts_of(job: AnalysisJob, *, with_checkpoints: bool = True, paused: Collection[str] | None = None) -> JobFacts:
    """What the policy looks at. `with_checkpoints` costs one more query; so does a job that waits to retry by itself,
    unless the caller names the causes whose automatic retries are `paused`.
    """
    has_upload = storage_away = False
    try:
        has_upload = job.upload is not None and job.upload.is_stored
    except StorageAway:
        storage_away = True
    waits = job.next_retry_at is not None
    return JobFacts(
        status=job.status,
        retries_used=job.retries_used,
        has_upload=has_upload,
        storage_away=storage_away,
        failed_step=job.current_step,
        error_code=job.error_code or "",
        permanent=job.is_permanent,
        kind=job.upload.kind if job.upload else "",
        waits=waits,
        paused=waits and job.error_code in (breaker.pauses() if paused is None else paused),
        can_ocr=tesseract.is_available(),
        checkpoints=checkpoints.usable(job) if with_checkpoints else {},
    )


def retries_left(job: AnalysisJob) -> int:
    """How many retries the job's owner has left."""
    return max(0, limits().max_retries - job.retries_used)


def suggested_step(job: AnalysisJob) -> Step:
    """The step at which a retry of this job best begins."""
    return retry_policy.suggested_step(facts_of(job))


def startable_steps(job: AnalysisJob) -> list[Step]:
    """The steps at which a retry of this job can begin, in order. Never empty: the first needs no checkpoint."""
    return retry_policy.startable_steps(facts_of(job))
