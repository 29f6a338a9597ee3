"""Dates that share a row with text, or that are broken over two, on rows of their own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.structure.rules.entries.texts import (
    ABBREVIATED_END,
    find_spans,
    is_date_only,
    is_prose,
    reads_as_head,
    style,
    without_ranges,
)
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.roles import degree_score, title_score
from analysis.structure.rules.rows.rows import Part, Row
from analysis.structure.rules.rows.wrapping import reads_on

_TITLE = 0.5
"""The score from which a text beside another title reads as one."""
_HEAD_STOP = re.compile(r"(?<=[^\W\d_]{2})\.(?:\s+(?=[^\W\d_])|$)")
_FEW = 2
_SURE = 0.8


def with_own_dates(rows: list[Row]) -> list[Row]:
    """Dates that share a row with text become rows of their own: a date in the cell beside a bullet, years below each
    other.
    """
    result: list[Row] = []
    for row in _with_text_apart(map(_with_joined_date, _one_by_one(_with_whole_dates(rows)))):
        cells = row.cells if "\t" in row.text else [row]
        dated = [cell for cell in cells if is_date_only(cell.text)]
        texts = [cell for cell in cells if cell not in dated]
        if len(dated) == 1 and len(texts) == 1 and _is_text(row, texts[0]):
            result += [replace(dated[0], bullet=False), texts[0]]
        elif dated and len(texts) > 1 and is_prose(texts[-1].text) and row.cells[-1] == texts[-1]:
            # The text of a job in a column beside its title and date.
            cut = len(row.parts) - len(texts[-1].parts)
            result += [row.with_parts(row.parts[:cut]), texts[-1]]
        elif result and _is_second_year(result[-1], row):
            result[-1] = result[-1].with_parts([*result[-1].parts, Part(" – "), *row.parts])
        else:
            result.append(row)
    return result


def _one_by_one(rows: list[Row]) -> Iterator[Row]:
    """ "Manager (2018 – 2020), Engineer (2015 – 2018)": each title with its date is a row."""
    for row in rows:
        rest: Row | None = row
        while rest is not None:
            first, rest = _first_title(rest)
            yield first


def _first_title(row: Row) -> tuple[Row, Row | None]:
    """The row up to the end of its first date, and what follows, where both have a title of their own."""
    spans = find_spans(row.text)
    cut = _between_titles(row, spans[0].last, spans[1].first) if len(spans) > 1 else None
    if cut is None:
        return row, None
    first, rest = row.cut(cut)
    rest.parts[0] = replace(rest.parts[0], text=rest.parts[0].text.lstrip(" ,;/&)|·•"), gap=False)
    rest.refresh()
    return first, rest


def _between_titles(row: Row, first: int, second: int) -> int | None:
    """Where a row is cut between two dates: after the first, where a title stands before it and between them."""
    before, between = row.text[:first], row.text[first:second]
    closed = re.match(r"\s*[)\]]?\s*(?:[,;/&|·•]|\band\b|\bund\b|\bet\b|\by\b|\t|$)\s*", between)
    if (
        not closed
        or title_score(without_ranges(before, find_ranges(before)).strip(" (,")) < _TITLE
        or title_score(between.strip(" (),;/&|")) < _TITLE
    ):
        return None
    return first + closed.end()


def _is_text(row: Row, text: Row) -> bool:
    """A sentence, or an item of a list that is not the title of a job."""
    if row.bullet and title_score(text.text) < _SURE:
        return True
    return is_prose(text.text) and not (row.cells[-1].text == text.text and reads_as_head(text.text))


def _with_text_apart(rows: Iterable[Row]) -> Iterator[Row]:
    """ "2017 – 2020⇥Docent, Lyceum De Grift, Ede. Taught history to …": the sentences after a head are a row below."""
    for row in rows:
        stop = _head_stop(row)
        if stop is None:
            yield row
        else:
            head = row.cut(stop.start())[0]
            text = row.cut(stop.end())[1]
            if is_date_only(text.text):
                yield head.with_parts([*head.parts, *row.cut(stop.start() + 1)[1].parts])
            else:
                yield head
                yield from [text] if text.parts else []


def _head_stop(row: Row) -> re.Match[str] | None:
    """The full stop between a dated head and sentences on the same row; None where there is none."""
    ranges = find_spans(row.text)
    if len(ranges) != 1 or row.bullet or not is_prose(without_ranges(row.text, ranges)):
        return None
    for match in _HEAD_STOP.finditer(row.text):
        head, text = row.text[: match.start()], row.text[match.end() :]
        named = without_ranges(head, find_spans(head))
        if match.end() <= ranges[0].first and not is_date_only(text):
            return None
        if ABBREVIATED_END.search(head + "."):
            continue
        first = named.partition(",")[0]
        is_head = max(title_score(first), degree_score(first)) >= _SURE
        follows = len(text.split()) > _FEW and match.start() >= ranges[0].last
        return match if "," in named and not is_prose(named) and (follows or is_head) else None
    return None


def _with_whole_dates(rows: list[Row]) -> list[Row]:
    """A range that its narrow column broke in two ("June 2014 – May" over "2017") is put together on its first row."""
    result: list[Row] = []
    for row in rows:
        last = result[-1] if result else None
        if last is not None and _ends_below(last, row):
            first, second = last.cells[0].parts, row.cells[0].parts
            whole = replace(first[0], text=f"{last.cells[0].text} {row.cells[0].text}")
            result[-1] = last.with_parts([whole, *last.parts[len(first) :]])
            rest = row.parts[len(second) :]
            below = row.with_parts([replace(rest[0], gap=False), *rest[1:]]) if rest else None
            if below and reads_on(result[-1], below):
                result[-1] = result[-1].with_parts([*_spaced(result[-1].parts), *below.parts])
            elif below:
                result.append(below)
        else:
            result.append(row)
    return result


def _spaced(parts: list[Part]) -> list[Part]:
    return [*parts[:-1], replace(parts[-1], text=parts[-1].text.rstrip() + " ")]


def _with_joined_date(row: Row) -> Row:
    """A range that wide blanks cut in pieces ("Apr⇥2017 – Present") is made whole."""
    cells = row.cells if row.text.count("\t") > 1 else []
    for first in range(len(cells)):
        for last in range(first + 2, min(first + 4, len(cells)) + 1):
            whole = " ".join(cell.text for cell in cells[first:last])
            if len(whole) > 45 or not is_date_only(whole) or not find_spans(whole):
                continue
            if not any(find_spans(cell.text) for cell in cells[first:last]):
                start = sum(len(cell.parts) for cell in cells[:first])
                end = start + sum(len(cell.parts) for cell in cells[first:last])
                joined = replace(row.parts[start], text=whole)
                return row.with_parts([*row.parts[:start], joined, *row.parts[end:]])
    return row


def _ends_below(last: Row, row: Row) -> bool:
    above, below = last.cells, row.cells
    if not above or not below or last.page != row.page or len(below[0].text) > 25 or row.bullet or last.bullet:
        return False
    if len(above) == 1 and len(below) == 1 and not above[0].text.rstrip().endswith(("-", "–", "—")):
        return False
    whole = f"{above[0].text} {below[0].text}"
    ranges = find_ranges(whole)
    if len(ranges) != 1 or not ranges[0].is_span or not is_date_only(whole):
        return False
    return not any(found.is_span and found.end for found in find_ranges(above[0].text)) and not find_spans(
        below[0].text
    )


def _is_second_year(last: Row, row: Row) -> bool:
    """A start and an end on rows of their own, one below the other."""
    if not (is_date_only(last.text) and is_date_only(row.text)) or last.page != row.page:
        return False
    first, second = find_ranges(last.text)[0], find_ranges(row.text)[0]
    close = row.space is None or row.space < 0.8
    return (
        close
        and not first.is_span
        and not second.is_span
        and (first.start or "") < (second.start or "")
        and style(last) == style(row)
    )
