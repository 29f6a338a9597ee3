"""What became of each line of a document: in a field, known furniture, in part in a field, or unplaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from analysis.document import Document, Line
from analysis.lexicon.headings import heading_kind
from analysis.lexicon.normalise import CJK
from analysis.structure.placement.claims import Claims, Evidence, Part, is_date
from analysis.structure.placement.letters import Letters, Word, folded
from analysis.structure.placement.neutral import is_furniture, label_words, said_otherwise
from analysis.structure.rules.evidence import Heading
from analysis.structure.rules.recognise.countries import country_code
from analysis.structure.rules.recognise.dates import find_ranges
from profiles.editing.pointers import at, leaves
from profiles.resume import Resume

# Letters that may be left of a line of which the rest is placed: "at", "bei", "in".
CONNECTING = 4
# Share of a line's letters from which on it is placed but for words that connect.
NEARLY_ALL = 0.8
# Letters below which a line that nobody claimed says nothing: "&", "Mr".
FEWEST = 3
# Lines that are kept by their text; a document of which more is unplaced was not read at all.
MOST_KEPT = 300
LONGEST_KEPT = 500
HEADING = "#heading"
SECTIONS = frozenset(Resume.model_fields) - {"basics"}


@dataclass(slots=True)
class Unplaced:
    """A line of which something is in no field: `rest` is what, and the whole line where nothing of it is placed.

    `near` is the part that the placed lines around it belong to, "" where there is none.
    """

    line: int
    text: str
    rest: str
    letters: int
    near: Part = ""
    page: int | None = None
    box: list[float] | None = None

    @property
    def is_whole(self) -> bool:
        return self.rest == self.text

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Placement:
    """`owners` names for each line the part that most of its letters went to; `empty` are sections that a heading
    announces and in which nothing was found. Where nothing was `recognised` the summary holds the whole text.
    """

    letters: int = 0
    unplaced: list[Unplaced] = field(default_factory=list)
    owners: list[Part] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    recognised: bool = True
    # Lines that the document has and nobody sees.
    hidden: list[str] = field(default_factory=list)
    # Value → the line where it stands, and whether all of it stands there in one piece.
    stands: dict[str, tuple[int, bool]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Of the letters that say something, how many are in a field: 0 to 1."""
        left = sum(line.letters for line in self.unplaced)
        return round(1 - left / self.letters, 4) if self.letters else 1.0

    def to_json(self) -> dict[str, Any]:
        """What the profile keeps; `letters` and those of each line tell the share anew when a person places one."""
        return {
            "share": self.share,
            "letters": self.letters,
            "unplaced": [line.to_json() for line in self.unplaced[:MOST_KEPT]],
            "empty": self.empty,
            "recognised": self.recognised,
            **({"hidden": self.hidden} if self.hidden else {}),
        }


def place(
    document: Document,
    resume: dict[str, Any],
    evidence: dict[str, Evidence],
    headings: Iterable[Heading] = (),
) -> Placement:
    """What of the document went into this résumé. `evidence` says where values stand, as far as that is known."""
    lines = document.lines
    letters = Letters(lines)
    claims = Claims(lines, letters)
    values = list(leaves(resume))
    headings = list(headings)
    boxes = {f"/{HEADING}/{index}": one.found.to_json() for index, one in enumerate(headings)}
    claims.run([(pointer, one.text) for pointer, one in zip(boxes, headings, strict=True)], boxes)
    claims.run(values, evidence)
    placement = _Judge(lines, claims, resume, [text for _, text in values], headings).judge()
    placement.hidden = document.hidden
    return placement


