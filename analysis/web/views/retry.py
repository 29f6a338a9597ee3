"""Retry one failed job, or all of them: what it would do, and the deed. Each refusal has its answer in one place."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from analysis import services
from analysis.errors import answer
from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Batch, Source
from analysis.services import FROM_THE_BEGINNING, Given, Refusal, Remedy, RetryRefused
from analysis.uploads.forms import ACCEPTED, UploadForm
from analysis.uploads.handler import UploadRefused, raise_if_refused
from analysis.web.job_row import Row, rows_of
from analysis.web.listing import card_of
from analysis.web.retry_preview import Preview
from analysis.web.views.common import (
    by_htmx,
    changes,
    is_job_page,
    job_answer,
    job_gone,
    jobs_of,
    own_job,
    page,
    to_page,
    user_of,
)
from analysis.web.words import in_words, refusal_words

# Where more rows changed than this, the whole page is shown anew instead.
MOST_SENT = 40
# Analyses that the question before a retry of all names; the others it counts.
MOST_NAMED = 50
# What lies in the form that was sent, and not in the job.
UNPROCESSABLE = 422
INPUT_REFUSED = frozenset({Refusal.WRONG_PASSWORD, Refusal.REMEDY_INCOMPLETE, Refusal.REMEDY_FAILED})


@page("GET", "POST")
def retry(request: HttpRequest, job_id: str) -> HttpResponse:
    """The dialog, or the page without a script, that says what a retry will do; and the retry itself."""
    if request.method == "GET":
        return _preview(request, job_id)
    attempt = request.POST.get("attempt", "")
    if attempt and not (attempt.isascii() and attempt.isdecimal() and len(attempt) < 10):
        return answer(request, 400, "Bad request", gettext("This form is damaged. Reload the page and try again."))
    remedy = request.POST.get("remedy", "")
    job = own_job(request, job_id)
    try:
        services.retry_job(
            job_id=job.job_id,
            actor=user_of(request),
            source=Source.PAGE,
            attempt=int(attempt) if attempt else None,
            # The step is a choice of those retries alone that may begin at another than the first.
            from_step="" if remedy in FROM_THE_BEGINNING else request.POST.get("from_step", ""),
            remedy=remedy,
            given=_given(request, remedy),
        )
    except RetryRefused as refused:
        return _preview(request, job_id, refused=refused, asked=remedy)
    except UploadRefused as refused:
        response = _preview(request, job_id, bad_input=in_words(refused.sentence), asked=remedy)
        for name, value in refused.headers.items():
            response[name] = value
        return response
    except StepFailure as failure:
        return _preview(request, job_id, bad_input=in_words(failure.sentence), asked=remedy)
    except DatabaseError:
        return _preview(
            request, job_id, failed=gettext("The retry could not be started just now. Try again in a moment.")
        )
    return _answer(request, job, gettext("%(file)s: queued for another attempt."))


def _given(request: HttpRequest, remedy: str) -> Given:
    """What the person gave along with the remedy. Raises UploadRefused."""
    file = None
    if remedy == Remedy.PASSWORD and not request.POST.get("password"):
        raise UploadRefused(400, "Missing", gettext("Enter the password of the document."))
    if remedy == Remedy.REPLACE:
        form = UploadForm(request.POST, request.FILES)
        raise_if_refused(request)
        if not form.is_valid():
            raise UploadRefused(400, "Missing", form.message)
        file = form.cleaned_data["file"]
    return Given(
        password=request.POST.get("password", ""), file=file, languages="+".join(request.POST.getlist("languages"))
    )


def _answer(request: HttpRequest, before: AnalysisJob, said: str) -> HttpResponse:
    """What follows a retry that was started. Where it brought another file, its card comes in the old one's place."""
    job = own_job(request, before.job_id)
    if not by_htmx(request) or job.upload_id in (None, before.upload_id):
        return job_answer(request, job.job_id, said)
    said %= {"file": Row(job).name}
    if is_job_page(request) or before.upload_id is None or before.upload is None or before.upload.jobs.exists():
        messages.success(request, said)
        return HttpResponse(headers={"HX-Refresh": "true"})
    card = replace(card_of(user_of(request), job.upload_id or 0), in_place_of=before.upload_id)
    return changes(request, cards=[card], said=[said])


