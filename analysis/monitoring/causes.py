"""Why jobs are failed just now, grouped: "14 × The language model did not answer, since 10:40".

A cause is a code, the step that failed, and the reason. Where only the words of a failure were stored, the words
without their numbers stand for the reason: "page 3 of 7" and "page 2 of 9" are one cause. Reads all failed jobs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, Func, Max, Min, Q, TextField, Value, When
from django.db.models.functions import MD5, Concat

from analysis.failures import AS_WRITTEN, kind_of, title_of
from analysis.models import JobQuerySet

# More groups than this are no help to anybody.
MOST = 50
_NUMBER = r"\d+([.,:]\d+)*"


@dataclass(frozen=True, slots=True)
class Cause:
    """Failed jobs that failed alike. `key` names the group in an address; `message` is one of theirs; `waiting` of them
    retry by themselves, and `used_up` have no retries left for their owners.
    """

    key: str
    error_code: str
    step: str
    message: str
    jobs: int
    since: datetime
    latest: datetime
    waiting: int
    used_up: int

    @property
    def title(self) -> str:
        return title_of(self.error_code)

    @property
    def permanent(self) -> bool:
        """Whether the same uploads would fail in the same way again."""
        return kind_of(self.error_code).permanent


def causes(jobs: JobQuerySet) -> list[Cause]:
    """The causes of those of these jobs that are failed, the most frequent first."""
    groups: Any = (
        jobs.failed()
        .order_by()
        .annotate(key=_key(), step=F("current_step"))
        .values("key", "error_code", "step")
        .annotate(
            message=Max("error_message"),
            jobs=Count("pk"),
            since=Min("completed_at"),
            latest=Max("completed_at"),
            waiting=Count("pk", filter=Q(next_retry_at__isnull=False)),
            used_up=Count("pk", filter=Q(retries_used__gte=settings.ANALYSIS_MAX_RETRIES)),
        )
        .order_by("-jobs", "-latest")[:MOST]
    )
    return [Cause(**group) for group in groups]


def failed_by(jobs: JobQuerySet, key: str) -> JobQuerySet:
    """Those of these jobs that the cause of this key failed."""
    return jobs.failed().annotate(cause=_key()).filter(cause=key)


def _key() -> MD5:
    without_numbers = Func(
        F("error_message"), Value(_NUMBER), Value("#"), Value("g"), function="regexp_replace", output_field=TextField()
    )
    reason = Case(When(error_reason=AS_WRITTEN, then=without_numbers), default="error_reason", output_field=TextField())
    return MD5(Concat("error_code", Value(" "), "current_step", Value(" "), reason, output_field=TextField()))
