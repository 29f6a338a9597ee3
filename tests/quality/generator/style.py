"""The grammar: each axis with what it can be, and one document's draw of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# Share of documents by language: half of the grammar's axes show in any of them, so that English, in which most
# résumés are written, has the most.
LANGUAGES = {
    "en": 40, "de": 8, "fr": 6, "es": 6, "it": 4, "nl": 4, "pt": 4, "pl": 4, "sv": 3, "cs": 3, "tr": 3,
    "ru": 3, "uk": 3,
    "ja": 3, "zh": 3, "ko": 3, "ar": 2, "he": 2,
}  # fmt: skip
UNSPACED = frozenset({"ja", "zh"})
EAST_ASIAN = frozenset({"ja", "zh", "ko"})
RIGHT_TO_LEFT = frozenset({"ar", "he"})

FORMATS = {"pdf-typst": 22, "pdf-reportlab": 18, "docx": 20, "odt": 10, "html": 12, "md": 10, "txt": 8}
# What each format can set: text and Markdown have one column.
LAYOUTS = {"single": 52, "sidebar-left": 14, "sidebar-right": 14, "label-column": 12, "dates-column": 12}
HEADINGS = {
    "large": 20, "large-caps": 15, "bold": 12, "ruled": 14, "coloured": 12, "spaced": 4, "colon": 6, "icon": 6,
    "same-size-caps": 11,
}  # fmt: skip
ORDERS = {"usual": 50, "education-first": 20, "skills-first": 20, "any": 20}
WORK = {
    "title|org-place|dates-right": 14, "title-dates-right|org-place": 14, "org-dates-right|title": 12,
    "title,org(dates)": 8,
    "dates|title|org": 8, "org|title|dates": 10, "title-at-org|dates": 8, "org-place-dates|title": 8,
    "dates: title, org": 8,
    "org (dates): title": 5, "one-line-piped": 8, "promotions": 7,
}  # fmt: skip
EDUCATION = {
    "degree-area|school|dates-right": 16, "school-dates-right|degree-area": 16, "school, place|degree, dates": 10,
    "dates degree, school": 8, "degree, school (dates)": 10, "dates|school|degree": 8, "one-line-piped": 8,
}  # fmt: skip
TEXTS = {"bullets": 62, "paragraph": 14, "none": 10, "one-line": 6, "both": 8}
GLYPHS = {"•": 24, "-": 14, "–": 8, "*": 6, "▪": 6, "➢": 4, "✓": 4, "◦": 4, "·": 5, "": 12, "🔹": 2}
DATES = {
    "Month YYYY": 20, "Mon YYYY": 20, "MM/YYYY": 16, "YYYY": 14, "MM.YYYY": 10, "YYYY-MM": 7, "Mon 'YY": 4,
    "Mon-YY": 3, "M/D/YYYY": 4,
}  # fmt: skip
RANGES = {" – ": 26, " - ": 24, "–": 10, "-": 8, " to ": 10, " — ": 8, " -- ": 4, " > ": 2, " → ": 2}
ONGOING = {"present": 70, "since": 14, "open": 8, "caps": 8}
SEPARATORS = {", ": 34, " | ": 24, " · ": 10, " – ": 12, " / ": 6, " • ": 6, "  ": 4}
CONTACTS = {"one-line": 30, "lines": 22, "labelled-lines": 22, "two-lines": 16, "icons": 10}
SKILLS = {
    "comma": 20, "bullets": 18, "group: comma": 26, "group|comma": 10, "piped": 8, "bullets-level": 8,
    "table": 6, "columns": 4,
}  # fmt: skip
LANGUAGE_LISTS = {
    "lines (level)": 26, "lines: level": 20, "lines – level": 12, "one-line": 18, "in-skills": 12, "table": 6,
    "level-dots": 6,
}  # fmt: skip
NAMES = {"as-is": 58, "upper": 18, "labelled": 5, "two-lines": 6, "title-before": 5, "with-document-title": 8}
WORDS = {"first": 45, "any": 55}


@dataclass(frozen=True, slots=True)
class Style:
    """One draw. Each field is an axis of the report."""

    lang: str
    format: str
    layout: str
    heading: str
    words: str
    order: str
    work: str
    education: str
    text: str
    glyph: str
    date: str
    range: str
    ongoing: str
    separator: str
    contact: str
    skills: str
    languages: str
    name: str

    def axes(self) -> list[str]:
        return [f"{axis}={getattr(self, axis) or 'none'}" for axis in self.__slots__]


def draw(rng: Random) -> Style:
    lang = _pick(rng, LANGUAGES)
    fmt = _pick(rng, FORMATS)
    layout = _pick(rng, LAYOUTS)
    if fmt == "pdf-reportlab" and lang in EAST_ASIAN | RIGHT_TO_LEFT | {"ru", "uk", "pl", "cs", "tr"}:
        fmt = "pdf-typst"  # the fonts that every PDF reader has are Latin-1
    if fmt.startswith("pdf") and lang in RIGHT_TO_LEFT:
        fmt = "docx"  # no font of theirs comes with Python packages
    if fmt in ("txt", "md") and layout != "single":
        layout = "single"
    date = _pick(rng, DATES)
    if lang in EAST_ASIAN:
        date = rng.choice(["年月", "YYYY.MM", "YYYY/MM", "YYYY"]) if lang != "ko" else rng.choice(["YYYY.MM", "YYYY"])
    elif lang != "en" and date in ("M/D/YYYY", "Mon-YY", "Mon 'YY"):
        date = "MM/YYYY"
    elif lang in ("ru", "uk", "cs", "tr", "ar", "he") and date == "Mon YYYY":
        date = "Month YYYY"
    return Style(
        lang=lang,
        format=fmt,
        layout=layout,
        heading=_pick(rng, HEADINGS),
        words=_pick(rng, WORDS),
        order=_pick(rng, ORDERS),
        work=_pick(rng, WORK),
        education=_pick(rng, EDUCATION),
        text=_pick(rng, TEXTS),
        glyph=_pick(rng, GLYPHS),
        date=date,
        range=_pick(rng, RANGES),
        ongoing=_pick(rng, ONGOING),
        separator=_pick(rng, SEPARATORS),
        contact=_pick(rng, CONTACTS),
        skills=_pick(rng, SKILLS),
        languages=_pick(rng, LANGUAGE_LISTS),
        name=_pick(rng, NAMES),
    )


def _pick(rng: Random, weighted: dict[str, int]) -> str:
    return rng.choices(list(weighted), weights=list(weighted.values()))[0]
