"""Gaps between words: which is a blank, which a tab, and which parts the letters of one word."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from analysis.extract.layout.ink import Piece, Setting
from analysis.extract.layout.parameters import SPACING as P

# In parts of the font's size.
_USUAL_BLANK = 0.27
_MOST = 1.3
_LEAST = {"drawn": 0.66, "guessed": 0.48, "": 0.48}
_SEPARATORS = frozenset("-–—|/•·,:;&+~›»→")
_LETTER_GAP = 0.06
# Of the capitals' size.
_SMALL_CAPITALS = 0.6


def usual_blank(setting: Setting | None) -> float:
    """How wide a blank between two words of that setting is."""
    if setting is None:
        return _USUAL_BLANK
    space = setting.space or (setting.widest if setting.is_monospaced else _USUAL_BLANK)
    natural = space + 2 * setting.letter_gap
    if len(setting.blanks) < 5:
        return natural
    return min(max(median(setting.blanks), 0.8 * natural), natural + 0.15)


def tab_gap(one: Piece, other: Piece, setting: Setting | None) -> float:
    """From how wide a gap on two pieces are parted by a tab."""
    if one.text.strip() in _SEPARATORS or other.text.strip() in _SEPARATORS:
        return 1.0
    if setting is not None and setting.is_monospaced and setting.widest <= P.typewriter_letter:
        return P.typewriter_tab * usual_blank(setting)
    return min(max(_LEAST[other.blank], 1.55 * usual_blank(setting) + 0.05), _MOST)


def is_justified(line: list[Piece]) -> bool:
    """Whether wide gaps are what is left of a line's width: most are wide, and none very, or all of them equally."""
    gaps = [(other.x0 - one.x1) / max(other.size, 0.1) for one, other in pairwise(line)]
    # Letters of another font part a word into pieces without a gap.
    words = 1 + sum(gap > P.least for gap in gaps) + sum(piece.text.count(" ") for piece in line)
    wide = [gap for gap in gaps if gap > P.wide]
    if len(wide) < P.fewest_wide or words < P.fewest_words or len(wide) < P.mostly_wide * (words - 1):
        return False
    usual = median(wide)
    return max(wide) <= P.widest or (usual <= P.widest_even and max(wide) <= P.even * usual)


def with_words_closed(line: list[Piece]) -> list[Piece]:
    """The pieces of a line, left to right, with the letters of letter-spaced words put together."""
    return [piece for run in _runs(line) for piece in _closed(run)]


def _runs(line: list[Piece]) -> Iterator[list[Piece]]:
    """Neighbours in one setting, or in its small capitals, no further apart than letter-spaced words are."""
    run: list[Piece] = []
    for piece in line:
        if run and (
            not _are_set_alike(run[-1], piece) or not 0 < piece.x0 - run[-1].x1 < 1.6 * max(run[-1].size, piece.size)
        ):
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _are_set_alike(one: Piece, other: Piece) -> bool:
    if one.setting == other.setting:
        return one.size == other.size
    small, large = sorted((one.size, other.size))
    alike = (one.bold, one.italic, one.symbol) == (other.bold, other.italic, other.symbol)
    return alike and _SMALL_CAPITALS * large <= small and abs(one.baseline - other.baseline) <= 0.05 * large


def _closed(run: list[Piece]) -> list[Piece]:
    if not _is_broken(run):
        return run
    glyphs = [
        glyph
        for before, piece in zip([None, *run], run, strict=False)
        for glyph in _glyphs(piece, piece.x0 - before.x1 if before else 0.0)
    ]
    gaps = [gap for _, _, gap in glyphs[1:]]
    if len(gaps) < 2:
        return run
    size = max(piece.size for piece in run)
    base = sorted(gaps)[len(gaps) // 5] / size
    if base < _LETTER_GAP:
        return run
    blank = min(1.6 * base, base + 0.12) + 0.06
    words: list[Piece] = []
    for character, start, gap in glyphs:
        if not words or gap > (3.2 * base + 0.75) * size:
            words.append(_begun(run[0], character, start, first=not words))
        else:
            word = words[-1]
            if gap > blank * size:
                word.text += " "
                word.starts.append(start)
            word.text += character
            word.starts.append(start)
    ends = [piece.x1 for piece in run]
    for word, following in zip(words, [*words[1:], None], strict=True):
        word.x1 = max((end for end in ends if following is None or end <= following.x0), default=word.x1)
    return words


def _is_broken(run: list[Piece]) -> bool:
    """Whether its words were taken apart: many pieces or words of one or two letters."""
    words = [word for piece in run for word in piece.text.split()]
    return len(words) > 2 and sum(len(word) <= 2 for word in words) >= 0.5 * len(words)


def _glyphs(piece: Piece, before: float) -> Iterator[tuple[str, float, float]]:
    """Each letter with its left edge and the gap before it; `before` is the one before the piece."""
    if len(piece.starts) != len(piece.text) or len(piece.gaps) != len(piece.text):
        return
    for index, character in enumerate(piece.text):
        if character != " ":
            yield character, piece.starts[index], piece.gaps[index] if index else before


def _begun(like: Piece, character: str, start: float, *, first: bool) -> Piece:
    blank = like.blank if first else "guessed"
    return Piece(
        character,
        start,
        like.y0,
        start,
        like.y1,
        like.baseline,
        like.size,
        like.bold,
        like.italic,
        like.link,
        blank,
        like.symbol,
        like.setting,
        [start],
    )
