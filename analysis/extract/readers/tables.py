"""Rows of a table into lines: a datum beside a datum makes one line, a column beside a column is read by itself.

Word processors and web pages use tables for all: for data (a skill, its level), for labels (dates left, what was done
right), and for setting a whole page in columns.
"""

from dataclasses import replace

from analysis.document import Line, Role, Span

# A cell with as many lines as this is a column of the page where its neighbour is one too.
_COLUMN_LINES = 5
# So few lines stand beside the first lines of their neighbour.
_LABEL_LINES = 3


def row_lines(cells: list[list[Line]]) -> list[list[Line]]:
    """The lines of one row, given those of its cells: one group for each part that is read by itself."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        return filled
    if _are_columns(filled):
        return [_as_region(cell, is_side=_is_side(cell, filled)) for cell in filled]
    return [_beside(filled)]


def _are_columns(cells: list[list[Line]]) -> bool:
    if sum(len(cell) >= _COLUMN_LINES for cell in cells) >= 2:
        return True
    longest = max(cells, key=len)
    return len(longest) > _LABEL_LINES and any(
        cell is not longest
        and (len(cell) > _LABEL_LINES or (len(cell) > 1 and cell[0].role == "heading" and longest[0].role == "heading"))
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
