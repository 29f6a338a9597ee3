"""Two pages of the admin: how the work goes and has gone, and why jobs are failed, with a retry for each cause."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from analysis import services
from analysis.admin import charts
from analysis.admin.charts import Chart, Value
from analysis.failures import title_of
from analysis.models import AnalysisJob, Breaker, Source
from analysis.monitoring import causes, health, liveness, statistics
from analysis.monitoring.statistics import RETRY_BOUNDS
from analysis.states import Status

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[AnalysisJob]
else:
    ModelAdmin = admin.ModelAdmin
Page = Callable[[HttpRequest, ModelAdmin], HttpResponse]

# Running attempts and reasons that are listed; more would be a list of their own.
MOST_RUNNING = 15
MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class Range:
    """How far the plots look back, and how finely."""

    name: str
    label: str
    unit: str
    periods: int
    format: str

    @property
    def span(self) -> timedelta:
        return timedelta(hours=self.periods) if self.unit == "hour" else timedelta(days=self.periods)


RANGES = (
    Range("day", "24 hours", "hour", 24, "%H:%M"),
    Range("fortnight", "14 days", "day", 14, "%-d %b"),
)


@dataclass(frozen=True, slots=True)
class Plot:
    """One of the design's four metrics. `headline` says what the chart comes to; `note` what is counted."""

    title: str
    headline: str
    note: str
    chart: Chart


@require_safe
def overview(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    _require_view(request, model_admin)
    chosen = next((each for each in RANGES if each.name == request.GET.get("range")), RANGES[0])
    context = (
        _page(request, model_admin, "Overview")
        | _live()
        | {
            "plots": _plots(chosen),
            "ranges": RANGES,
            "chosen": chosen,
        }
    )
    return render(request, "admin/analysis/overview.html", context)


@require_safe
def live(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """The part of the overview that is asked for every few seconds."""
    _require_view(request, model_admin)
    return render(request, "admin/analysis/_live.html", _live())


@require_safe
def by_cause(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    _require_view(request, model_admin)
    context = _page(request, model_admin, "Failed jobs by cause") | {
        "causes": causes.causes(AnalysisJob.objects.all()),
        "may_retry": model_admin.has_change_permission(request),
        "breakers": Breaker.objects.filter(closed_at=None),
        "today": timezone.now().date(),
    }
    return render(request, "admin/analysis/causes.html", context)


@require_safe
def near_limits(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Who keeps or has under way so much that a limit is near."""
    _require_view(request, model_admin)
    context = _page(request, model_admin, "Near a limit") | {
        "people": services.near_a_limit(),
        "per_minute": {
            "uploads": settings.UPLOADS_PER_MINUTE,
            "analyses": settings.ANALYSES_PER_MINUTE,
            "retries": settings.ANALYSIS_RETRIES_PER_MINUTE,
        },
    }
    return render(request, "admin/analysis/limits.html", context)


# Path below the list of jobs → page; its name is `analysis_` and the path.
PAGES: dict[str, Page] = {"overview": overview, "overview/live": live, "causes": by_cause, "limits": near_limits}


def _require_view(request: HttpRequest, model_admin: ModelAdmin) -> None:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied


def _page(request: HttpRequest, model_admin: ModelAdmin, title: str) -> dict[str, Any]:
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
    }


def _live() -> dict[str, Any]:
    running = (
        AnalysisJob.objects.filter(status=Status.PROCESSING).select_related("user", "upload").order_by("queued_at")
    )
    now = statistics.present()
    return {
        "now": now,
        "retry_enabled": settings.ANALYSIS_RETRY_ENABLED,
        "failed_total": sum(now.failed.values()),
        "depth": services.queue_depth(),
        "clusters": liveness.living_clusters(),
        "workers": liveness.live_workers(),
        "free": health.free_workers(),
        "checks": health.troubles(),
        "strays": services.stray_files(),
        "breakers": [(breaker, title_of(breaker.error_code)) for breaker in Breaker.objects.filter(closed_at=None)],
        "running": running[:MOST_RUNNING],
        "asked_at": datetime.now(UTC),
    }


def _plots(chosen: Range) -> list[Plot]:
    retries = statistics.retries(chosen.span)
    periods = statistics.periods(chosen.unit, chosen.periods)
    return [_recovery(periods, chosen), _reasons(retries.by_reason), _delays(retries), _outcomes(periods, chosen)]


def _recovery(periods: list[statistics.Period], chosen: Range) -> Plot:
    values = [
        Value(period.start.strftime(chosen.format), (period.jobs_completed, period.jobs_failed)) for period in periods
    ]
    completed, failed = (sum(value.parts[part] for value in values) for part in (0, 1))
    return Plot(
        "Recovery",
        _share(completed, completed + failed, "of retried jobs ended completed"),
        "Each job once, when its latest attempt ended.",
        charts.bars(values, ["completed", "failed"]),
    )


def _reasons(reasons: dict[str, int]) -> Plot:
    ordered = sorted(reasons.items(), key=lambda item: -item[1])
    values = [Value(title_of(code), (count,)) for code, count in ordered[:MOST_REASONS]]
    headline = f"{values[0].label} comes first" if values else "Nothing was retried"
    note = "What the attempt before each retry had failed with."
    return Plot("Reasons", headline, note, charts.rows(values, ["retries"]))


def _delays(retries: statistics.Retries) -> Plot:
    people = statistics.Histogram(RETRY_BOUNDS)
    for source, found in retries.delay.items():
        if Source(source).by_person:
            people.add(found.below, found.count, found.sum)
    labels = [f"≤ {_span(bound)}" for bound in RETRY_BOUNDS] + ["longer"]
    values = [Value(label, (count,)) for label, count in zip(labels, people.between, strict=True)]
    bounds = zip(RETRY_BOUNDS, people.below, strict=True)
    half = next((_span(bound) for bound, below in bounds if 2 * below >= people.count), "more than a day")
    headline = f"Half of them within {half}" if people.count else "Nobody retried anything"
    return Plot(
        "Time to retry",
        headline,
        "From a failure to somebody's retry; automatic retries are left out.",
        charts.bars(values if people.count else [], ["retries"]),
    )


def _outcomes(periods: list[statistics.Period], chosen: Range) -> Plot:
    values = [
        Value(period.start.strftime(chosen.format), (period.attempts_completed, period.attempts_failed))
        for period in periods
    ]
    completed, failed = (sum(value.parts[part] for value in values) for part in (0, 1))
    return Plot(
        "Outcomes",
        _share(completed, completed + failed, "of retried attempts completed"),
        "Each attempt but a job's first.",
        charts.bars(values, ["completed", "failed"]),
    )


def _share(part: float, whole: float, of_what: str) -> str:
    return f"{part / whole:.0%} {of_what} ({part:g} of {whole:g})" if whole else "No retry ended"


def _span(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} s"
