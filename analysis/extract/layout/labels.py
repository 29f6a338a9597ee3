"""Names of sections in a column of their own, left of what they head: each begins the row that it stands beside."""

from analysis.extract.layout.parameters import LABELS as P
from analysis.extract.layout.segments import Row, Segment
from analysis.extract.layout.verdict import close_groups, offset_from
from analysis.lexicon.headings import is_exact_heading


def section_labels(left: list[Row], right: list[Row]) -> list[list[Segment]]:
    """The labels, each a list of its lines, put onto the rows that they head; none where they are no labels.

    They are set in one style, most of them are known names of sections, and nothing else stands in their column.
    """
    groups = close_groups(left)
    if len(groups) < P.fewest or max(len(group) for group in groups) > P.lines:
        return []
    styles = {row.segments[0].style for row in left}
    if len(styles) > 1 or any(len(row.segments) > 1 or row.segments[0].is_bulleted for row in left):
        return []
    known = sum(is_exact_heading(" ".join(row.segments[0].text.strip() for row in group)) for group in groups)
    level = [abs(offset_from(group[0], right)) <= P.level * group[0].size for group in groups]
    if known < P.known * len(groups) or not all(level):
        return []
    for group in groups:
        group[0].baseline -= offset_from(group[0], right)
        group[0].segments[0].baseline = group[0].baseline
    return [[row.segments[0] for row in group] for group in groups]
