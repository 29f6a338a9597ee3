"""How a retry is asked for, and how it is refused."""

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from analysis.failures import Sentence, sentence
from analysis.jobs.retry_policy import Refusal, Remedy, Verdict
from analysis.jobs.verdicts import suggested_step, switched_off, verdict_for
from analysis.models import AnalysisJob, Source
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
        return self.actor is not None and not self.actor.is_staff


@dataclass(slots=True)
class BulkResult:
    """What came of a batch, by public job id; `refused` maps to the reason."""

    retried: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def verdict_on(job: AnalysisJob, request: Request) -> Verdict:
    """What this request for a retry of the job is told."""
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


def respect_rate(request: Request) -> None:
    """Refuse the retry that is one too many within a minute: counted in the attempts themselves, so that every web
    process counts the same. A batch counts as one."""
    if not (request.is_rate_limited and request.actor):
        return
    limit = settings.ANALYSIS_RETRIES_PER_MINUTE
    with connection.cursor() as cursor:
        cursor.execute(_UNTIL_ONE_IS_FREE, [request.actor.pk, limit - 1])
        row = cursor.fetchone()
    if row:
        wait = max(1, math.ceil(row[0].total_seconds()))
        raise RetryRefused(
            Refusal.RATE_LIMITED,
            f"at most {limit} retries a minute: try again in {wait} seconds",
            retry_after=wait,
            sentence=sentence(
                "At most %(limit)s retries a minute: try again in %(seconds)s seconds.",
                limit=str(limit),
                seconds=str(wait),
            ),
        )


# When the oldest of as many retries as a minute may hold will be a minute old; nothing where there are fewer.
_UNTIL_ONE_IS_FREE = """
SELECT max(created_at) - earliest AS wait
FROM (SELECT statement_timestamp() - interval '1 minute' AS earliest) AS minute, analysis_attempts
WHERE actor_id = %s AND number > 1 AND source IN ('page', 'api') AND created_at > earliest
GROUP BY coalesce(batch::text, id::text), earliest
ORDER BY wait DESC OFFSET %s LIMIT 1
"""
