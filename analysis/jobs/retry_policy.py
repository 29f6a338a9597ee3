"""May this job be retried, from where, and when by itself? Pure: no ORM, no clock, no randomness of its own.

Button, dialog, JSON API, admin, command and automatic retry all ask `may_retry`, so that they cannot disagree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from analysis.states import STEPS, Status, Step

# Seconds: the longest wait before the first automatic retry, doubled for each further one up to the cap.
BACKOFF_BASE = 10.0
BACKOFF_CAP = 600.0
# A server that asks for a longer pause than this is not waited for.
LONGEST_RETRY_AFTER = 3600.0
# So many workers lost in a row set a job aside.
WORKERS_LOST = 3


class Refusal(StrEnum):
    """Why a retry is refused. `analysis.api.views` and the pages each map these to an answer once."""

    DISABLED = "disabled"
    NOT_FOUND = "not_found"
    NOT_FAILED = "not_failed"
    NO_SUCH_ATTEMPT = "no_such_attempt"
    ALREADY_RETRIED = "already_retried"
    LIMIT_REACHED = "limit_reached"
    UNKNOWN_STEP = "unknown_step"
    NO_CHECKPOINT = "no_checkpoint"
    UPLOAD_GONE = "upload_gone"
    RATE_LIMITED = "rate_limited"
    REASON_MISSING = "reason_missing"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings allow; numbers per job."""

    enabled: bool
    max_retries: int
    max_auto_retries: int


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What the rule looks at. `checkpoints` maps a finished step to "" where its output can be reused, else to the
    reason.
    """

    status: str
    retries_used: int
    has_upload: bool
    failed_step: str = ""
    checkpoints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one answer. `message` is the sentence of the JSON API; `forced` says that it goes past the limit."""

    refusal: Refusal | None = None
    message: str = ""
    forced: bool = False

    @property
    def allowed(self) -> bool:
        return self.refusal is None


def switched_off(limits: Limits) -> Verdict | None:
    """The refusal of every retry while the feature flag is off, else None."""
    return None if limits.enabled else Verdict(Refusal.DISABLED, "retry is disabled: ANALYSIS_RETRY_ENABLED is off")


def may_retry(
    facts: JobFacts, limits: Limits, *, from_step: str = Step.EXTRACT, force: bool = False, by_person: bool = True
) -> Verdict:
    """Whether a job of these facts may be retried from this step.

    The limit counts retries by people. `force` lifts it, and nothing else. `automatic_delay` keeps the limit of
    automatic retries.
    """
    if off := switched_off(limits):
        return off
    if facts.status != Status.FAILED:
        return Verdict(Refusal.NOT_FAILED, f"only failed jobs can be retried, current status: {facts.status}")
    over = by_person and facts.retries_used >= limits.max_retries
    if over and not force:
        used = f"{facts.retries_used} of {limits.max_retries} retries used"
        return Verdict(Refusal.LIMIT_REACHED, f"retry limit reached: {used}")
    if refused := _step_refusal(facts, from_step):
        return refused
    if not facts.has_upload:
        return Verdict(Refusal.UPLOAD_GONE, "the upload is no longer there")
    return Verdict(forced=over)


def _step_refusal(facts: JobFacts, from_step: str) -> Verdict | None:
    if from_step not in STEPS:
        return Verdict(Refusal.UNKNOWN_STEP, f"unknown step, use one of: {', '.join(STEPS)}")
    for step in STEPS[: STEPS.index(Step(from_step))]:
        if why := facts.checkpoints.get(step, f"no output of the step {step} is kept"):
            return Verdict(Refusal.NO_CHECKPOINT, why)
    return None


def startable_steps(facts: JobFacts) -> list[Step]:
    """The steps at which a retry can begin, in order: those before which every step's output can be reused."""
    return [step for step in STEPS if not _step_refusal(facts, step)]


def suggested_step(facts: JobFacts) -> Step:
    """The step at which a retry best begins: the failed one, or the latest before it whose input is kept."""
    failed = Step(facts.failed_step) if facts.failed_step in STEPS else Step.EXTRACT
    return [step for step in startable_steps(facts) if STEPS.index(step) <= STEPS.index(failed)][-1]


def automatic_delay(
    *,
    permanent: bool,
    auto_retries_used: int,
    limits: Limits,
    uniform: Callable[[float, float], float],
    retry_after: float | None = None,
) -> timedelta | None:
    """How long until the job retries by itself, None where it does not.

    Capped exponential backoff with full jitter (uniform between nothing and the cap of that round), never sooner than
    the server asked for. `uniform` is `random.uniform` or a test's own.
    """
    if permanent or auto_retries_used >= limits.max_auto_retries or (retry_after or 0) > LONGEST_RETRY_AFTER:
        return None
    longest = min(BACKOFF_CAP, BACKOFF_BASE * 2**auto_retries_used)
    return timedelta(seconds=max(uniform(0, longest), retry_after or 0))
