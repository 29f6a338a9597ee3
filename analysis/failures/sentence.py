"""Sentences for people, kept apart from the language they are read in."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Values of sentences that are words of a language themselves.
THINGS = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "odt": "an OpenDocument text",
    "rtf": "an RTF document",
    "html": "a web page",
    "text": "plain text",
    "workbook": "an Excel workbook",
    "presentation": "a PowerPoint presentation",
    "json": "a JSON Resume",
    "xml": "a data file (XML)",
    "yaml": "a data file (YAML)",
    "csv": "a table (CSV)",
    "svg": "a drawing (SVG)",
    "vcard": "an address card (vCard)",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person is told: English texts with places for values, put into words where it is shown.

    `str()` gives the English of logs, commands and the JSON API. A page translates the texts, then fills the places.
    `advice` says what to do next; a page that knows better what can be done leaves it out.
    """

    texts: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    advice: str = ""

    def __str__(self) -> str:
        return self.put(lambda text: text)

    def put(self, translate: Callable[[str], str], *, advised: bool = True) -> str:
        """The sentence with its texts, and the things it names, as `translate` gives them."""
        values = {name: translate(THINGS[value]) if value in THINGS else value for name, value in self.values.items()}
        texts = (translate(text) for text in (*self.texts, self.advice if advised else "") if text)
        # A stored value may be missing: the sentence then shows the gap.
        return " ".join(text % defaultdict(lambda: "…", values) if "%(" in text else text for text in texts)


def sentence(text: str, **values: str) -> Sentence:
    """One sentence, whose places the values fill."""
    return Sentence((text,), values)
