"""What a reader of pages hands to the layout: pieces of text with their places. Points, from the page's top left."""

from dataclasses import dataclass, field
from typing import Literal

from analysis.document import Box

Blank = Literal["", "drawn", "guessed"]


@dataclass(slots=True)
class Piece:
    """Text of one style on one baseline without a wide gap in it. Where known: `starts`, the left edges of its
    characters; `gaps`, how far each is from the one before it; `setting`, the number of what it is set in."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    bold: bool = False
    italic: bool = False
    link: str | None = None
    # What parts it from the text before it: nothing, a blank that is a character, or a gap that is taken for one.
    blank: Blank = ""
    # Drawn by a font of symbols: what it says is a bullet or an icon, never a letter.
    symbol: bool = False
    setting: int = 0
    starts: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Setting:
    """How one font of one size is set, in parts of its size: how wide its blanks are, how far apart its letters."""

    blanks: list[float] = field(default_factory=list)
    space: float = 0.0
    narrowest: float = 9.0
    widest: float = 0.0
    letters: int = 0
    letter_gaps: float = 0.0

    @property
    def is_monospaced(self) -> bool:
        return self.letters >= 8 and self.widest - self.narrowest < 0.06

    @property
    def letter_gap(self) -> float:
        return max(0.0, self.letter_gaps / self.letters) if self.letters else 0.0


# Something drawn: a bullet's dot, a rule between two columns, the ground of a sidebar.
Mark = Box


@dataclass(slots=True)
class PageInk:
    """All that a page shows."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    settings: dict[int, Setting] = field(default_factory=dict)
    # Read from a picture: places and sizes are about right.
    is_rough: bool = False
    # Text written in other directions than the page's, in coordinates of its own.
    aside: list[list[Piece]] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    rules: list[Mark] = field(default_factory=list)
    grounds: list[Mark] = field(default_factory=list)
    # Lines of text that the page has and does not show.
    hidden: list[str] = field(default_factory=list)
