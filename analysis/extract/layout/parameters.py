"""The numbers by which the layout decides, one object for each stage.

Lengths are in points where the unit says so, and else in parts of the font's size. The values were found by trying
others on the open corpus of 119 résumés, and the newer ones on real ones as well.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpacingParameters:
    """How a blank between words is told from a tab."""

    typewriter_tab: float = 2.5
    """Blanks. In a typewriter font, whose justified lines have two blanks in a row, three make a tab."""
    typewriter_letter: float = 0.75
    """Font sizes. Wider letters, all of one width, are Chinese."""
    least: float = 0.1
    """Font sizes. A narrower gap parts no words."""
    wide: float = 0.36
    """Font sizes. A wider gap is more than a usual blank."""
    fewest_wide: int = 3
    """Gaps. A justified line has so many wide ones."""
    fewest_words: int = 7
    """Words. A shorter line is not judged."""
    mostly_wide: float = 0.5
    """Of all gaps. In a justified line so many are wide."""
    widest: float = 1.0
    """Font sizes. No gap of a justified line is wider."""
    widest_even: float = 2.2
    """Font sizes. Unless all are about as wide: a line of a narrow column."""
    even: float = 1.2
    """Of the usual wide gap. What is wider stands out: it is a tab."""


@dataclass(frozen=True, slots=True)
class GutterParameters:
    """How a blank strip between two parts of a page is found."""

    min_width: float = 5.0
    """Points. A narrower strip is the gap between two words."""
    rows_ahead: int = 2
    """Rows. A side may end before the other begins: so many rows further down are looked at."""
    ahead_leading: float = 1.2
    """Font sizes. How far apart such rows may stand."""
    far_below: float = 2.5
    """Font sizes. What stands further below a gutter than this does not belong to what is beside it."""
    stanza_gap: float = 0.6
    """Font sizes. A gap before the last one-sided rows from which on they belong to what follows."""
    head_gap: float = 0.8
    """Font sizes. A gap that ends the head of a page."""
    head_share: float = 0.25
    """Of a gutter's height. A side that ends so early is part of the page's head."""
    intrusion: float = 0.35
    """Of a gutter's width. A row at its end that reaches so far into it is a headline."""


@dataclass(frozen=True, slots=True)
class VerdictParameters:
    """How columns are told from the two ends of rows."""

    min_rows: int = 3
    """Rows. Fewer make no column."""
    label_rows: int = 4
    """Rows. Labels and dates beside an entry have at most so many."""
    row_ends: float = 0.7
    """Of a side's rows. So many must begin on those beside them to be taken for labels or dates."""
    some_row_ends: float = 0.3
    """Of a side's rows. So many are enough where they are set flush."""
    dense: float = 2.5
    """Rows. So many in a group on average are no labels."""
    larger: float = 1.12
    """Of the usual size of text. From so large on a row is a heading."""
    level: float = 0.16
    """Font sizes. How far apart the baselines of one row may be."""
    near: float = 0.9
    """Font sizes. A row that begins further from every row beside it begins by itself."""
    constant: float = 0.1
    """Font sizes. How much a constant distance between labels and rows may vary."""
    off_level: float = 0.7
    """Font sizes. How far off its row's baseline the end of a row may be set."""
    flush: float = 1.5
    """Points. How exactly flush text meets its edge."""
    flush_share: float = 0.85
    """Of a side's rows. So many must meet the edge."""
    ragged_left: float = 12.0
    """Points. How much the other edge of labels must vary."""
    ragged_right: float = 20.0
    """Points. How much the other edge of dates must vary."""
    leading: float = 1.7
    """Font sizes. Rows of one group follow each other within this."""
    prose: int = 22
    """Characters of a row on average, from which on a side is prose."""
    aligned_cards: float = 0.8
    """Of the rows. So many of cards share baselines where the cards form a grid."""
    mostly_bullets: float = 0.4
    """Of the rows of the side that has fewer. Where fewer are bullets, they stand among rows of another kind."""
    same_row: float = 0.2
    """Font sizes. Bullets side by side share a baseline within this."""
    mostly_bold: float = 0.5
    """Of all rows. Where more are bold, bold marks no heading."""
    same_size: float = 0.3
    """Points. Headings of one kind differ by less."""
    apart: float = 0.5
    """Font sizes. A heading further from all others stands alone."""
    on_ground: float = 0.8
    """Of a side's rows. So many must stand on grounds of its own."""
    rows_per_ground: float = 1.5
    """Rows. So many on each ground on average."""


