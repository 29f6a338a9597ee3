"""A profile that was found: who it is of, and where the words stand that were searched for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from analysis.models import AnalysisJob
from profiles.labels import SECTIONS
from profiles.models import UserProfile
from profiles.search import is_hit

# Places of a profile that are shown, and letters around the first word of each.
MOST_PLACES, AROUND = 3, 70
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Hit:
    """One profile of a search for `words`, as `profiles.search.words_of_query` gives them."""

    profile: UserProfile
    words: list[tuple[str, str]]

    @property
    def job(self) -> AnalysisJob:
        job: AnalysisJob = self.profile.job
        return job

    @property
    def name(self) -> str:
        return str(self._basics.get("name") or "")

    @property
    def title(self) -> str:
        work = self._document.get("work") or [{}]
        return str(self._basics.get("label") or work[0].get("position") or "")

    @property
    def employer(self) -> str:
        work = self._document.get("work") or [{}]
        return str(work[0].get("name") or "")

    @cached_property
    def places(self) -> list[tuple[str, SafeString]]:
        """Section and text, the words marked, of what is not shown anyway."""
        shown = {self.name, self.title, self.employer}
        found = []
        for section, text in _texts(self._document):
            if text not in shown and self.words and is_hit(text, self.words):
                shown.add(text)
                found.append((str(SECTIONS.get(section, "")), _marked(text, self.words)))
                if len(found) == MOST_PLACES:
                    break
        return found

    @property
    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = self.profile.document
        return document

    @property
    def _basics(self) -> dict[str, Any]:
        return self._document.get("basics") or {}


def _texts(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for section, value in document.items():
        yield from ((section, text) for text in _within(value))


def _within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _within(entry)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _within(entry)


def _marked(text: str, words: list[tuple[str, str]]) -> SafeString:
    """The text around the first word that was searched for, with all of them marked."""
    spans = [match.span() for match in _WORD.finditer(text) if is_hit(match[0], words)]
    start = max(0, spans[0][0] - AROUND) if spans else 0
    end = min(len(text), (spans[0][1] if spans else 0) + AROUND)
    parts = [] if start == 0 else ["…"]
    at = start
    for first, last in spans:
        if last > end:
            break
        parts += [format_html("{}<mark>{}</mark>", text[at:first], text[first:last])]
        at = last
    parts += [format_html("{}", text[at:end]), "" if end == len(text) else "…"]
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped
