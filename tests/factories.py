"""Rows for tests, in every state that the database's constraints allow, with the attempts that belong to them.

AnalysisJobFactory()                        queued, its first attempt waiting
AnalysisJobFactory(failed=True, attempt=3)  failed three times, twice retried by its owner
AnalysisJobFactory(completed=True)          with a profile
"""

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory, Password
from factory.helpers import lazy_attribute, post_generation

from analysis.failures import KINDS, StepFailure
from analysis.models import AnalysisJob, Attempt, Outcome, Source, Upload
from analysis.states import Status, Step
from profiles.models import UserProfile

Row = TypeVar("Row", bound=Model)

PASSWORD = "correct horse battery staple"

RESUME_TEXT = """\
Ada Lovelace
Mathematician
ada@example.org | +44 20 7946 0958 | London

Experience
Analyst, Analytical Engine Works
January 1842 – December 1843
- Wrote the first published algorithm meant for a machine

Education
University of London
BSc Mathematics, 1835

Skills
Mathematics, Algorithms, French
"""

RESUME = {
    "basics": {
        "name": "Ada Lovelace",
        "label": "Mathematician",
        "email": "ada@example.org",
        "phone": "+44 20 7946 0958",
        "url": "https://ada.example.org",
        "summary": "Mathematician who writes programs for machines that are not built yet.",
        "location": {"city": "London", "countryCode": "GB"},
        "profiles": [{"network": "GitHub", "username": "ada", "url": "https://github.com/ada"}],
    },
    "work": [
        {
            "name": "Analytical Engine Works",
            "position": "Analyst",
            "location": "London",
            "startDate": "1842-01",
            "endDate": "1843-12",
            "highlights": ["Wrote the first published algorithm meant for a machine"],
        }
    ],
    "education": [
        {"institution": "University of London", "area": "Mathematics", "studyType": "BSc", "endDate": "1835"},
    ],
    "skills": [{"name": "Mathematics", "keywords": ["Algorithms", "Bernoulli numbers"]}],
    "languages": [{"language": "English", "fluency": "Native"}, {"language": "French", "fluency": "Fluent"}],
    "projects": [{"name": "Note G", "description": "A program that computes Bernoulli numbers.", "startDate": "1843"}],
    "certificates": [{"name": "Fellow", "issuer": "Society of Engines", "date": "1843"}],
}


def _typed(rows: type[DjangoModelFactory[Row]]) -> Callable[..., Row]:
    """The factory as what it is called for: something that makes a row."""
    return rows.create


class _UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = Sequence(lambda number: f"person{number}")
    password = Password(PASSWORD)


class _StaffFactory(_UserFactory):
    """Somebody with every right in the admin."""

    username = Sequence(lambda number: f"staff{number}")
    is_staff = True
    is_superuser = True


class _UploadFactory(DjangoModelFactory[Upload]):
    """A stored file. `content` is its text or its bytes."""

    class Meta:
        model = Upload

    class Params:
        content = RESUME_TEXT

    user = SubFactory(_UserFactory)
    filename = Sequence(lambda number: f"cv-{number}.txt")
    kind = "text"

    @lazy_attribute
    def file(self: Any) -> "ContentFile[bytes]":
        return ContentFile(_bytes(self.content), name="upload")

    @lazy_attribute
    def size(self: Any) -> int:
        return len(_bytes(self.content))

    @lazy_attribute
    def sha256(self: Any) -> str:
        return hashlib.sha256(_bytes(self.content)).hexdigest()


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


class _UserProfileFactory(DjangoModelFactory[UserProfile]):
    class Meta:
        model = UserProfile

    user = SubFactory(_UserFactory)
    document = LazyFunction(lambda: dict(RESUME))
    evidence = LazyFunction(dict)


class _AttemptFactory(DjangoModelFactory[Attempt]):
    """An attempt that waits; `started_at`, `finished_at` and `outcome` say what came of it."""

    class Meta:
        model = Attempt

    number = 1
    source = Source.PAGE
    from_step = Step.EXTRACT


class _AnalysisJobFactory(DjangoModelFactory[AnalysisJob]):
    """A job with its upload and all its attempts. The traits are the statuses; `attempt` is how often it was tried."""

    class Meta:
        model = AnalysisJob
        skip_postgeneration_save = True

    class Params:
        error = "llm_timeout"
        queued = Trait(status=Status.QUEUED)
        processing = Trait(
            status=Status.PROCESSING,
            progress=40,
            current_step=Step.STRUCTURE,
            lease_token=LazyFunction(uuid.uuid4),
            lease_expires_at=LazyFunction(lambda: timezone.now() + timedelta(minutes=1)),
        )
        completed = Trait(
            status=Status.COMPLETED,
            progress=100,
            profile=SubFactory(_UserProfileFactory, user=SelfAttribute("..user")),
            completed_at=LazyFunction(timezone.now),
        )
        failed = Trait(
            status=Status.FAILED,
            progress=40,
            current_step=Step.STRUCTURE,
            error_code=SelfAttribute("error"),
            error_message=LazyAttribute(lambda job: StepFailure(job.error).message),
            error_reason=LazyAttribute(lambda job: StepFailure(job.error).reason),
            completed_at=LazyFunction(timezone.now),
        )

    @classmethod
    def _generate(cls, strategy: Any, params: Any) -> AnalysisJob:
        """Job and attempts point at each other, which the database checks when a transaction ends."""
        with transaction.atomic():
            job: AnalysisJob = super()._generate(strategy, params)
        return job

    user = SubFactory(_UserFactory)
    upload = SubFactory(_UploadFactory, user=SelfAttribute("..user"))
    status = Status.QUEUED
    attempt = 1
    retries_used = LazyAttribute(lambda job: job.attempt - 1 - job.auto_retries_used)
    auto_retries_used = 0

    @post_generation
    def history(self: AnalysisJob, create: bool, extracted: Any, **_: Any) -> None:
        """The attempts up to the current one, each a minute long; all but the current one have failed."""
        if not create:
            return
        began = timezone.now() - timedelta(minutes=2 * self.attempt)
        for number in range(1, self.attempt + 1):
            asked = began + timedelta(minutes=2 * (number - 1))
            ended = number < self.attempt or not self.is_active
            _AttemptFactory.create(
                job=self,
                number=number,
                actor=self.user,
                created_at=asked,
                started_at=asked if ended or self.status == Status.PROCESSING else None,
                finished_at=asked + timedelta(minutes=1) if ended else None,
                **(_result(self, number) if ended else {}),
            )


def _result(job: AnalysisJob, number: int) -> dict[str, Any]:
    if number == job.attempt and job.status == Status.COMPLETED:
        return {"outcome": Outcome.COMPLETED, "step_seconds": {"extract": 0.1, "structure": 1.2, "save": 0.01}}
    code = job.error_code or "llm_timeout"
    message = job.error_message or f"{KINDS[code].message} {KINDS[code].advice}"
    return {"outcome": Outcome.FAILED, "failed_step": Step.STRUCTURE, "error_code": code, "error_message": message}


UserFactory = _typed(_UserFactory)
StaffFactory = _typed(_StaffFactory)
UploadFactory = _typed(_UploadFactory)
UserProfileFactory = _typed(_UserProfileFactory)
AttemptFactory = _typed(_AttemptFactory)
AnalysisJobFactory = _typed(_AnalysisJobFactory)
