"""What can be done to a job on a page, and what a page asks while jobs run. A refusal has its answer in one place."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from analysis import services
from analysis.errors import answer
from analysis.jobs.retry_policy import Refusal
from analysis.models import AnalysisJob, Checkpoint, JobQuerySet, Source
from analysis.services import NotFound, RetryRefused
from analysis.states import Status, Step
from analysis.web import job_row
from analysis.web.job_row import Row, rows_of, state_of, version_of
from analysis.web.listing import Pace
from analysis.web.views.common import by_htmx, changes, is_job_page, jobs_of, no_longer_there, own_job, page, user_of

# A page that shows more jobs than this asks after the first ones only.
MOST_ASKED = 200
# Where more rows changed than this, the whole page is shown anew instead.
MOST_SENT = 40
# A job and the version of its row that a page has.
SEEN = re.compile(r"(?P<job_id>job_[0-9a-z]{1,28})~(?P<version>[^~]*)")


@page("GET")
def poll(request: HttpRequest) -> HttpResponse:
    """The rows that differ from those that the page has; 204, before any template, where none does."""
    asked = [SEEN.fullmatch(item) for item in request.GET.getlist("seen")[:MOST_ASKED]]
    seen = {found["job_id"]: found["version"] for found in asked if found}
    now = _versions(request, seen)
    gone = [job_id for job_id in seen if job_id not in now]
    changed = [job_id for job_id, (version, _) in now.items() if version != seen[job_id]]
    pace = _pace_by_turns(request) if "more" in request.GET else Pace.of(_asked(request, seen))
    if not changed and not gone and request.GET.get("every") == str(pace.seconds):
        return HttpResponse(status=204)
    if request.GET.get("page") == "job" and any(now[job_id][1] == Status.COMPLETED for job_id in changed):
        return HttpResponse(headers={"HX-Refresh": "true"})
    moved = [job_id for job_id in changed if state_of(now[job_id][0]) != state_of(seen[job_id])]
    rows_gone = [f"job-{job_id}" for job_id in gone]
    return changes(request, job_ids=changed, gone=rows_gone, said=_said(request, moved), pace=pace)


def _pace_by_turns(request: HttpRequest) -> Pace:
    """That of a page that has more rows than it could ask after: it has to ask on, though no job may be live by now."""
    pace = Pace.of(user_of(request).jobs.all())
    return pace if pace.seconds else Pace(1)


def _asked(request: HttpRequest, seen: dict[str, str]) -> JobQuerySet:
    return user_of(request).jobs.filter(job_id__in=list(seen))


def _versions(request: HttpRequest, seen: dict[str, str]) -> dict[str, tuple[str, str]]:
    jobs = list(_asked(request, seen))
    places = job_row.places_of(jobs)
    return {job.job_id: (version_of(job, places.get(job.pk, 0)), job.status) for job in jobs}


def _said(request: HttpRequest, job_ids: list[str]) -> list[str]:
    """What a screen reader is told: changes of state, and not each step of a bar."""
    moved = user_of(request).jobs.filter(job_id__in=job_ids).select_related("upload")
    return [f"{row.name}: {row.status}." for row in map(Row, moved)]


@dataclass(frozen=True)
class Preview:
    """What a retry of this job would do, by the rule that does it."""

    row: Row
    refused: str = ""

    @property
    def job(self) -> AnalysisJob:
        return self.row.job

    @property
    def can_reuse_text(self) -> bool:
        return services.verdict_for(self.job, from_step=Step.STRUCTURE).allowed

    @property
    def begins_at(self) -> Step:
        """What the dialog offers first: not to do again what went well."""
        return services.suggested_step(self.job)

    @property
    def kept_text(self) -> Checkpoint | None:
        return self.job.checkpoints.filter(step=Step.EXTRACT).first()

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


@page("GET", "POST")
def retry(request: HttpRequest, job_id: str) -> HttpResponse:
    """The dialog, or the page without a script, that says what a retry will do; and the retry itself."""
    if request.method == "GET":
        return _preview(request, job_id)
    attempt = request.POST.get("attempt", "")
    if attempt and not (attempt.isascii() and attempt.isdecimal() and len(attempt) < 10):
        return answer(request, 400, "Bad request", gettext("This form is damaged. Reload the page and try again."))
    try:
        services.retry_job(
            job_id=own_job(request, job_id).job_id,
            actor=user_of(request),
            source=Source.PAGE,
            attempt=int(attempt) if attempt else None,
            from_step=request.POST.get("from_step") or Step.EXTRACT,
        )
    except RetryRefused as refused:
        return _preview(request, job_id, refused=refused)
    except DatabaseError:
        return _preview(
            request, job_id, failed=gettext("The retry could not be started just now. Try again in a moment.")
        )
    return _done(request, job_id, gettext("%(file)s: queued for another attempt."))


def _preview(
    request: HttpRequest, job_id: str, *, refused: RetryRefused | None = None, failed: str = ""
) -> HttpResponse:
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        return _gone(request, job_id)
    reason = job_row.refusal_words(refused.refusal, refused.message) if refused else failed
    preview = Preview(rows_of([job])[0], refused=reason)
    status = _status(refused, failed)
    if by_htmx(request):
        stale = [job_id] if refused or not preview.row.verdict.allowed else []
        response = changes(request, job_ids=stale, template="_retry.html", preview=preview, status=status)
    else:
        response = render(request, "retry.html", {"preview": preview}, status=status)
    if refused and refused.retry_after:
        response["Retry-After"] = str(refused.retry_after)
    return response


def _gone(request: HttpRequest, job_id: str) -> HttpResponse:
    return no_longer_there(request, gettext("This analysis is no longer there"), gone=[f"job-{job_id}"])


def _status(refused: RetryRefused | None, failed: str) -> int:
    """With what a page answers a retry that did not happen: those that htmx puts into place."""
    if refused is None:
        return 409 if failed else 200
    return 429 if refused.refusal is Refusal.RATE_LIMITED else 409


@page("POST")
def stop(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop a job that waits or runs, or the automatic retry that a failed one waits for."""
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        return _gone(request, job_id)
    user, waits = user_of(request), job.next_retry_at is not None
    if job.is_active and services.cancel_job(user=user, job_id=job.job_id):
        return _done(request, job_id, gettext("%(file)s: stopped."))
    if services.stop_waiting(user=user, job_id=job.job_id) and waits:
        return _done(request, job_id, gettext("%(file)s: will not be retried by itself."))
    return _done(request, job_id, gettext("%(file)s: had ended already."))


