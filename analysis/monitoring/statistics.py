"""What became of jobs, attempts and retries, read from their rows: the one source of /metrics and of the admin's plots.

By job and by attempt are kept apart: *recovery* looks at retried jobs and how they ended, *outcomes* at each retried
attempt. Everything but the present state looks back over a span, so that deleted jobs make no counter run backwards and
a query costs what happened within the span, not what ever happened: each is served by the index on `finished_at`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection

# Upper bounds of the histograms, in seconds.
RETRY_BOUNDS = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)
STEP_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


@dataclass(slots=True)
class Histogram:
    """How many lay at or below each bound, how many there were, and their sum. In seconds."""

    bounds: Sequence[float]
    below: list[int] = field(default_factory=list)
    count: int = 0
    sum: float = 0.0

    def __post_init__(self) -> None:
        self.below = self.below or [0] * len(self.bounds)

    def add(self, below: Sequence[int], count: int, sum_: float) -> None:
        self.below = [mine + more for mine, more in zip(self.below, below, strict=True)]
        self.count += count
        self.sum += sum_

    @property
    def between(self) -> list[int]:
        """How many lay between each bound and the one before it; the last are those above all bounds."""
        edges = [0, *self.below, self.count]
        return [high - low for low, high in pairwise(edges)]


@dataclass(slots=True)
class Retries:
    """The retries that were asked for within a span: by whom, after what, and how long after the failure."""

    by_source: dict[str, int] = field(default_factory=dict)
    by_reason: dict[str, int] = field(default_factory=dict)
    delay: dict[str, Histogram] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """An hour or a day: retried jobs and retried attempts that ended in it."""

    start: datetime
    jobs_completed: int
    jobs_failed: int
    attempts_completed: int
    attempts_failed: int


@dataclass(frozen=True, slots=True)
class Now:
    """The present state. `oldest_queued` is in seconds."""

    queued: int
    processing: int
    failed: dict[str, int]
    waiting: int
    oldest_queued: float
    overdue_leases: int


def present() -> Now:
    queued, processing, waiting, oldest, overdue = _rows(_PRESENT)[0]
    return Now(queued, processing, dict(_rows(_FAILED)), waiting, oldest, overdue)


def recovery(span: timedelta) -> dict[str, int]:
    """Of the jobs that were retried and ended within the span: how they ended → jobs."""
    return dict(_rows(_RECOVERY, span=span))


def outcomes(span: timedelta) -> dict[tuple[str, str], int]:
    """(who asked for it, how it ended) → retried attempts that ended within the span."""
    return {(source, outcome): count for source, outcome, count in _rows(_OUTCOMES, span=span)}


def failures(span: timedelta) -> dict[str, int]:
    """Code → attempts that failed with it within the span."""
    return dict(_rows(_FAILURES, span=span))


def retries(span: timedelta) -> Retries:
    found = Retries()
    for source, reason, count, sum_, *below in _rows(_RETRIES, span=span):
        found.by_source[source] = found.by_source.get(source, 0) + count
        found.by_reason[reason] = found.by_reason.get(reason, 0) + count
        found.delay.setdefault(source, Histogram(RETRY_BOUNDS)).add(below, count, sum_)
    return found


def steps(span: timedelta) -> dict[str, Histogram]:
    """Step → how long it took in attempts that ended within the span."""
    found: dict[str, Histogram] = {}
    for step, count, sum_, *below in _rows(_STEPS, span=span):
        found.setdefault(step, Histogram(STEP_BOUNDS)).add(below, count, sum_)
    return found


def tokens(span: timedelta) -> tuple[int, int]:
    """Tokens that language models were asked with and answered with, in attempts that ended within the span."""
    ((asked, answered),) = _rows(_TOKENS, span=span)
    return asked, answered


def model_answers(span: timedelta) -> dict[str, int]:
    """What came of asking language models in attempts that ended within the span: "answered", or a failure's code."""
    return dict(_rows(_MODEL_ANSWERS, span=span))


def periods(unit: str, number: int) -> list[Period]:
    """The last `number` periods, the present one included; `unit` is "hour" or "day", in UTC."""
    length = {"hour": timedelta(hours=1), "day": timedelta(days=1)}[unit]
    return [Period(*row) for row in _rows(_PERIODS, unit=unit, length=length, back=length * (number - 1))]


