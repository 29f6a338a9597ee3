"""Text and JSON that PostgreSQL accepts and a page can show: the one place where text from files is cleaned."""

import json
import math
import re
from typing import Any

from profiles.text import printable

# How JSON writes them, and a few that are harmless.
_SUSPECT = re.compile(r"\\(?:u0|ud|uf|b|f)")


def as_clean_json(value: Any) -> bytes:
    """The value as JSON in ASCII, without characters that can't be stored or shown; NaN and infinity become null."""
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    except ValueError:
        text = json.dumps(_cleaned(value), separators=(",", ":"))
    if _SUSPECT.search(text):
        text = json.dumps(_cleaned(value), separators=(",", ":"))
    return text.encode("ascii")


def clean_text(text: str) -> str:
    """The text without characters that can't be stored or shown."""
    return printable(text)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(item) for item in value]
    return value
