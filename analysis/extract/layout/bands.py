"""Labels set beside what they label with a rule between each pair: they belong together however high they are set.

A label in the middle of its entry's height shares no baseline with it; the rule says which entry it stands beside.
"""

from collections.abc import Iterable

from analysis.extract.layout.ink import Mark
from analysis.extract.layout.parameters import BANDS as P
from analysis.extract.layout.segments import Row


def put_labels_on_rows(left: list[Row], right: list[Row], x0: float, x1: float, rules: list[Mark]) -> bool:
    """Whether rules in the strip from `x0` to `x1` join labels with entries; if so, each label begins its entry's row.

    Of several labels beside one rule the last begins the row; those before it, a section's heading say, stand above.
    """
    bands = _bands(x0, x1, rules)
    if len(bands) < P.fewest:
        return False
    beside = [([*_within(left, band)], [*_within(right, band)]) for band in bands]
    held = sum(len(labels) + len(entries) for labels, entries in beside)
    paired = [(labels, entries) for labels, entries in beside if labels and entries]
    if held < P.most_rows * (len(left) + len(right)) or len(paired) < P.fewest:
        return False
    if not all(len(labels) <= len(entries) + 1 for labels, entries in paired):
        return False
    for labels, entries in paired:
        for above, row in enumerate(reversed(labels)):
            _move(row, entries[0].baseline - above * P.step * row.size)
    return True


def _bands(x0: float, x1: float, rules: list[Mark]) -> list[Mark]:
    """Upright rules in a strip, from top to bottom; none where they touch, for those part two columns."""
    upright = sorted(
        (rule for rule in rules if x0 - P.slack <= rule.x0 and rule.x1 <= x1 + P.slack and rule.y1 - rule.y0 >= P.high),
        key=lambda rule: rule.y0,
    )
    bands: list[Mark] = []
    for rule in upright:
        if bands and abs(bands[-1].y0 - rule.y0) < 1 and abs(bands[-1].y1 - rule.y1) < 1:
            continue
        if bands and rule.y0 <= bands[-1].y1 + 1:
            return []
        bands.append(rule)
    return bands


def _within(rows: list[Row], band: Mark) -> Iterable[Row]:
    return (row for row in rows if band.y0 - P.slack <= row.baseline <= band.y1 + P.slack)


def _move(row: Row, baseline: float) -> None:
    row.baseline = baseline
    for segment in row.segments:
        segment.baseline = baseline
