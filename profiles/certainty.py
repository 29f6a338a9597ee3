"""How sure a value has to be that nobody needs to look at it, and what is known of where it came from."""

from typing import Any

# A value less sure than this is marked for a person to check, and is what a language model is asked about first.
# Found by `python -m tests.quality.fit`: where 8 % of the right values of real documents would be marked.
SURE = 0.55


def is_unsure(found: dict[str, Any]) -> bool:
    """Whether a person should check the value, going by what is known of where it came from."""
    return bool(found) and found.get("confidence", 1) < SURE


def is_by_model(found: dict[str, Any]) -> bool:
    """Whether a language model read the value and the rules did not."""
    return found.get("source") == "llm"
