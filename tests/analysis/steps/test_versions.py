"""A step whose output changes must get another version, or old checkpoints of it would be reused."""

import copy

from analysis.states import Step
from analysis.steps.versions import VERSIONS
from tests import step_outputs

REMEDY = "the output of a step changed: run `python -m tests.step_outputs` and commit what it writes"


def test_a_step_whose_output_changed_has_another_version() -> None:
    assert step_outputs.as_record(step_outputs.outputs(), VERSIONS) == step_outputs.recorded(), REMEDY


def test_the_command_raises_the_version_of_the_changed_step_alone() -> None:
    record = step_outputs.recorded()
    found = {step: copy.copy(entry["outputs"]) for step, entry in record.items()}
    numbers = {Step(step): entry["version"] for step, entry in record.items()}
    assert step_outputs.raised(found, record, numbers) == numbers

    found[Step.STRUCTURE]["Tom Hughes.txt"] = "another digest"
    raised = step_outputs.raised(found, record, numbers)
    assert raised == {**numbers, Step.STRUCTURE: numbers[Step.STRUCTURE] + 1}
    assert step_outputs.raised(found, record, raised) == raised
