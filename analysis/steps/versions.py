"""The version of each step's output. A checkpoint of another version is not reused.

Raise a step's number when its output changes for the same document. `python -m tests.step_outputs` does it for you,
and a test fails as long as it is not done. Imports nothing of the steps.
"""

from analysis.states import Step

VERSIONS: dict[Step, int] = {
    Step.EXTRACT: 4,
    Step.STRUCTURE: 8,
}
