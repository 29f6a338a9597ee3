"""What a reader of pages hands to the layout: pieces of text with their places. Points, origin at the page's top left."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Piece:
    """Text of one style on one baseline without a wide gap in it. `starts` are the left edges of its characters, where known."""

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
    # A blank stands before it, by the file's own word.
    spaced: bool = False
    # Drawn by a font of symbols: what it says is a bullet or an icon, never a letter.
    symbol: bool = False
    starts: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Mark:
    """Something drawn: a bullet's dot, a rule between two columns, the ground of a sidebar."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class PageInk:
    """All that a page shows."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    rules: list[Mark] = field(default_factory=list)
    grounds: list[Mark] = field(default_factory=list)
