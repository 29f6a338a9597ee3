"""A database that only reads for a while, as a standby before it takes over, or one whose disk is full."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from analysis.states import Status
from analysis.worker import pipeline
from tests import life
from tests.invariants import quiet_violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(ada: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def only_reads(client: Client) -> Iterator[None]:
    """From here on, on the connection of this thread."""
    _set("SET default_transaction_read_only = on")
    yield
    _set("SET default_transaction_read_only = off")


def _set(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("only_reads")
@pytest.mark.parametrize("path", ["/api/analysis/upload", "/profile/uploads"])
def test_an_upload_is_told_to_come_back_and_leaves_no_file(client: Client, path: str) -> None:
    answer = client.post(path, {"file": SimpleUploadedFile("cv.txt", life.TEXT.encode())})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert quiet_violations() == []


@pytest.mark.usefixtures("only_reads")
def test_what_is_only_read_is_still_answered(client: Client) -> None:
    assert client.get("/profile").status_code == 200
    assert client.get("/api/analysis/jobs").status_code == 200


def test_a_worker_waits_until_it_can_write(ada: User) -> None:
    job = life.submitted(ada)
    _set("SET default_transaction_read_only = on")
    pipeline.run_attempt(job.pk, 1)  # connects anew before it tries again
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Status.COMPLETED, 1)
