"""Cuts the rows of a résumé into sections at their headings."""

import re
from dataclasses import dataclass, field

from analysis.structure.rules.rows.rows import Row
from analysis.structure.rules.sections.headings import find_headings
from analysis.structure.rules.sections.labels import with_whole_headings

HEADER = "header"
FOOTER = "footer"
# "(01)" above a heading.
_NUMBER = re.compile(r"\(?\d{1,2}[.)]?")


@dataclass(slots=True)
class Section:
    """`title` is None for what stands above the first heading."""

    kind: str
    title: Row | None = None
    rows: list[Row] = field(default_factory=list)
    # The kind comes from the content, not from the heading.
    guessed: bool = False


def split_sections(rows: list[Row]) -> list[Section]:
    """Sections in reading order; the first of each column without a heading is of kind "header", and what stands at
    the foot of pages of kind "footer".
    """
    rows = with_whole_headings(rows)
    kinds = find_headings(rows)
    sections: list[Section] = []
    current: dict[str, Section] = {}
    for index, row in enumerate(rows):
        if index + 1 in kinds and _NUMBER.fullmatch(row.text):
            continue
        place = row.region
        if index in kinds and place not in (HEADER, FOOTER):
            is_name = kinds[index] == HEADER
            current[place] = Section(HEADER, rows=[row]) if is_name else Section(kinds[index], row)
            sections.append(current[place])
            continue
        if place not in current:
            current[place] = Section(FOOTER if place == FOOTER else HEADER)
            sections.append(current[place])
        current[place].rows.append(row)
    return sections
