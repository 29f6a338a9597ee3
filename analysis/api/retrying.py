"""Retries through the JSON API. Each refusal has its answer in one place."""

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError

from analysis import services
from analysis.api.answers import ManyRetried, RetryStarted
from analysis.api.declare import ApiError, Call, Parameter, Reply, operation
from analysis.api.views import file_of, not_received
from analysis.failures import StepFailure
from analysis.models import Source
from analysis.services import Given, Refusal, Remedy, RetryRefused
from analysis.states import Status
from analysis.uploads.handler import UploadRefused
from profiles.accounts.tokens import Scope

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
    Refusal.TOO_MUCH_AT_ONCE: (429, "Too many analyses"),
    Refusal.LASTING: (400, "Cannot retry job"),
    Refusal.UNKNOWN_REMEDY: (400, "Cannot retry job"),
    Refusal.REMEDY_NOT_OFFERED: (400, "Cannot retry job"),
    Refusal.REMEDY_INCOMPLETE: (400, "Cannot retry job"),
    Refusal.REMEDY_FAILED: (400, "Cannot retry job"),
    Refusal.WRONG_PASSWORD: (400, "Wrong password"),
}
# What counts as yes.
TRUE = frozenset({"1", "true", "yes", "on"})
# Answered by the error alone, as the contract has it.
WITHOUT_MESSAGE = frozenset({Refusal.DISABLED, Refusal.NOT_FOUND, Refusal.UPLOAD_GONE, Refusal.WRONG_PASSWORD})


@operation(
    "POST",
    "retry-job",
    scope=Scope.RETRY,
    answers={202: RetryStarted},
    errors={
        411: "The file came in chunks, without its length.",
        413: "The file that shall replace the old one is too large, or there is no room for it.",
        415: "That file is not a document that can be analysed.",
        507: "The storage is full.",
        400: "The job has not failed, no retries are left, or it can't begin at this step.",
        404: "No such job.",
        409: "That attempt was already retried, and its successor has failed.",
        429: "Too many retries in a minute, or too many analyses at once; Retry-After says how long to wait.",
        500: "The upload or its file is gone, or the database failed.",
        503: "Retry is switched off.",
    },
    takes_file=True,
    parameters=(
        Parameter("job_id", "The failed job.", required=True, missing="Missing job_id"),
        Parameter(
            "attempt",
            "The failed attempt that you saw: repeated, the call starts nothing new.",
            kind=int,
            wrong=("Cannot retry job", "attempt must be a whole number"),
        ),
        Parameter("from_step", "Where to begin: extract, structure or save."),
        Parameter("remedy", "What shall let it succeed: password, replace, ocr or offline; see a job's remedies."),
        Parameter("languages", "For the remedy ocr, such as eng+deu."),
    ),
    once=True,
)
def retry_job(call: Call) -> Reply:
    """Retry a failed job."""
    try:
        return call.answered_once(lambda: _retried(call))
    except DatabaseError:
        raise ApiError(500, "Failed to retry job") from None


def _retried(call: Call) -> Reply:
    job_id, remedy = call.text("job_id"), call.text("remedy")
    try:
        services.retry_job(
            job_id=job_id,
            actor=call.user,
            source=Source.API,
            attempt=call.number("attempt"),
            from_step=call.text("from_step"),
            remedy=remedy,
            given=_given(call, job_id, remedy),
        )
    except RetryRefused as refused:
        raise refusal(refused) from None
    except UploadRefused as refused:
        raise not_received(refused) from None
    except StepFailure as failure:
        raise ApiError(415, "Unsupported document", failure.message) from None
    message = "Job retry started successfully"
    return Reply(202, {"success": True, "message": message, "job_id": job_id, "status": Status.QUEUED})


def _given(call: Call, job_id: str, remedy: str) -> Given:
    """What comes along with a remedy. A password is taken from the body alone: addresses are written into logs."""
    request = call.request
    sent = "file" in request.FILES or getattr(request, "upload_refused", None)
    takes_file = remedy == Remedy.REPLACE and sent and call.user.jobs.filter(job_id=job_id).exists()
    file: UploadedFile[bytes] | None = file_of(call) if takes_file else None
    return Given(password=request.POST.get("password", ""), file=file, languages=call.text("languages"))


@operation(
    "POST",
    "retry-failed",
    scope=Scope.RETRY,
    answers={202: ManyRetried},
    errors={
        429: "Too many retries in a minute, or too many analyses at once; Retry-After says how long to wait.",
        500: "The database failed.",
        503: "Retry is switched off.",
    },
    parameters=(Parameter("include_permanent", "true retries also what would most likely fail again."),),
    once=True,
)
def retry_failed(call: Call) -> Reply:
    """Retry all your failed jobs that may be retried."""
    try:
        return call.answered_once(lambda: _all_retried(call))
    except DatabaseError:
        raise ApiError(500, "Failed to retry jobs") from None


def _all_retried(call: Call) -> Reply:
    """Retry chunk by chunk, a transaction each. With an Idempotency-Key it is all one, which keeps the answer too."""
    include_permanent = call.text("include_permanent").lower() in TRUE
    batch = services.Request(source=Source.API, actor=call.user, include_permanent=include_permanent)
    retried: list[str] = []
    refused: list[dict[str, str]] = []
    try:
        for chunk in services.retry_jobs(call.user.jobs.failed(), batch):
            retried += chunk.retried
            refused += [{"job_id": job_id, "message": message} for job_id, message in chunk.refused.items()]
    except RetryRefused as error:
        raise refusal(error) from None
    return Reply(202, {"success": True, "retried": retried, "refused": refused})


def refusal(refused: RetryRefused) -> ApiError:
    """The one answer to each refusal."""
    status, error = REFUSALS[refused.refusal]
    message = "" if refused.refusal in WITHOUT_MESSAGE else refused.message
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else None
    return ApiError(status, error, message, headers=headers)
