"""What speaks for and against each value: names of evidence, for the model that was fitted on them.

Each name is a statement that is true of the value: how the rules came to it, where it stands, what stands unplaced
beside it, whether its entry is built like the others, whether the text is plausible in its field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from analysis.document import Document, Line
from analysis.lexicon.headings import heading_kind
from analysis.lexicon.normalise import has_cjk
from analysis.structure.placement.claims import is_date, part_of
from analysis.structure.placement.letters import folded
from analysis.structure.placement.placement import Placement
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.places import read_place
from analysis.structure.rules.recognise.roles import degree_score, organisation_score, school_score, title_score
from profiles.editing.pointers import leaves

Json = dict[str, Any]

_INDEX = re.compile(r"/\d+(?=/|$)")
# Letters at which a text counts as longer.
_LENGTHS = (4, 12, 25, 45, 80, 160)
_SHARES = (0.5, 0.7, 0.85, 0.93, 0.97, 0.995)
_MEANS = (0.6, 0.7, 0.75, 0.8, 0.85)
_SCORES = (0.15, 0.4, 0.7)
# Words of a keyword from which on it may be a sentence; how many of a group's are such; how large groups are.
_KEYWORD = 3
_LONG_SHARES = (0.1, 0.3, 0.6)
_GROUPS = (2, 4, 8, 16)
_JOINED = re.compile(r"\b(?:and|und|et|y|e|en|och|i|with|mit|con|avec|of|de|for|für|in|to|the)\b|&", re.IGNORECASE)
_SCORED = frozenset(
    {
        "work.name", "work.position", "work.location", "education.institution", "education.area",
        "education.studyType", "basics.label", "basics.name", "projects.name", "certificates.name",
        "certificates.issuer", "volunteer.organization", "volunteer.position", "awards.title", "basics.location.city",
    }
)  # fmt: skip
# Lines around a value within which unplaced ones are its neighbours.
_BESIDE = 2
_PUNCTUATED = re.compile(r"[|•·:;/@]|\s[-–—]\s")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


def features(document: Document, resume: Json, evidence: Json, placement: Placement) -> dict[str, list[str]]:
    """Value → what is true of it."""
    texts = dict(leaves(resume))
    whole = _Whole(document, resume, evidence, texts, placement)
    return {pointer: sorted(set(whole.of(pointer, text, evidence.get(pointer)))) for pointer, text in texts.items()}


def kind_of(pointer: str) -> str:
    """The field of a value: "/work/2/highlights/0" is "work.highlights"."""
    return _INDEX.sub("", pointer)[1:].replace("/", ".")


class _Whole:
    """The document as its values are judged against it."""

    def __init__(
        self, document: Document, resume: Json, evidence: Json, texts: dict[str, str], placement: Placement
    ) -> None:
        self._lines, self._placement, self._resume = document.lines, placement, resume
        self._unplaced = {line.line: line for line in placement.unplaced}
        self._times = Counter(folded(text) for text in texts.values() if not is_date(text))
        self._left = Counter(line.near.partition("/")[0] for line in placement.unplaced)
        self._shapes = {
            section: [frozenset(entry) - {"highlights", "summary", "url"} for entry in entries]
            for section, entries in resume.items()
            if isinstance(entries, list)
        }
        self._styles = self._styles_of(texts)
        self._parts = Counter(line.near for line in placement.unplaced)
        rules = [found["confidence"] for found in evidence.values()]
        mean = sum(rules) / len(rules) if rules else 0.0
        self._common = [
            f"mean={_step(mean, _MEANS)}",
            f"kind={document.kind}{'-ocr' if document.ocr else ''}",
            f"placed={_step(placement.share, _SHARES)}",
            f"script={_script(document.text)}",
            f"empty={min(2, len(placement.empty))}",
            f"jobs={min(3, len(resume.get('work', [])))}",
        ]

    def of(self, pointer: str, text: str, found: Json | None) -> Iterator[str]:
        kind, section = kind_of(pointer), pointer.split("/")[1]
        rule = f"{found['confidence']:.2f}" if found else "none"
        yield from self._common
        yield f"field={kind}"
        yield f"rule={kind}:{rule}"
        yield f"sure={rule}"
        yield from (f"{name}:{kind}" for name in self._common[1:2])
        yield from self._place(pointer, kind)
        yield from self._entry(pointer, section, kind)
        yield from _plausible(text, kind)
        yield from _scores(text, kind)
        yield f"entry left={section}:{min(2, self._parts[part_of(pointer)])}"
        if section == "skills":
            yield from self._keyword(pointer, text)
        if self._times[folded(text)] > 1 and not is_date(text):
            yield f"twice:{kind}"
        yield f"left={section}:{min(3, self._left[section])}"
        yield f"left={min(3, self._left[section])}"

    def _place(self, pointer: str, kind: str) -> Iterator[str]:
        """Where it stands, and what stands unplaced beside it."""
        if pointer not in self._placement.stands:
            yield "stands=nowhere"
            return
        line, whole = self._placement.stands[pointer]
        yield f"stands={'whole' if whole else 'pieces'}"
        if line in self._unplaced:
            yield "beside=same line"
            yield f"beside=same line:{kind}"
        near = sum(other in self._unplaced for other in range(line - _BESIDE, line + _BESIDE + 1) if other != line)
        yield f"beside={min(2, near)}"
        if kind in self._styles:
            usual, count = self._styles[kind]
            yield f"style={'usual' if _style(self._lines[line]) == usual else 'odd'}:{min(count, 2)}"

    def _keyword(self, pointer: str, text: str) -> Iterator[str]:
        """Whether it is a keyword as those beside it are."""
        group = self._resume["skills"][int(pointer.split("/")[2])]
        beside = group.get("keywords", [])
        words = [len(word.split()) for word in beside] or [0]
        long = sum(count > _KEYWORD for count in words) / len(words)
        yield f"words={min(6, len(text.split()))}"
        yield f"group={_step(len(beside), _GROUPS)}:{'named' if group.get('name') else 'nameless'}"
        yield f"long={_step(long, _LONG_SHARES)}:{'long' if len(text.split()) > _KEYWORD else 'short'}"
        yield f"first={pointer.endswith('/keywords/0')}:{len(words) == 1}"
        yield f"joined={bool(_JOINED.search(text))}"

    def _entry(self, pointer: str, section: str, kind: str) -> Iterator[str]:
        """Whether its entry has the fields that the section's entries have."""
        number = pointer.split("/")[2] if pointer.count("/") > 1 else ""
        if section not in self._shapes or not number.isdecimal():
            return
        shapes = self._shapes[section]
        own = shapes[int(number)]
        usual, count = Counter(shapes).most_common(1)[0]
        yield f"entries={section}:{min(4, len(shapes))}"
        yield f"shape={'alone' if len(shapes) == 1 else 'usual' if own == usual else 'odd'}:{section}"
        yield f"alike={round(count / len(shapes), 1)}"
        for name in ("name", "position", "startDate", "endDate", "institution", "area", "studyType"):
            if section in ("work", "education") and name not in own:
                yield f"lacks={name}:{kind}"

    def _styles_of(self, texts: dict[str, str]) -> dict[str, tuple[tuple[bool, float], int]]:
        """Field → the style that most of its values have, and of how many."""
        found: dict[str, Counter[tuple[bool, float]]] = {}
        for pointer in texts:
            if pointer in self._placement.stands and part_of(pointer).count("/"):
                line = self._lines[self._placement.stands[pointer][0]]
                found.setdefault(kind_of(pointer), Counter())[_style(line)] += 1
        return {kind: styles.most_common(1)[0] for kind, styles in found.items()}


