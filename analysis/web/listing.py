"""The uploads of a user as the profile page lists them: cards with their jobs, counts, filters, how often to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from analysis import services
from analysis.cursors import BadCursor, after, before, cursor_of
from analysis.extract.kinds import Kind
from analysis.models import AnalysisJob, JobQuerySet, Upload
from analysis.states import ACTIVE, Status
from analysis.web.job_row import Row, rows_of

PAGE_SIZE = 20
# Analyses that a card shows; the others come when they are asked for, so many at a time.
SHOWN_AT_ONCE, MORE_AT_ONCE = 6, 30
# What a filter is called, and the statuses of a current job that it lets through.
FILTERS = {
    "": (gettext_lazy("All"), frozenset(Status)),
    "running": (gettext_lazy("Running"), ACTIVE),
    "failed": (gettext_lazy("Failed"), frozenset({Status.FAILED})),
    "completed": (gettext_lazy("Completed"), frozenset({Status.COMPLETED})),
}
ENDINGS: dict[str, str] = {Kind.MARKDOWN: "md", Kind.TEXT: "txt"}
# Jobs that may change by themselves.
LIVE = Q(status__in=list(ACTIVE)) | Q(next_retry_at__isnull=False)
# Seconds between two questions, by the seconds since something last happened.
PACES = ((10, 1), (60, 2), (300, 5))
SLOWEST = 15


@dataclass(frozen=True)
class Card:
    """An upload with its current job and, behind it, the newest of the earlier ones; `total` are all of its jobs."""

    upload: Upload
    rows: list[Row]
    total: int = 0
    # The upload in whose place on the page this one comes.
    in_place_of: int | None = None

    @property
    def current(self) -> Row | None:
        return self.rows[0] if self.rows else None

    @property
    def kind(self) -> str:
        """The kind of file as its usual ending."""
        return ENDINGS.get(self.upload.kind, self.upload.kind).upper()

    @property
    def earlier(self) -> list[Row]:
        return self.rows[1:]

    @property
    def earlier_total(self) -> int:
        return max(self.total, len(self.rows)) - 1

    @property
    def older(self) -> str:
        """Where the list of its analyses goes on behind the shown ones, "" where there are no more."""
        return cursor_of(self.rows[-1].job) if self.total > len(self.rows) > 0 else ""


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    count: int
    # What stands behind the list's address: a search goes along with a change of filter.
    address: str


@dataclass(frozen=True)
class Listing:
    """What is shown of a user's uploads: those whose current job `show` lets through, named like `query`."""

    user: User
    show: str = ""
    query: str = ""
    # The cursor of the last card of the page before; "" for the first page.
    after: str = ""

    @cached_property
    def counts(self) -> dict[str, int]:
        """Status of the current job → uploads that are named like the query; in one query."""
        found = self._named().values_list("current").annotate(number=Count("pk")).order_by()
        return {status or "": number for status, number in found}

    @property
    def filters(self) -> list[Filter]:
        def count(statuses: Iterable[str]) -> int:
            return sum(self.counts.get(status, 0) for status in statuses)

        total = sum(self.counts.values())
        return [
            Filter(name, str(label), count(statuses) if name else total, _address(name, self.query))
            for name, (label, statuses) in FILTERS.items()
        ]

    @cached_property
    def may_be_retried(self) -> int:
        """How many of the failed jobs a retry of all would queue, by the rule that acts; 0 where only one is failed."""
        failed, to_retry = services.numbers_to_retry(self.user.jobs.all())
        return to_retry if failed > 1 else 0

    @cached_property
    def total(self) -> int:
        """How many uploads there are under this filter and search."""
        shown = FILTERS[self.show][1]
        return sum(number for status, number in self.counts.items() if status in shown or not self.show)

    @cached_property
    def behind(self) -> int:
        """How many of them stand before the first card of this page."""
        return before(self._found(), self._place).count() if self._place else 0

    @property
    def first(self) -> int:
        return self.behind + 1

    @property
    def last(self) -> int:
        return self.behind + len(self.cards)

    @property
    def next(self) -> str:
        """The cursor of the next page; "" on the last one."""
        return cursor_of(self._page[PAGE_SIZE - 1]) if len(self._page) > PAGE_SIZE else ""

    @property
    def rest_of_address(self) -> str:
        """What stands behind the cursor in an address, so that filter and search go along."""
        rest = _address(self.show, self.query).lstrip("?")
        return f"&{rest}" if rest else ""

    @cached_property
    def cards(self) -> list[Card]:
        return _cards(self._page[:PAGE_SIZE])

    @property
    def pace(self) -> "Pace":
        """How often the page that shows this asks."""
        shown = [row.job.pk for card in self.cards for row in card.rows] + [row.job.pk for row in self.orphans]
        return Pace.of(AnalysisJob.objects.filter(pk__in=shown))

    @cached_property
    def orphans(self) -> list[Row]:
        """Jobs whose upload is gone, on the first page only."""
        if self.show or self.query or self._place:
            return []
        jobs = self.user.jobs.filter(upload=None).select_related("profile", "upload").newest_first()
        return rows_of(jobs.prefetch_related("attempts__actor"))

    @cached_property
    def _place(self) -> str:
        """`after`, where that is a cursor that a list has given out."""
        try:
            before(self._uploads(), self.after)
        except BadCursor:
            return ""
        return self.after

    @cached_property
    def _page(self) -> list[Upload]:
        """The uploads of this page and the first of the next one."""
        found = self._found().order_by("-created_at", "-id")
        if self._place:
            found = after(found, self._place)
        return list(found.prefetch_related(_jobs())[: PAGE_SIZE + 1])

    def _found(self) -> QuerySet[Any]:
        uploads = self._named()
        return uploads.filter(current__in=list(FILTERS[self.show][1])) if self.show else uploads

    def _named(self) -> QuerySet[Any]:
        uploads = self._uploads()
        return uploads.filter(filename__icontains=self.query) if self.query else uploads

    def _uploads(self) -> QuerySet[Any]:
        """The user's uploads, each with the status of its `current` job."""
        newest = AnalysisJob.objects.filter(upload=OuterRef("pk")).newest_first()
        uploads = Upload.objects.filter(user=self.user).annotate(current=Subquery(newest.values("status")[:1]))
        # A file whose place another has taken is shown with the job that did so, in its history.
        return uploads.exclude(superseded_in__isnull=False, current=None)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a page asks what changed: `seconds`, 0 where nothing can change by itself."""

    seconds: int

    @classmethod
    def of(cls, jobs: JobQuerySet) -> Self:
        """How often to ask about these jobs: often while the live ones move, less the longer nothing happens."""
        live = jobs.filter(LIVE).order_by("-updated_at")
        quiet = live.values_list(Now() - F("updated_at"), flat=True).first()
        if quiet is None:
            return cls(0)
        return cls(next((pace for limit, pace in PACES if quiet < timedelta(seconds=limit)), SLOWEST))


def _address(show: str, query: str) -> str:
    given = urlencode({name: value for name, value in (("show", show), ("q", query)) if value})
    return f"?{given}" if given else ""


def card_of(user: User, upload_id: int) -> Card:
    """One upload's card. Raises Upload.DoesNotExist."""
    return _cards([Upload.objects.prefetch_related(_jobs()).get(user=user, pk=upload_id)])[0]


def _jobs() -> "Prefetch[str, QuerySet[AnalysisJob], str]":
    jobs = AnalysisJob.objects.select_related("profile").defer("profile__evidence").newest_first()
    jobs = jobs.prefetch_related("attempts__actor")
    return Prefetch("jobs", queryset=jobs[:SHOWN_AT_ONCE], to_attr="newest_jobs")


def _cards(uploads: list[Upload]) -> list[Card]:
    rows = rows_of(job for upload in uploads for job in upload.newest_jobs)  # type: ignore[attr-defined]
    by_upload: dict[int | None, list[Row]] = {}
    for row in rows:
        by_upload.setdefault(row.job.upload_id, []).append(row)
    counted = AnalysisJob.objects.filter(upload__in=uploads).order_by().values_list("upload").annotate(Count("pk"))
    totals: dict[int | None, int] = dict(counted)
    return [Card(upload, by_upload.get(upload.pk, []), totals.get(upload.pk, 0)) for upload in uploads]
