"""The original beside its profile: pictures of a PDF's pages, or the lines of a file without pages; what of them is in
no field is shaded."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from analysis.document import Document
from analysis.extract.kinds import Kind
from analysis.models import AnalysisJob
from analysis.services import Remedy
from analysis.states import Step

# Pages of the original that are shown beside a profile.
MOST_PAGES = 12
# Lines of a file without pages that are shown; a résumé has a hundred.
MOST_LINES = 600


@dataclass(frozen=True, slots=True)
class Shade:
    """The box of a line on its page, in points, that is in no field, or not whole."""

    x: float
    y: float
    width: float
    height: float
    partly: bool


@dataclass(slots=True)
class OriginalPage:
    number: int
    width: float
    height: float
    shades: list[Shade] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OriginalLine:
    number: int
    text: str
    role: str
    unplaced: bool
    partly: bool


@dataclass(frozen=True)
class Original:
    job: AnalysisJob

    def _is_locked(self) -> bool:
        """Whether the file was opened with a password, which is kept nowhere: its pages can't be drawn."""
        of_file = self.job.attempts.filter(remedy__in=[Remedy.PASSWORD, Remedy.REPLACE]).order_by("-number")
        return of_file.values_list("remedy", flat=True).first() == Remedy.PASSWORD

    @cached_property
    def pages(self) -> list[OriginalPage]:
        """The pages of a PDF that is still stored."""
        upload = self.job.upload
        if upload is None or upload.kind != Kind.PDF or not upload.is_at_hand or self._is_locked():
            return []
        kept = self.job.checkpoints.filter(step=Step.EXTRACT).values_list("output__pages", flat=True).first() or []
        sized = [page for page in kept if page["width"] > 0 and page["height"] > 0]
        return [
            OriginalPage(page["number"], page["width"], page["height"], self._shades(page["number"]))
            for page in sized[:MOST_PAGES]
        ]

    @cached_property
    def lines(self) -> list[OriginalLine]:
        """The lines of a file that has no pages."""
        upload = self.job.upload
        if upload is None or upload.kind == Kind.PDF:
            return []
        kept = self.job.checkpoints.filter(step=Step.EXTRACT).first()
        if kept is None:
            return []
        lines = Document.from_json(kept.output).lines[:MOST_LINES]
        shaded = {line["line"]: line for line in self._unplaced}
        return [
            OriginalLine(number, line.text, line.role, number in shaded, _is_partly(shaded.get(number)))
            for number, line in enumerate(lines)
            if line.text
        ]

    @property
    def _unplaced(self) -> list[dict[str, Any]]:
        return list(self.job.profile.placement.get("unplaced", [])) if self.job.profile else []

    def _shades(self, number: int) -> list[Shade]:
        found = [line for line in self._unplaced if line["page"] == number and line["box"]]
        return [Shade(x0, y0, x1 - x0, y1 - y0, _is_partly(line)) for line in found for x0, y0, x1, y1 in [line["box"]]]


def _is_partly(line: dict[str, Any] | None) -> bool:
    return line is not None and line["rest"] != line["text"]
