"""Finds the headings of a résumé by their words, confirmed by how they are set.

A heading is known by its words (`lexicon/headings.py`) and confirmed by how it is set: the style that most of the known
headings share is the heading style of the document, and what is set weaker is a label, not a heading ("Languages" as
a group of skills). `unknown.py` adds rows in that same style whose words are in no list.
"""

from collections import Counter
from itertools import islice

from analysis.lexicon.headings import heading_kind, is_document_title, is_exact_heading, is_inner_label
from analysis.lexicon.normalise import trim
from analysis.structure.rules.fields.names import looks_like_name
from analysis.structure.rules.rows.rows import Row
from analysis.structure.rules.sections.style import Style, are_alike, body_size, style_of
from analysis.structure.rules.sections.unknown import strange_headings, unknown_headings

# Headings whose words also name groups within another section.
_GROUP_NAMES = frozenset({"languages", "skills", "projects", "awards"})
# More headings than any résumé has; the rest of a longer document is not looked at for them.
_MOST_HEADINGS = 200


def find_headings(rows: list[Row]) -> dict[int, str]:
    """Index of each heading -> kind of its section."""
    body = body_size(rows)
    found = ((index, kind) for index, row in enumerate(rows) if (kind := _candidate(row, body)))
    candidates = dict(islice(found, _MOST_HEADINGS))
    if not candidates:
        return strange_headings(rows, body)
    styles = Counter(style_of(rows[index]) for index in candidates)
    leading = _leading_style(rows, candidates, styles)
    accepted: dict[int, str] = {}
    for column in _columns(rows, candidates):
        own = Counter(style_of(rows[index]) for index in column)
        # A sidebar with several headings has a style of its own for them.
        has_own = len(set(column.values())) > 2 or _are_one_style(rows, column)
        highest = _leading_style(rows, column, own) if has_own else leading
        led = {kind for index, kind in column.items() if style_of(rows[index]) == highest}
        accepted |= {
            index: kind
            for index, kind in column.items()
            if are_alike(style_of(rows[index]), highest)
            or (kind not in led and _is_as_strong(rows[index], highest, styles, lenient=not has_own))
        }
    accepted |= _weaker_headings(rows, accepted, candidates)
    accepted |= unknown_headings(rows, accepted, leading, body)
    return accepted | _name_below(rows, accepted)


def _name_below(rows: list[Row], accepted: dict[int, str]) -> dict[int, str]:
    """A name as the one heading above all others, where the file has a sidebar's sections first: what follows is about
    the person.
    """
    levels = [row.level for row in rows if row.role == "heading" and row.level]
    found = [index for index, row in enumerate(rows) if row.role == "heading" and row.level == 1]
    if len(found) != 1 or len(set(levels)) < 2 or not accepted or found[0] < min(accepted) or found[0] in accepted:
        return {}
    return {found[0]: "header"} if looks_like_name(rows[found[0]].text) else {}


def _columns(rows: list[Row], candidates: dict[int, str]) -> list[dict[int, str]]:
    """The candidates of the sidebar, and those of the rest of the pages."""
    sidebar = {index: kind for index, kind in candidates.items() if rows[index].region == "sidebar"}
    rest = {index: kind for index, kind in candidates.items() if index not in sidebar}
    return [column for column in (rest, sidebar) if column]


def _are_one_style(rows: list[Row], column: dict[int, str]) -> bool:
    """Several headings of a column, of different kinds, are all set in the same way."""
    return len(set(column.values())) > 1 and len({style_of(rows[index]) for index in column}) == 1


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
    body = body_size(rows)
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
