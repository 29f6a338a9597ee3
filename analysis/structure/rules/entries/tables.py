"""Tables with a header row: each cell below is labelled with what its column holds."""

from dataclasses import replace

from analysis.structure.rules.recognise.labels import header_label
from analysis.structure.rules.rows.rows import Part, Row

_FEWEST = 2
"""Columns that a header must name."""
_SHARE = 0.6
"""Share of a header's cells that must be known."""
# How a label is written before the text of its cell, so that the reading of heads knows it.
_WRITTEN = {
    "company": "Company",
    "position": "Position",
    "institution": "Institution",
    "degree": "Degree",
    "area": "Field of study",
    "place": "Location",
    "score": "Grade",
}


def with_labelled_cells(rows: list[Row]) -> list[Row]:
    """The rows without headers; "Acme⇥Clerk⇥2015⇥2018" becomes "Company: Acme⇥Position: Clerk⇥2015 – 2018"."""
    result: list[Row] = []
    labels: list[str | None] = []
    for row in rows:
        cells = row.cells
        names = [header_label(cell.text) for cell in cells]
        known = sum(name is not None for name in names)
        if known >= _FEWEST and known >= _SHARE * len(cells) and len({*names} - {None}) >= _FEWEST:
            labels = names
        elif labels and len(cells) == len(labels):
            result.append(_labelled(row, cells, labels))
        else:
            result.append(row)
    return result


def _labelled(row: Row, cells: list[Row], labels: list[str | None]) -> Row:
    parts: list[Part] = []
    start: Part | None = None
    for cell, label in zip(cells, labels, strict=True):
        if label == "number":
            continue
        own = [replace(part, gap=False) for part in cell.parts]
        own[0] = replace(own[0], gap=bool(parts))
        if label == "start":
            start = own[0]
        elif label == "end" and start is not None:
            start.text = f"{start.text.strip()} – {cell.text.strip()}"
            continue
        elif label in _WRITTEN:
            own[0] = replace(own[0], text=f"{_WRITTEN[label]}: {own[0].text.lstrip()}")
        parts += own
    return row.with_parts(parts) if parts else row
