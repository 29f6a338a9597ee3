"""What staff see: jobs with their history, to look at and to retry. Nothing here changes a row but by a service."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from analysis import services
from analysis.admin import batches, overview
from analysis.admin.filters import AttemptFilter, CauseFilter, ErrorCodeFilter, WaitingFilter
from analysis.admin.retry import retry_jobs
from analysis.failures import title_of
from analysis.models import AnalysisJob, Attempt, Batch, Upload
from analysis.states import STEPS, Status
from profiles.read_only import ReadOnly

if TYPE_CHECKING:
    _JobAdmin = admin.ModelAdmin[AnalysisJob]
    _AttemptInline = admin.TabularInline[Attempt, AnalysisJob]
else:
    _JobAdmin = admin.ModelAdmin
    _AttemptInline = admin.TabularInline

admin.site.site_header = admin.site.site_title = "Second Look"
admin.site.index_title = "Operations"


def _time_of(field: str, description: str) -> Callable[[Any, AnalysisJob], str]:
    """A column that shows the time in this field, in UTC."""

    @admin.display(description=description, ordering=field)
    def show(_: Any, job: AnalysisJob) -> str:
        return _time(getattr(job, field)) or "–"

    return show


class AttemptInline(_AttemptInline):
    model = Attempt
    fields = ("number", "asked", "ran", "from_step", "result", "took", "cost")
    readonly_fields = fields
    verbose_name_plural = "history"
    extra = 0
    can_delete = False
    show_change_link = True
    ordering = ["-number"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Attempt]":
        return super().get_queryset(request).select_related("actor")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see a job may see its history."""
        return request.user.has_perm("analysis.view_analysisjob") or request.user.has_perm(
            "analysis.change_analysisjob"
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="asked for")
    def asked(self, attempt: Attempt) -> str:
        who = attempt.actor or ("" if attempt.by_person else "by itself")
        past = ", past the limit" if attempt.forced else ""
        why = f": {attempt.reason}" if attempt.reason else ""
        return f"{_time(attempt.created_at)} {who} ({attempt.get_source_display()}{past}){why}"

    @admin.display(description="ran")
    def ran(self, attempt: Attempt) -> str:
        return f"{_time(attempt.started_at)} – {_end(attempt)}" if attempt.started_at else ""

    @admin.display(description="outcome")
    def result(self, attempt: Attempt) -> SafeString | str:
        if attempt.error_code:
            where = f"{attempt.failed_step}: " if attempt.failed_step else ""
            return format_html("{}<strong>{}</strong><br>{}", where, attempt.error_code, attempt.error)
        return attempt.outcome or ("runs" if attempt.started_at else "waits")

    @admin.display(description="took")
    def took(self, attempt: Attempt) -> str:
        seconds = attempt.step_seconds
        parts = [f"{step} {seconds[step]:.2f} s" for step in STEPS if step in seconds]
        total = "" if attempt.seconds is None else f"{attempt.seconds:.1f} s"
        return f"{total} ({', '.join(parts)})" if parts else total

    @admin.display(description="tokens in / out")
    def cost(self, attempt: Attempt) -> str:
        return "" if attempt.input_tokens is None else f"{attempt.input_tokens} / {attempt.output_tokens}"


