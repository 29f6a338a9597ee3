"""Rows of a table into lines: a datum beside a datum makes one line, a column beside a column is read by itself.

Word processors and web pages use tables for all: for data (a skill, its level), for labels (dates left, what was done
right), and for setting a whole page in columns. A line without spans is a blank one: within a cell it keeps the lines
below it at the height of those that they stand beside.
"""

import re
from dataclasses import dataclass, replace

from analysis.document import Line, Role, Span
from analysis.lexicon.headings import is_exact_heading


@dataclass(frozen=True, slots=True)
class TableParameters:
    """How the cells of a table are put together."""

    column_lines: int = 5
    """Lines. A cell with as many is a column of the page where its neighbour is one too."""
    label_lines: int = 3
    """Lines. So few stand beside the first lines of their neighbour, and so few make one label."""
    label_length: int = 20
    """Characters of a label's line at most."""
    wider: float = 3.0
    """Times. So much more text stands beside labels than in them."""
    date_length: int = 32
    """Characters of a line that is nothing but a date, at most."""
    data_cells: int = 3
    """Cells. A row of so many is one of data."""
    headings: int = 2
    """Labels that are the names of sections, from which on all labels of the table are headings."""
    heading_level: int = 2
    """Depth of such a heading."""
    full: float = 0.8
    """Of the lines of dates. So many must stand at the height of a line beside them."""


P = TableParameters()
# What stands on a line of its own for a reason: an address, a datum with its label.
_ADDRESS = re.compile(r"@|:\s|https?:|www\.")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[./]\d{2,4}|\d{4}年")


def table_lines(rows: list[list[list[Line]]]) -> list[list[list[Line]]]:
    """The lines of each row of a table, given those of its cells."""
    labelled = [row for row in rows if len([cell for cell in row if _ink(cell)]) == 2 and _ink(row[0])]
    if not _has_labels(labelled):
        return [row_lines(row) for row in rows]
    rows = [[_as_one(row[0]), *row[1:]] if _is_label(row[0]) and len(row) > 1 else row for row in rows]
    known = sum(is_exact_heading(_as_one(row[0])[0].text) for row in labelled)
    if known < P.headings or known * 2 < len(labelled):
        return [row_lines(row) for row in rows]
    return [[_as_heading(row[0]), *row_lines(row[1:])] if _is_label(row[0]) else row_lines(row) for row in rows]


def row_lines(cells: list[list[Line]]) -> list[list[Line]]:
    """The lines of one row, given those of its cells: one group for each part that is read by itself."""
    filled = [cell for cell in cells if _ink(cell)]
    if len(filled) < 2:
        return [_ink(cell) for cell in filled]
    if (rows := _rows_of_dates(filled)) is not None:
        return [rows]
    filled = [_ink(cell) for cell in filled]
    if _are_data(filled):
        filled = [_as_one(cell) for cell in filled]
    if _are_columns(filled):
        return [_as_region(cell, is_side=_is_side(cell, filled)) for cell in filled]
    return [_beside(filled)]


def _ink(cell: list[Line]) -> list[Line]:
    return [line for line in cell if line.spans]


# Labels and data of several lines


def _has_labels(rows: list[list[list[Line]]]) -> bool:
    """Whether the first cells of a table's rows of two are labels of what stands beside them."""
    if len(rows) < 2 or not all(_is_label(row[0]) for row in rows):
        return False
    labels = sum(len(line.text) for row in rows for line in row[0])
    return sum(len(line.text) for row in rows for line in row[1]) >= P.wider * labels


def _is_label(cell: list[Line]) -> bool:
    lines = _ink(cell)
    return 0 < len(lines) <= P.label_lines and all(
        line.role == "" and len(line.text) <= P.label_length and not re.search(r"\d", line.text) for line in lines
    )


def _as_heading(cell: list[Line]) -> list[Line]:
    for line in cell:
        line.role, line.level = "heading", P.heading_level
    return cell


