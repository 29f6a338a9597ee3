"""The profile page: list the uploads, take new ones, hand out originals, analyse again, delete."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from analysis import services
from analysis.errors import answer
from analysis.models import Source, Upload
from analysis.services import FileGone, NotFound, OverLimit
from analysis.services.once import Answer, once
from analysis.web.listing import FILTERS, Listing, Pace, card_of
from analysis.web.receiving import Received, receive
from analysis.web.views.common import (
    LONGEST_SEARCH,
    by_htmx,
    changes,
    form_key,
    in_dialog,
    no_longer_there,
    page,
    user_of,
)
from analysis.web.words import in_words


@page("GET", "HEAD")
def profile(request: HttpRequest) -> HttpResponse:
    """The page of a user's uploads, or its next cards alone for a script that appends them."""
    more = by_htmx(request) and request.GET.get("part") == "more"
    return _listing(request, template="_more.html" if more else "profile.html")


def _listing(
    request: HttpRequest, *, template: str = "profile.html", results: list[Received] | None = None, status: int = 200
) -> HttpResponse:
    show = request.GET.get("show", "")
    listing = Listing(
        user=user_of(request),
        show=show if show in FILTERS else "",
        query=request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        after=request.GET.get("after", ""),
    )
    context = {
        "listing": listing,
        "pace": Pace.of(listing.user.jobs.all()) if template == "_more.html" else listing.pace,
        "results": results or [],
        "max_bytes": settings.MAX_UPLOAD_MB * 1024 * 1024,
        "max_mb": settings.MAX_UPLOAD_MB,
        "near": None if template == "_more.html" else services.nearness(listing.user),
    }
    response = render(request, template, context, status=status)
    if wait := max((result.retry_after for result in results or []), default=0):
        response["Retry-After"] = str(wait)
    return response


@page("POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Take the files sent: a script sends one at a time and gets its card, a plain form may send several."""
    results = receive(user_of(request), request, lambda file: form_key(request, file))
    if by_htmx(request):
        return _answer_to_script(request, results[0])
    refused = [result for result in results if result.job is None]
    if refused:
        return _listing(request, results=results, status=refused[0].status)
    text = ngettext("%(count)s file uploaded.", "%(count)s files uploaded.", len(results)) % {"count": len(results)}
    messages.success(request, text)
    return redirect("profile")


def _answer_to_script(request: HttpRequest, result: Received) -> HttpResponse:
    if result.job is not None and result.job.upload_id is not None:
        card = card_of(user_of(request), result.job.upload_id)
        said = gettext("%(file)s: uploaded and queued.") % {"file": card.upload.filename}
        return changes(request, template="_card.html", card=card, said=[said], status=201)
    if result.same is not None:
        return render(request, "_same.html", {"upload": result.same}, status=result.status)
    headers = {"Retry-After": str(result.retry_after)} if result.retry_after else None
    return HttpResponse(result.message, content_type="text/plain", status=result.status, headers=headers)


@page("GET", "HEAD")
def original(request: HttpRequest, upload_id: int) -> FileResponse:
    """The file as it was sent, always to be saved: nothing that somebody uploads is opened in this site's name."""
    upload = _own_upload(request, upload_id)
    if not upload.is_stored:
        raise Http404
    return FileResponse(
        upload.file.open("rb"),
        as_attachment=True,
        filename=upload.filename,
        content_type="application/octet-stream",
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


@page("POST")
def analyse_again(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Queue another job on a stored upload."""

    def start() -> Answer:
        job = services.start_job(user=user_of(request), upload_id=upload_id, source=Source.PAGE)
        return Answer(202, {"filename": job.upload.filename if job.upload else ""})

    try:
        filename = once(form_key(request), start).body["filename"]
    except OverLimit as over:
        return _not_just_now(request, over)
    except FileGone:
        return _gone(request, text=gettext("The uploaded file is no longer there: upload it again."))
    except NotFound:
        return _gone(request, upload_id)
    if by_htmx(request):
        said = gettext("%(file)s: queued again.") % {"file": filename}
        return changes(request, upload_ids=[upload_id], said=[said])
    return redirect(f"{reverse('profile')}#upload-{upload_id}")


@page("GET", "POST")
def delete_upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = user_of(request).uploads.filter(pk=upload_id).first()
    if upload is None:
        return _gone(request, upload_id)
    if request.method == "GET":
        return _confirm_deletion(request, upload)
    try:
        services.delete_upload(user=user_of(request), upload_id=upload_id)
    except NotFound:
        return _gone(request, upload_id)
    said = gettext("%(file)s: deleted.") % {"file": upload.filename}
    if by_htmx(request):
        return changes(request, gone=[f"upload-{upload_id}"], said=[said])
    messages.success(request, said)
    return redirect("profile")


def _confirm_deletion(request: HttpRequest, upload: Upload) -> HttpResponse:
    jobs = upload.jobs.count()
    analyses = ngettext("%(count)s analysis", "%(count)s analyses", jobs) % {"count": jobs}
    context = {
        "title": gettext("Delete this file?"),
        "subject": upload.filename,
        "text": gettext("The upload, %(analyses)s and the profiles made of it will be gone for good.")
        % {"analyses": analyses},
        "verb": gettext("Delete file"),
        "action": request.path,
    }
    return render(request, "_confirm.html" if by_htmx(request) else "confirm.html", context)


def _not_just_now(request: HttpRequest, over: OverLimit) -> HttpResponse:
    """The answer to an analysis that is one too many for the moment."""
    if not by_htmx(request):
        return answer(request, over.status, over.error, over.sentence, headers=over.headers)
    title, text = gettext("Not just now"), in_words(over.sentence)
    response = in_dialog(changes(request, template="_gone.html", status=over.status, title=title, text=text))
    response["Retry-After"] = str(over.retry_after)
    return response


def _gone(request: HttpRequest, upload_id: int | None = None, *, text: str = "") -> HttpResponse:
    gone = [] if upload_id is None else [f"upload-{upload_id}"]
    return no_longer_there(request, gettext("This file is no longer there"), gone=gone, text=text)


def _own_upload(request: HttpRequest, upload_id: int) -> Upload:
    upload = user_of(request).uploads.filter(pk=upload_id).first()
    if upload is None:
        raise Http404
    return upload
