"""What kind a section is by its content alone, for sections whose heading says nothing and for résumés without
headings.
"""

from analysis.structure.rules.entries.texts import is_prose, without_ranges
from analysis.structure.rules.fields.languages import is_fluency, split_language
from analysis.structure.rules.fields.skills import is_level, split_keywords
from analysis.structure.rules.recognise.contact import find_emails, find_phones, find_urls
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.roles import degree_score, organisation_score, school_score, title_score
from analysis.structure.rules.rows.rows import Row

_ENOUGH = 0.5


def guess_kind(rows: list[Row]) -> str | None:
    """ "work", "education", "languages", "skills" or "summary", or None where nothing speaks for any of them."""
    if not rows:
        return None
    scores = {
        "education": _share(rows, _is_study),
        "work": _share(rows, _is_job),
        "languages": _languages(rows),
        "skills": 0.8 * _keywords(rows),
        "summary": 0.7 * float(len(rows) <= 6 and all(is_prose(row.text) and not row.bullet for row in rows)),
    }
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= _ENOUGH else None


def _heads(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not row.bullet and not is_prose(row.text)]


def _share(rows: list[Row], is_one: object) -> float:
    """Entries of the kind per dated row; 0 without dates."""
    heads = _heads(rows)
    dates = sum(any(found.is_span or len(row.text) < 40 for found in find_ranges(row.text)) for row in heads)
    hits = sum(is_one(row) for row in heads)  # type: ignore[operator]
    return min(1.0, hits / dates) if dates else 0.0


def _is_study(row: Row) -> bool:
    text = _undated(row)
    return degree_score(text) >= 0.7 or school_score(text) >= 0.9


def _is_job(row: Row) -> bool:
    text = _undated(row)
    return not _is_study(row) and (title_score(text) >= 0.8 or organisation_score(text) >= 0.8)


def _undated(row: Row) -> str:
    """Without its dates: March is no M.Arch."""
    return without_ranges(row.text, find_ranges(row.text))


def _languages(rows: list[Row]) -> float:
    items = [item for row in rows for item in split_keywords(row.text)]
    hits = sum(split_language(item)[0] is not None or is_fluency(item) for item in items)
    return hits / len(items) if items and any(split_language(item)[0] for item in items) else 0.0


def _keywords(rows: list[Row]) -> float:
    """Rows that are lists of short items, without dates."""
    if any(
        find_ranges(row.text) or find_emails(row.text) or find_phones(row.text) or find_urls(row.text) for row in rows
    ):
        return 0.0
    if any(is_level(row.text) for row in rows):
        return 1.0
    lists = sum(len(split_keywords(row.text)) > 2 or ":" in row.text for row in rows)
    short = all(len(item.split()) <= 4 and not is_prose(item) for row in rows for item in split_keywords(row.text))
    return max(lists / len(rows), 0.7 if short and len(rows) > 1 else 0.0)
