"""Dates and date ranges in the languages of résumés: "Sept. 2015 to Present", "03/21 – heute", "2018–20", "2015年4月".

`find_ranges` takes the single dates of a text (`date_forms.py`) and joins neighbours that have a "to" between them.
Dates come out as `YYYY` or `YYYY-MM`, as precise as the text is. A lone year inside a sentence is found too: whether it
dates anything is for the caller to judge, by what else stands on the row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from analysis.structure.rules.recognise.date_forms import Date, dates_in, month_number, with_plain_digits
from analysis.structure.rules.recognise.date_words import FROM, PRESENT, SINCE, TO, UNTIL


@dataclass(frozen=True, slots=True)
class DateRange:
    """`first` and `last` are offsets in the text. `ongoing`: the text says "present" or "since"."""

    start: str | None
    end: str | None
    ongoing: bool
    first: int
    last: int

    @property
    def is_span(self) -> bool:
        """Has a beginning and an end (or says that it goes on), as jobs and studies do; a single date does not."""
        return self.ongoing or (self.start is not None and self.end is not None)


_TO = re.compile(TO, re.IGNORECASE)
_TO_PRESENT = re.compile(rf"(?:{TO}|\s+|\s*[(\[,:：]\s*)[(\[]?(?:{PRESENT})(?!\w)(?:\s*[)\]])?", re.IGNORECASE)
_PRESENT = re.compile(rf"\W*(?:{PRESENT})\W*", re.IGNORECASE)
_PRESENT_TO = re.compile(rf"(?<!\w)(?:{PRESENT})\s*[-–—~]\s*$", re.IGNORECASE)
_BARE_TO = re.compile(r"\s*(?:[-–—~〜至]{1,2}|から|\.{3}|…)\s*(?=[)\]|\t]|$)")
_SINCE = re.compile(rf"(?<!\w)(?:{SINCE})[:：]?\s+$", re.IGNORECASE)
_SINCE_AFTER = re.compile(r"\s*(?:起|から|onwards?|以来|fortlaufend|ते|से)(?!\w)", re.IGNORECASE)
_FROM = re.compile(rf"(?<!\w)(?:{FROM})[:：]?\s+$", re.IGNORECASE)
_UNTIL = re.compile(rf"(?<!\w)(?:{UNTIL})[:：]?\s+$", re.IGNORECASE)
_MONTH_TO = re.compile(rf"(?<![^\W\d_])([^\W\d_]{{3,14}})\.?{TO}$", re.IGNORECASE)
_NUMBER_TO = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s?月?\s?[-–—]\s?$")
_OPEN_BEFORE = re.compile(r"(?:^|[\t(|])\s*$")
_OPEN_AFTER = re.compile(r"\s*(?:$|[\t)|])")
_LONGEST_LIFE = 80
"""Years between the ends of a range whose years alone could be other numbers."""


@lru_cache(maxsize=20_000)
def _cached(text: str) -> tuple[DateRange, ...]:
    plain = with_plain_digits(text)
    return tuple(_ranges(plain, dates_in(plain)))


def find_ranges(text: str) -> list[DateRange]:
    """All dates and ranges of a text, in order, not overlapping."""
    return list(_cached(text))


def is_present(text: str) -> bool:
    """Says nothing but that something goes on: "Present", "heute", "(ongoing)"."""
    return len(text) < 30 and bool(_PRESENT.fullmatch(text))


def _ranges(text: str, dates: list[Date]) -> Iterator[DateRange]:
    index, floor = 0, 0
    while index < len(dates):
        date = dates[index]
        following = dates[index + 1] if index + 1 < len(dates) else None
        first = _with_lead(text, floor, date)
        if following and _are_ends(text, floor, date, following):
            yield DateRange(str(date), str(following), False, _lead(text, floor, first), following.last)
            index += 2
            floor = following.last
            continue
        single = _single(text, floor, first, date)
        if not date.weak or single.ongoing:
            yield single
            floor = single.last
        index += 1


def _are_ends(text: str, floor: int, date: Date, following: Date) -> bool:
    """Two dates are the ends of one range: a "to" stands between them, or nothing does and they fill their cell."""
    if date.weak or following.weak:
        both = date.weak == following.weak
        # "Jun 18 – Sep 19, 2019" is a day; "6/18 – 04/2019" and "Jun-18 – Sep 2019" are months.
        half = not both and {date.weak, following.weak} <= {"", "month and short year", "short year"}
        if not both and not (half and " " not in text[date.first : date.last]):
            return False
        if not 0 <= following.year - date.year <= _LONGEST_LIFE:
            return False
    if _TO.fullmatch(text, date.last, following.first):
        return not date.end_year
    between = text[date.last : following.first]
    return (
        not between.strip()
        and "\t" not in between
        and bool(date.month) == bool(following.month)
        and (date.year, date.month or 0) < (following.year, following.month or 0)
        and bool(_OPEN_BEFORE.search(text[floor : date.first]))
        and bool(_OPEN_AFTER.match(text[following.last :]))
    )


def _single(text: str, floor: int, first: int, date: Date) -> DateRange:
    """A date without a second one: since, until, an end that is said in words, or a point in time."""
    if date.end_year:
        return DateRange(str(date), str(date.end_year), False, first, date.last)
    present = _TO_PRESENT.match(text, date.last) or _SINCE_AFTER.match(text, date.last)
    if present:
        return DateRange(str(date), None, True, _lead(text, floor, first), present.end())
    backwards = _PRESENT_TO.search(text, floor, date.first)
    if backwards:
        return DateRange(str(date), None, True, backwards.start(), date.last)
    since = _SINCE.search(text, floor, date.first)
    if since:
        return DateRange(str(date), None, True, since.start(), date.last)
    until = _UNTIL.search(text, floor, date.first)
    if until:
        return DateRange(None, str(date), False, until.start(), date.last)
    month = _partial_start(text, floor, date)
    if month:
        return DateRange(f"{date.year}-{month[0]:02d}", str(date), False, month[1], date.last)
    trailing = _BARE_TO.match(text, date.last)
    if trailing and trailing.group().strip():
        return DateRange(str(date), None, True, first, trailing.end())
    return DateRange(str(date), None, False, first, date.last)


def _lead(text: str, floor: int, first: int) -> int:
    """Where a range begins with its "from": "De 2015 à 2018"."""
    match = _FROM.search(text, floor, first)
    return match.start() if match else first


def _with_lead(text: str, floor: int, date: Date) -> int:
    since = _SINCE.search(text, floor, date.first)
    return since.start() if since else date.first


def _partial_start(text: str, floor: int, date: Date) -> tuple[int, int] | None:
    """The month in "Jan – Mar 2020", whose year comes only at the end, and where it stands."""
    if not date.month:
        return None
    match = _MONTH_TO.search(text, floor, date.first)
    if match:
        month = month_number(match[1])
        return (month, match.start()) if month else None
    match = _NUMBER_TO.search(text, floor, date.first)
    return (int(match[1]), match.start()) if match else None


def without_dates(text: str, ranges: list[DateRange] | None = None) -> str:
    """The text with its dates blanked by as many spaces, so that offsets stay: a date must not be taken for a phone
    number.
    """
    for found in find_ranges(text) if ranges is None else ranges:
        text = text[: found.first] + " " * (found.last - found.first) + text[found.last :]
    return text