def _are_data(cells: list[list[Line]]) -> bool:
    """Whether a row holds one datum in each cell, some of them on several lines."""
    short = sum(len(cell) == 1 for cell in cells)
    return (
        len(cells) >= P.data_cells
        and short * 3 >= 2 * len(cells)
        and max(len(cell) for cell in cells) <= P.label_lines
        and not any(line.role or _ADDRESS.search(line.text) for cell in cells for line in cell)
    )


def _as_one(cell: list[Line]) -> list[Line]:
    """The lines of a cell as one."""
    lines = _ink(cell)
    if len(lines) < 2:
        return lines
    spans: list[Span] = []
    for line in lines:
        if spans:
            spans[-1] = replace(spans[-1], text=spans[-1].text + " ")
        spans.extend(line.spans)
    return [replace(lines[0], spans=spans)]


# Dates beside what they date


def _rows_of_dates(cells: list[list[Line]]) -> list[Line] | None:
    """The lines of a row in which a cell of several dates stands beside what they date; None where there is none.

    As many lines in each cell belong to each other one by one; else people keep them level with blank lines.
    """
    dates = next((cell for cell in cells if len(_ink(cell)) > 1 and all(map(_is_date, _ink(cell)))), None)
    if dates is None:
        return None
    if len({len(_ink(cell)) for cell in cells} - {1}) == 1:
        cells = [_ink(cell) for cell in cells]
    else:
        longest = max((cell for cell in cells if cell is not dates), key=len)
        level = [number for number, line in enumerate(dates) if line.spans]
        met = sum(number < len(longest) and bool(longest[number].spans) for number in level)
        if met < P.full * len(level):
            return None
    lines: list[Line] = []
    for number in range(max(map(len, cells))):
        beside = [cell[number] for cell in cells if number < len(cell) and cell[number].spans]
        if beside:
            lines.append(beside[0] if len(beside) == 1 else joined(beside))
    return lines


def _is_date(line: Line) -> bool:
    return len(line.text) <= P.date_length and bool(_DATE.search(line.text))


# Columns


def _are_columns(cells: list[list[Line]]) -> bool:
    if sum(len(cell) >= P.column_lines for cell in cells) >= 2:
        return True
    longest = max(cells, key=len)
    return len(longest) > P.label_lines and any(
        cell is not longest
        and (
            len(cell) > P.label_lines or (len(cell) > 1 and cell[0].role == "heading" and longest[0].role == "heading")
        )
        for cell in cells
    )


def _is_side(cell: list[Line], cells: list[list[Line]]) -> bool:
    ink = sum(len(line.text) for line in cell)
    return ink * 2 < max(sum(len(line.text) for line in other) for other in cells)


def _as_region(cell: list[Line], *, is_side: bool) -> list[Line]:
    if is_side:
        for line in cell:
            line.region = "sidebar" if line.region == "main" else line.region
    return cell


def _beside(cells: list[list[Line]]) -> list[Line]:
    """Line by line across the cells, until only the longest goes on."""
    label, *others = cells
    if len(label) == 1 and (label[0].role == "heading" or others[0][0].role == "bullet"):
        # A label over a list: its first item is as good as the others.
        return [*label, *(_beside(others) if len(others) > 1 else others[0])]
    lines: list[Line] = []
    for number in range(max(len(cell) for cell in cells)):
        beside = [cell[number] for cell in cells if number < len(cell)]
        lines.append(beside[0] if len(beside) == 1 else joined(beside))
    return lines


def joined(lines: list[Line]) -> Line:
    """Lines that stand beside each other, as one line with a tab between."""
    spans: list[Span] = []
    for line in lines:
        if spans:
            spans[-1] = replace(spans[-1], text=spans[-1].text + "\t")
        spans.extend(line.spans)
    first = lines[0]
    role: Role = "heading" if all(line.role == "heading" for line in lines) else "cell"
    return Line(
        spans,
        page=first.page,
        role=role,
        level=first.level if role == "heading" else 0,
        region=first.region,
        block=first.block,
    )
