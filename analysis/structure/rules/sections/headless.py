"""Résumés without headings: sections are made of what the rows look like."""

from collections.abc import Iterator

from analysis.structure.rules.entries.entries import Entry, cut_entries
from analysis.structure.rules.entries.texts import find_spans, is_date_only, is_prose, without_ranges
from analysis.structure.rules.fields.skills import split_keywords
from analysis.structure.rules.recognise.contact import find_emails, find_phones
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.roles import degree_score, organisation_score, school_score, title_score
from analysis.structure.rules.rows.rows import Row
from analysis.structure.rules.sections.content import guess_kind
from analysis.structure.rules.sections.sections import HEADER, Section

_SURE = 0.8
"""The score from which a text reads as a job title or an employer."""


def sections_by_content(rows: list[Row]) -> list[Section]:
    """The header down to the first dated entry, then runs of entries of one kind."""
    start = _first_entry(rows)
    if start is None:
        return _undated(rows)
    sections = [Section(HEADER, None, rows[:start])]
    for kind, found in _kinds(cut_entries(rows[start:])):
        if sections[-1].kind == kind:
            sections[-1].rows += found
        else:
            sections.append(Section(kind, None, found, guessed=True))
    return sections


def with_entries_of_header(sections: list[Section]) -> list[Section]:
    """Jobs that follow the header without a heading of their own become sections, where no other section has jobs."""
    if any(section.kind == "work" for section in sections):
        return sections
    result: list[Section] = []
    for section in sections:
        found = sections_by_content(section.rows) if section.kind == HEADER and _has_jobs(section.rows) else [section]
        found[0].title = section.title
        result += found
    return result


def _has_jobs(rows: list[Row]) -> bool:
    """Dated rows that name a title or an employer, or have a list below them; a date of birth has not."""
    start = _first_entry(rows)
    if start is None:
        return False
    dated = [row for row in rows[start:] if not is_prose(row.text) and find_spans(row.text)]
    named = [row for row in rows[start:] if not row.bullet and _names_job(row)]
    return bool(dated) and bool(named) and (len(dated) > 1 or any(row.bullet for row in rows[start:]))


def _names_job(row: Row) -> bool:
    text = without_ranges(row.text, find_ranges(row.text))
    return max(title_score(text), organisation_score(text)) >= _SURE


def _first_entry(rows: list[Row]) -> int | None:
    """Index of the row that the first dated entry begins with: at most two rows above its date, in the same
    paragraph.
    """
    date = next(
        (
            index
            for index, row in enumerate(rows)
            if not is_prose(row.text) and any(found.is_span for found in find_ranges(row.text))
        ),
        None,
    )
    if date is None:
        return None
    start = date
    while (
        start > 1
        and date - start < (2 if is_date_only(rows[date].text) else 0 if _names_job(rows[date]) else 1)
        and _belongs(rows[start - 1], rows[date])
    ):
        start -= 1
    return start


def _belongs(row: Row, date: Row) -> bool:
    same = (row.page, row.block) == (date.page, date.block) or row.page != date.page
    return same and not is_prose(row.text) and not find_emails(row.text) and not find_phones(row.text)


def _kinds(entries: list[Entry]) -> Iterator[tuple[str, list[Row]]]:
    for entry in entries:
        rows, lists = _without_lists(entry)
        head = " ".join(row.text for row in entry.head if row in rows)
        kind = "education" if school_score(head) >= 0.9 or degree_score(head) >= 1.0 else "work"
        yield kind, rows
        for listed in lists:
            yield guess_kind([listed]) or "other", [listed]


def _without_lists(entry: Entry) -> tuple[list[Row], list[Row]]:
    """Rows at the end of an entry that list skills or languages belong to none."""
    rows = entry.rows
    lists: list[Row] = []
    while (
        rows
        and not rows[-1].bullet
        and rows[-1] is not entry.date_row
        and guess_kind([rows[-1]]) in ("skills", "languages")
    ):
        lists.insert(0, rows.pop())
    return rows, lists


def _undated(rows: list[Row]) -> list[Section]:
    """Nothing is dated: what lists skills or languages is taken, the rest is the header."""
    sections = [Section(HEADER)]
    for index, row in enumerate(rows):
        kind = guess_kind([row]) if index and row.role != "heading" else None
        if kind == "languages" or (kind == "skills" and len(split_keywords(row.text)) > 2):
            sections.append(Section(kind, None, [row], guessed=True))
        else:
            sections[0].rows.append(row)
    return sections
