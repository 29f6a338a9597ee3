"""Which characters a text may hold: the one list, for what files say and for what people write."""

import re

# NUL and lone surrogates, which PostgreSQL refuses; control characters, old (C0) and new (C1), which no page can show
# and of which some give orders to a terminal; and what is no character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NEXT_LINE = "\x85"


def printable(text: str) -> str:
    """The text without characters that can't be stored or shown."""
    return _UNPRINTABLE.sub("", text).replace(_NEXT_LINE, "\n")


def on_one_line(text: str) -> str:
    """The text for a log or a terminal: no character of it can start a line or give an order."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