@dataclass(frozen=True, slots=True)
class ColumnParameters:
    """How a page is cut into parts."""

    max_depth: int = 6
    """Cuts within cuts."""
    fewest: int = 4
    """Segments. Fewer are not cut."""
    sidebar_share: float = 0.45
    """Of the text's height. Columns that high make a sidebar, lower ones are a list set in columns."""
    same_edge: float = 6.0
    """Points. How exactly a sidebar goes on at the edge it had on an earlier page."""
    nearly_as_high: float = 0.85
    """Of the highest gutter. Of gutters at least so high, the one is taken whose sides know least of each other."""
    most_gutters: int = 12
    """Gutters. The highest ones that are judged."""
    carried_over: float = 0.5
    """Of what stands above and below. A page is cut as the page before it where more stands beside the gutter."""
    label_share: float = 0.7
    """Of the rows beside them. More rows are no labels."""
    label_width: float = 0.6
    """Of the width beside them. Wider text is no label."""
    label_level: float = 0.2
    """Font sizes. A label's first line shares a baseline with what it labels within this."""


SPACING = SpacingParameters()


@dataclass(frozen=True, slots=True)
class SegmentParameters:
    """How pieces of text become the parts of a line."""

    icon_gap: float = 1.0
    """Font sizes. An icon stands within this of what it belongs to."""
    bullet_gap: float = 3.5
    """Font sizes. A bullet stands within this of its item."""
    same_baseline: float = 0.25
    """Font sizes. Text on one line shares its baseline within this."""
    dot: float = 0.5
    """Font sizes. A drawn dot that is no wider is a bullet."""
    big_dot: float = 0.75
    """Font sizes. So wide it may be where three and more stand below each other."""
    close: float = 0.45
    """Font sizes. What was parted by a raised letter goes on within this."""


@dataclass(frozen=True, slots=True)
class BandParameters:
    """How rules between labels and entries are known."""

    fewest: int = 3
    """Rules."""
    slack: float = 3.0
    """Points. How far a rule may reach beyond the strip that it stands in."""
    high: float = 8.0
    """Points. A lower rule parts no rows."""
    most_rows: float = 0.85
    """Of the rows on both sides. So many must stand beside a rule."""
    step: float = 0.6
    """Font sizes. How far above what it heads a label is put."""


@dataclass(frozen=True, slots=True)
class CellParameters:
    """How labels of several lines and grids of cells are known."""

    same_edge: float = 2.0
    """Points. Cells of one column begin within this."""
    indent: float = 2.5
    """Font sizes. How far a list's items hang right of their heading."""


@dataclass(frozen=True, slots=True)
class FurnitureParameters:
    """How running headers and footers are known."""

    margin: float = 0.12
    """Of the page's height. How far from its edge they stand."""
    rows: int = 3
    """Rows. So many at either edge are looked at."""
    pages: float = 0.5
    """Of the pages. On so many the same must stand at the same height."""


@dataclass(frozen=True, slots=True)
class LabelParameters:
    """How names of sections in a column of their own are known."""

    fewest: int = 2
    """Labels."""
    lines: int = 3
    """Lines of one label at most."""
    known: float = 0.6
    """Of the labels. So many must be names of sections."""
    level: float = 0.9
    """Font sizes. How far a label's first line may stand from the baseline of the row that it heads."""


LABELS = LabelParameters()
SEGMENTS = SegmentParameters()
BANDS = BandParameters()
CELLS = CellParameters()
FURNITURE = FurnitureParameters()
GUTTERS = GutterParameters()
VERDICTS = VerdictParameters()
COLUMNS = ColumnParameters()
