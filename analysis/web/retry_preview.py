"""What the retry dialog says a retry will do, by the rule that does it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from analysis import services
from analysis.models import AnalysisJob
from analysis.services import FROM_THE_BEGINNING, Remedy
from analysis.states import Status, Step
from analysis.web.job_row import Row
from analysis.web.remedies import Language, Option, ocr_languages

# Characters of what was read that the dialog shows, where nothing was recognised in it.
EXCERPT = 1200


@dataclass(frozen=True, slots=True)
class Beginning:
    """A step at which a retry can begin. `kept_at` is when the output was made that it reuses."""

    step: Step
    kept_at: datetime | None
    chosen: bool


@dataclass(frozen=True)
class Preview:
    """The dialog of one job. `refused` is why the last press did nothing, `asked` the remedy that it asked for."""

    row: Row
    refused: str = ""
    asked: str = ""

    @property
    def job(self) -> AnalysisJob:
        return self.row.job

    @property
    def beginnings(self) -> list[Beginning]:
        """The steps at which the retry can begin. The one that does nothing again that went well is chosen."""
        kept = dict(self.job.checkpoints.values_list("step", "created_at"))
        chosen = services.suggested_step(self.job)
        steps = services.startable_steps(self.job)
        before = [None, *(kept.get(step) for step in Step)]
        return [Beginning(step, before[index], step is chosen) for index, step in enumerate(Step) if step in steps]

    @property
    def options(self) -> list[Option]:
        """The ways to go on. A failure that would come back offers its remedies alone. A passing one offers a mere
        retry first, unless that would meet a cause that fails for everybody.
        """
        remedies: list[str] = [*self.row.remedies]
        if remedies and not self.row.is_lasting:
            remedies = [*remedies, ""] if self.row.is_paused else ["", *remedies]
        chosen = self.asked if self.asked in remedies else next(iter(remedies), "")
        return [Option(remedy, remedy == chosen) for remedy in remedies]

    @property
    def chooses_step(self) -> bool:
        """Whether a person may choose where to begin: not where every way reads the file anew."""
        return not self.options or any(option.remedy not in FROM_THE_BEGINNING for option in self.options)

    @property
    def can_repeat(self) -> bool:
        """Whether the same again is offered one step behind the remedies."""
        return self.row.is_lasting and bool(self.row.remedies) and self.row.verdict.allowed

    @property
    def repeats(self) -> str:
        """What the same again is called: a document in which nothing was recognised is kept as it was read."""
        keep = self.job.error_code == "not_a_resume"
        return gettext("Keep it as it is") if keep else gettext("Try again as it is")

    @property
    def languages(self) -> list[Language]:
        return ocr_languages() if Remedy.OCR in self.row.remedies else []

    @property
    def excerpt(self) -> str:
        """The beginning of what was read, where a person has to judge it."""
        if self.job.error_code != "not_a_resume":
            return ""
        kept = self.job.checkpoints.filter(step=Step.EXTRACT).first()
        text = services.text_of(kept) if kept else ""
        return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()} …"

    @property
    def left_after(self) -> int:
        return max(0, self.row.retries_left - 1)

    @property
    def next_attempt(self) -> int:
        return self.job.attempt + 1

    @property
    def queued_row(self) -> Row:
        """The row as it will be, for a script to show before the answer has come."""
        ahead = AnalysisJob(
            pk=self.job.pk,
            job_id=self.job.job_id,
            user_id=self.job.user_id,
            upload=self.job.upload,
            status=Status.QUEUED,
            attempt=self.next_attempt,
            created_at=self.job.created_at,
        )
        return Row(ahead)
