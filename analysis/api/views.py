"""The JSON API. Each view fetches through its user, calls a service, answers; each refusal has its answer in one
place.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from analysis import services
from analysis.errors import api_error
from analysis.failures import StepFailure
from analysis.jobs.retry_policy import Refusal
from analysis.models import AnalysisJob, Source
from analysis.services import FileGone, Given, NotFound, Remedy, RetryRefused
from analysis.states import Status
from analysis.uploads.forms import UploadForm
from analysis.uploads.handler import UploadRefused, raise_if_refused

View = Callable[..., HttpResponse]

# What each refusal of a retry is answered with: status and error. The sentence comes with the refusal.
REFUSALS: dict[Refusal, tuple[int, str]] = {
    Refusal.DISABLED: (503, "Retry is disabled"),
    Refusal.NOT_FOUND: (404, "Job not found"),
    Refusal.NOT_FAILED: (400, "Cannot retry job"),
    Refusal.NO_SUCH_ATTEMPT: (400, "Cannot retry job"),
    Refusal.ALREADY_RETRIED: (409, "Cannot retry job"),
    Refusal.LIMIT_REACHED: (400, "Cannot retry job"),
    Refusal.UNKNOWN_STEP: (400, "Cannot retry job"),
    Refusal.NO_CHECKPOINT: (400, "Cannot retry job"),
    Refusal.UPLOAD_GONE: (500, "Failed to retry job"),
    Refusal.STORAGE_AWAY: (503, "Storage is not available"),
    Refusal.RATE_LIMITED: (429, "Too many retries"),
    Refusal.LASTING: (400, "Cannot retry job"),
    Refusal.UNKNOWN_REMEDY: (400, "Cannot retry job"),
    Refusal.REMEDY_NOT_OFFERED: (400, "Cannot retry job"),
    Refusal.REMEDY_INCOMPLETE: (400, "Cannot retry job"),
    Refusal.REMEDY_FAILED: (400, "Cannot retry job"),
    Refusal.WRONG_PASSWORD: (400, "Wrong password"),
}
NO_ROW = 0
# Answered by the error alone, as the contract has it.
WITHOUT_MESSAGE = frozenset({Refusal.DISABLED, Refusal.NOT_FOUND, Refusal.UPLOAD_GONE, Refusal.WRONG_PASSWORD})


def endpoint(**views: View) -> View:
    """One view per method, for people who are signed in: 401 and 405 as JSON for everything else.

    The CSRF check comes after the one for a sign-in, so that a script without a session is told what it lacks.
    """

    @csrf_exempt
    @never_cache
    @wraps(next(iter(views.values())))
    def dispatch(request: HttpRequest) -> HttpResponse:
        if request.method not in views:
            return api_error(405, "Method not allowed", headers={"Allow": ", ".join(views)})
        if not request.user.is_authenticated:
            return api_error(401, "Authentication required")
        if repeated := [name for name, values in request.GET.lists() if len(values) > 1]:
            return api_error(400, "Repeated parameter", f"{repeated[0][:100]} may be given once")
        return csrf_protect(views[request.method])(request)

    return dispatch


def upload(request: HttpRequest) -> HttpResponse:
    try:
        job = services.submit_upload(user=_user(request), file=_file(request), source=Source.API)
    except UploadRefused as refused:
        return api_error(refused.status, refused.error, refused.message)
    except StepFailure as failure:
        return api_error(415, "Unsupported document", failure.message)
    answer = {"success": True, "upload_id": job.upload_id, "job_id": job.job_id, "status": job.status}
    return JsonResponse(answer, status=201)


def start_job(request: HttpRequest) -> HttpResponse:
    upload_id = _number(request, "upload_id")
    if upload_id is None:
        return api_error(400, "Missing upload_id")
    try:
        job = services.start_job(user=_user(request), upload_id=upload_id, source=Source.API)
    except FileGone:
        return api_error(404, "Upload not found", StepFailure("upload_missing").message)
    except NotFound:
        return api_error(404, "Upload not found")
    return JsonResponse({"success": True, "job_id": job.job_id, "status": job.status}, status=202)


def jobs(request: HttpRequest) -> HttpResponse:
    # Of each profile only the share is told: a thousand whole ones are not fetched for that.
    whole = ("profile__document", "profile__extracted", "profile__evidence", "profile__placement")
    found = _user(request).jobs.select_related("upload", "profile").defer(*whole).newest_first()
    if status := request.GET.get("status"):
        if status not in list(Status):
            return api_error(400, "Unknown status", f"use one of: {', '.join(Status)}")
        found = found.filter(status=status)
    if "upload_id" in request.GET:
        found = found.filter(upload_id=_number(request, "upload_id") or NO_ROW)
    paused = services.pauses()
    return JsonResponse({"jobs": [job_json(job, paused) for job in found]})


def job(request: HttpRequest) -> HttpResponse:
    found = _own_job(request)
    return JsonResponse(job_json(found)) if found else api_error(404, "Job not found")


def delete_job(request: HttpRequest) -> HttpResponse:
    try:
        services.delete_job(user=_user(request), job_id=_text(request, "job_id"))
    except NotFound:
        return api_error(404, "Job not found")
    return HttpResponse(status=204)


def profile(request: HttpRequest) -> HttpResponse:
    found = _own_job(request)
    if found is None:
        return api_error(404, "Job not found")
    if found.profile is None:
        return api_error(404, "Profile not found", "this job has no profile yet" if found.is_active else "")
    return JsonResponse(found.profile.resume.to_json_resume(), json_dumps_params={"ensure_ascii": False})


def retry_job(request: HttpRequest) -> HttpResponse:
    job_id = _text(request, "job_id")
    if not job_id:
        return api_error(400, "Missing job_id")
    attempt = _text(request, "attempt")
    if attempt and _number(request, "attempt") is None:
        return api_error(400, "Cannot retry job", "attempt must be a whole number")
    remedy = _text(request, "remedy")
    try:
        services.retry_job(
            job_id=job_id,
            actor=_user(request),
            source=Source.API,
            attempt=_number(request, "attempt"),
            from_step=_text(request, "from_step"),
            remedy=remedy,
            given=_given(request, job_id, remedy),
        )
    except RetryRefused as refused:
        return refusal(refused)
    except UploadRefused as refused:
        return api_error(refused.status, refused.error, refused.message)
    except StepFailure as failure:
        return api_error(415, "Unsupported document", failure.message)
    except DatabaseError:
        return api_error(500, "Failed to retry job")
    return JsonResponse(
        {"success": True, "message": "Job retry started successfully", "job_id": job_id, "status": Status.QUEUED},
        status=202,
    )


def retry_failed(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    include_permanent = _text(request, "include_permanent").lower() in ("1", "true", "yes", "on")
    batch = services.Request(source=Source.API, actor=user, include_permanent=include_permanent)
    total = services.BulkResult()
    try:
        for chunk in services.retry_jobs(user.jobs.failed(), batch):
            total.retried += chunk.retried
            total.refused |= chunk.refused
    except RetryRefused as refused:
        return refusal(refused)
    except DatabaseError:
        return api_error(500, "Failed to retry jobs")
    refused_jobs = [{"job_id": job_id, "message": message} for job_id, message in total.refused.items()]
    return JsonResponse({"success": True, "retried": total.retried, "refused": refused_jobs}, status=202)


def refusal(refused: RetryRefused) -> JsonResponse:
    """The one answer to each refusal."""
    status, error = REFUSALS[refused.refusal]
    message = "" if refused.refusal in WITHOUT_MESSAGE else refused.message
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else None
    return api_error(status, error, message, headers=headers)


def job_json(job: AnalysisJob, paused: Collection[str] | None = None) -> dict[str, Any]:
    """A job as the API shows it. Times are ISO 8601 in UTC. `paused` are the causes whose automatic retries rest."""
    return {
        "job_id": job.job_id,
        "upload_id": job.upload_id,
        "filename": job.upload.filename if job.upload else None,
        "status": job.status,
        "progress": job.progress,
        "current_step": job.current_step,
        "error_message": str(job.error) if job.error else None,
        "error_code": job.error_code,
        "retryable": services.verdict_for(job).allowed,
        "attempt": job.attempt,
        "retries_left": services.retries_left(job),
        "remedies": services.remedies_of(job, paused=paused),
        "placed": job.profile.placed if job.profile else None,
        "next_retry_at": job.next_retry_at,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "completed_at": job.completed_at,
    }


def _file(request: HttpRequest) -> "UploadedFile[bytes]":
    """The one file of this request. Raises UploadRefused."""
    form = UploadForm(request.POST, request.FILES)
    raise_if_refused(request)
    if len(request.FILES.getlist("file")) > 1:
        raise UploadRefused(400, "Several files", "Send one file in each call.")
    if not form.is_valid():
        raise UploadRefused(400, "No file", form.message)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    return file


def _given(request: HttpRequest, job_id: str, remedy: str) -> Given:
    """What comes along with a remedy. A password is taken from the body alone: addresses are written into logs."""
    sent = "file" in request.FILES or getattr(request, "upload_refused", None)
    takes_file = remedy == Remedy.REPLACE and sent and _user(request).jobs.filter(job_id=job_id).exists()
    return Given(
        password=request.POST.get("password", ""),
        file=_file(request) if takes_file else None,
        languages=_text(request, "languages"),
    )


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)  # `endpoint` lets nobody else in


def _own_job(request: HttpRequest) -> AnalysisJob | None:
    jobs = _user(request).jobs.select_related("upload", "profile")
    return jobs.filter(job_id=_text(request, "job_id")).first()


def _text(request: HttpRequest, name: str) -> str:
    """A parameter of the query, or of a POST's form. PostgreSQL takes no NUL, which is in no name of ours either."""
    return (request.GET.get(name) or request.POST.get(name) or "").replace("\0", "\ufffd")


def _number(request: HttpRequest, name: str) -> int | None:
    """A parameter as a number that fits into a column, else None."""
    text = _text(request, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
