"""Dates and date ranges in the languages of résumés: "Sept. 2015 to Present", "03/21 – heute", "2018–20", "2015年4月".

`find_ranges` scans for single dates by a handful of small patterns, most specific first, then joins neighbours that
have a "to" between them. Dates come out as `YYYY` or `YYYY-MM`, as precise as the text is. A lone year inside a
sentence is found too: whether it dates anything is for the caller to judge, by what else stands on the row.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.lexicon.normalise import fold
from analysis.structure.rules.recognise.date_words import ERAS, MONTHS, PRESENT, SEASONS, SINCE, TO, UNTIL

FIRST_YEAR, LAST_YEAR = 1930, 2049
_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_Y = r"(19[3-9]\d|20[0-4]\d)"


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


@dataclass(slots=True)
class _Date:
    first: int
    last: int
    year: int
    month: int | None = None
    # "2018–20" is a range in one word: the year that it ends in.
    end_year: int | None = None

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}" if self.month else str(self.year)


Reading = tuple[int, int | None] | None


def _short_year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else 2000 + year if year <= LAST_YEAR - 2000 else 1900 + year


def month_number(word: str) -> int | None:
    """1–12 for a month's name or abbreviation in any of the languages, else None."""
    return MONTHS.get(fold(word).rstrip("."))


def _year_month(match: re.Match[str]) -> Reading:
    return int(match[1]), int(match[2]) if match[2] else None


def _era(match: re.Match[str]) -> Reading:
    years = 1 if match[2] == "元" else int(match[2])
    return ERAS[match[1]] + years, int(match[3]) if match[3] else None


def _month_year(match: re.Match[str]) -> Reading:
    return _short_year(match[2]), int(match[1])


def _day_month_year(match: re.Match[str]) -> Reading:
    first, second = int(match[1]), int(match[2])
    month = second if second <= 12 else first
    return (int(match[3]), month) if month <= 12 else None


def _word_year(match: re.Match[str]) -> Reading:
    month = month_number(match[1])
    return (_short_year(match[2]), month) if month else None


def _roman_year(match: re.Match[str]) -> Reading:
    month = _ROMAN.index(match[1].upper()) + 1 if match[1].upper() in _ROMAN else None
    return (int(match[2]), month) if month else None


def _year_word(match: re.Match[str]) -> Reading:
    month = month_number(match[2])
    return (int(match[1]), month) if month else None


def _year_only(match: re.Match[str]) -> Reading:
    return int(match[1]), None


_WORD = r"(?<![^\W\d_])([^\W\d_]{3,12})"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Reading]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        # 2015年4月1日, 2015年
        (_Y + r"\s?[年년]\s?(?:(1[0-2]|0?[1-9])\s?[月월](?:\s?\d{1,2}\s?[日일])?)?", _year_month),
        (r"(昭和|平成|令和)\s?(\d{1,2}|元)\s?年\s?(?:(1[0-2]|0?[1-9])\s?月)?", _era),
        # 4 月 2015: the month's number with its counter before the year
        (r"(?<!\d)(1[0-2]|0?[1-9])\s?[月월]\s?" + _Y + r"(?!\d)", _month_year),
        # 2015-04-01, 2015/04, 2015.4
        (
            r"(?<![\d/.])" + _Y + r"[-/.](1[0-2]|0[1-9]|[1-9](?![\d]))(?:[-/.](?:0[1-9]|[12]\d|3[01]|[1-9]))?(?!\d)",
            _year_month,
        ),
        # 01.04.2015, 4/1/2015
        (r"(?<![\d/.-])(0?[1-9]|[12]\d|3[01])[./-](0?[1-9]|[12]\d|3[01])[./-]" + _Y + r"(?!\d)", _day_month_year),
        # 04/2015, 04.2015
        (r"(?<![\d/.-])(1[0-2]|0?[1-9])\s?[-/.]\s?" + _Y + r"(?!\d)", _month_year),
        # 15 April 2015, 1er avril 2015, Sept. 2015, marzo de 2015, Apr '15, Feb, 2020, April 15, 2020
        (
            r"(?:(?<![\d.])(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.|º|°)?\s+(?:de\s+|of\s+)?)?"
            + _WORD
            + r"\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?,)?"
            r"[\s,/'’-]{1,3}(?:(?:de|del|do|of|r)\s+)?" + _Y + r"(?!\d)",
            _word_year,
        ),
        (_WORD + r"\.?\s?['’](\d\d)(?!\d)", _word_year),
        # IX 2015
        (r"(?<!\w)([IVX]{1,4})[\s./]{1,2}" + _Y + r"(?!\d)", _roman_year),
        # 2015 April
        (r"(?<![\d/.-])" + _Y + r"[\s,]+" + _WORD + r"(?![^\W\d_])\.?", _year_word),
        # Summer 2015, Q3 2015, WS 2015/16
        (rf"(?<!\w)(?:{SEASONS})\s*(?:of\s+|de\s+)?" + _Y + r"(?!\d)", _year_only),
        # 04/15, 04.15
        (r"(?<![\w/.,:$€£-])(1[0-2]|0[1-9])[/.](\d\d)(?![\d/%.,:])", _month_year),
        (r"(?<![\w/.,$€£+#])(?<!\d:)" + _Y + r"(?![\d%+]|[.,]\d|\s?[€$£])", _year_only),
    )
)
_END_YEAR = re.compile(r"\s?[-–—/]\s?(\d\d|(?<=/)(?:19|20)\d\d)(?![\d/.%])")
_TO = re.compile(TO, re.IGNORECASE)
_TO_PRESENT = re.compile(rf"(?:{TO}|\s+|\s*[(,:]\s*)(?:{PRESENT})(?!\w)", re.IGNORECASE)
_BARE_TO = re.compile(r"\s*(?:[-–—~〜至]|から)\s*$")
_SINCE = re.compile(rf"(?<!\w)(?:{SINCE})\s+$", re.IGNORECASE)
_SINCE_AFTER = re.compile(r"\s*(?:起|から|onwards?|以来|fortlaufend)(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:from|between|de|du|des|depuis|von|vom|dal|dalla|da|van|od|z|с|entre)\s+$", re.IGNORECASE)
_UNTIL = re.compile(rf"(?<!\w)(?:{UNTIL})\s+$", re.IGNORECASE)
_MONTH_TO = re.compile(rf"(?<![^\W\d_])([^\W\d_]{{3,12}})\.?{TO}$", re.IGNORECASE)
_NUMBER_TO = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s?月?\s?[-–—]\s?$")
_HAS_YEAR = re.compile(r"\d\d|年")


