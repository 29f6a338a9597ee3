"""What becomes of the files that a page sends: each is taken, recognised, or refused with words for its sender."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from analysis import services
from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Source, Upload
from analysis.uploads.forms import UploadForm
from analysis.uploads.handler import UploadRefused, raise_if_refused
from analysis.web.words import in_words

KNOWN, NO_FILE, NOT_SUPPORTED = 409, 400, 415


@dataclass(frozen=True, slots=True)
class Received:
    """A file: taken (`job`), known already (`same`), or refused (`status` and `message`)."""

    filename: str
    job: AnalysisJob | None = None
    same: Upload | None = None
    status: int = 201
    message: str = ""


def receive(user: User, request: HttpRequest) -> list[Received]:
    """Take every file of this request. Never empty: that nothing arrived is a refusal as well."""
    results = [_receive(user, file) for file in _files(request)]
    try:
        raise_if_refused(request)
    except UploadRefused as refused:
        results.append(Received("", status=refused.status, message=in_words(refused.sentence)))
    return results or [Received("", status=NO_FILE, message=gettext("Choose a file to upload."))]


def _files(request: HttpRequest) -> "Iterator[UploadedFile[bytes]]":
    for file in request.FILES.getlist("file"):
        if isinstance(file, UploadedFile):
            yield file


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
        return Received(name, status=refused.status, message=in_words(refused.sentence))
    except StepFailure as failure:
        return Received(name, status=NOT_SUPPORTED, message=in_words(failure.sentence))
