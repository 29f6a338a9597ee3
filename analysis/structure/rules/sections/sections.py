"""Cuts the rows of a résumé into sections at their headings.

A heading is known by its words (`headings.py`) and confirmed by how it is set: the style that most of the known
headings share is the heading style of the document, and what is set weaker is a label, not a heading ("Languages" as
a group of skills). Rows in that same style whose words are unknown open sections of kind "unknown".
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice

from analysis.document import Box
from analysis.lexicon.headings import heading_kind, is_document_title, is_exact_heading, is_inner_label
from analysis.lexicon.normalise import is_caps, trim
from analysis.structure.rules.fields.names import looks_like_name
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.rows.rows import Row

HEADER = "header"
FOOTER = "footer"
# Headings whose words also name groups within another section.
_GROUP_NAMES = frozenset({"languages", "skills", "projects", "awards"})
_LONGEST_UNKNOWN = 45
# More headings than any résumé has; the rest of a longer document is not looked at for them.
_MOST_HEADINGS = 200
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


@dataclass(frozen=True, slots=True)
class Style:
    """What makes headings look alike. `level` is 0 where the file does not say."""

    level: int
    size: float
    bold: bool
    caps: bool

    @property
    def strength(self) -> float:
        return self.size + 0.8 * self.bold + 0.8 * self.caps


def style_of(row: Row) -> Style:
    level = row.level if row.role == "heading" else 0
    return Style(level, round(row.size * 2) / 2, row.bold, is_caps(row.text))


def split_sections(rows: list[Row]) -> list[Section]:
    """Sections in reading order; the first of each column without a heading is of kind "header", and what stands at
    the foot of pages of kind "footer".
    """
    rows = _with_label_headings(_with_broken_labels(_with_two_line_headings(rows)))
    kinds = _accepted(rows)
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


def _with_two_line_headings(rows: list[Row]) -> list[Row]:
    """ "EXPÉRIENCE" over "PROFESSIONNELLE" in a narrow column is one heading."""
    result: list[Row] = []
    for row in rows:
        last = result[-1] if result else None
        if last and _is_split_heading(last, row):
            result[-1] = last.with_parts(
                [*last.parts[:-1], replace(last.parts[-1], text=last.parts[-1].text + " "), *row.parts]
            )
        else:
            result.append(row)
    return result


def _is_split_heading(first: Row, second: Row) -> bool:
    if (
        first.page != second.page
        or "\t" in first.text + second.text
        or first.bullet
        or len(first.text) > 30
        or len(second.text) > 30
    ):
        return False
    if style_of(first) != style_of(second) or (second.space is not None and second.space > 1.0):
        return False
    if first.role != "heading" and first.box is None:
        return False
    if (
        first.text.endswith(("&", " and", " und", " et", " y", " e", ","))
        and style_of(first).strength >= style_of(second).strength
    ):
        return bool(heading_kind(second.text)) or bool(second.box and second.space is not None and second.space < 0.4)
    return is_exact_heading(f"{first.text} {second.text}") and not (
        is_exact_heading(second.text) and is_exact_heading(first.text)
    )


def _with_broken_labels(rows: list[Row]) -> list[Row]:
    """ "BERUFLICHER⇥Joiner, Acme" over "WERDEGANG⇥2019 – 2021": a heading that its narrow column broke in two."""
    result: list[Row] = []
    for row in rows:
        last = result[-1] if result else None
        if last and _is_broken_label(last, row):
            label, rest = last.cells[0].parts, row.cells[0].parts
            end = replace(label[-1], text=label[-1].text.rstrip() + " ")
            result[-1] = last.with_parts([*label[:-1], end, *rest, *last.parts[len(label) :]])
            first, *others = row.parts[len(rest) :]
            result.append(row.with_parts([replace(first, gap=False), *others]))
        else:
            result.append(row)
    return result


def _is_broken_label(first: Row, second: Row) -> bool:
    if "\t" not in first.text or "\t" not in second.text or first.page != second.page:
        return False
    above, below = first.cells[0], second.cells[0]
    if style_of(above) != style_of(below) or not _in_column(above.box, below.box) or is_exact_heading(above.text):
        return False
    return is_exact_heading(f"{above.text} {below.text}")


def _with_label_headings(rows: list[Row]) -> list[Row]:
    """A heading in a column left of its section's first row becomes a row of its own."""
    firsts = [row.cells[0] if "\t" in row.text else row for row in rows]
    labels = [first for first in firsts if is_exact_heading(first.text)][:_MOST_HEADINGS]
    result: list[Row] = []
    for row, cell in zip(rows, firsts, strict=True):
        if cell is not row and heading_kind(cell.text) and _is_label(cell, row, labels):
            first, *others = row.parts[len(cell.parts) :]
            result += [cell, row.with_parts([replace(first, gap=False), *others])]
        else:
            result.append(row)
    return result


