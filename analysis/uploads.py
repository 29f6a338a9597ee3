"""Receiving files: a limit that is kept while bytes come in, so that nothing larger is ever written to disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

# A body up to this many times the limit is read to its end and then refused, so that a browser gets to show the answer;
# a larger one is cut off.
PATIENCE = 10


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Django's handler to a temporary file, which gives up a file as soon as it is larger than MAX_UPLOAD_MB.

    `request.upload_too_large` then says so.
    """

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *args: Any, **kwargs: Any) -> None:
        self.limit = settings.MAX_UPLOAD_MB * 1024 * 1024
        if content_length > PATIENCE * self.limit:
            self._refuse()
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.limit:
            self._refuse()
            self.file.close()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)

    def _refuse(self) -> None:
        assert self.request is not None
        self.request.upload_too_large = True  # type: ignore[attr-defined]


def is_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was larger than allowed. Ask after `request.FILES` was read."""
    return getattr(request, "upload_too_large", False)


def too_large_message() -> str:
    return f"This file is larger than {settings.MAX_UPLOAD_MB} MB. Save it with smaller pictures, or as text, and upload that."
