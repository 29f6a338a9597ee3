"""Which outputs of finished steps may be reused, and which may not, and why."""

from typing import Any

from analysis.document import Document
from analysis.models import AnalysisJob, Attempt, Checkpoint, JobQuerySet
from analysis.states import STEPS, Step
from analysis.steps.versions import VERSIONS


def plan(step: Step) -> str:
    """The steps up to this one by name: a checkpoint made under another order of steps is not reused."""
    return ">".join(STEPS[: STEPS.index(step) + 1])


def of(step: Step, output: Any) -> Checkpoint:
    """A checkpoint of this output by today's version of the step, not yet anybody's."""
    has_text = step is not Step.EXTRACT or bool(Document.from_json(output).text)
    return Checkpoint(step=step, version=VERSIONS[step], plan=plan(step), output=output, has_text=has_text)


def why_not_reusable(checkpoint: Checkpoint) -> str:
    """ "" where the checkpoint can be reused, else the reason in words."""
    step = Step(checkpoint.step)
    if checkpoint.plan != plan(step):
        return "the order of the steps has changed since"
    if checkpoint.version != VERSIONS[step]:
        return f"the step {step} has changed since, and its output must be made anew"
    if not checkpoint.has_text:
        return "the text that was kept is empty"
    return ""


def usable(job: AnalysisJob) -> dict[str, str]:
    """Finished step → "" or why its output can't be reused, as `retry_policy.JobFacts` takes it."""
    return {checkpoint.step: why_not_reusable(checkpoint) for checkpoint in job.checkpoints.defer("output")}


def startable_at(jobs: JobQuerySet) -> dict[Step, set[int]]:
    """Later step → the keys of those jobs that can begin there, because every output before it can be reused.

    One query, however many jobs there are.
    """
    kept = Checkpoint.objects.filter(job__in=jobs.order_by().values("pk")).defer("output")
    finished: dict[int, set[str]] = {}
    for checkpoint in kept:
        if not why_not_reusable(checkpoint):
            finished.setdefault(checkpoint.job_id, set()).add(checkpoint.step)
    return {
        step: {job_pk for job_pk, steps in finished.items() if steps.issuperset(STEPS[: STEPS.index(step)])}
        for step in STEPS[1:]
    }


def text_of(kept: Checkpoint) -> str:
    """The text that the checkpoint of `extract` keeps."""
    return Document.from_json(kept.output).text


def reusable_output(job: AnalysisJob, attempt: Attempt, step: Step) -> Any | None:
    """The kept output of a step before the one at which this attempt begins; None where the step has to be done."""
    if STEPS.index(step) >= STEPS.index(Step(attempt.from_step)):
        return None
    checkpoint = job.checkpoints.filter(step=step).first()
    return None if checkpoint is None or why_not_reusable(checkpoint) else checkpoint.output