def _rows(query: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _below(bounds: Sequence[float], value: str) -> str:
    return ", ".join(f"count(*) FILTER (WHERE {value} <= {bound})" for bound in bounds)


_PRESENT = """
SELECT (SELECT count(*) FROM analysis_jobs WHERE status = 'queued'),
       (SELECT count(*) FROM analysis_jobs WHERE status = 'processing'),
       (SELECT count(*) FROM analysis_jobs WHERE next_retry_at IS NOT NULL),
       (SELECT coalesce(extract(epoch FROM now() - min(queued_at)), 0)::float8
        FROM analysis_jobs WHERE status = 'queued'),
       (SELECT count(*) FROM analysis_jobs WHERE status = 'processing' AND lease_expires_at < now())
"""

_FAILED = "SELECT error_code, count(*) FROM analysis_jobs WHERE status = 'failed' GROUP BY error_code"

# A job whose current attempt is over has ended.
_RECOVERY = """
SELECT a.outcome, count(*) FROM analysis_attempts a JOIN analysis_jobs j ON j.id = a.job_id AND j.attempt = a.number
WHERE a.finished_at > now() - %(span)s AND a.number > 1 GROUP BY a.outcome
"""

_OUTCOMES = """
SELECT source, outcome, count(*) FROM analysis_attempts
WHERE finished_at > now() - %(span)s AND number > 1 GROUP BY source, outcome
"""

_FAILURES = """
SELECT error_code, count(*) FROM analysis_attempts
WHERE finished_at > now() - %(span)s AND outcome = 'failed' GROUP BY error_code
"""

# What was asked for within the span is open still, or ended within it: the index on finished_at serves both.
_RETRIES = f"""
SELECT source, reason, count(*), sum(delay)::float8, {_below(RETRY_BOUNDS, "delay")} FROM (
    SELECT a.source, p.error_code AS reason, extract(epoch FROM a.created_at - p.finished_at) AS delay
    FROM analysis_attempts a JOIN analysis_attempts p ON p.job_id = a.job_id AND p.number = a.number - 1
    WHERE (a.finished_at > now() - %(span)s OR a.finished_at IS NULL) AND a.created_at > now() - %(span)s
) AS retry GROUP BY source, reason
"""  # noqa: S608 - the bounds are ours

_STEPS = f"""
SELECT step, count(*), sum(seconds), {_below(STEP_BOUNDS, "seconds")} FROM (
    SELECT each.key AS step, each.value::float8 AS seconds
    FROM analysis_attempts, jsonb_each_text(step_seconds) AS each WHERE finished_at > now() - %(span)s
) AS done GROUP BY step
"""  # noqa: S608

_TOKENS = """
SELECT coalesce(sum(input_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint
FROM analysis_attempts WHERE finished_at > now() - %(span)s
"""

# An attempt that could not do without an answer failed with the model's code.
_MODEL_ANSWERS = r"""
SELECT coalesce(nullif(model_answer, ''), error_code) AS answer, count(*)
FROM analysis_attempts
WHERE finished_at > now() - %(span)s AND (model_answer <> '' OR error_code LIKE 'llm\_%%') GROUP BY answer
"""

_PERIODS = """
WITH period AS (
    SELECT generate_series(date_trunc(%(unit)s, now(), 'UTC') - %(back)s, now(), %(length)s) AS start
), ended AS (
    SELECT date_trunc(%(unit)s, a.finished_at, 'UTC') AS start, a.outcome, a.number = j.attempt AS of_job
    FROM analysis_attempts a JOIN analysis_jobs j ON j.id = a.job_id
    WHERE a.number > 1 AND a.finished_at >= date_trunc(%(unit)s, now(), 'UTC') - %(back)s
)
SELECT period.start,
       count(*) FILTER (WHERE of_job AND outcome = 'completed'), count(*) FILTER (WHERE of_job AND outcome = 'failed'),
       count(*) FILTER (WHERE outcome = 'completed'), count(*) FILTER (WHERE outcome = 'failed')
FROM period LEFT JOIN ended USING (start) GROUP BY period.start ORDER BY period.start
"""
