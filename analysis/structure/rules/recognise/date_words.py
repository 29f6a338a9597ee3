"""The words of dates, in the languages of résumés, as alternatives of regular expressions (see `dates.txt`)."""

import re

from analysis.lexicon.lists import phrases, sections

# Folded name -> number.
MONTHS: dict[str, int] = {
    name: number for number, line in enumerate(sections("months")["months"].splitlines(), 1) for name in line.split()
}
# fold() decomposes й, so that the table must be folded in the same way.
MONTHS |= {"маи": 5, "ноябрь": 11}


def _any_of(section: str) -> str:
    """The alternatives of a list, the longest first, so that "until now" is not cut after "until"."""
    return "|".join(sorted(dict.fromkeys(phrases("dates", section)), key=len, reverse=True))


# Name of an era, or the letter for it -> the year before its first.
ERAS: dict[str, int] = {
    name: int(year) for name, year in (line.split() for line in sections("dates")["eras"].splitlines())
}
PRESENT = _any_of("present")
SINCE = _any_of("since")
UNTIL = _any_of("until")
FROM = _any_of("from")
PART_OF_YEAR = _any_of("part of year")
_DASH = r"[-–—‐‑‒−~〜～→⇒➔/]{1,3}|\.{2,3}|…|至|到|から|부터|まで"
_ARTICLE = r"the|la|el|le|les|l['’]|o|ao|den|zum|il|al|mese|du"
TO = (
    rf"(?:[ \t]*(?:{_DASH})[ \t]*(?:(?:{_any_of('to')}|{_ARTICLE})(?!\w)[ \t]*)*"
    rf"|\s+(?:{_any_of('to')})(?:\s+(?:{_ARTICLE}))?[:：]?\s+)"
)
"""What parts the two dates of a range."""

DATE_LABEL = re.compile(
    rf"^(?:{_any_of('labels')})(?:\s+(?:on|in|am|le|el|en|em|il|op))?$",
    re.IGNORECASE,
)
"""What may stand before a date and belongs to it: "Awarded on"."""
