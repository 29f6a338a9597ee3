"""Ask the language model of the settings a small question in each way, and see what works."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from analysis.document import Document, Line, Page, Span
from analysis.failures import KINDS, StepFailure

# Nobody: what is sent may be kept by the server's owner.
_NAME, _EMPLOYER, _SKILL = "Ottilie Probefall", "Muster Werke", "Glassblowing"
_SHORT = f"""{_NAME}
probefall@example.org
Experience
Engineer, {_EMPLOYER}, 2019 - 2023
Skills
{_SKILL}"""
_FILLER = "Kept the plant running, wrote down what was done and how long it took, and trained those who came after."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: whether it works, and what is to be known of it."""

    what: str
    works: bool
    seconds: float
    tokens: tuple[int | None, int | None]
    said: str


def check_model(*, long: bool) -> Iterator[Finding]:
    """Try function calls, then JSON as text, then, with `long`, whether the longest document is read whole."""
    with_tools = _asked("function calls", _SHORT, use_tools=True)
    yield with_tools
    as_text = _asked("JSON as text", _SHORT, use_tools=False)
    yield as_text
    if long and (with_tools.works or as_text.works):
        yield _asked("a long document", _long_text(), use_tools=with_tools.works)


def _asked(what: str, text: str, *, use_tools: bool) -> Finding:
    from analysis.structure.llm import step as llm  # costs a second: see analysis.steps.engines

    options = llm.LlmOptions(
        base_url=settings.LLM_BASE_URL,
        model=settings.LLM_MODEL,
        api_key=settings.LLM_API_KEY,
        timeout=settings.LLM_TIMEOUT,
        max_requests=1,
        use_tools=use_tools,
    )
    began = time.monotonic()
    try:
        result = llm.structure_with_llm(_document(text), options=options)
    except StepFailure as failure:
        detail = f" ({failure.detail})" if failure.detail else ""
        # Without the advice, which is for a person whose document it was.
        said = f"{KINDS[failure.code].message}{detail}"
        return Finding(what, False, time.monotonic() - began, failure.tokens, said)
    seconds = time.monotonic() - began
    skills = [skill.name for skill in result.resume.skills]
    missing = [
        said
        for said, is_there in {
            f"the name at the beginning, {_NAME}": result.resume.basics.name == _NAME,
            f"the skill at the end, {_SKILL}": _SKILL in skills,
        }.items()
        if not is_there
    ]
    said = f"not found: {'; '.join(missing)}" if missing else ""
    return Finding(what, not missing, seconds, (result.input_tokens, result.output_tokens), said)


def _long_text() -> str:
    """As long as a document may be, with something to find at either end."""
    from analysis.structure.llm.step import LlmOptions

    longest = LlmOptions(base_url="", model="").max_document_characters
    head, _, tail = _SHORT.partition("Skills")
    lines = (longest - len(_SHORT) - 2) // (len(_FILLER) + 1)
    filler = f"{_FILLER}\n" * lines
    return f"{head}{filler}Skills{tail}"


def _document(text: str) -> Document:
    return Document("text", [Page(1, lines=[Line([Span(line)]) for line in text.splitlines()])])
