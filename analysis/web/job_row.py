"""What a page says of a job: its state in words, and what may be done about it by the rule that acts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext

from analysis import services
from analysis.failures import kind_of
from analysis.models import AnalysisJob, Attempt, Outcome, Source, Upload
from analysis.services import Refusal, Verdict
from analysis.states import Status, Step
from analysis.web import remedies
from analysis.web.words import SOURCE_WORDS, STATUS_ICONS, STATUS_WORDS, STEP_WORDS, in_words, refusal_words
from profiles.editing.placing import is_understood

# Paused cause → the time of its next test, None while one is under way.
Pauses = Mapping[str, datetime | None]


@dataclass(frozen=True)
class Row:
    """One job on a page. `place` is its place in line, 0 where it stands in none; `pauses` are the causes whose
    automatic retries are paused, each with the time of its next test; `now` is the time on the database's clock, by
    which the job's own times were written.
    """

    job: AnalysisJob
    place: int = 0
    pauses: Pauses = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    @property
    def is_live(self) -> bool:
        """Whether it may change by itself, so that the page has to ask after it."""
        return self.job.is_active or self.job.next_retry_at is not None

    @property
    def version(self) -> str:
        return version_of(self.job, self.place, self.pauses)

    @property
    def status(self) -> str:
        return str(STATUS_WORDS[Status(self.job.status)])

    @property
    def icon(self) -> str:
        return STATUS_ICONS[Status(self.job.status)]

    @property
    def step(self) -> str:
        return str(STEP_WORDS[Step(self.job.current_step or Step.EXTRACT)])

    @property
    def doing(self) -> str:
        """What goes on right now: the page that is being read, where that is known, or the step."""
        read, total = self.job.pages_read, self.job.pages_total
        if read is None or total is None:
            return self.step
        return gettext("Reading page %(number)s of %(total)s") % {"number": min(read + 1, total), "total": total}

    @property
    def name(self) -> str:
        """What the job is called to its owner: by its file."""
        return self.job.upload.filename if self.job.upload else gettext("Deleted file")

    @property
    def error_title(self) -> str:
        return gettext(kind_of(self.job.error_code).title)

    @property
    def error_message(self) -> str:
        """What happened, and what to do about it where the row offers that: nobody is told to retry who can't."""
        if self.job.error is None:
            return ""
        advised = self.may_retry if self.job.is_permanent else self.verdict.allowed
        said = in_words(self.job.error, advised=advised and self.job.next_retry_at is None)
        gone = self.verdict.refusal is Refusal.UPLOAD_GONE and self.job.error_code != "upload_missing"
        return f"{said} {gettext('The uploaded file is no longer there.')}" if gone else said

    @cached_property
    def verdict(self) -> Verdict:
        verdict = services.verdict_for(self.job)
        # A page stays as it is until its job changes, and this passes: the button stays, and says it when pressed.
        return Verdict() if verdict.refusal is Refusal.STORAGE_AWAY else verdict

    @cached_property
    def remedies(self) -> tuple[services.Remedy, ...]:
        return services.remedies_of(self.job, paused=self.pauses)

    @property
    def may_retry(self) -> bool:
        return self.verdict.allowed or bool(self.remedies)

    @property
    def is_lasting(self) -> bool:
        """Whether the same again would fail again, so that a retry takes a remedy."""
        return self.job.is_permanent or not self.verdict.allowed

    @property
    def retry_button(self) -> str:
        first = self.remedies[0] if self.is_lasting and self.remedies else None
        return str(remedies.BUTTONS[first]) if first else gettext("Retry")

    @property
    def why_not(self) -> str:
        """Why a failed job can't be retried, and what to do instead; "" where it can."""
        if self.verdict.refusal is None or self.remedies:
            return ""
        return refusal_words(self.verdict.refusal)

    @property
    def is_paused(self) -> bool:
        """Whether its automatic retry rests because its cause fails for everybody."""
        return _is_paused(self.job, self.pauses)

    @property
    def next_test(self) -> datetime | None:
        """When it is tested next whether that has passed; None while a test is under way."""
        return self.pauses.get(self.job.error_code or "")

    @property
    def may_ask_the_model(self) -> bool:
        """Whether this profile was made without the model, which is there again."""
        if self.job.status != Status.COMPLETED or not self.history or self.job.upload is None:
            return False
        did_without = self.history[0].attempt.remedy == services.Remedy.OFFLINE
        return did_without and services.model_is_available(services.pauses())

    @property
    def retries_left(self) -> int:
        return services.retries_left(self.job)

    @cached_property
    def history(self) -> list["AttemptRow"]:
        """The newest attempt first."""
        return [AttemptRow(attempt) for attempt in sorted(self.job.attempts.all(), key=lambda one: -one.number)]

    @property
    def started_at(self) -> datetime | None:
        """When the current attempt began to run."""
        return self.history[0].attempt.started_at if self.history else None

    @property
    def is_understood(self) -> bool:
        """Whether nothing of weight in its document was left out of the profile."""
        profile = self.job.profile
        return profile is None or is_understood(profile.placement, profile.placed)

    @property
    def last_run(self) -> Attempt | None:
        """The latest attempt that ran to its end."""
        return next((row.attempt for row in self.history if row.attempt.seconds is not None), None)

    @property
    def took(self) -> float | None:
        """Seconds that the current attempt took, once it has ended."""
        return self.history[0].attempt.seconds if self.history else None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One line of a job's history."""

    attempt: Attempt

    @property
    def outcome(self) -> str:
        if not self.attempt.outcome:
            return gettext("under way") if self.attempt.started_at else gettext("waiting")
        return gettext("completed") if self.attempt.outcome == Outcome.COMPLETED else gettext("failed")

    @property
    def state(self) -> str:
        """The status that decides its colour."""
        if self.attempt.outcome:
            return str(self.attempt.outcome)
        return str(Status.PROCESSING if self.attempt.started_at else Status.QUEUED)

    @property
    def how(self) -> str:
        """Who or what asked for it, and where."""
        words = str(SOURCE_WORDS[Source(self.attempt.source)])
        by_owner = self.attempt.actor_id in (None, self.attempt.job.user_id)
        if self.attempt.actor is None or by_owner:
            return words
        return gettext("by %(name)s, %(where)s") % {"name": self.attempt.actor.get_username(), "where": words}

    @property
    def from_step(self) -> str:
        """Where it began, if not at the beginning."""
        return "" if self.attempt.from_step == Step.EXTRACT else str(STEP_WORDS[Step(self.attempt.from_step)])

    @property
    def brought(self) -> str:
        return remedies.in_history(self.attempt)

    @property
    def error(self) -> str:
        """What happened. What to do about it is for the row to say, which knows what can be done now."""
        return in_words(self.attempt.error, advised=False) if self.attempt.error else ""


