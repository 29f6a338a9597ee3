"""The one module that imports the client library; itself imported inside the step, because that costs a second.

One `ask` is one HTTP request: the library's own retries, redirects and timeouts are off, because the attempt decides
about all three. What a server sends is bounded while it streams in, before anything reads it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from openai import APIStatusError, AsyncOpenAI
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import (
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelQuotaExceededError,
    ModelTimeoutError,
    UserError,
)
from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, TextPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.tools import ToolDefinition

from analysis.failures import StepFailure
from analysis.structure.llm.reply import UnusableReply

# Of an error's body no more than this is read: the status says most of it.
MAX_ERROR_BYTES = 64 * 1024
MAX_RETRY_AFTER_SECONDS = 24 * 3600.0
# A server that counts more for one reply counts wrong; the sum of a call fits any database.
MAX_TOKENS_COUNTED = 100_000_000


class ToolsRefused(Exception):
    """The server does not know function calls: the same question may be asked for an answer as text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of a reply that may hold the document; tokens are None where the server did not tell."""

    texts: list[str]
    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True, slots=True)
class LlmClient:
    """An open connection to one model of one server."""

    model: OpenAIChatModel
    tool: ToolDefinition

    async def ask(self, *, system: str, user: str, use_tool: bool) -> Answer:
        """One request, one reply. Raises StepFailure, UnusableReply, or ToolsRefused (only where `use_tool`)."""
        message = ModelRequest(parts=[SystemPromptPart(system), UserPromptPart(user)])
        parameters = ModelRequestParameters(
            output_mode="tool" if use_tool else "text",
            output_tools=[self.tool] if use_tool else [],
            allow_text_output=not use_tool,
        )
        try:
            response = await model_request(self.model, [message], model_request_parameters=parameters)
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - a hostile reply can make any of them
            # Without its cause: that holds the server's words, which may be a key or a person's data.
            raise _translated(error, may_refuse_tools=use_tool) from None
        return _answer(response)


@asynccontextmanager
async def open_client(
    *, base_url: str, model: str, api_key: str, max_reply_bytes: int, schema: dict[str, Any]
) -> AsyncIterator[LlmClient]:
    """A client for one call, closed with all its sockets at the end."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(_http_client(api_key, max_reply_bytes))
        # The key travels in the HTTP client, which leaves it out where there is none; the library insists on one.
        try:
            sdk = AsyncOpenAI(base_url=base_url, api_key="unused", max_retries=0, timeout=None, http_client=http)
        except httpx2.InvalidURL:
            raise StepFailure("llm_misconfigured", detail="LLM_BASE_URL is not an address") from None
        chat = OpenAIChatModel(model, provider=OpenAIProvider(openai_client=sdk))
        tool = ToolDefinition(
            name="resume",
            description="Record the résumé as a JSON Resume document.",
            parameters_json_schema=schema,
            strict=False,
        )
        yield LlmClient(chat, tool)


