"""Bytes into text where nobody says how they were encoded."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_SAMPLE = 2**16


def decode(data: bytes, *, markup: bool = False) -> str:
    """The text of a file. `markup`: the file may name its encoding itself (HTML's meta, XML's declaration)."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if encoding := _utf16_without_bom(data[:_SAMPLE]):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if markup and (declared := _declared(data[:2048])):
        return data.decode(declared, errors="replace")
    return _decode_legacy(data)


def _declared(head: bytes) -> str | None:
    match = _DECLARED.search(head)
    if match is None:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return None
    return None if name.startswith(("utf", "ascii")) else {"iso8859-1": "cp1252"}.get(name, name)


def _utf16_without_bom(sample: bytes) -> str | None:
    """Western text in UTF-16 has a NUL for every other byte."""
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[0 : pairs * 2 : 2].count(0) / pairs, sample[1 : pairs * 2 : 2].count(0) / pairs
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _decode_legacy(data: bytes) -> str:
    return data.decode("cp1252", errors="replace")