@page("GET", "POST")
def delete(request: HttpRequest, job_id: str) -> HttpResponse:
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        return _gone(request, job_id)
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
        return _gone(request, job_id)
    said = gettext("%(file)s: analysis deleted.") % {"file": row.name}
    if by_htmx(request):
        # The card is sent anew without the row; where there is none, the row itself goes.
        uploads = [job.upload_id] if job.upload_id and not is_job_page(request) else []
        return changes(request, upload_ids=uploads, gone=[] if uploads else [f"job-{job_id}"], said=[said])
    messages.success(request, said)
    return redirect("profile")


@page("GET", "POST")
def retry_failed(request: HttpRequest) -> HttpResponse:
    """Which failed jobs will be retried and which will not, and why; and the retry of them all."""
    if request.method == "GET":
        return _preview_all(request)
    user = user_of(request)
    total = services.BulkResult()
    try:
        for chunk in services.retry_jobs(user.jobs.failed(), services.Request(source=Source.PAGE, actor=user)):
            total.retried += chunk.retried
            total.refused |= chunk.refused
    except RetryRefused as refused:
        return _preview_all(request, refused=refused)
    said = ngettext("%(count)s analysis queued again.", "%(count)s analyses queued again.", len(total.retried))
    said = said % {"count": len(total.retried)} if total.retried else gettext("Nothing was left to be retried.")
    # Where it came otherwise than the preview said, more rows of the page are out of date than these.
    done = str(len(total.retried))
    as_shown = request.POST.get("count", done) == done
    if by_htmx(request) and as_shown and len(total.retried) <= MOST_SENT:
        return changes(request, job_ids=total.retried, said=[said])
    messages.success(request, said)
    return HttpResponse(headers={"HX-Refresh": "true"}) if by_htmx(request) else redirect("profile")


def _preview_all(request: HttpRequest, *, refused: RetryRefused | None = None) -> HttpResponse:
    found = [Row(job) for job in jobs_of(request).failed().newest_first()]
    context: dict[str, Any] = {
        "will": [row for row in found if row.verdict.allowed],
        "will_not": [row for row in found if not row.verdict.allowed],
        "refused": job_row.refusal_words(refused.refusal, refused.message) if refused else "",
    }
    template = "_retry_failed.html" if by_htmx(request) else "retry_failed.html"
    return render(request, template, context, status=_status(refused, ""))


def _done(request: HttpRequest, job_id: str, said: str) -> HttpResponse:
    job = own_job(request, job_id)
    said %= {"file": Row(job).name}
    if by_htmx(request):
        return changes(request, job_ids=[job_id], said=[said])
    messages.success(request, said)
    return redirect(f"{reverse('profile')}#job-{job_id}")
