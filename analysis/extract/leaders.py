"""Leaders: dots or dashes that lead the eye from a text to what is set at its line's end, and rules made of signs."""

import re
from dataclasses import replace

from analysis.document import Line, Span

# Five signs and more: four dots may end a sentence, four dashes part two dates.
_LEADER = re.compile(r"[ \t]{0,40}(?:([-._=~·…─━*])\1{4,200}|(?:\. ){5,200}\.?)[ \t]{0,40}")
_ONLY_SIGNS = re.compile(r"[\s\-._=~·…─━*]*\Z")


def without_leaders(lines: list[Line]) -> list[Line]:
    """The lines with a tab for each leader, and without those that are nothing but a rule."""
    return [_without(line) if _LEADER.search(line.text) else line for line in lines if not _is_rule(line.text)]


def _is_rule(text: str) -> bool:
    return len(text) > 4 and bool(_ONLY_SIGNS.match(text))


def _without(line: Line) -> Line:
    spans: list[Span] = []
    for span in line.spans:
        text = _LEADER.sub("\t", span.text)
        if not spans or spans[-1].text.endswith("\t"):
            text = text.lstrip("\t ")
        if text:
            spans.append(replace(span, text=text))
    if spans:
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip())
    return replace(line, spans=spans)