@admin.register(AnalysisJob)
class AnalysisJobAdmin(_JobAdmin):
    change_list_template = "admin/analysis/analysisjob/change_list.html"
    change_form_template = "admin/analysis/analysisjob/change_form.html"
    list_display = ["job_id", "state", "file", "user", "error", "attempt", "created", "ended"]
    list_filter = [
        "status",
        ErrorCodeFilter,
        CauseFilter,
        WaitingFilter,
        ("created_at", admin.DateFieldListFilter),
        ("completed_at", admin.DateFieldListFilter),
        AttemptFilter,
    ]
    search_fields = ["job_id__startswith", "user__username__istartswith", "upload__filename__istartswith"]
    search_help_text = "By job id, user name or file name."
    ordering = ["-created_at", "-pk"]
    list_select_related = ["user", "upload"]
    list_per_page = 50
    show_full_result_count = False
    actions = [retry_jobs, batches.delete_selected]
    inlines = [AttemptInline]
    fieldsets = [
        (None, {"fields": ["job_id", "state", "message", "user", "file", "created", "ended"]}),
        ("Work", {"fields": ["attempt", "progress", "current_step", "queued", "lease_ends", "updated"]}),
        ("Retries", {"fields": ["retries_used", "auto_retries_used", "retries_itself"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path(f"{name}/", self.admin_site.admin_view(view), {"model_admin": self}, name=f"analysis_{name}")
            for name, view in overview.PAGES.items()
        ]
        for route, view, name in (
            ("batches/<uuid:batch_id>/", batches.show, "analysis_batch_page"),
            ("batches/<uuid:batch_id>/stop/", batches.stop, "analysis_stop_batch"),
        ):
            pages.append(path(route, self.admin_site.admin_view(view), {"model_admin": self}, name=name))
        return [*pages, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [str(name) for _, options in self.fieldsets for name in options["fields"]]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Jobs"})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever may change jobs may retry them. Nobody may save a row that workers write as well."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        context: dict[str, Any] = dict.fromkeys(["show_save", "show_save_and_continue"], False)
        context |= {"title": "Job", "subtitle": None, "may_retry": self._may_retry(request, object_id)}
        return super().change_view(request, object_id, form_url, context)

    def _may_retry(self, request: HttpRequest, object_id: str) -> bool:
        job = self.get_object(request, object_id)
        return (
            job is not None
            and self.has_change_permission(request, job)
            and (services.verdict_for(job, force=True).allowed or bool(services.remedies_of(job, force=True)))
        )

    @admin.display(description="status", ordering="status")
    def state(self, job: AnalysisJob) -> SafeString:
        text = job.status
        if job.status == Status.PROCESSING:
            text = f"{text} {job.current_step}, {job.progress} %"
        return format_html('<span class="state {}">{}</span>', job.status, text)

    @admin.display(description="error", ordering="error_code")
    def error(self, job: AnalysisJob) -> str:
        if not job.error_code:
            return ""
        title = title_of(job.error_code)
        return f"{title} ({job.current_step})" if job.current_step else title

    @admin.display(description="error message")
    def message(self, job: AnalysisJob) -> str:
        return str(job.error or "")

    @admin.display(description="retries left", ordering="retries_used")
    def retries_left(self, job: AnalysisJob) -> int:
        return services.retries_left(job)

    created = _time_of("created_at", "created")
    ended = _time_of("completed_at", "ended")
    queued = _time_of("queued_at", "current attempt queued")
    lease_ends = _time_of("lease_expires_at", "lease ends")
    updated = _time_of("updated_at", "updated")
    retries_itself = _time_of("next_retry_at", "retries by itself at")

    @admin.display(description="file")
    def file(self, job: AnalysisJob) -> str:
        return job.upload.filename if job.upload else "deleted"


@admin.register(Attempt)
class AttemptAdmin(ReadOnly):
    list_display = [
        "job",
        "number",
        "source",
        "actor",
        "from_step",
        "outcome",
        "error_code",
        "created_at",
        "finished_at",
    ]
    list_display_links = ["number"]
    list_filter = ["outcome", "source", "forced", "engine", ("created_at", admin.DateFieldListFilter)]
    search_fields = ["job__job_id__startswith", "actor__username__istartswith"]
    search_help_text = "By job id, or by the name of whoever asked for it."
    ordering = ["-pk"]
    list_select_related = ["job", "actor"]
    show_full_result_count = False


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    """What is known of a file; the file itself is its owner's alone."""

    list_display = ["filename", "user", "kind", "size", "created_at"]
    list_filter = ["kind", ("created_at", admin.DateFieldListFilter)]
    search_fields = ["filename", "user__username__istartswith"]
    list_select_related = ["user"]
    show_full_result_count = False
    fields = ["filename", "user", "kind", "size", "sha256", "created_at", "jobs"]
    readonly_fields = ["jobs"]

    @admin.display(description="jobs")
    def jobs(self, upload: Upload) -> SafeString | str:
        url = reverse("admin:analysis_analysisjob_changelist")
        links = [
            format_html('<a href="{}{}/change/">{}</a> ({})', url, job.pk, job.job_id, job.status)
            for job in upload.jobs.newest_first()[:20]
        ]
        return SafeString("<br>".join(links))


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    """What was asked for of many jobs at once."""

    list_display = ["created_at", "deed", "actor", "total", "done", "finished_at", batches.link_to]
    list_display_links = None
    list_filter = ["deed", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["actor"]
    show_full_result_count = False
    fields = [
        "deed",
        "actor",
        "source",
        "asked",
        "total",
        "done",
        "refused",
        "created_at",
        "finished_at",
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Batch]":
        return super().get_queryset(request).defer("keys")


def _time(time: datetime | None) -> str:
    return "" if time is None else f"{time:%-d %b %Y, %H:%M:%S}"


def _end(attempt: Attempt) -> str:
    """When it ended; the day is said only where it is another one than that of its start."""
    start, end = attempt.started_at, attempt.finished_at
    return f"{end:%H:%M:%S}" if start and end and start.date() == end.date() else _time(end)