def _preview(
    request: HttpRequest,
    job_id: str,
    *,
    refused: RetryRefused | None = None,
    failed: str = "",
    bad_input: str = "",
    asked: str = "",
) -> HttpResponse:
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        return job_gone(request, job_id)
    reason = refusal_words(refused.refusal, refused.sentence) if refused else failed or bad_input
    preview = Preview(rows_of([job])[0], refused=reason, asked=asked)
    status = UNPROCESSABLE if bad_input else _status(refused, failed)
    context: dict[str, Any] = {"preview": preview, "accept": ACCEPTED}
    if by_htmx(request):
        stale = [job_id] if refused or not preview.row.may_retry else []
        response = changes(request, job_ids=stale, template="_retry.html", status=status, **context)
    else:
        response = render(request, "retry.html", context, status=status)
    if refused and refused.retry_after:
        response["Retry-After"] = str(refused.retry_after)
    return response


def _status(refused: RetryRefused | None, failed: str) -> int:
    """The HTTP status for a retry that did not happen: one whose answer htmx swaps in."""
    if refused is None:
        return 409 if failed else 200
    if refused.refusal in INPUT_REFUSED:
        return UNPROCESSABLE
    return 429 if refused.retry_after else 409


@page("GET", "POST")
def retry_failed(request: HttpRequest) -> HttpResponse:
    """Which failed jobs will be retried and which will not, and why; and the retry of them all."""
    if request.method == "GET":
        return _preview_all(request)
    user = user_of(request)
    if user.jobs.failed().count() > services.CHUNK:
        return _begin_batch(request)
    total = services.BulkResult()
    batch = services.Request(source=Source.PAGE, actor=user, include_permanent="include_permanent" in request.POST)
    try:
        for chunk in services.retry_jobs(user.jobs.failed(), batch):
            total.retried += chunk.retried
            total.refused |= chunk.refused
            total.left += chunk.left
    except RetryRefused as refused:
        return _preview_all(request, refused=refused)
    said = ngettext("%(count)s analysis queued again.", "%(count)s analyses queued again.", len(total.retried))
    said = said % {"count": len(total.retried)} if total.retried else gettext("Nothing was left to be retried.")
    if total.left:
        said += " " + ngettext(
            "%(count)s more has to wait: retry it when some have ended.",
            "%(count)s more have to wait: retry them when some have ended.",
            len(total.left),
        ) % {"count": len(total.left)}
    # Where it came otherwise than the preview said, more rows of the page are out of date than these.
    done = str(len(total.retried))
    as_shown = request.POST.get("count", done) == done
    if by_htmx(request) and as_shown and len(total.retried) <= MOST_SENT:
        return changes(request, job_ids=total.retried, said=[said])
    messages.success(request, said)
    return HttpResponse(headers={"HX-Refresh": "true"}) if by_htmx(request) else redirect("profile")


def _begin_batch(request: HttpRequest) -> HttpResponse:
    """More than one transaction retries: in the background. Sent again, the form leads to the batch that works."""
    user = user_of(request)
    batch = Batch.objects.filter(actor=user, source=Source.PAGE, finished_at=None).first()
    if batch is None:
        asked = services.Request(source=Source.PAGE, actor=user, include_permanent="include_permanent" in request.POST)
        try:
            batch = services.begin_retries(list(user.jobs.failed().values_list("pk", flat=True)), asked)
        except RetryRefused as refused:
            return _preview_all(request, refused=refused)
    return to_page(request, reverse("batch", args=[batch.pk]))


def _preview_all(request: HttpRequest, *, refused: RetryRefused | None = None) -> HttpResponse:
    found = rows_of(user_of(request).jobs.failed().select_related("upload").newest_first())
    will = [row for row in found if row.verdict.allowed and not row.job.is_permanent]
    chosen = {row.job.pk for row in will}
    will_not = [row for row in found if row.job.pk not in chosen]
    context: dict[str, Any] = {
        "will": will,
        "named": will[:MOST_NAMED],
        "more": len(will[MOST_NAMED:]),
        "will_not": will_not,
        "not_named": will_not[:MOST_NAMED],
        "more_not": len(will_not[MOST_NAMED:]),
        "lasting": sum(row.verdict.allowed and row.job.is_permanent for row in found),
        "refused": refusal_words(refused.refusal, refused.sentence) if refused else "",
    }
    template = "_retry_failed.html" if by_htmx(request) else "retry_failed.html"
    return render(request, template, context, status=_status(refused, ""))