class _Judge:
    def __init__(
        self, lines: list[Line], claims: Claims, resume: dict[str, Any], texts: list[str], headings: list[Heading]
    ) -> None:
        self._headings = headings
        # Line → the kind of section that it opens.
        self._opened: dict[int, str] = {}
        self._lines, self._claims, self._letters = lines, claims, claims.letters
        self._dates = {text[:7] for text in texts if is_date(text)}
        self._years = {text[:4] for text in self._dates}
        self._resume = resume
        self._seen: set[str] = set()
        basics = resume.get("basics", {})
        self._name = set(map(folded, basics.get("name", "").split()))
        self._basics = {folded(word) for text in _texts(basics) for word in text.split()}

    def judge(self) -> Placement:
        placement = Placement(owners=[self._owner(index) for index in range(len(self._lines))])
        for index, line in enumerate(self._lines):
            words = self._letters.words[index]
            left = self._left(line, words)
            count, rest = _count(words), _count(left)
            if not count or self._is_furniture(index, line, left) or self._is_said_again(index, placement.owners):
                continue
            placement.letters += count
            if rest < FEWEST or (rest < count and (rest <= CONNECTING or rest <= (1 - NEARLY_ALL) * count)):
                continue
            placement.unplaced.append(self._unplaced(index, line, left, rest, placement.owners))
        placement.empty = self._empty()
        found = self._claims.found.items()
        placement.stands = {pointer: (self._letters.line_of(start), whole) for pointer, (start, whole) in found}
        return placement

    def _owner(self, index: int) -> Part:
        low, high = self._letters.span(index)
        shares: dict[int, int] = {}
        for number in self._letters.claimed[low:high]:
            shares[number] = shares.get(number, 0) + bool(number)
        best = max(shares, key=shares.__getitem__, default=0)
        owner = self._claims.owners[best] if shares.get(best) else ""
        if not owner.startswith(HEADING):
            return owner
        self._opened[index] = self._headings[int(owner.partition("/")[2])].kind
        return ""

    def _left(self, line: Line, words: list[Word]) -> list[Word]:
        """The words of a line that are in no field and say something."""
        said = self._said_otherwise(line.text)
        position = 0
        left: list[Word] = []
        for word in words:
            position = line.text.find(word.text, position)
            middle = position + len(word.text) // 2
            position += len(word.text)
            if word.end > word.start and not self._is_claimed(word) and not any(a <= middle < b for a, b in said):
                left.append(word)
        labels = label_words([word.text for word in words])
        is_labelled = labels and any(word not in left for word in words[labels:] if word.end > word.start)
        return [word for word in left if not (is_labelled and word in words[:labels])]

    def _is_claimed(self, word: Word) -> bool:
        claimed = sum(map(bool, self._letters.claimed[word.start : word.end]))
        return 2 * claimed >= word.end - word.start

    def _said_otherwise(self, text: str) -> list[tuple[int, int]]:
        """Dates that the résumé has in its own form, countries that it has by their code, durations, measures."""
        spans = said_otherwise(text)
        for found in find_ranges(text):
            dates = [date for date in (found.start, found.end) if date]
            if dates and all(date[:7] in self._dates or date[:4] in self._years for date in dates):
                spans.append((found.first, found.last))
        if code := self._resume.get("basics", {}).get("location", {}).get("countryCode"):
            position = 0
            for piece in text.replace("|", ",").replace("·", ",").split(","):
                if country_code(piece.strip(" ()")) == code:
                    spans.append((position, position + len(piece)))
                position += len(piece) + 1
        return spans

    def _is_said_again(self, index: int, owners: list[Part]) -> bool:
        """The whole line is a value of the entry beside it, which stands there twice."""
        low, high = self._letters.span(index)
        section, _, name = self._near(index, owners).partition("/")
        entry = at(self._resume, f"/{section}/{name}") if section and section != "basics" else None
        said = self._letters.text[low:high]
        return not any(self._letters.claimed[low:high]) and any(folded(text) == said for text in _texts(entry))

    def _is_running_title(self, left: list[Word]) -> bool:
        """ "Ada Lovelace – 1/2": who the document is of, once more, and numbers."""
        said = [letters for word in left if (letters := folded(word.text))]
        return any(word in self._name for word in said) and all(
            word.isdecimal() or word in self._basics for word in said
        )

    def _is_furniture(self, index: int, line: Line, left: list[Word]) -> bool:
        """Headings, labels, page numbers, and what was said on an earlier page already."""
        low, high = self._letters.span(index)
        said = self._letters.text[low:high]
        again = said in self._seen and (line.page > 1 or line.region in ("header", "footer"))
        self._seen.add(said)
        claimed = self._letters.claimed[low:high]
        by_heading = bool(claimed) and all(self._claims.owners[number].startswith(HEADING) for number in claimed)
        whole = len(left) == sum(word.end > word.start for word in self._letters.words[index])
        return again or by_heading or is_furniture(line.text) or (whole and self._is_running_title(left))

    def _unplaced(self, index: int, line: Line, left: list[Word], count: int, owners: list[Part]) -> Unplaced:
        box = line.box
        edges = [round(edge, 1) for edge in (box.x0, box.y0, box.x1, box.y1)] if box else None
        text = " ".join(line.text.split())[:LONGEST_KEPT]
        rest = " ".join(word.text for word in left)[:LONGEST_KEPT]
        whole = count >= _count(self._letters.words[index])
        page = line.page if edges else None
        return Unplaced(index, text, text if whole else rest, count, self._near(index, owners), page, edges)

    def _near(self, index: int, owners: list[Part]) -> Part:
        """The entry above it in its section, else the section, else the entry below."""
        for before in range(index - 1, -1, -1):
            if owners[before]:
                return owners[before]
            if self._opened.get(before) in SECTIONS:
                return self._opened[before]
        return next((owner for owner in owners[index:] if owner), "")

    def _empty(self) -> list[str]:
        """Announced sections without entries: by the headings that opened one, else by the known words of a line."""
        kinds = [one.kind for one in self._headings]
        if not self._headings:
            kinds = [heading_kind(line.text) or "" for line in self._lines if line.role == "heading"]
        missing = [kind for kind in dict.fromkeys(kinds) if kind in SECTIONS and not self._resume.get(kind)]
        return sorted(missing)


def _texts(node: Any) -> list[str]:
    return [text for _, text in leaves(node)]


def _count(words: list[Word]) -> int:
    """Letters of words; a Chinese or Japanese one counts for two, as it says as much."""
    return sum(word.end - word.start + len(CJK.findall(word.text)) for word in words)
