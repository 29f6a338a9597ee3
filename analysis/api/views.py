"""The calls of the JSON API. Each asks a service and answers; each refusal has its answer in one place."""

from collections.abc import Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from analysis import services
from analysis.api.answers import Job, Jobs, JobStarted, JsonResume, Profiles, Uploaded
from analysis.api.declare import ApiError, Call, Parameter, Reply, operation
from analysis.cursors import BadCursor, Rows, after, cursor_of
from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Source
from analysis.services import FileGone, NotFound, OverLimit
from analysis.states import Status
from analysis.uploads.forms import UploadForm
from analysis.uploads.handler import UploadRefused, raise_if_refused
from profiles.accounts.tokens import Scope
from profiles.models import UserProfile

PAGE, LONGEST_PAGE = 100, 1000

JOB_ID = Parameter("job_id", "The job, such as job_5f2c…", required=True)
UPLOAD_ID = Parameter(
    "upload_id", "The upload.", kind=int, required=True, missing="Missing upload_id", wrong=("Missing upload_id", "")
)


@operation(
    "POST",
    "upload",
    scope=Scope.UPLOAD,
    answers={201: Uploaded},
    errors={
        400: "There is no file, or it is empty.",
        411: "The file came in chunks, without its length.",
        413: "The file is too large, or there is no room among the files that you keep.",
        415: "Not a document that can be analysed, judged by its content.",
        429: "Too many uploads or analyses; Retry-After says how long to wait.",
        507: "The storage is full.",
    },
    takes_file=True,
    once=True,
)
def upload(call: Call) -> Reply:
    """Upload a résumé and queue its analysis."""
    return call.answered_once(lambda: _uploaded(call))


def _uploaded(call: Call) -> Reply:
    try:
        job = services.submit_upload(user=call.user, file=file_of(call), source=Source.API)
    except UploadRefused as refused:
        raise not_received(refused) from None
    except StepFailure as failure:
        raise ApiError(415, "Unsupported document", failure.message) from None
    return Reply(201, {"success": True, "upload_id": job.upload_id, "job_id": job.job_id, "status": job.status})


@operation(
    "POST",
    "start-job",
    scope=Scope.UPLOAD,
    answers={202: JobStarted},
    errors={
        404: "No such upload of yours, or its file is gone.",
        429: "Too many analyses; Retry-After says how long to wait.",
    },
    parameters=(UPLOAD_ID,),
    once=True,
)
def start_job(call: Call) -> Reply:
    """Queue a new job on a stored upload."""
    return call.answered_once(lambda: _started(call))


def _started(call: Call) -> Reply:
    try:
        job = services.start_job(user=call.user, upload_id=call.number("upload_id") or 0, source=Source.API)
    except OverLimit as over:
        raise not_received(over) from None
    except FileGone:
        raise ApiError(404, "Upload not found", StepFailure("upload_missing").message) from None
    except NotFound:
        raise ApiError(404, "Upload not found") from None
    return Reply(202, {"success": True, "job_id": job.job_id, "status": job.status})


@operation(
    "GET",
    "jobs",
    scope=Scope.READ,
    answers={200: Jobs},
    parameters=(
        Parameter("status", "Only jobs in this state.", choices=tuple(str(status) for status in Status)),
        Parameter("upload_id", "Only jobs of this upload.", kind=int),
        Parameter("limit", f"Jobs on one page; {PAGE} unless told.", kind=int, least=1, most=LONGEST_PAGE),
        Parameter("cursor", "Where to go on: the `next` of the page before."),
    ),
)
def jobs(call: Call) -> Reply:
    """List your jobs, the newest first."""
    # Of each profile only the share is told: a thousand whole ones are not fetched for that.
    whole = ("profile__document", "profile__extracted", "profile__evidence", "profile__placement")
    found = call.user.jobs.select_related("upload", "profile").defer(*whole).newest_first()
    if status := call.text("status"):
        found = found.filter(status=status)
    if (upload_id := call.number("upload_id")) is not None:
        found = found.filter(upload_id=upload_id)
    page, following = _page_of(call, found)
    paused = services.pauses()
    return Reply(200, {"jobs": [job_json(job, paused) for job in page], "next": following})


