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
    STORAGE_AWAY = "storage_away"
    RATE_LIMITED = "rate_limited"
    TOO_MUCH_AT_ONCE = "too_much_at_once"
    REASON_MISSING = "reason_missing"
    LASTING = "lasting"
    UNKNOWN_REMEDY = "unknown_remedy"
    REMEDY_NOT_OFFERED = "remedy_not_offered"
    REMEDY_INCOMPLETE = "remedy_incomplete"
    REMEDY_FAILED = "remedy_failed"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a code


class Remedy(StrEnum):
    """What a retry may bring along so that it ends otherwise than the attempt before."""

    PASSWORD = "password"  # noqa: S105 - a name
    REPLACE = "replace"
    OCR = "ocr"
    OFFLINE = "offline"


# What helps against a failure, the best first. Any other lasting failure lies in the file, and another one helps.
REMEDIES: Mapping[str, tuple[Remedy, ...]] = {
    "password_protected": (Remedy.PASSWORD, Remedy.REPLACE),
    "no_text": (Remedy.OCR, Remedy.REPLACE),
    **dict.fromkeys(
        (
            "llm_timeout",
            "llm_unavailable",
            "llm_rate_limited",
            "llm_bad_reply",
            "llm_refused",
            "llm_misconfigured",
        ),
        (Remedy.OFFLINE,),
    ),
}
# Only these can be opened by a password, and only their pages can be drawn for OCR.
PDF = "pdf"
# Remedies under which the file is read anew, so that no kept text is gone on from.
FROM_THE_BEGINNING = frozenset({Remedy.PASSWORD, Remedy.REPLACE, Remedy.OCR})


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings allow; numbers per job."""

    enabled: bool
    max_retries: int
    max_auto_retries: int


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What the rule looks at. `checkpoints` maps a finished step to "" where its output can be reused, else to the
    reason. `has_upload` says nothing while `storage_away`.

    `permanent` says that the failure comes back until something changes; `kind` is the file's; `waits` that the job
    retries by itself, `paused` that its cause's automatic retries rest; `can_ocr` that OCR is installed.
    """

    status: str
    retries_used: int
    has_upload: bool
    storage_away: bool = False
    failed_step: str = ""
    error_code: str = ""
    permanent: bool = False
    kind: str = ""
    waits: bool = False
    paused: bool = False
    can_ocr: bool = False
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
    facts: JobFacts,
    limits: Limits,
    *,
    from_step: str = Step.EXTRACT,
    force: bool = False,
    by_person: bool = True,
    remedy: str = "",
    include_permanent: bool = True,
) -> Verdict:
    """Whether a job of these facts may be retried from this step, with this remedy.

    The limit counts retries by people. `force` lifts it, and nothing else. `automatic_delay` keeps the limit of
    automatic retries. Without `include_permanent` a lasting failure needs a remedy.
    """
    if off := switched_off(limits):
        return off
    if facts.status != Status.FAILED:
        return Verdict(Refusal.NOT_FAILED, f"only failed jobs can be retried, current status: {facts.status}")
    over = by_person and facts.retries_used >= limits.max_retries
    if over and not force:
        used = f"{facts.retries_used} of {limits.max_retries} retries used"
        return Verdict(Refusal.LIMIT_REACHED, f"retry limit reached: {used}")
    if refused := _remedy_refusal(facts, remedy, from_step) or _step_refusal(facts, from_step):
        return refused
    if facts.storage_away:
        return Verdict(Refusal.STORAGE_AWAY, "the storage is not available just now, try again in a few minutes")
    if not facts.has_upload and remedy != Remedy.REPLACE:
        return Verdict(Refusal.UPLOAD_GONE, "the upload is no longer there")
    if facts.permanent and not remedy and not include_permanent:
        return Verdict(Refusal.LASTING, "this failure is lasting: a retry alone does not help")
    return Verdict(forced=over)


def remedies(facts: JobFacts, limits: Limits, *, force: bool = False) -> tuple[Remedy, ...]:
    """What a retry of this job may bring along, the best first; nothing where it may not be retried."""
    return tuple(one for one in _helpful(facts) if may_retry(facts, limits, remedy=one, force=force).allowed)


def _helpful(facts: JobFacts) -> tuple[Remedy, ...]:
    """What helps against this failure, be the job retried or not."""
    if not facts.has_upload:
        return (Remedy.REPLACE,)
    found = REMEDIES.get(facts.error_code, (Remedy.REPLACE,) if facts.permanent else ())
    possible = {
        Remedy.REPLACE: True,
        Remedy.PASSWORD: facts.kind == PDF,
        Remedy.OCR: facts.kind == PDF and facts.can_ocr,
        # A job that retries by itself is left to it, unless its cause fails for everybody.
        Remedy.OFFLINE: not facts.waits or facts.paused,
    }
    return tuple(one for one in found if possible[one])


def _remedy_refusal(facts: JobFacts, remedy: str, from_step: str) -> Verdict | None:
    if not remedy:
        return None
    if remedy not in list(Remedy):
        return Verdict(Refusal.UNKNOWN_REMEDY, f"unknown remedy, use one of: {', '.join(Remedy)}")
    offered = _helpful(facts)
    if remedy not in offered:
        what = f"this job offers: {', '.join(offered)}" if offered else "this job offers none"
        return Verdict(Refusal.REMEDY_NOT_OFFERED, f"the remedy {remedy} does not help here, {what}")
    if remedy in FROM_THE_BEGINNING and from_step != Step.EXTRACT:
        return Verdict(Refusal.UNKNOWN_STEP, f"with the remedy {remedy} a retry begins at {Step.EXTRACT}")
    return None


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
    counted: bool = True,
) -> timedelta | None:
    """How long until the job retries by itself, None where it does not.

    Capped exponential backoff with full jitter (uniform between nothing and the cap of that round), never sooner than
    the server asked for. `uniform` is `random.uniform` or a test's own. What is not `counted` goes on at once.
    """
    if not counted:
        return timedelta()
    if permanent or auto_retries_used >= limits.max_auto_retries or (retry_after or 0) > LONGEST_RETRY_AFTER:
        return None
    longest = min(BACKOFF_CAP, BACKOFF_BASE * 2**auto_retries_used)
    return timedelta(seconds=max(uniform(0, longest), retry_after or 0))
