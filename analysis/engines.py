"""How a step's work is done: in a sandbox of its own (reading files, the offline analyser) or by asking a language
model.

Steps themselves know neither settings nor storage; this is where both reach them. Knows no database.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage

from analysis import sandbox
from analysis.document import Document
from analysis.failures import StepFailure
from analysis.sandbox import Limits
from analysis.sandbox.child import Sandboxed
from analysis.states import Step

# Raised whenever a step's output changes its shape, or would come out better: older checkpoints are then made anew.
VERSIONS = {Step.EXTRACT: 1, Step.STRUCTURE: 1, Step.SAVE: 1}


class Stopped(Exception):
    """The work was given up because `Control.should_stop` said so."""


@dataclass(frozen=True, slots=True)
class Control:
    """What slow work asks of the run around it: seconds left, whether to stop, and where to report (done, total)."""

    seconds_left: Callable[[], float]
    should_stop: Callable[[], bool]
    report: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step's output as plain JSON, and the tokens (asked, answered) that it cost, None where nobody says."""

    output: Any
    tokens: tuple[int | None, int | None] = (None, None)


def extract(storage: Storage, name: str, kind: str, control: Control) -> StepResult:
    """Read a stored file into a document. Raises StepFailure, or Stopped."""
    if not storage.exists(name):
        raise StepFailure("upload_missing")
    from analysis.steps import offline  # half a second, which only those who run steps shall spend

    argument = {"path": storage.path(name), "kind": kind}
    return StepResult(_sandboxed(offline.extract_to_json, argument, offline.EXTRACT_LIMITS, control))


def structure(document: Any, engine: str, control: Control) -> StepResult:
    """Make a résumé of a document: `{"resume": JSON Resume, "evidence": …}`. Raises StepFailure, or Stopped."""
    if engine == "llm":
        return _structure_with_llm(Document.from_json(document), control)
    from analysis.steps import offline

    return StepResult(_sandboxed(offline.structure_to_json, document, offline.STRUCTURE_LIMITS, control))


def _sandboxed(function: Sandboxed, argument: Any, limits: Limits, control: Control) -> Any:
    def stop() -> bool:
        if control.should_stop():
            raise Stopped
        return False

    limits = replace(limits, wall_seconds=min(limits.wall_seconds, control.seconds_left()))
    try:
        return sandbox.run(function, argument, limits=limits, on_progress=control.report, should_stop=stop)
    except StepFailure:
        control.seconds_left()  # where the attempt's own time is over, that is the failure, not the file's size
        raise


def _structure_with_llm(document: Document, control: Control) -> StepResult:
    # Importing the client costs a second and 60 MB, which only those pay who ask a model.
    from analysis.steps import structure_llm as llm

    options = llm.LlmOptions(
        base_url=settings.LLM_BASE_URL,
        model=settings.LLM_MODEL,
        api_key=settings.LLM_API_KEY,
        timeout=min(settings.LLM_TIMEOUT, control.seconds_left()),
    )
    try:
        result = llm.structure_with_llm(document, options=options, should_stop=control.should_stop)
    except llm.Stopped:
        raise Stopped from None
    tokens = (result.input_tokens, result.output_tokens)
    return StepResult({"resume": result.resume.to_json(), "evidence": {}}, tokens)
