"""How a retry is asked for, and how it is refused."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User

from analysis.failures import Sentence
from analysis.jobs.retry_policy import Refusal, Remedy, Verdict
from analysis.jobs.verdicts import suggested_step, switched_off, verdict_for
from analysis.models import AnalysisJob, Source
from analysis.services import quotas
from analysis.services.quotas import Deed, OverLimit
from analysis.states import Step

if TYPE_CHECKING:
    from django.core.files.base import File


class RetryRefused(Exception):
    """A retry is refused: `refusal` is the code, `message` what programs are told.

    `retry_after` is given in seconds where waiting helps. `sentence` is for a person, where the code alone says too
    little.
    """

    def __init__(
        self, refusal: Refusal, message: str, *, retry_after: int | None = None, sentence: Sentence | None = None
    ) -> None:
        super().__init__(message)
        self.refusal, self.message, self.retry_after, self.sentence = refusal, message, retry_after, sentence


class CausePaused(Exception):
    """Automatic retries of a cause rest while it fails for everybody."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gives along with a remedy. A password lives here and in the sandbox, and nowhere else."""

    password: str = field(default="", repr=False)
    file: "File[Any] | None" = None
    languages: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for a retry, from where, and how. `actor` is None for the command line and for automatic retries.

    Without a `from_step` a retry begins at the beginning, or with the remedy `offline` where it need not read again.
    """

    source: Source
    actor: User | None = None
    from_step: str = ""
    force: bool = False
    reason: str = ""
    batch: uuid.UUID | None = None
    remedy: str = ""
    remedy_input: Mapping[str, str] = field(default_factory=dict)
    include_permanent: bool = True

    @property
    def is_rate_limited(self) -> bool:
        """Whether the limit per minute applies: not in the admin and not on the command line."""
        return quotas.binds(self.actor, self.source)


@dataclass(slots=True)
class BulkResult:
    """What came of a batch, by public job id; `refused` maps to the reason. `left` are those of them for which there
    was no room."""

    retried: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def verdict_on(job: AnalysisJob, request: Request) -> Verdict:
    """Whether this request may retry the job, and why not."""
    return verdict_for(
        job,
        from_step=step_of(job, request),
        force=request.force,
        remedy=request.remedy,
        include_permanent=request.include_permanent,
    )


def step_of(job: AnalysisJob, request: Request) -> str:
    """Where the next attempt begins: where it was asked to, else at the beginning; with `offline` where nothing need be
    read again.
    """
    if request.from_step or request.remedy != Remedy.OFFLINE:
        return request.from_step or Step.EXTRACT
    return suggested_step(job)


def require_enabled() -> None:
    """Refuse every retry while the feature flag is off, before any row is locked."""
    if (off := switched_off()) and off.refusal:
        raise RetryRefused(off.refusal, off.message)


def require_reason(request: Request) -> None:
    if request.force and not request.reason:
        raise RetryRefused(Refusal.REASON_MISSING, "a retry past the limit needs a reason")


def respect_rate(request: Request, *, alone: bool = False) -> None:
    """Refuse the retry that is one too many within a minute, or with which too much would wait at once. A batch counts
    as one.

    `alone` counts it in a transaction of its own, whatever comes of it.
    """
    if not (request.is_rate_limited and request.actor):
        return
    admit = quotas.admit_alone if alone else quotas.admit
    try:
        admit(request.actor, request.source, Deed.RETRY, Deed.ANALYSIS)
    except OverLimit as over:
        raise refused_for(over) from None


def refused_for(over: OverLimit) -> RetryRefused:
    """A limit of the person as a refusal of the retry."""
    message = over.message[0].lower() + over.message[1:].rstrip(".")
    refusal = Refusal.RATE_LIMITED if over.deed is Deed.RETRY else Refusal.TOO_MUCH_AT_ONCE
    return RetryRefused(refusal, message, retry_after=over.retry_after, sentence=over.sentence)
