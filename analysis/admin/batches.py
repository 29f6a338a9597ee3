"""Batches in the admin: the page of one, the list of all, and the action that deletes many jobs as a batch."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from analysis import services
from analysis.models import AnalysisJob, Batch, JobQuerySet

if TYPE_CHECKING:
    JobAdmin = admin.ModelAdmin[AnalysisJob]
else:
    JobAdmin = admin.ModelAdmin
CONFIRMATION = "admin/analysis/analysisjob/delete_confirmation_of_many.html"


@require_safe
def show(request: HttpRequest, batch_id: UUID, model_admin: JobAdmin) -> HttpResponse:
    """How far a batch is; for a script only what changes of it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    batch = _found(batch_id)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{batch.get_deed_display()} {batch.total} job{'' if batch.total == 1 else 's'}",
        "opts": model_admin.opts,
        "standing": services.standing_of(batch),
        "batch": batch,
        "untouched": batch.untouched if batch.cancelled_at else 0,
        "here": request.path,
        "stop": reverse("admin:analysis_stop_batch", args=[batch_id]),
        "may_stop": _may_stop(request, model_admin, batch),
    }
    by_script = bool(getattr(request, "htmx", False))
    return render(request, "_batch.html" if by_script else "admin/analysis/batch.html", context)


@require_POST
def stop(request: HttpRequest, batch_id: UUID, model_admin: JobAdmin) -> HttpResponse:
    """Stop what of a batch is not yet begun."""
    batch = _found(batch_id)
    if not _may_stop(request, model_admin, batch):
        raise PermissionDenied
    services.cancel_batch(batch)
    messages.success(request, "Stopped. What had begun already goes on.")
    return page_of(batch)


@admin.action(description="Delete selected jobs", permissions=["delete"])
def delete_selected(modeladmin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """The action: first the question, then, when its form comes back, the batch. What came later is left alone."""
    until = _moment(request.POST.get("until", ""))
    if "confirmed" not in request.POST or until is None:
        return _question(modeladmin, request, queryset)
    if not isinstance(request.user, User):
        return None
    keys = list(queryset.filter(created_at__lte=until).order_by().values_list("pk", flat=True))
    batch = services.begin_deletion(keys, actor=request.user, with_files="with_files" in request.POST)
    services.work_at_once(batch)
    return page_of(batch)


def page_of(batch: Batch) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:analysis_batch_page", args=[batch.pk]))


def _question(modeladmin: Any, request: HttpRequest, jobs: JobQuerySet) -> TemplateResponse:
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Delete selected jobs",
        "opts": modeladmin.opts,
        "count": jobs.count(),
        "until": services.database_time().isoformat(),
        # As the list sent it: ids, or "all that match", which the address' query still says.
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "here": request.get_full_path(),
        "list": request.path,
    }
    return TemplateResponse(request, CONFIRMATION, context)


def _found(batch_id: UUID) -> Batch:
    batch = Batch.objects.filter(pk=batch_id).select_related("actor").first()
    if batch is None:
        raise Http404
    return batch


def _may_stop(request: HttpRequest, model_admin: JobAdmin, batch: Batch) -> bool:
    if batch.deed == Batch.Deed.DELETE:
        return model_admin.has_delete_permission(request)
    return model_admin.has_change_permission(request)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


@admin.display(description="page")
def link_to(batch: Batch) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("admin:analysis_batch_page", args=[batch.pk]), batch.pk)