@operation("GET", "job", scope=Scope.READ, answers={200: Job}, errors={404: "No such job."}, parameters=(JOB_ID,))
def job(call: Call) -> Reply:
    """Look at one job."""
    return Reply(200, job_json(_own_job(call)))


@operation("DELETE", "job", scope=Scope.UPLOAD, answers={204: None}, errors={404: "No such job."}, parameters=(JOB_ID,))
def delete_job(call: Call) -> Reply:
    """Delete a job with its profile and history. Its upload stays."""
    try:
        services.delete_job(user=call.user, job_id=call.text("job_id"))
    except NotFound:
        raise ApiError(404, "Job not found") from None
    return Reply(204)


@operation(
    "GET",
    "profile",
    scope=Scope.READ,
    answers={200: JsonResume},
    errors={404: "No such job, or it has no profile."},
    parameters=(JOB_ID,),
)
def profile(call: Call) -> Reply:
    """Get the profile as a JSON Resume document."""
    found = _own_job(call)
    if found.profile is None:
        raise ApiError(404, "Profile not found", "this job has no profile yet" if found.is_active else "")
    return Reply(200, found.profile.resume.to_json_resume())


def not_received(refused: UploadRefused) -> ApiError:
    """The one answer to each file, or analysis, that was not taken."""
    return ApiError(refused.status, refused.error, refused.message, headers=refused.headers)


@operation(
    "GET",
    "profiles",
    scope=Scope.READ,
    answers={200: Profiles},
    parameters=(
        Parameter("q", "Words that must all be there, each as a beginning; skill:python looks in one field."),
        Parameter("limit", f"Profiles on one page; {PAGE} unless told.", kind=int, least=1, most=LONGEST_PAGE),
        Parameter("cursor", "Where to go on: the `next` of the page before."),
    ),
)
def profiles(call: Call) -> Reply:
    """Search in your profiles, the newest first."""
    found = services.find_profiles(call.user, call.text("q").replace("\0", "")).defer(
        "extracted", "evidence", "placement"
    )
    page, following = _page_of(call, found)
    return Reply(200, {"profiles": [_profile_json(profile) for profile in page], "next": following})


def _profile_json(profile: UserProfile) -> dict[str, Any]:
    job: AnalysisJob = profile.job
    return {
        "job_id": job.job_id,
        "upload_id": job.upload_id,
        "filename": job.upload.filename if job.upload else None,
        "placed": profile.placed,
        "created_at": profile.created_at,
        "resume": profile.resume.to_json_resume(),
    }


def _page_of(call: Call, found: Rows) -> tuple[list[Any], str | None]:
    """The page that `limit` and `cursor` ask for, and the cursor of the next one."""
    if cursor := call.text("cursor"):
        try:
            found = after(found, cursor)
        except BadCursor:
            raise ApiError(400, "Unknown cursor", "take the cursor from the next of an answer as it is") from None
    limit = call.number("limit") or PAGE
    rows = list(found[: limit + 1])
    return rows[:limit], cursor_of(rows[limit - 1]) if len(rows) > limit else None


def file_of(call: Call) -> "UploadedFile[bytes]":
    """The one file of this call. Raises UploadRefused."""
    request = call.request
    form = UploadForm(request.POST, request.FILES)
    raise_if_refused(request)
    if len(request.FILES.getlist("file")) > 1:
        raise UploadRefused(400, "Several files", "Send one file in each call.")
    if not form.is_valid():
        raise UploadRefused(400, "No file", form.message)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    return file


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


def _own_job(call: Call) -> AnalysisJob:
    found = call.user.jobs.select_related("upload", "profile").filter(job_id=call.text("job_id")).first()
    if found is None:
        raise ApiError(404, "Job not found")
    return found
