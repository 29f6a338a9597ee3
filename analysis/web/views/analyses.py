"""All analyses of one upload: a page of its own, or the next ones for a script that appends them to the card."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from analysis.cursors import BadCursor, after, cursor_of
from analysis.models import AnalysisJob
from analysis.web.job_row import rows_of
from analysis.web.listing import MORE_AT_ONCE, Pace
from analysis.web.views.common import by_htmx, jobs_of, page, user_of


@page("GET", "HEAD")
def analyses(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The newest, or those behind the place that `after` names."""
    upload = user_of(request).uploads.filter(pk=upload_id).first()
    if upload is None:
        raise Http404
    jobs = jobs_of(request).filter(upload=upload).newest_first()
    if cursor := request.GET.get("after", ""):
        try:
            found = list(after(jobs, cursor)[: MORE_AT_ONCE + 1])
        except BadCursor:
            raise Http404 from None
    else:
        found = list(jobs[: MORE_AT_ONCE + 1])
    shown, more = found[:MORE_AT_ONCE], len(found) > MORE_AT_ONCE
    context = {
        "upload": upload,
        "rows": rows_of(shown),
        "next": cursor_of(shown[-1]) if more else "",
        "total": jobs.count(),
        "pace": Pace.of(AnalysisJob.objects.filter(pk__in=[job.pk for job in shown])),
    }
    return render(request, "_analyses.html" if by_htmx(request) else "analyses.html", context)
