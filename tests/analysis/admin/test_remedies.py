"""Remedies in the admin's confirmation of a retry."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.worker import pipeline
from tests import life
from tests.analysis.admin.pages import Admin
from tests.files import DAMAGED, PASSWORD, pdf

pytestmark = pytest.mark.django_db
LIST = "/admin/analysis/analysisjob/"


def failed(user: User, content: bytes) -> AnalysisJob:
    job = services.submit_upload(user=user, file=ContentFile(content, "cv.pdf"), source=Source.PAGE)
    pipeline.run_attempt(job.pk, 1)
    job.refresh_from_db()
    return job


def asked(admin: Admin, *jobs: AnalysisJob, **form: Any) -> str:
    data = {"action": "retry_jobs", "_selected_action": [job.pk for job in jobs], **form}
    return str(admin.client.post(LIST, data, follow=True).content.decode())


def confirmed(admin: Admin, *jobs: AnalysisJob, **form: Any) -> str:
    return asked(admin, *jobs, confirmed="yes", until=timezone.now().isoformat(), **form)


def test_the_confirmation_offers_what_helps(operator: Admin, ada: User) -> None:
    protected, model = failed(ada, pdf(password=PASSWORD)), life.submitted_and_failed(ada)
    alone = asked(operator, protected)
    assert 'value="password"' in alone
    assert 'value="replace"' in alone
    both = asked(operator, protected, model)
    assert 'value="offline"' in both
    assert 'value="password"' not in both


def test_a_password(operator: Admin, ada: User) -> None:
    job = failed(ada, pdf(password=PASSWORD))
    assert "This password does not open the document" in confirmed(operator, job, remedy="password", password="guess")
    assert job.attempts.count() == 1
    confirmed(operator, job, remedy="password", password=PASSWORD)
    assert (job.attempts.get(number=2).remedy, job.attempts.get(number=2).actor) == ("password", operator.user)


def test_another_file(operator: Admin, ada: User) -> None:
    job = failed(ada, DAMAGED)
    confirmed(operator, job, remedy="replace", file=SimpleUploadedFile("better.txt", life.TEXT.encode()))
    job.refresh_from_db()
    assert job.upload is not None
    assert (job.upload.filename, job.upload.user) == ("better.txt", ada), "it is its owner's"


def test_without_the_model_for_many(operator: Admin, ada: User) -> None:
    jobs = [life.read_and_failed(ada), life.submitted_and_failed(ada)]
    confirmed(operator, *jobs, remedy="offline")
    assert [job.attempts.get(number=2).remedy for job in jobs] == ["offline", "offline"]
