"""Stop and delete one job."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from analysis import services
from analysis.services import NotFound
from analysis.web.job_row import Row
from analysis.web.views.common import by_htmx, changes, is_job_page, job_answer, job_gone, jobs_of, page, user_of


@page("POST")
def stop(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop a job that waits or runs, or the automatic retry that a failed one waits for."""
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        return job_gone(request, job_id)
    user, waits = user_of(request), job.next_retry_at is not None
    if job.is_active and services.cancel_job(user=user, job_id=job.job_id):
        return job_answer(request, job_id, gettext("%(file)s: stopped."))
    if services.stop_waiting(user=user, job_id=job.job_id) and waits:
        return job_answer(request, job_id, gettext("%(file)s: automatic retry stopped."))
    return job_answer(request, job_id, gettext("%(file)s: had ended already."))


@page("GET", "POST")
def delete(request: HttpRequest, job_id: str) -> HttpResponse:
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        return job_gone(request, job_id)
    row = Row(job)
    if request.method == "GET":
        context = {
            "title": gettext("Delete this analysis?"),
            "subject": row.name,
            "text": gettext("Its profile and its history will be gone for good. The uploaded file stays."),
            "verb": gettext("Delete analysis"),
            "action": request.path,
        }
        return render(request, "_confirm.html" if by_htmx(request) else "confirm.html", context)
    try:
        services.delete_job(user=user_of(request), job_id=job.job_id)
    except NotFound:
        return job_gone(request, job_id)
    said = gettext("%(file)s: analysis deleted.") % {"file": row.name}
    if by_htmx(request):
        # The card is sent anew without the row; where there is none, the row itself goes.
        uploads = [job.upload_id] if job.upload_id and not is_job_page(request) else []
        return changes(request, upload_ids=uploads, gone=[] if uploads else [f"job-{job_id}"], said=[said])
    messages.success(request, said)
    return redirect("profile")
