"""What the views of this package share: the user, their jobs, and the one answer that changes a page in place."""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from analysis import services
from analysis.models import AnalysisJob, JobQuerySet
from analysis.services import NotFound
from analysis.services.once import Key, StillRunning, fingerprint
from analysis.web.job_row import Row, rows_of
from analysis.web.listing import Card, Listing, Pace, card_of

View = Callable[..., HttpResponseBase]

# A UUID without dashes has 32 characters.
LONGEST_FORM_KEY = 40
# Letters of a search by file name.
LONGEST_SEARCH = 100
JOB_PAGE = re.compile(r"/profile/job_\w+\Z")


def page(*methods: str, kept: bool = False) -> Callable[[View], View]:
    """A view of these methods for people who are signed in; a browser keeps its answers only where they are `kept`.

    What was deleted between the view's look and its deed is answered like what was gone before.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(*args, **kwargs)
            except NotFound:
                raise Http404 from None
            except StillRunning:
                return _not_yet(args[0])

        guarded: View = require_http_methods(methods)(login_required(answer))
        return wraps(view)(guarded if kept else never_cache(guarded))

    return decorate


def _not_yet(request: HttpRequest) -> HttpResponse:
    """The answer to a form that was sent again while the first sending is still being worked on."""
    why = gettext("This was sent already and is still being worked on. Reload the page in a moment.")
    if by_htmx(request):
        return HttpResponse(why, content_type="text/plain; charset=utf-8", status=503, headers={"Retry-After": "2"})
    return render(request, "error.html", {"title": gettext("One moment"), "message": why}, status=503)


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)  # `page` lets nobody else in


def by_htmx(request: HttpRequest) -> bool:
    """Whether a script asks, so that a part of a page is wanted and not all of it."""
    return bool(getattr(request, "htmx", False))


def form_key(request: HttpRequest, *parts: str) -> Key | None:
    """The key that a form carries, or a script sends, so that what is sent again is done once; None without one.

    `parts` tell apart what one form asks for, such as its files.
    """
    text = request.headers.get("Idempotency-Key", "") or request.POST.get("key", "")
    if not 0 < len(text) <= LONGEST_FORM_KEY or not text.isalnum():
        return None
    return Key(user_of(request).pk, ":".join(("page", text, *parts)), fingerprint(request.path, *parts))


def to_page(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to another page, whoever asks."""
    return HttpResponse(headers={"HX-Redirect": address}) if by_htmx(request) else redirect(address)


def jobs_of(request: HttpRequest) -> JobQuerySet:
    """The user's jobs with all that a row shows."""
    return user_of(request).jobs.select_related("upload", "profile").prefetch_related("attempts__actor")


def own_job(request: HttpRequest, job_id: str) -> AnalysisJob:
    """The user's job of this id. Raises Http404 for somebody else's job as for one that never existed."""
    job = jobs_of(request).filter(job_id=job_id).first()
    if job is None:
        raise Http404
    return job


def changes(
    request: HttpRequest,
    *,
    job_ids: Iterable[str] = (),
    upload_ids: Iterable[int] = (),
    gone: Iterable[str] = (),
    said: Iterable[str] = (),
    template: str = "",
    status: int = 200,
    pace: Pace | None = None,
    cards: Iterable[Card] = (),
    **context: Any,
) -> HttpResponse:
    """What changed, each part under the id of what it replaces; with `template`, a fragment of its own before that.

    `gone` are ids of elements to take away, `said` what a screen reader is told. The page of a single job that is gone
    has nothing left to show, and gives way to the list. Where files came or went, so did what is said of their number.
    """
    user, gone = user_of(request), list(gone)
    if gone and is_job_page(request):
        return HttpResponse(headers={"HX-Redirect": reverse("profile")})
    upload_ids = list(upload_ids)
    files_changed = not is_job_page(request) and bool(upload_ids or gone or template == "_card.html")
    context |= {
        "allowance": files_changed,
        "near": services.nearness(user) if files_changed else None,
        "rows": rows_of(jobs_of(request).filter(job_id__in=list(job_ids)).newest_first()),
        "cards": [*(card_of(user, upload_id) for upload_id in upload_ids), *cards],
        "gone": gone,
        "said": list(said),
        "listing": Listing(user, show=_asked(request, "show"), query=_asked(request, "q")),
        "pace": pace or Pace.of(user.jobs.all()),
        "page": "job" if is_job_page(request) else "profile",
        "template": template,
    }
    response = render(request, "_changes.html", context, status=status)
    if not template:
        response["HX-Reswap"] = "none"
    return response


def no_longer_there(request: HttpRequest, title: str, *, gone: Iterable[str] = (), text: str = "") -> HttpResponse:
    """The answer about something that is gone, or somebody else's: a page that still shows it is told, and loses it."""
    if not by_htmx(request):
        raise Http404
    return in_dialog(changes(request, gone=gone, template="_gone.html", status=409, title=title, text=text))


def in_dialog(response: HttpResponse) -> HttpResponse:
    """Have a script show this in the dialog, whatever it had asked for."""
    response["HX-Retarget"], response["HX-Reswap"] = "#dialog", "innerHTML"
    return response


def job_gone(request: HttpRequest, job_id: str) -> HttpResponse:
    """The answer about a job that was deleted, or is somebody else's."""
    return no_longer_there(request, gettext("This analysis is no longer there"), gone=[f"job-{job_id}"])


def job_answer(request: HttpRequest, job_id: str, said: str) -> HttpResponse:
    """The answer after something was done to a job; `said` names it as %(file)s."""
    job = own_job(request, job_id)
    said %= {"file": Row(job).name}
    if by_htmx(request):
        return changes(request, job_ids=[job_id], said=[said])
    messages.success(request, said)
    return redirect(f"{reverse('profile')}#job-{job_id}")


def is_job_page(request: HttpRequest) -> bool:
    """Whether the person looks at the page of one job, where a script asks for a part of it."""
    return bool(JOB_PAGE.search(urlsplit(request.headers.get("HX-Current-URL", "")).path))


def _asked(request: HttpRequest, name: str) -> str:
    """The filter ("show") or the search ("q") of the list that the person looks at."""
    query = urlsplit(request.headers.get("HX-Current-URL", "")).query
    return parse_qs(query).get(name, [""])[0].replace("\0", "").strip()[:LONGEST_SEARCH]