def _scores(text: str, kind: str) -> Iterator[str]:
    """What the word lists make of it: a position without the word of one, a firm that is a town."""
    if kind not in _SCORED or len(text) > _LENGTHS[-1]:
        return
    scores = {
        "title": title_score(text),
        "organisation": organisation_score(text),
        "school": school_score(text),
        "degree": degree_score(text),
        "place": read_place(text).score,
    }
    for name, score in scores.items():
        yield f"{name}={_step(score, _SCORES)}:{kind}"
    if find_ranges(text):
        yield f"dated:{kind}"
    if heading_kind(text):
        yield f"heading:{kind}"


def _plausible(text: str, kind: str) -> Iterator[str]:
    if is_date(text):
        yield f"date={len(text)}:{kind}"
        return
    yield f"length={_step(len(text), _LENGTHS)}:{kind}"
    for name, is_so in (
        ("digits", any(map(str.isdigit, text))),
        ("lower", text[:1].islower()),
        ("stop", text.endswith((".", ",", ":", ";"))),
        ("punctuated", bool(_PUNCTUATED.search(text))),
        ("commas", text.count(",") > 1),
        ("caps", text.isupper() and len(text) > _LENGTHS[0]),
        ("bracket", text.count("(") != text.count(")")),
        ("lines", "\n" in text),
    ):
        if is_so:
            yield f"{name}:{kind}"


def _style(line: Line) -> tuple[bool, float]:
    return line.bold, round(line.size)


def _script(text: str) -> str:
    if has_cjk(text):
        return "cjk"
    return "cyrillic" if _CYRILLIC.search(text) else "rtl" if _RIGHT_TO_LEFT.search(text) else "latin"


def _step(value: float, steps: tuple[float, ...]) -> int:
    return sum(value >= step for step in steps)