def _is_label(cell: Row, row: Row, labels: list[Row]) -> bool:
    """At least one more row of the document has a known heading in the same column, set in the same way."""
    if is_inner_label(cell.text) or row.role == "bullet" or len(row.parts) == len(cell.parts):
        return False
    style, box = style_of(cell), cell.box
    return sum(style_of(other) == style and _in_column(box, other.box) for other in labels) >= 2


def _in_column(box: Box | None, other: Box | None) -> bool:
    return box is None or other is None or abs(other.x0 - box.x0) < 6 or abs(other.x1 - box.x1) < 6


def _accepted(rows: list[Row]) -> dict[int, str]:
    """Index of each heading -> kind of its section."""
    body = _body_size(rows)
    found = ((index, kind) for index, row in enumerate(rows) if (kind := _candidate(row, body)))
    candidates = dict(islice(found, _MOST_HEADINGS))
    if not candidates:
        return {}
    styles = Counter(style_of(rows[index]) for index in candidates)
    leading = _leading_style(rows, candidates, styles)
    accepted: dict[int, str] = {}
    for column in _columns(rows, candidates):
        own = Counter(style_of(rows[index]) for index in column)
        # A sidebar with several headings has a style of its own for them.
        has_own = len(set(column.values())) > 2
        highest = _leading_style(rows, column, own) if has_own else leading
        led = {kind for index, kind in column.items() if style_of(rows[index]) == highest}
        accepted |= {
            index: kind
            for index, kind in column.items()
            if _is_alike(style_of(rows[index]), highest)
            or (kind not in led and _is_as_strong(rows[index], highest, styles, lenient=not has_own))
        }
    accepted |= _weaker_headings(rows, accepted, candidates)
    accepted |= _unknown_headings(rows, accepted, leading, candidates)
    return accepted | _name_below(rows, accepted)


def _name_below(rows: list[Row], accepted: dict[int, str]) -> dict[int, str]:
    """A name as the one heading above all others, where the file has a sidebar's sections first: what follows is about
    the person.
    """
    levels = [row.level for row in rows if row.role == "heading" and row.level]
    found = [index for index, row in enumerate(rows) if row.role == "heading" and row.level == 1]
    if len(found) != 1 or len(set(levels)) < 2 or not accepted or found[0] < min(accepted) or found[0] in accepted:
        return {}
    return {found[0]: HEADER} if looks_like_name(rows[found[0]].text) else {}


def _columns(rows: list[Row], candidates: dict[int, str]) -> list[dict[int, str]]:
    """The candidates of the sidebar, and those of the rest of the pages."""
    sidebar = {index: kind for index, kind in candidates.items() if rows[index].region == "sidebar"}
    rest = {index: kind for index, kind in candidates.items() if index not in sidebar}
    return [column for column in (rest, sidebar) if column]


def _candidate(row: Row, body: float) -> str | None:
    """`body`: the usual size of text."""
    text = row.text
    if "\t" in text or len(text) > 60 or is_document_title(trim(text)):
        return None
    if row.bullet and row.role == "bullet" and not _is_adorned(row, body):
        return None
    if text.endswith((".", ",", ";")):
        return None
    return heading_kind(text)


def _is_adorned(row: Row, body: float) -> bool:
    """A heading with a sign before it, as an item of a list has: "★ Education" larger than text is, or "● SKILLS"."""
    return (row.caps or (row.size > 1.08 * body and row.bold)) and is_exact_heading(row.text)


def _leading_style(rows: list[Row], candidates: dict[int, str], styles: Counter[Style]) -> Style:
    """The style that most kinds of headings are set in; among equals the strongest."""

    def rank(style: Style) -> tuple[float, float]:
        kinds = {kind for index, kind in candidates.items() if style_of(rows[index]) == style}
        return (len(kinds) + (0.5 if style.level else 0.0), style.strength)

    return max(styles, key=rank)


