"""What becomes of the files that a page sends: each is taken, recognised, or refused with words for its sender."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from analysis import services
from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Source, Upload
from analysis.services.once import Answer, Key, fingerprint_of_form, once
from analysis.uploads.forms import UploadForm
from analysis.uploads.handler import UploadRefused, raise_if_refused
from analysis.web.words import in_words

KNOWN, NO_FILE, NOT_SUPPORTED, KNOWN_GONE = 409, 400, 415, 410
# Of an answer that a form which comes again gets anew: nothing was done.
NOT_KEPT = 503


@dataclass(frozen=True, slots=True)
class Received:
    """A file: taken (`job`), known already (`same`), or refused (`status` and `message`)."""

    filename: str
    job: AnalysisJob | None = None
    same: Upload | None = None
    status: int = 201
    message: str = ""
    # Seconds after which it would be taken; 0 where waiting does not help.
    retry_after: int = 0


# Makes the key of one file from what tells it from the other files of its form; None where the form has no key.
FileKey = Callable[[str], Key | None]


def receive(user: User, request: HttpRequest, key: FileKey) -> list[Received]:
    """Take every file of this request. Never empty: that nothing arrived is a refusal as well."""
    results = [_receive_once(user, file, key) for file in _files(request)]
    try:
        raise_if_refused(request)
    except UploadRefused as refused:
        results.append(Received("", status=refused.status, message=in_words(refused.sentence)))
    return results or [Received("", status=NO_FILE, message=gettext("Choose a file to upload."))]


def _files(request: HttpRequest) -> "Iterator[UploadedFile[bytes]]":
    for file in request.FILES.getlist("file"):
        if isinstance(file, UploadedFile):
            yield file


def _receive_once(user: User, file: "UploadedFile[bytes]", key: FileKey) -> Received:
    """What came of this file when it was first sent with this form, else what comes of it now."""
    result: Received | None = None

    def take() -> Answer:
        nonlocal result
        result = _receive(user, file)
        return Answer(result.status, {"job_id": result.job.job_id}) if result.job else Answer(NOT_KEPT, {})

    first = once(key("".join(fingerprint_of_form([], [("file", [file])]))), take)
    if result is None:  # it was taken already, and its answer was lost
        job = user.jobs.select_related("upload").filter(job_id=first.body["job_id"]).first()
        gone = gettext("This file was uploaded before and deleted since: choose it again to upload it once more.")
        return Received(file.name or "", job=job) if job else Received(file.name or "", status=KNOWN_GONE, message=gone)
    return result


def _receive(user: User, file: "UploadedFile[bytes]") -> Received:
    name = file.name or ""
    form = UploadForm({}, MultiValueDict({"file": [file]}))
    if not form.is_valid():
        return Received(name, status=NO_FILE, message=gettext(form.message))
    if same := services.same_upload(user=user, file=file):
        return Received(name, same=same, status=KNOWN)
    try:
        return Received(name, job=services.submit_upload(user=user, file=file, source=Source.PAGE))
    except UploadRefused as refused:
        words, wait = in_words(refused.sentence), refused.retry_after or 0
        return Received(name, status=refused.status, message=words, retry_after=wait)
    except StepFailure as failure:
        return Received(name, status=NOT_SUPPORTED, message=in_words(failure.sentence))
