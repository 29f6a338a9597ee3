"""Records what each step makes of fixed documents, so that a changed step cannot keep its version number.

    python -m tests.step_outputs

Run it when `tests/analysis/steps/test_versions.py` fails. It raises the version of each step whose output has changed
(`analysis/steps/versions.py`) and records the new outputs (`tests/step_outputs.json`); commit both. After a rebase
with a conflict in the JSON file, take either side and run it again.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from analysis import demo
from analysis.document import Document
from analysis.states import Step
from analysis.steps import sandboxed, versions
from analysis.structure.llm.prompt import document_prompt, system_prompt

RECORD = Path(__file__).with_suffix(".json")
MAX_CHARACTERS = 20_000

Outputs = dict[str, dict[str, str]]


def outputs() -> Outputs:
    """Step → document → digest of what the step makes of it today: by rules, in doubt, and as a model's prompt."""
    found: Outputs = {Step.EXTRACT: {}, Step.STRUCTURE: {}}
    for path in demo.READABLE:
        document = sandboxed.extract_to_json({"path": path}, _ignore)
        found[Step.EXTRACT][path.name] = _digest(document)
        prompts = [document_prompt(Document.from_json(document), max_characters=MAX_CHARACTERS)]
        prompts += [system_prompt(use_tool=use_tool) for use_tool in (True, False)]
        by_rules = sandboxed.structure_and_doubt_to_json(document, _ignore)
        found[Step.STRUCTURE][path.name] = _digest([by_rules, prompts])
    return found


def recorded() -> dict[str, Any]:
    """What is on record: step → {"version": number, "outputs": {document: digest}}."""
    record: dict[str, Any] = json.loads(RECORD.read_text())
    return record


def as_record(found: Outputs, numbers: dict[Step, int]) -> dict[str, Any]:
    return {step: {"version": numbers[Step(step)], "outputs": digests} for step, digests in found.items()}


def raised(found: Outputs, record: dict[str, Any], numbers: dict[Step, int]) -> dict[Step, int]:
    """The version each step should have: one more where its output changed and its number did not."""
    return {
        step: number + (record[step]["version"] == number and record[step]["outputs"] != found[step])
        for step, number in numbers.items()
    }


def main() -> None:
    found = outputs()
    numbers = raised(found, recorded(), versions.VERSIONS) if RECORD.exists() else versions.VERSIONS
    module = Path(versions.__file__)
    source = module.read_text()
    for step, number in numbers.items():
        source = re.sub(rf"Step\.{step.name}: \d+", f"Step.{step.name}: {number}", source)
        print(f"{step}: version {number}{'' if number == versions.VERSIONS[step] else ' (raised)'}")
    module.write_text(source)
    RECORD.write_text(json.dumps(as_record(found, numbers), indent=1, ensure_ascii=False) + "\n")


def _digest(output: Any) -> str:
    """Of the output with numbers rounded to a tenth: another processor may differ in the last digit."""
    text = json.dumps(_rounded(output), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 1)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value


def _ignore(done: int, total: int) -> None:
    """Progress is of no interest here."""


if __name__ == "__main__":
    main()
