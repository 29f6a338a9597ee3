"""Headings whose words are in no list: known by how they are set, by a word within, and by what stands below them."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.lexicon.headings import heading_hint, is_document_title, is_inner_label
from analysis.lexicon.normalise import trim
from analysis.structure.rules.fields.names import looks_like_name
from analysis.structure.rules.recognise.contact import find_emails, find_phones, find_urls
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.roles import degree_score, organisation_score, school_score, title_score
from analysis.structure.rules.rows.rows import Row
from analysis.structure.rules.sections.content import guess_kind
from analysis.structure.rules.sections.style import Style, are_alike, style_of


@dataclass(frozen=True, slots=True)
class UnknownHeadings:
    """What rows must be like to open a section although their words are in no list. Found on the open corpus."""

    longest: int = 45
    """Letters of such a heading."""
    most_words: int = 6
    larger: float = 1.08
    """How many times larger than text a style must be to stand out by its size."""
    space: float = 0.8
    """Line heights that must be free above it, where the file has a geometry."""
    edge: float = 2.0
    """Points by which headings of one column may begin apart."""
    centre: float = 4.0
    """Points by which twice the centres of centred headings may differ."""
    most: int = 3
    """So many are believed even where fewer headings are known."""
    name_rows: int = 3
    """Rows at the top among which the name stands, which may be set like the headings."""
    much_larger: float = 1.25
    """How many times larger than text a style is that no title of an entry has."""
    looks_like: float = 0.8
    """The score from which a row reads as a job title, an employer, a school or a degree."""


LIMITS = UnknownHeadings()
_DATED = frozenset({"work", "education", "volunteer", "projects"})


def unknown_headings(rows: list[Row], accepted: dict[int, str], leading: Style, body: float) -> dict[int, str]:
    """Rows set like the headings whose words are in no list -> the kind that a word within tells, or "unknown"."""
    styles = {(rows[index].region == "sidebar", style_of(rows[index])) for index in accepted}
    first = min(accepted)
    found: dict[int, str] = {}
    for index, row in enumerate(rows):
        if index in accepted or not _could_be_heading(row) or not _has_content(rows, index):
            continue
        own = style_of(row)
        in_style = (row.region == "sidebar", own) in styles or own == leading
        hint = _hint(row.text)
        if not in_style or not _is_set_like(row, rows, accepted) or _is_of_header(rows, index, first, accepted, hint):
            continue
        if hint or (len(accepted) > 1 and not _titles_part_of(rows, index, accepted, body)):
            found[index] = hint or "unknown"
    entries = {index for index in found if _titles_an_entry(index, found, accepted)}
    found = {index: kind for index, kind in found.items() if index not in entries}
    hinted = {index: kind for index, kind in found.items() if kind != "unknown"}
    stands_out = leading.level > 0 or leading.size > body * LIMITS.larger
    enough = len(found) - len(hinted) <= max(LIMITS.most, len(accepted))
    if stands_out and enough:
        return found
    return {index: kind for index, kind in hinted.items() if stands_out or kind not in accepted.values()}


def _hint(text: str) -> str | None:
    """The kind that the words tell; a job title ("Software Engineer") tells none."""
    return heading_hint(text) if title_score(text) < LIMITS.looks_like else None


def _is_of_header(rows: list[Row], index: int, first: int, accepted: dict[int, str], hint: str | None) -> bool:
    """Stands above the first known heading, where names, titles and addresses are, and nothing says that it opens a
    section.
    """
    if index > first or rows[index].region == "sidebar":
        return False
    if index == 0 or (index < LIMITS.name_rows and looks_like_name(rows[index].text) and not hint):
        return True
    below = rows[index + 1 : min(other for other in accepted if other > index)]
    return hint is None and guess_kind(below) not in ("work", "education", "summary")


def _titles_part_of(rows: list[Row], index: int, accepted: dict[int, str], body: float) -> bool:
    """Reads as the title of a job or the name of a school, in a section of such."""
    above = max((other for other in accepted if other < index), default=None)
    if above is None or accepted[above] not in _DATED or rows[index].size > body * LIMITS.much_larger > 0:
        return False
    text = rows[index].text
    scores = (title_score(text), organisation_score(text), school_score(text), degree_score(text))
    return max(scores) >= LIMITS.looks_like


def strange_headings(rows: list[Row], body: float) -> dict[int, str]:
    """The headings of a document in which no heading is known: rows of one style that stands out, with text below each,
    where what stands below at least one of them is told by its content.
    """
    groups: dict[Style, list[int]] = {}
    for index, row in enumerate(rows):
        own = style_of(row)
        stands_out = own.level > 0 or own.bold or own.caps or own.size > body * LIMITS.larger
        if index and stands_out and row.region not in ("header", "footer") and _could_be_heading(row):
            groups.setdefault(own, []).append(index)
    ranked = sorted(groups.items(), key=lambda group: (-bool(group[0].level), group[0].level, -group[0].strength))
    for own, indexes in ranked:
        opened = [index for index in indexes if _has_content(rows, index)]
        if len(opened) < 2 or len(opened) < len(indexes):
            continue
        ends = [*opened[1:], len(rows)]
        kinds = {
            index: _hint(rows[index].text) or guess_kind(rows[index + 1 : end])
            for index, end in zip(opened, ends, strict=True)
        }
        if len({kind for kind in kinds.values() if kind}) > 1 or (own.level and any(kinds.values())):
            return {index: _hint(rows[index].text) or "unknown" for index in opened}
    return {}


def _has_content(rows: list[Row], index: int) -> bool:
    """Something set otherwise stands below it."""
    below = rows[index + 1] if index + 1 < len(rows) else None
    return below is not None and not (
        style_of(below) == style_of(rows[index]) and below.bullet == rows[index].bullet and "\t" not in below.text
    )


def _titles_an_entry(index: int, unknown: dict[int, str], accepted: dict[int, str]) -> bool:
    """In a section whose heading has such a row right below it, these rows are the titles of its entries."""
    above = max((other for other in accepted if other < index), default=None)
    return above is not None and above + 1 in unknown


def _is_set_like(row: Row, rows: list[Row], accepted: Iterable[int]) -> bool:
    """Begins where a heading of the same column begins, with free space above."""
    box = row.box
    if box is None:
        return True
    others = [rows[index] for index in accepted]
    spaces = [other.space for other in others if other.space is not None and are_alike(style_of(other), style_of(row))]
    if row.space is not None and row.space < min([LIMITS.space, *spaces]):
        return False
    beside = [other.box for other in others if other.page == row.page] or [other.box for other in others]
    return any(
        other and (abs(other.x0 - box.x0) < LIMITS.edge or abs(other.x0 + other.x1 - box.x0 - box.x1) < LIMITS.centre)
        for other in beside
    )


def _could_be_heading(row: Row) -> bool:
    text = row.text
    return (
        "\t" not in text
        and not row.bullet
        and len(text) <= LIMITS.longest
        and row.words <= LIMITS.most_words
        and not find_ranges(text)
        and text[-1:] not in ".,;"
        and len(row.parts) == 1
        and not is_document_title(trim(text))
        and not is_inner_label(text)
        and not find_emails(text)
        and not find_urls(text)
        and not find_phones(text)
    )
