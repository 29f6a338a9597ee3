"""Read a language model's reply: text that should be one JSON Resume document, from a source not to be trusted."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from profiles.resume import Resume

MAX_COMPLAINTS = 10


class UnusableReply(Exception):
    """The reply can't be used. Its text says why in words that the model can act on, and holds nothing of the reply."""


def read_reply(texts: Sequence[str], *, may_be_empty: bool = False) -> Resume:
    """The one document that the reply holds. `texts` are its parts: arguments of tool calls, or the message's content.

    Prose and a code fence around the JSON are passed over; two different documents, or none, are refused.
    """
    found: list[Resume] = []
    complaint = "it held no JSON object"
    for text in texts:
        for candidate in _candidates(text):
            try:
                resume = _resume(candidate, may_be_empty)
            except UnusableReply as error:
                complaint = str(error)
            else:
                if resume not in found:
                    found.append(resume)
    if not found:
        raise UnusableReply(complaint)
    if len(found) > 1:
        raise UnusableReply("it held more than one document")
    return found[0]


def _candidates(text: str) -> list[str]:
    """Where the JSON may be: in code fences, unless the text begins with it; else anywhere."""
    fenced = [] if text.lstrip().startswith("{") else [block for block in text.split("```")[1::2] if "{" in block]
    return [_from_brace_to_brace(block) for block in fenced or [text] if block.strip()]


def _from_brace_to_brace(text: str) -> str:
    """The text without what stands before the first brace and behind the last; all of it where there is none."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0:
        return text
    return text[start : end + 1] if end > start else text[start:]


def _resume(text: str, may_be_empty: bool) -> Resume:
    try:
        # A parser that limits the depth itself, so that no nesting can exhaust the stack.
        value = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise UnusableReply(f"it is not valid JSON: {str(error)[:200]}") from None
    if not isinstance(value, dict):
        raise UnusableReply("it must be a JSON object")
    return _validated(_unwrapped(value), may_be_empty)


def _unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """The inner document where a model wrapped it: `{"resume": {…}}`."""
    if len(value) == 1:
        (name, inner), *_ = value.items()
        if name not in Resume.model_fields and isinstance(inner, dict) and inner.keys() & Resume.model_fields.keys():
            return inner
    return value


def _validated(value: dict[str, Any], may_be_empty: bool) -> Resume:
    try:
        resume = Resume.model_validate(value)
    except ValidationError as error:
        raise UnusableReply(f"it does not match the schema: {_complaints(error)}") from None
    if resume.is_empty() and not may_be_empty:
        raise UnusableReply("it holds nothing of the résumé")
    return resume


def _complaints(error: ValidationError) -> str:
    """Where and what, without the values: they are a person's data."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in details[:MAX_COMPLAINTS])[:1000]