def _dates(text: str) -> list[_Date]:
    if not _HAS_YEAR.search(text):
        return []
    found: list[_Date] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            if any(match.start() < date.last and date.first < match.end() for date in found):
                continue
            reading = read(match)
            if reading and FIRST_YEAR <= reading[0] <= LAST_YEAR:
                found.append(_Date(match.start(), match.end(), *reading))
    found.sort(key=lambda date: date.first)
    for date in found:
        _take_short_end(text, date)
    return found


def _take_short_end(text: str, date: _Date) -> None:
    """ "2018–20" and "2018/19": the second year has lost its century. "2015-04" was read before."""
    match = _END_YEAR.match(text, date.last)
    if not match or date.month is not None:
        return
    end = int(match[1]) + (0 if len(match[1]) == 4 else date.year - date.year % 100)
    if 0 < end - date.year <= 30:
        date.end_year, date.last = end, match.end()


def _ranges(text: str, dates: list[_Date]) -> Iterator[DateRange]:
    index, floor = 0, 0
    while index < len(dates):
        date = dates[index]
        following = dates[index + 1] if index + 1 < len(dates) else None
        first = _with_lead(text, floor, date)
        if following and _TO.fullmatch(text, date.last, following.first):
            yield DateRange(str(date), str(following), False, _lead(text, floor, first), following.last)
            index += 2
            floor = following.last
            continue
        yield _single(text, floor, first, date)
        floor = date.last
        index += 1


def _single(text: str, floor: int, first: int, date: _Date) -> DateRange:
    """A date without a second one: since, until, an end that is said in words, or a point in time."""
    if date.end_year:
        return DateRange(str(date), str(date.end_year), False, first, date.last)
    present = _TO_PRESENT.match(text, date.last) or _SINCE_AFTER.match(text, date.last)
    if present:
        return DateRange(str(date), None, True, _lead(text, floor, first), present.end())
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


def _with_lead(text: str, floor: int, date: _Date) -> int:
    since = _SINCE.search(text, floor, date.first)
    return since.start() if since else date.first


def _partial_start(text: str, floor: int, date: _Date) -> tuple[int, int] | None:
    """The month in "Jan – Mar 2020", whose year comes only at the end, and where it stands."""
    if not date.month:
        return None
    match = _MONTH_TO.search(text, floor, date.first)
    if match:
        month = month_number(match[1])
        return (month, match.start()) if month else None
    match = _NUMBER_TO.search(text, floor, date.first)
    return (int(match[1]), match.start()) if match else None


def find_ranges(text: str) -> list[DateRange]:
    """All dates and ranges of a text, in order, not overlapping."""
    return list(_ranges(text, _dates(text)))


def without_dates(text: str, ranges: list[DateRange] | None = None) -> str:
    """The text with its dates blanked by as many spaces, so that offsets stay: a date must not be taken for a phone
    number.
    """
    for found in find_ranges(text) if ranges is None else ranges:
        text = text[: found.first] + " " * (found.last - found.first) + text[found.last :]
    return text
