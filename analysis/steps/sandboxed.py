"""The steps as the sandbox runs them: JSON in, JSON out, each a function of a module.

What comes of them is text from a stranger's file; the sandbox cleans it of what can't be stored on its way out.
"""

import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis import demo
from analysis.document import Document
from analysis.extract.extract import READERS, extract
from analysis.extract.kinds import Kind
from analysis.failures import StepFailure
from analysis.sandbox import Limits
from analysis.sandbox.cleaning import as_clean_json
from analysis.structure.confidence import calibrated
from analysis.structure.hybrid.question import Question, question_about_all, question_of
from analysis.structure.imported import imported
from analysis.structure.placement import Placement, place
from analysis.structure.rules import Evidence, Structured, structure
from analysis.structure.rules.evidence import Heading
from profiles.resume import Basics, Resume

Progress = Callable[[int, int], None]

# Together less than 30 s, whatever a file does to be slow.
EXTRACT_LIMITS = Limits(wall_seconds=20, cpu_seconds=15)
STRUCTURE_LIMITS = Limits(wall_seconds=9, cpu_seconds=6)

MAX_LINES = 5_000
"""A hundred pages."""
_WORD = re.compile(r"[^\W_]{2,}")
# Less in a whole PDF is page numbers, a stamp or a watermark on pictures. Chinese writes no spaces between words.
_FEWEST_WORDS, _FEWEST_CHARACTERS = 3, 20


def extract_to_json(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The Document in the file `argument["path"]`, as JSON; `argument["kind"]` is its kind where that is known.

    `argument["password"]` and `argument["languages"]` are what `extract` takes under these names.
    """
    path = Path(argument["path"])
    try:
        document = extract(
            path,
            kind=argument.get("kind"),
            progress=progress,
            password=argument.get("password"),
            languages=argument.get("languages", ()),
        )
    except OSError as error:
        raise StepFailure("unreadable_file", detail=f"{type(error).__name__}: {error}") from error
    if len(document.lines) > MAX_LINES:
        raise StepFailure("too_large", detail=f"{len(document.lines)} lines")
    if document.kind == Kind.PDF and not _says_something(document.text):
        raise StepFailure("no_text")
    return document.to_json()


def structure_to_json(document: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the offline analyser makes of a Document: {"resume": JSON Resume, "evidence": where its values stand,
    "placement": what became of the document's lines}.

    A text in which it recognises nothing is kept whole as the summary, for a person to judge: nobody's words are thrown
    away because our rules don't know them.
    """
    read = Document.from_json(document)
    return _placed(read, *_read(read))[0]


def structure_and_doubt_to_json(document: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """{"structured": the same, "question": what a language model should be asked about it, or None, "headings": for
    `place_to_json`}.
    """
    read = Document.from_json(document)
    found, recognised = _read(read)
    structured, placement = _placed(read, found, recognised)
    if read.data is not None:
        question = None
    elif recognised:
        question = question_of(read, structured["resume"], structured["evidence"], placement)
    else:
        question = question_about_all(read)
    headings = [heading.to_json() for heading in found.headings]
    return {"structured": structured, "question": _as_json(question), "headings": headings}


def place_to_json(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What became of the lines of `argument["document"]` in `argument["resume"]`, which a language model had a hand
    in; `argument["headings"]` are those that the rules found.
    """
    document = Document.from_json(argument["document"])
    headings = [Heading.from_json(heading) for heading in argument["headings"]]
    return place(document, argument["resume"], argument["evidence"], headings).to_json()


def _read(document: Document) -> tuple[Structured, bool]:
    """What the rules make of the document, and whether they recognised anything in it."""
    if document.data is not None:
        return imported(document), True
    try:
        return structure(document), True
    except StepFailure as failure:
        if failure.code != "not_a_resume":
            raise
        whole = Resume(basics=Basics(summary=document.text))
        return Structured(whole, {"/basics/summary": Evidence(confidence=0.1)}), False


def _placed(document: Document, structured: Structured, recognised: bool) -> tuple[dict[str, Any], Placement]:
    found = structured.to_json()
    placement = place(document, found["resume"], found["evidence"], structured.headings)
    placement.recognised = recognised
    if recognised:
        found["evidence"] = calibrated(document, found["resume"], found["evidence"], placement)
    return found | {"placement": placement.to_json()}, placement


def _as_json(question: Question | None) -> dict[str, Any] | None:
    return None if question is None else question.to_json()


def analyze_to_json(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Both steps in one process, which saves a third of the time where nothing is kept in between."""
    document = json.loads(as_clean_json(extract_to_json(argument, progress)))
    return structure_to_json(document, progress)


def warm_up() -> None:
    """Load what the steps load at their first use, a tenth of a second's worth, so that every child has it."""
    for reader in READERS.values():
        import_module(reader)
    for sample in demo.READABLE:
        analyze_to_json({"path": sample}, _unheard)


def _unheard(done: int, total: int) -> None:
    """Nobody asks how far the warming is."""


def _says_something(text: str) -> bool:
    return len(_WORD.findall(text)) >= _FEWEST_WORDS or sum(map(str.isalnum, text)) >= _FEWEST_CHARACTERS
