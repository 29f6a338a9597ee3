"""Receiving files: a limit that is kept while bytes come in, so that nothing larger is ever written to disk."""

import errno
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from analysis.failures import Sentence
from analysis.uploads.storage import StorageAway

# A body up to this many times the limit is read to its end and then refused, so that a browser gets to show the answer;
# a larger one is cut off.
PATIENCE = 10


class UploadRefused(Exception):
    """A file that was not received: the HTTP status, what happened in a few words, and the same in a sentence.

    `values` fill the places of `text`, such as %(size)s. `retry_after` are seconds, where waiting helps.
    """

    retry_after: int | None = None

    def __init__(self, status: int, error: str, text: str, **values: str) -> None:
        self.status, self.error, self.sentence = status, error, Sentence((text,), values)
        super().__init__(str(self.sentence))

    @property
    def message(self) -> str:
        """The sentence in English."""
        return str(self.sentence)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Django's handler to a temporary file, which gives up a file as soon as it is too large or finds no space.

    `refused` of the request then says why.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        *args: Any,
    ) -> tuple[QueryDict, "MultiValueDict[str, Any]"] | None:
        """Leave a body unread that is far too large: Django then takes this for what it held. None lets it be read."""
        self.limit = settings.MAX_UPLOAD_MB * 1024 * 1024
        if content_length <= PATIENCE * self.limit:
            return None
        self._remember(too_large())
        return QueryDict(), MultiValueDict()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a temporary file, which may be more than a full disk can do."""
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._remember(not_stored(error))
            raise SkipFile from error

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """The file. Its last bytes may still be in a buffer: that a disk is full, small files find out here alone."""
        try:
            return super().file_complete(file_size)
        except OSError as error:
            self._remember(not_stored(error))
            self._close()
            return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            if start + len(raw_data) > self.limit:
                raise too_large()
            self.file.write(raw_data)
        except OSError as error:
            self._give_up(not_stored(error))
        except UploadRefused as refused:
            self._give_up(refused)

    def _give_up(self, refused: UploadRefused) -> None:
        self._remember(refused)
        self._close()
        raise SkipFile

    def _close(self) -> None:
        with suppress(OSError):  # what is in its buffer finds no space either
            self.file.close()

    def _remember(self, refused: UploadRefused) -> None:
        self.request.upload_refused = refused  # type: ignore[union-attr]


def raise_if_refused(request: HttpRequest) -> None:
    """Raise the UploadRefused of a file that was given up on its way in. Ask after `request.FILES` was read."""
    if refused := getattr(request, "upload_refused", None):
        raise refused
    # Django reads no body whose length nobody has told.
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower() and not request.META.get("CONTENT_LENGTH"):
        raise UploadRefused(
            411,
            "Length required",
            "This file came in chunks, without its length, and was not read. Send its length along (Content-Length).",
        )


def too_large() -> UploadRefused:
    return UploadRefused(
        413,
        "File too large",
        "This file is larger than %(size)s MB. Save it with smaller pictures, or as text, and upload that.",
        size=str(settings.MAX_UPLOAD_MB),
    )


def not_stored(error: OSError) -> UploadRefused:
    """The answer where the disk refused a file."""
    # Python tries each folder for temporary files, and names none where it could write to none of them.
    no_folder = error.errno == errno.ENOENT and error.filename is None and not isinstance(error, StorageAway)
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or no_folder:
        return UploadRefused(
            507,
            "Storage is full",
            "There is no space left for uploads. The operator has to make room; try again later.",
        )
    return UploadRefused(
        503, "Storage is not available", "The file could not be stored just now. Try again in a moment."
    )
