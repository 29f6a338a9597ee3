"""How a step's work is done: in a sandbox of its own (reading files, the offline analyser), by asking a language model,
or both.

Steps themselves know neither settings nor storage; this is where both reach them. Knows no database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import Storage

from analysis import sandbox
from analysis.document import Document
from analysis.failures import StepFailure
from analysis.sandbox import Limits
from analysis.sandbox.child import Sandboxed

if TYPE_CHECKING:
    from analysis.structure.llm.step import LlmResult

# Seconds of an attempt that a model's answer must leave for what can be done without it to be kept.
SECONDS_TO_SAVE = 5.0


ANSWERED = "answered"


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
    """A step's output as plain JSON, and the tokens (asked, answered) that it cost, None where nobody says.

    `asked` is the share of the document's text that a language model was shown, 0 to 1; `unanswered` is why a model
    gave no answer where the step could do without.
    """

    output: Any
    tokens: tuple[int | None, int | None] = (None, None)
    asked: float = 0.0
    unanswered: StepFailure | None = None

    @property
    def model_answer(self) -> str:
        """What came of asking a model: ANSWERED, the code of its failure, or "" where none was asked."""
        if self.unanswered is not None:
            return self.unanswered.code
        return ANSWERED if self.asked else ""


def extract(
    storage: Storage,
    name: str,
    kind: str,
    control: Control,
    *,
    password: str | None = None,
    languages: Sequence[str] = (),
) -> StepResult:
    """Read a stored file into a document. Raises StepFailure, or Stopped.

    `password` opens a protected PDF; `languages` have all pages of a PDF read by OCR.
    """
    if not storage.exists(name):
        raise StepFailure("upload_missing")
    from analysis.steps import sandboxed  # half a second, which only those who run steps shall spend

    file = storage.path(name)
    argument = {"kind": kind, "password": password, "languages": list(languages)}
    return StepResult(_sandboxed(sandboxed.extract_to_json, argument, sandboxed.EXTRACT_LIMITS, control, file=file))


def structure(document: Any, engine: str, control: Control) -> StepResult:
    """Make a résumé of a document: `{"resume": JSON Resume, "evidence": …, "placement": what became of the document's
    lines}`. Raises StepFailure, or Stopped.
    """
    if engine == "llm" and document.get("data") is None:
        return _structure_with_llm(document, control)
    if engine == "hybrid":
        return _structure_with_both(document, control)
    from analysis.steps import sandboxed

    return StepResult(_sandboxed(sandboxed.structure_to_json, document, sandboxed.STRUCTURE_LIMITS, control))


def _sandboxed(function: Sandboxed, argument: Any, limits: Limits, control: Control, *, file: str | None = None) -> Any:
    def stop() -> bool:
        if control.should_stop():
            raise Stopped
        return False

    limits = replace(limits, wall_seconds=min(limits.wall_seconds, control.seconds_left()))
    try:
        return sandbox.run(function, argument, file=file, limits=limits, on_progress=control.report, should_stop=stop)
    except StepFailure:
        control.seconds_left()  # where the attempt's own time is over, that is the failure, not the file's size
        raise


def _structure_with_llm(document: Any, control: Control) -> StepResult:
    result = _ask_model(Document.from_json(document), control, seconds=control.seconds_left())
    output = _placed(document, result.resume.to_json(), {}, [], control)
    return StepResult(output, _tokens(result), asked=1.0)


def _placed(document: Any, resume: Any, evidence: Any, headings: Any, control: Control) -> dict[str, Any]:
    """The step's output, with what became of the document's lines."""
    from analysis.steps import sandboxed

    argument = {"document": document, "resume": resume, "evidence": evidence, "headings": headings}
    placement = _sandboxed(sandboxed.place_to_json, argument, sandboxed.STRUCTURE_LIMITS, control)
    return {"resume": resume, "evidence": evidence, "placement": placement}


def _structure_with_both(document: Any, control: Control) -> StepResult:
    """By rules, and by one question to a language model about what they are unsure of; none where that is nothing.

    Where the model fails, what the rules read stands, with its low confidence for a person to see: a profile with some
    marks serves its owner more than a failed job that may fail again. Only where the rules recognised nothing at all
    and the failure may pass is it the attempt's, to be retried like any other; one that would come back leaves the text
    as the rules alone do.
    """
    from analysis.steps import sandboxed

    read = _sandboxed(sandboxed.structure_and_doubt_to_json, document, sandboxed.STRUCTURE_LIMITS, control)
    if read["question"] is None:
        return StepResult(read["structured"])
    from analysis.structure.hybrid.merge import merged
    from analysis.structure.hybrid.question import Question

    question = Question.from_json(read["question"])
    seconds = control.seconds_left() - SECONDS_TO_SAVE
    asked = len(question.excerpt.text) / max(1, len(Document.from_json(document).text))
    try:
        result = _ask_model(question.excerpt, control, seconds=seconds, wanted=question.wanted)
    except StepFailure as failure:
        if not question.found and not failure.permanent:
            raise
        return StepResult(read["structured"], failure.tokens, asked=asked, unanswered=failure)
    found = read["structured"]
    resume, evidence = merged(found["resume"], found["evidence"], question, result.resume.to_json())
    output = _placed(document, resume, evidence, read["headings"], control)
    return StepResult(output, _tokens(result), asked=asked)


def _ask_model(
    document: Document, control: Control, *, seconds: float, wanted: frozenset[str] | None = None
) -> "LlmResult":
    """One call, in no more than `seconds`. Raises StepFailure, or Stopped."""
    # Importing the client costs a second and 60 MB, which only those pay who ask a model.
    from analysis.structure.llm import step as llm

    if seconds <= 0:
        raise StepFailure("llm_timeout", detail="no time was left to ask")
    options = llm.LlmOptions(
        base_url=settings.LLM_BASE_URL,
        model=settings.LLM_MODEL,
        api_key=settings.LLM_API_KEY,
        timeout=min(settings.LLM_TIMEOUT, seconds),
        use_tools=settings.LLM_TOOLS,
    )
    try:
        return llm.structure_with_llm(document, options=options, should_stop=control.should_stop, wanted=wanted)
    except llm.Stopped:
        raise Stopped from None


def _tokens(result: "LlmResult") -> tuple[int | None, int | None]:
    return result.input_tokens, result.output_tokens
