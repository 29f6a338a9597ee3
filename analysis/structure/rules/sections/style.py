"""How a row is set, as far as that tells headings from text."""

from collections import Counter
from dataclasses import dataclass

from analysis.lexicon.normalise import is_caps
from analysis.structure.rules.rows.rows import Row

_BOLD, _CAPS = 0.8, 0.8
"""Points of size that bold type and capitals are worth, when two styles are compared."""


@dataclass(frozen=True, slots=True)
class Style:
    """What makes headings look alike. `level` is 0 where the file does not say."""

    level: int
    size: float
    bold: bool
    caps: bool

    @property
    def strength(self) -> float:
        return self.size + _BOLD * self.bold + _CAPS * self.caps


def style_of(row: Row) -> Style:
    level = row.level if row.role == "heading" else 0
    return Style(level, round(row.size * 2) / 2, row.bold, is_caps(row.text))


def are_alike(style: Style, other: Style) -> bool:
    """Set in the same way, whether or not in capitals."""
    return abs(style.size - other.size) <= 0.5 and (style.level, style.bold) == (other.level, other.bold)


def body_size(rows: list[Row]) -> float:
    """The size in which most of the text is set, in points."""
    sizes: Counter[int] = Counter()
    for row in rows:
        sizes[round(row.size)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0