def _is_alike(style: Style, other: Style) -> bool:
    return abs(style.size - other.size) <= 0.5 and (style.level, style.bold) == (other.level, other.bold)


def _is_as_strong(row: Row, leading: Style, styles: Counter[Style], *, lenient: bool) -> bool:
    """`lenient`: the leading style is that of another column, to which a sidebar need not conform."""
    style = style_of(row)
    if leading.level:
        return bool(style.level) and style.level <= leading.level
    if styles[leading] == 1:
        return style.strength >= leading.strength - 0.5
    if row.region == "sidebar" and lenient:
        return style.size >= leading.size - 4 and (styles[style] > 1 or style.bold or style.caps)
    if leading.caps and not style.caps and style.size < 1.15 * leading.size:
        return False
    return style.strength >= leading.strength - 0.9


def _weaker_headings(rows: list[Row], accepted: dict[int, str], candidates: dict[int, str]) -> dict[int, str]:
    """Headings in a second style ("Contact" in a smaller size), where no heading in the leading style is of their kind.

    "Languages" below "Skills" remains a group of skills.
    """
    body = _body_size(rows)
    kinds = set(accepted.values())
    found: dict[int, str] = {}
    for index, kind in sorted(candidates.items()):
        row, style = rows[index], style_of(rows[index])
        if (
            index in accepted
            or kind in kinds
            or kind == "other"
            or not is_exact_heading(row.text)
            or is_inner_label(row.text)
        ):
            continue
        stands_out = style.bold or style.caps or style.size > body * 1.05 or style.level > 0
        above = max((other for other in (accepted | found) if other < index), default=None)
        is_group = (
            above is not None
            and (accepted | found)[above] in ("skills", "interests")
            and style.strength < style_of(rows[above]).strength
        )
        if stands_out and not is_group and (kind not in _GROUP_NAMES or (row.space or 0) > 0.8):
            found[index] = kind
            kinds.add(kind)
    return found


def _unknown_headings(
    rows: list[Row], accepted: dict[int, str], leading: Style, candidates: dict[int, str]
) -> dict[int, str]:
    """Rows set exactly like the headings, whose words say nothing: they end the section above."""
    if len(accepted) < 2:
        return {}
    first = min(accepted)
    found = {
        index: "unknown"
        for index, row in enumerate(rows)
        if index > first
        and index not in candidates
        and style_of(row) == leading
        and _could_be_heading(row)
        and _is_set_like(row, rows, accepted)
    }
    found = {index: kind for index, kind in found.items() if not _titles_an_entry(index, found, accepted)}
    body = _body_size(rows)
    stands_out = leading.level > 0 or leading.size > body * 1.08
    return found if stands_out and len(found) <= max(3, len(accepted)) else {}


def _titles_an_entry(index: int, unknown: dict[int, str], accepted: dict[int, str]) -> bool:
    """In a section whose heading has such a row right below it, these rows are the titles of its entries."""
    above = max(other for other in accepted if other < index)
    return above + 1 in unknown


def _is_set_like(row: Row, rows: list[Row], accepted: dict[int, str]) -> bool:
    """Begins where a heading of the same column begins, with free space above."""
    box = row.box
    if box is None:
        return True
    if row.space is not None and row.space < 0.8:
        return False
    others = [
        other.box for index in accepted for other in [rows[index]] if (other.page, other.block) == (row.page, row.block)
    ]
    return any(
        other and (abs(other.x0 - box.x0) < 2 or abs(other.x0 + other.x1 - box.x0 - box.x1) < 4) for other in others
    )


def _could_be_heading(row: Row) -> bool:
    text = row.text
    return (
        "\t" not in text
        and not row.bullet
        and len(text) <= _LONGEST_UNKNOWN
        and row.words <= 4
        and not find_ranges(text)
        and text[-1:] not in ".,;"
        and len(row.parts) == 1
    )


def _body_size(rows: list[Row]) -> float:
    """The size in which most of the text is set, in points."""
    sizes: Counter[int] = Counter()
    for row in rows:
        sizes[round(row.size)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0
