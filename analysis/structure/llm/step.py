"""The step `structure` by a language model: one call to any OpenAI-compatible server, one JSON Resume document back.

A call is one to `max_requests` HTTP requests under one deadline: a reply that can't be used is asked for again, with
the reason. Everything else that goes wrong ends the call at once with a StepFailure; whether to try again later is not
decided here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from analysis.document import Document
from analysis.failures import StepFailure
from analysis.structure.llm.bounded import DeadlinePassed, Stopped, run_bounded
from analysis.structure.llm.grounding import Source, grounded
from analysis.structure.llm.prompt import Wanted, complaint_prompt, document_prompt, only, resume_schema, system_prompt
from analysis.structure.llm.reply import UnusableReply, read_reply
from profiles.resume import Resume

if TYPE_CHECKING:
    from analysis.structure.llm.client import Answer, LlmClient

__all__ = ["LlmOptions", "LlmResult", "Stopped", "structure_with_llm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmOptions:
    """Which model to ask, and the bounds of one call.

    `base_url` ends before `/chat/completions`; `api_key` may be empty; `timeout` is in seconds and covers all requests
    of the call; `use_tools` False asks for JSON as text at once, for servers that don't know function calls (with True
    they are found out by their refusal, which costs one of the requests).
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout: float = 120.0
    max_reply_bytes: int = 2_000_000
    max_requests: int = 3
    max_document_characters: int = 60_000
    use_tools: bool = True


@dataclass(frozen=True, slots=True)
class LlmResult:
    """The résumé and what it cost. Tokens are summed over all requests; None where the server does not tell.

    `dropped` are the paths of values that the model gave and the document does not hold.
    """

    resume: Resume
    requests: int
    input_tokens: int | None = None
    output_tokens: int | None = None
    dropped: list[str] = field(default_factory=list)


def structure_with_llm(
    document: Document,
    *,
    options: LlmOptions,
    should_stop: Callable[[], bool] = lambda: False,
    wanted: Wanted = None,
) -> LlmResult:
    """The document as a validated Resume.

    `wanted` are the fields of `basics` and the sections to ask for ("basics/name", "work") where the document is but a
    part of one; it may then hold nothing of them, and so may the result.
    `should_stop` is asked a few times a second; when it says True the call is given up and Stopped is raised.
    Raises StepFailure with `no_text`, `too_large`, or one of the codes `llm_…`.
    """
    if not document.text:
        raise StepFailure("no_text")
    if problem := _problem(options):
        raise StepFailure("llm_misconfigured", detail=problem)
    _import_client()
    conversation = _Conversation(document, options, wanted)
    try:
        return run_bounded(conversation.run(), seconds=options.timeout, should_stop=should_stop)
    except DeadlinePassed:
        asked = f"no usable reply within {options.timeout:g} s, {conversation.requests} requests"
        failure = StepFailure("llm_timeout", detail=asked)
        failure.tokens = conversation.tokens
        raise failure from None
    except StepFailure as failure:
        failure.tokens = conversation.tokens
        raise


def _problem(options: LlmOptions) -> str:
    """What an operator must mend before anything is sent; "" where nothing is wrong. Never quotes the key."""
    try:
        url = urlsplit(options.base_url)
        _ = url.port
    except ValueError:
        return "LLM_BASE_URL is not an address"
    if url.scheme not in ("http", "https") or not url.hostname or any(map(str.isspace, options.base_url)):
        return "LLM_BASE_URL must be an http or https address"
    if url.username is not None or url.query or url.fragment:
        return "LLM_BASE_URL must hold no user, query or fragment: put the key into LLM_API_KEY"
    if not options.model.strip():
        return "LLM_MODEL is not set"
    key = options.api_key.strip()
    if not (key.isascii() and key.isprintable()):
        return "LLM_API_KEY holds characters that no key has"
    return ""


def _import_client() -> None:
    """Import the client before the clock starts, and only here: it costs a second."""
    try:
        import analysis.structure.llm.client  # noqa: F401
    except ImportError as error:
        detail = f"the package {error.name} is missing: install the extra 'llm'"
        raise StepFailure("llm_misconfigured", detail=detail) from error


class _Conversation:
    """The requests of one call, counted."""

    def __init__(self, document: Document, options: LlmOptions, wanted: Wanted) -> None:
        self.requests = 0
        self.tokens: tuple[int | None, int | None] = (None, None)
        self._options = options
        self._wanted = wanted
        self._source = Source.of(document)
        self._question = document_prompt(document, max_characters=options.max_document_characters)

    async def run(self) -> LlmResult:
        from analysis.structure.llm.client import open_client

        options = self._options
        async with open_client(
            base_url=options.base_url,
            model=options.model.strip(),
            api_key=options.api_key.strip(),
            max_reply_bytes=options.max_reply_bytes,
            schema=resume_schema(self._wanted),
        ) as client:
            return await self._ask_until_usable(client)

    async def _ask_until_usable(self, client: "LlmClient") -> LlmResult:
        from analysis.structure.llm.client import ToolsRefused

        use_tool = self._options.use_tools
        reason = ""
        while self.requests < self._options.max_requests:
            try:
                answer = await self._ask(client, use_tool=use_tool, reason=reason)
                return self._result(answer)
            except ToolsRefused:
                use_tool = False
            except UnusableReply as error:
                reason = str(error)
        if not reason:
            raise StepFailure("llm_misconfigured", detail="the server knows no function calls")
        raise StepFailure("llm_bad_reply", detail=f"after {self.requests} requests: {reason}")

    async def _ask(self, client: "LlmClient", *, use_tool: bool, reason: str) -> "Answer":
        self.requests += 1
        answer = await client.ask(
            system=system_prompt(use_tool=use_tool, wanted=self._wanted),
            user=self._question + (complaint_prompt(reason) if reason else ""),
            use_tool=use_tool,
        )
        asked, answered = self.tokens
        self.tokens = _sum(asked, answer.input_tokens), _sum(answered, answer.output_tokens)
        return answer

    def _result(self, answer: "Answer") -> LlmResult:
        is_part = self._wanted is not None
        told = read_reply(answer.texts, may_be_empty=is_part)
        resume, dropped = grounded(Resume.model_validate(only(told.to_json(), self._wanted)), self._source)
        if resume.is_empty() and not is_part:
            raise UnusableReply("it holds nothing that the document says")
        return LlmResult(resume, self.requests, *self.tokens, dropped)


def _sum(total: int | None, more: int | None) -> int | None:
    return total if more is None else (total or 0) + more