def rows_of(jobs: Iterable[AnalysisJob]) -> list[Row]:
    """The jobs as rows, with their places in line. Wants `upload` and `attempts__actor` fetched along."""
    jobs = list(jobs)
    places, pauses = places_of(jobs), pauses_of(jobs)
    Upload.look_for_files(job.upload for job in jobs if job.status == Status.FAILED)
    count_by_now = any(job.next_retry_at or job.status == Status.PROCESSING for job in jobs)
    now = services.database_time() if count_by_now else timezone.now()
    return [Row(job, places.get(job.pk, 0), pauses, now) for job in jobs]


def pauses_of(jobs: Collection[AnalysisJob]) -> Pauses:
    """The causes that are paused, asked for where one of these jobs waits to retry by itself."""
    return services.pauses() if any(job.next_retry_at for job in jobs) else {}


def _is_paused(job: AnalysisJob, pauses: Pauses) -> bool:
    return job.next_retry_at is not None and job.error_code in pauses


def places_of(jobs: Collection[AnalysisJob]) -> dict[int, int]:
    waiting = [job.pk for job in jobs if job.status == Status.QUEUED]
    return services.places_in_line(waiting) if waiting else {}


def version_of(job: AnalysisJob, place: int, pauses: Pauses) -> str:
    """What a row shows, in short: a page names the versions that it has, and is sent the rows that have another one.

    The part before the dash changes with the state alone, so that only that is announced.
    """
    waits = str(int(job.next_retry_at.timestamp())) if job.next_retry_at else "0"
    if _is_paused(job, pauses):
        test = pauses[job.error_code or ""]
        waits = f"p{int(test.timestamp()) if test else 0}"
    page = "" if job.pages_read is None else job.pages_read
    return f"{job.attempt}{job.status[0]}-{job.progress}{job.current_step[:2]}{page}-{place}-{waits}"


def state_of(version: str) -> str:
    return version.partition("-")[0]
