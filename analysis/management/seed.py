"""The demo account's data: sample résumés with jobs in every state, by the ways that every job takes.

What is completed was analysed; what failed did so by itself or, where a language model was at fault, was moved through
the product's own transitions. Then it is dated back.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.db import transaction
from django.db.models import F, Value
from django.db.models.expressions import CombinedExpression

from analysis import demo, services
from analysis.failures import StepFailure
from analysis.jobs import checkpoints, transitions
from analysis.jobs.next_attempt import start_next_attempts
from analysis.management.demo_account import PASSWORD, STAFF_USERNAME, USERNAME
from analysis.models import AnalysisJob, Attempt, Source, Upload
from analysis.states import Status, Step
from analysis.steps import engines
from analysis.steps.engines import Control
from analysis.worker import pipeline


@dataclass(frozen=True, slots=True)
class Scene:
    """A sample and the story of its job.

    `failures` are the codes of the attempts that a language model spoiled, the first one first; then it stays failed,
    or is `analysed` for good. A job without either waits for the cluster. `ago` is how long ago it was uploaded.
    """

    sample: Path
    ago: timedelta
    failures: tuple[str, ...] = ()
    analysed: bool = False


AMARA, JONAS, LUCIA, MEI, TOM = demo.READABLE
SCENES = (
    Scene(demo.DAMAGED, timedelta(days=6), analysed=True),
    Scene(demo.PROTECTED, timedelta(days=3), analysed=True),
    Scene(MEI, timedelta(days=2), failures=("llm_timeout", "llm_unavailable", "llm_timeout", "llm_timeout")),
    Scene(JONAS, timedelta(days=1), failures=("llm_timeout",), analysed=True),
    Scene(LUCIA, timedelta(hours=3), failures=("llm_timeout",)),
    Scene(AMARA, timedelta(minutes=40), analysed=True),
    Scene(TOM, timedelta()),
)


@dataclass(slots=True)
class Seeded:
    """What was made; all of it empty where the account was there already."""

    accounts: list[str] = field(default_factory=list)
    jobs: list[AnalysisJob] = field(default_factory=list)


def seed() -> Seeded:
    """Make the demo accounts with their data, unless they exist. Nothing comes twice, and what was deleted stays so.

    Rows are made in one transaction, so that there are all of them or none; those to be analysed are analysed after
    it, and where that is cut short, or a running cluster is faster, the cluster does it, as it does for the engine llm.
    """
    seeded = Seeded()
    with transaction.atomic():
        _make_account(STAFF_USERNAME, seeded, is_staff=True, is_superuser=True)
        user = _make_account(USERNAME, seeded)
        if user is None:
            return seeded
        jobs = [(scene, _play(scene, user)) for scene in SCENES]
    for scene, job in jobs:
        # A language model may take its time, for which nobody shall wait here.
        if scene.analysed and settings.ANALYSIS_ENGINE == "offline":
            pipeline.run_attempt(job.pk, job.attempt)
            _date_back(job, scene.ago)
    seeded.jobs = [job for _, job in jobs]
    for job in seeded.jobs:
        job.refresh_from_db()
    return seeded


def _make_account(username: str, seeded: Seeded, **rights: bool) -> User | None:
    """A new account, None where the name is taken. Its password is known, so it is for development alone."""
    user, is_new = User.objects.select_for_update().get_or_create(username=username, defaults=rights)
    if not is_new:
        return None
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    seeded.accounts.append(username)
    return user


def _play(scene: Scene, user: User) -> AnalysisJob:
    with scene.sample.open("rb") as file:
        job = services.submit_upload(user=user, file=File(file, name=scene.sample.name), source=Source.COMMAND)
    job.attempts.update(source=Source.PAGE)  # as if by a person, whose limits don't bind what is made here
    for number, code in enumerate(scene.failures, start=1):
        _fail(job, number, code)
        if number < len(scene.failures) or scene.analysed:
            # Not the service: the flag and the limit of these settings don't bind what happened before.
            start_next_attempts([job], source=Source.PAGE, actor_id=user.pk)
        job.refresh_from_db()
    if job.status == Status.FAILED:
        _date_back(job, scene.ago)
    return job


def _fail(job: AnalysisJob, number: int, code: str) -> None:
    """Fail an attempt as a language model would have it fail: the text is read and kept, then no answer comes."""
    claimed, upload = transitions.claim(job.pk, number), job.upload
    if claimed is None or upload is None:
        raise RuntimeError("A job that nobody else can see yet was taken by somebody else.")
    control = Control(lambda: 60.0, lambda: False, lambda *_: None)
    read = engines.extract(upload.file.storage, str(upload.file.name), upload.kind, control)
    transitions.record_progress(claimed.lease, step=Step.EXTRACT, progress=0)
    transitions.keep_checkpoint(claimed.lease, checkpoints.of(Step.EXTRACT, read.output), seconds=0.2)
    transitions.record_progress(claimed.lease, step=Step.STRUCTURE, progress=pipeline.PROGRESS[Step.STRUCTURE][0])
    transitions.fail(AnalysisJob.objects.held_by(claimed.lease), StepFailure(code))
    # It waits for a person: a demonstration that mends itself within seconds shows nothing.
    AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=None)
    Attempt.objects.filter(pk=claimed.attempt.pk).update(engine="llm")


@transaction.atomic
def _date_back(job: AnalysisJob, ago: timedelta) -> None:
    """Let all of it have happened so long ago, its attempts a quarter of an hour apart, a model's time-out a minute."""
    job.refresh_from_db()
    if job.is_active:
        return
    apart, took = timedelta(minutes=15), timedelta(seconds=60)
    for attempt in job.attempts.all():
        earlier = ago - apart * (attempt.number - 1)
        slow = took if attempt.engine == "llm" else timedelta()
        Attempt.objects.filter(pk=attempt.pk).update(
            created_at=_minus("created_at", earlier),
            started_at=_minus("started_at", earlier),
            finished_at=_minus("finished_at", earlier - slow),
        )
    last = job.attempts.get(number=job.attempt)
    AnalysisJob.objects.filter(pk=job.pk).update(
        created_at=_minus("created_at", ago),
        queued_at=last.created_at,
        completed_at=last.finished_at,
        updated_at=last.finished_at,
    )
    job.checkpoints.update(created_at=last.started_at)
    Upload.objects.filter(jobs=job).update(created_at=_minus("created_at", ago))


def _minus(column: str, span: timedelta) -> CombinedExpression:
    return F(column) - Value(span)
