"""Headings that share a row with something else or are broken in two, put on rows of their own."""

import re
from dataclasses import replace

from analysis.document import Box
from analysis.lexicon.headings import heading_hint, heading_kind, is_exact_heading, is_inner_label
from analysis.structure.rules.recognise.labels import entry_label, field_label
from analysis.structure.rules.rows.rows import Row
from analysis.structure.rules.sections.style import style_of

_MOST_LABELS = 200
"""More headings than any résumé has; the rest of a longer document is not looked at for them."""
_JOINING_ENDS = ("&", " and", " und", " et", " y", " e", ",")
_LONGEST_HALF = 30
"""Letters of one half of a heading in a narrow column."""
_SAME_EDGE = 6
"""Points by which cells of one column may begin or end apart."""
_SECTION_NUMBER = re.compile(r"(?:\d{1,2}|[IVX]{1,4})(?:\.\d{1,2})*[.)]?")


def with_whole_headings(rows: list[Row]) -> list[Row]:
    """The rows with each heading on a row of its own."""
    rows = [_without_number(row) for row in rows]
    return _with_inline_headings(_with_label_headings(_with_broken_labels(_with_two_line_headings(rows))))


def _without_number(row: Row) -> Row:
    """ "4.1⇥Languages": the number of a section is no part of its heading."""
    cells = row.cells if "\t" in row.text else []
    if len(cells) != 2 or not _SECTION_NUMBER.fullmatch(cells[0].text.strip()) or not heading_hint(cells[1].text):
        return row
    return row.with_parts([replace(cells[1].parts[0], gap=False), *cells[1].parts[1:]])


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
        or max(len(first.text), len(second.text)) > _LONGEST_HALF
    ):
        return False
    if style_of(first) != style_of(second) or (second.space is not None and second.space > 1.0):
        return False
    if first.role != "heading" and first.box is None:
        return False
    if first.text.endswith(_JOINING_ENDS) and style_of(first).strength >= style_of(second).strength:
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
    if style_of(above) != style_of(below) or not _in_column(above.box, below.box):
        return False
    # "Work" over "Experience" are two headings or one; in one cell of a table they are one.
    in_one_cell = first.role == second.role == "cell" and first.block == second.block
    if is_exact_heading(above.text) and not in_one_cell:
        return False
    return is_exact_heading(f"{above.text} {below.text}")


def _with_label_headings(rows: list[Row]) -> list[Row]:
    """A heading in a column left of its section's first row becomes a row of its own."""
    firsts = [row.cells[0] if "\t" in row.text else row for row in rows]
    labels = [first for first in firsts if is_exact_heading(first.text)][:_MOST_LABELS]
    result: list[Row] = []
    for row, cell in zip(rows, firsts, strict=True):
        if cell is not row and heading_kind(cell.text) and _is_label(cell, row, labels):
            first, *others = row.parts[len(cell.parts) :]
            result += [replace(cell, role="", level=0), row.with_parts([replace(first, gap=False), *others])]
        else:
            result.append(row)
    return result


def _is_label(cell: Row, row: Row, labels: list[Row]) -> bool:
    """At least one more row of the document has a known heading in the same column, set in the same way."""
    if is_inner_label(cell.text) or row.role == "bullet" or len(row.parts) == len(cell.parts):
        return False
    style, box = style_of(cell), cell.box
    alike = sum(style_of(other) == style and _in_column(box, other.box) for other in labels)
    # The first cell of a row of a table, where all headings stand in such cells.
    in_table = row.role == "cell" and cell.box is None and style.caps and is_exact_heading(cell.text)
    return alike >= (1 if in_table else 2)


def _in_column(box: Box | None, other: Box | None) -> bool:
    return box is None or other is None or abs(other.x0 - box.x0) < _SAME_EDGE or abs(other.x1 - box.x1) < _SAME_EDGE


def _with_inline_headings(rows: list[Row]) -> list[Row]:
    """ "Ausbildung: Abitur 2010", where at least one more row opens like that and no heading stands alone, or where it
    is the last row of all: the label becomes a row of its own.
    """
    labelled = {
        index: colon
        for index, row in enumerate(rows)
        if not row.bullet and (colon := _heading_end(row)) and row.region not in ("header", "footer")
    }
    kinds = {heading_kind(rows[index].text[:colon].rstrip(" :：")) for index, colon in labelled.items()}
    alone = {heading_kind(row.text) for row in rows if is_exact_heading(row.text) and not row.bullet} - {None}
    # "Skills: Python, SQL" ends a résumé that has no other section of the kind.
    ends = len(labelled) == 1 and len(rows) - 1 in labelled
    many = len(kinds) > 1 and ("work" in kinds or "education" in kinds)
    if alone & kinds or not (ends or many):
        return rows
    result: list[Row] = []
    for index, row in enumerate(rows):
        if index not in labelled:
            result.append(row)
            continue
        label, rest = row.cut(labelled[index])
        label.parts[-1] = replace(label.parts[-1], text=label.parts[-1].text.rstrip(" :："))
        label.refresh()
        result.append(label)
        rest.parts[0] = replace(rest.parts[0], text=rest.parts[0].text.lstrip(), gap=False)
        rest.refresh()
        result += [rest] if rest.text else []
    return result


def _heading_end(row: Row) -> int | None:
    """Where a known heading with its colon ends that the row opens with and that is no label of a field."""
    match = re.match(r"[^:：\t]{3,40}[:：]\s*(?=\S)", row.text)
    if not match:
        return None
    label = match.group().rstrip(" :：")
    if not is_exact_heading(label) or entry_label(label) or field_label(label) or is_inner_label(label):
        return None
    return match.end()