def _http_client(api_key: str, max_reply_bytes: int) -> httpx2.AsyncClient:
    async def prepare(request: httpx2.Request) -> None:
        # Settings of ours alone decide what is sent, not OPENAI_* variables that happen to be set.
        for name in ("authorization", "openai-organization", "openai-project"):
            request.headers.pop(name, None)
        if api_key:
            request.headers["authorization"] = f"Bearer {api_key}"

    async def limit(response: httpx2.Response) -> None:
        if response.is_success:
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise UnusableReply("it was compressed, which was not asked for")
            response.stream = _LimitedStream(response.stream, max_reply_bytes, cut=False)
        else:
            response.headers.pop("content-encoding", None)
            response.stream = _LimitedStream(response.stream, MAX_ERROR_BYTES, cut=True)

    return httpx2.AsyncClient(
        timeout=None,
        follow_redirects=False,
        # A proxy from the environment is for other hosts than this one.
        mounts={f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")},
        headers={"accept-encoding": "identity"},
        event_hooks={"request": [prepare], "response": [limit]},
    )


class _LimitedStream(httpx2.AsyncByteStream):
    """A response's bytes up to `limit`; past it the stream ends (`cut`), or the reply is unusable."""

    def __init__(self, stream: Any, limit: int, *, cut: bool) -> None:
        self._stream = stream
        self._limit = limit
        self._cut = cut

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._limit
        async for chunk in self._stream:
            if len(chunk) > left and not self._cut:
                raise UnusableReply(f"it was longer than {self._limit:,} bytes")
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0 and self._cut:
                return

    async def aclose(self) -> None:
        await self._stream.aclose()


def _answer(response: ModelResponse) -> Answer:
    if response.finish_reason == "content_filter":
        raise StepFailure("llm_refused", detail="the reply was a refusal or was stopped by a content filter")
    calls = [_arguments(part) for part in response.parts if isinstance(part, ToolCallPart)]
    texts = [part.content for part in response.parts if isinstance(part, TextPart)]
    return Answer(calls or texts, _counted(response.usage.input_tokens), _counted(response.usage.output_tokens))


def _arguments(call: ToolCallPart) -> str:
    """The arguments as they came: the library's own accessor puts something valid in the place of broken JSON."""
    return call.args if isinstance(call.args, str) else call.args_as_json_str()


def _counted(tokens: int) -> int | None:
    return tokens if 0 < tokens <= MAX_TOKENS_COUNTED else None


def _translated(error: Exception, *, may_refuse_tools: bool) -> Exception:
    """The library's error as one of ours. What is not the transport's is a reply that could not be read."""
    chain = _chain(error)
    for link in chain:
        if isinstance(link, UnusableReply):
            return link
    status = next((link.status_code for link in chain if isinstance(link, APIStatusError)), None)
    if status is not None:
        return _from_status(status, error, may_refuse_tools)
    if isinstance(error, ModelTimeoutError):
        return StepFailure("llm_timeout", detail=_named(chain))
    if isinstance(error, ModelConnectionError):
        ours = any(isinstance(link, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError) for link in chain)
        return StepFailure("llm_misconfigured" if ours else "llm_unavailable", detail=_named(chain))
    return UnusableReply(f"it could not be read ({type(error).__name__})")


def _from_status(status: int, error: Exception, may_refuse_tools: bool) -> Exception:
    body = str(getattr(error, "body", "") or "").lower()
    if may_refuse_tools and status in (400, 404, 422, 500, 501) and "tool" in body:
        return ToolsRefused()
    retry_after = getattr(error, "retry_after", None)
    detail = f"HTTP {status}" + "".join(f", {word}" for word in _codes(error))
    code, reason = _code_of(status, error)
    return StepFailure(
        code,
        reason,
        detail=detail,
        retry_after=None if retry_after is None else min(retry_after, MAX_RETRY_AFTER_SECONDS),
    )


def _code_of(status: int, error: Exception) -> tuple[str, str]:
    """The failure's code for an HTTP status, with a reason where the code says too little."""
    if isinstance(error, ModelContextWindowExceededError) or status == 413:
        return "too_large", "model"
    if status == 400 and "content_filter" in _codes(error):
        return "llm_refused", ""
    if isinstance(error, ModelQuotaExceededError):
        return "llm_misconfigured", ""
    if status == 429:
        return "llm_rate_limited", ""
    if status == 408:
        return "llm_timeout", ""
    if status >= 500 or status in (409, 425):
        return "llm_unavailable", ""
    return "llm_misconfigured", ""


def _codes(error: Exception) -> list[str]:
    """The server's own words for the error where they are words for programs: its messages may quote the request."""
    given = (getattr(error, name, None) for name in ("provider_error_code", "provider_error_type"))
    return [word for word in given if isinstance(word, str) and len(word) <= 60 and word.replace("_", "").isalnum()]


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _named(chain: list[BaseException]) -> str:
    """The kinds of the errors: their texts may hold an address with a key in it."""
    return " ← ".join(type(link).__name__ for link in chain[:5])
