"""What is kept of a file that comes in, and that nothing is where it can't be queued."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from analysis import services
from analysis.extract.kinds import Kind
from analysis.models import Source, Upload
from analysis.queue import deliveries as queue
from tests import life

CONTENT = b"# Ada Lovelace\n\n" + life.TEXT.encode()


@pytest.fixture
def file() -> "ContentFile[bytes]":
    """Somebody has read it to its end already."""
    file = ContentFile(CONTENT, "../C:\\cv.md")
    file.read()
    return file


def test_it_is_stored_whole_under_the_name_that_it_is_shown_by(ada: User, file: "ContentFile[bytes]") -> None:
    upload = services.submit_upload(user=ada, file=file, source=Source.API).upload
    assert upload is not None
    assert Path(upload.file.path).read_bytes() == CONTENT
    assert (upload.filename, upload.kind, upload.size) == ("cv.md", Kind.MARKDOWN, len(CONTENT))
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_it_is_known_again_by_its_bytes_and_left_at_its_beginning(
    ada: User, ben: User, file: "ContentFile[bytes]"
) -> None:
    assert services.same_upload(user=ada, file=file) is None
    assert file.tell() == 0
    job = services.submit_upload(user=ada, file=file, source=Source.API)
    assert services.same_upload(user=ada, file=file) == job.upload
    assert services.same_upload(user=ben, file=file) is None
    life.lose_the_file(job)
    assert services.same_upload(user=ada, file=file) is None


def test_what_can_not_be_queued_is_not_stored_either(
    ada: User, file: "ContentFile[bytes]", settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(queue, "enqueue_attempt", full)
    with pytest.raises(RuntimeError):
        services.submit_upload(user=ada, file=file, source=Source.API)
    assert not Upload.objects.exists()
    assert [path for path in (Path(settings.MEDIA_ROOT) / "uploads").rglob("*") if path.is_file()] == []
