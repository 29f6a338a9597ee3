"""A circuit breaker for automatic retries: while one cause fails for everybody, they pause and one probe looks.

Closed, a cause's retries start when they are due. It opens when a cause makes up a good share of what ended lately; it
closes as soon as one attempt completes that the cause would have struck. People's own retries always pass, and close it
when they succeed.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now

from analysis.models import Attempt, Breaker, Outcome
from analysis.states import Step

# Causes that lie outside the document and strike all jobs alike, each with the step that it strikes.
SHARED_CAUSES = {
    **dict.fromkeys(("llm_timeout", "llm_unavailable", "llm_rate_limited", "llm_bad_reply"), Step.STRUCTURE),
    "storage_unavailable": Step.EXTRACT,
}
WINDOW = timedelta(minutes=10)
# It opens at this many failures of one cause within the window, if they are this share of all that ended in it.
LEAST_FAILURES = 5
LEAST_SHARE = 0.5
PROBE_PAUSE = timedelta(seconds=30)


def admits(error_code: str | None) -> bool:
    """Whether an automatic retry of this cause may start now. Call it inside the transaction that starts it."""
    if error_code not in SHARED_CAUSES:
        return True
    breaker = Breaker.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=error_code).first()
    if breaker is None and Breaker.objects.filter(pk=error_code).exists():
        return False  # somebody else asks just now, and the next round is soon
    if breaker is None or breaker.closed_at is not None:
        if not _fails_for_everybody(error_code, since=breaker.closed_at if breaker else None):
            return True
        Breaker.objects.update_or_create(
            error_code=error_code, defaults={"opened_at": Now(), "closed_at": None, "probe": None, "probed_at": None}
        )
        return False
    if _has_passed(breaker):
        Breaker.objects.filter(pk=error_code).update(closed_at=Now())
        return True
    return _may_probe(breaker)


def pauses() -> dict[str, datetime | None]:
    """The causes whose automatic retries are paused, and when each is tested next; None while a test is under way."""
    found = Breaker.objects.filter(closed_at__isnull=True).select_related("probe")
    return {breaker.error_code: _next_probe(breaker) for breaker in found}


def _next_probe(breaker: Breaker) -> datetime | None:
    if breaker.probe is not None and breaker.probe.finished_at is None:
        return None
    return (breaker.probed_at or breaker.opened_at) + PROBE_PAUSE


def note_probe(error_code: str | None, *, job_pk: int, attempt: int) -> None:
    """Remember that this attempt is the probe, where the breaker of its cause is open."""
    if error_code in SHARED_CAUSES:
        probe = Attempt.objects.filter(job_id=job_pk, number=attempt).values("pk")[:1]
        Breaker.objects.filter(pk=error_code, closed_at__isnull=True).update(probe=probe, probed_at=Now())


def _fails_for_everybody(error_code: str, *, since: datetime | None) -> bool:
    """By what ended within the window; what had passed at `since` is not held against the cause any more."""
    recent = Attempt.objects.filter(finished_at__gt=Now() - WINDOW)
    if since:
        recent = recent.filter(finished_at__gt=since)
    counts: dict[str, int] = recent.aggregate(all=Count("pk"), failed=Count("pk", filter=Q(error_code=error_code)))
    return counts["failed"] >= LEAST_FAILURES and counts["failed"] >= LEAST_SHARE * counts["all"]


def _has_passed(breaker: Breaker) -> bool:
    """Whether an attempt has completed that the cause would have struck: a retry of a job that it had struck, or one
    that did the step which it strikes. Of `hybrid` only the former: it asks its model about few documents, and does
    without where that fails."""
    completed = Attempt.objects.filter(
        finished_at__gt=breaker.probed_at or breaker.opened_at,
        outcome=Outcome.COMPLETED,
        engine=settings.ANALYSIS_ENGINE,
    )
    struck_before = Attempt.objects.filter(
        job_id=OuterRef("job_id"),
        number=OuterRef("number") - 1,
        error_code=breaker.error_code,
        engine=OuterRef("engine"),
    )
    did_the_step = Q(step_seconds__has_key=SHARED_CAUSES[breaker.error_code]) & ~Q(engine="hybrid")
    return completed.filter(Q(Exists(struck_before)) | did_the_step).exists()


def _may_probe(breaker: Breaker) -> bool:
    if breaker.probe_id and Attempt.objects.filter(pk=breaker.probe_id, finished_at__isnull=True).exists():
        return False
    return Breaker.objects.filter(
        Q(probed_at__isnull=True, opened_at__lt=Now() - PROBE_PAUSE) | Q(probed_at__lt=Now() - PROBE_PAUSE),
        pk=breaker.pk,
    ).exists()
