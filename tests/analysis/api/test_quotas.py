"""What a program is told whose person has used up a limit."""

from typing import Any

import pytest
from django.test import Client

from profiles.accounts.tokens import Scope, make_token
from tests import life
from tests.analysis.api.calls import retry, upload

pytestmark = pytest.mark.django_db


def test_too_many_uploads(api: Client, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 1
    upload(api)
    answer = upload(api)
    assert answer.status_code == 429
    assert answer.json()["error"] == "Too many uploads"
    assert answer.json()["message"].startswith("At most 1 uploads a minute")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_too_many_analyses_by_start_job_and_by_retry(api: Client, ada: Any, settings: Any) -> None:
    settings.ANALYSES_PER_MINUTE = 2
    first = upload(api).json()
    start = f"/api/analysis/start-job?upload_id={first['upload_id']}"
    assert api.post(start).status_code == 202
    answers = [api.post(start), retry(api, life.failed(ada.jobs.get(job_id=first["job_id"])))]
    for answer in answers:
        assert (answer.status_code, answer.json()["error"]) == (429, "Too many analyses")
        assert int(answer["Retry-After"]) > 0


def test_a_full_storage_is_no_matter_of_time(api: Client, settings: Any) -> None:
    settings.MAX_FILES_KEPT = 1
    upload(api)
    answer = upload(api)
    assert (answer.status_code, answer.json()["error"]) == (413, "Storage is full")
    assert answer.json()["message"].startswith("You keep 1 of 1 files.")
    assert "Retry-After" not in answer


def test_a_token_has_its_persons_limits(api: Client, ada: Any, settings: Any) -> None:
    settings.UPLOADS_PER_MINUTE = 1
    token = make_token(user=ada, name="script", scopes=[Scope.UPLOAD])
    upload(api)
    assert upload(Client(headers={"Authorization": f"Bearer {token}"})).status_code == 429


def test_the_same_key_later_does_what_the_limit_had_refused(api: Client, settings: Any) -> None:
    settings.MAX_JOBS_AT_ONCE = 1
    upload(api)
    for room, status in ((1, 429), (10, 202)):
        settings.MAX_JOBS_AT_ONCE = room
        assert api.post("/api/analysis/retry-failed", headers={"Idempotency-Key": "k"}).status_code == status
