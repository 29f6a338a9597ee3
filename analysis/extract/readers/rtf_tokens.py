"""The tokens of an RTF file: words, characters by their number, braces, signs and plain text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)|\\"
)


class Token(NamedTuple):
    """One of them is set; `value` is the number behind a word."""

    word: str = ""
    value: int | None = None
    code: int | None = None
    text: bytes = b""
    brace: bytes = b""
    symbol: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    position = 0
    while position < len(data):
        match = _TOKEN.match(data, position)
        if match is None:
            return
        position = match.end()
        word, number, code, symbol, brace, text = match.groups()
        if word is not None:
            value = int(number) if number else None
            if word == b"bin":
                # So many bytes of something else follow.
                position += max(0, value or 0)
            yield Token(word=word.decode("ascii"), value=value)
        elif code is not None:
            yield Token(code=int(code, 16))
        elif text is not None:
            yield Token(text=text)
        elif brace is not None:
            yield Token(brace=brace)
        elif symbol is not None:
            yield Token(symbol=symbol)


def decoded(data: bytes, code_page: str) -> str:
    """Bytes in a code page, which a stranger's file may call by a name that nobody knows."""
    try:
        return data.decode(code_page, errors="replace")
    except LookupError:
        return data.decode("cp1252", errors="replace")
