"""Retry one failed job, or all of them: what it would do, and the deed. Each refusal has its answer in one place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from analysis import services
from analysis.errors import answer
from analysis.jobs.retry_policy import Refusal
from analysis.models import AnalysisJob, Source
from analysis.services import RetryRefused
from analysis.states import Status, Step
from analysis.web import job_row
from analysis.web.job_row import Row, rows_of
from analysis.web.views.common import by_htmx, changes, job_answer, job_gone, jobs_of, own_job, page, user_of

# Where more rows changed than this, the whole page is shown anew instead.
MOST_SENT = 40


@dataclass(frozen=True, slots=True)
class Beginning:
    """A step at which a retry can begin. `kept_at` is when the output was made that it reuses."""

    step: Step
    kept_at: datetime | None
    chosen: bool


@dataclass(frozen=True)
class Preview:
    """What a retry of this job would do, by the rule that does it."""

    row: Row
    refused: str = ""

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
    return job_answer(request, job_id, gettext("%(file)s: queued for another attempt."))


def _preview(
    request: HttpRequest, job_id: str, *, refused: RetryRefused | None = None, failed: str = ""
) -> HttpResponse:
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        return job_gone(request, job_id)
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


def _status(refused: RetryRefused | None, failed: str) -> int:
    """With what a page answers a retry that did not happen: those that htmx puts into place."""
    if refused is None:
        return 409 if failed else 200
    return 429 if refused.refusal is Refusal.RATE_LIMITED else 409


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
