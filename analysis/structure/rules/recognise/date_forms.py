"""The forms of single dates, most specific first: "15 April 2015", "04/2015", "2015年4月", "平成30年4月", "’15".

A form that may mean something else ("Jun 18", "6/18", "1881") is weak: it counts only as one end of a range.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from analysis.lexicon.normalise import fold
from analysis.structure.rules.recognise.date_words import ERAS, MONTHS, PART_OF_YEAR

FIRST_YEAR, LAST_YEAR = 1930, 2049
"""The years of living people's résumés. An earlier year (`_OLD_YEAR`) counts only in a range."""
_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_Y = r"(19[3-9]\d|20[0-4]\d)"
_OLD_YEAR = r"(1[4-8]\d\d|19[0-2]\d)"
_MONTH = r"(1[0-2]|0?[1-9])"
_DAY = r"(0?[1-9]|[12]\d|3[01])"


@dataclass(slots=True)
class Date:
    """One date of a text; `first` and `last` are its offsets."""

    first: int
    last: int
    year: int
    month: int | None = None
    # "2018–20" is a range in one word: the year that it ends in.
    end_year: int | None = None
    # Counts only as one end of a range. Those of one kind go together: "Jun 18 – Sep 19".
    weak: str = ""
    # "4/5/2018": the month, if the day comes second.
    month_if_swapped: int | None = None

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}" if self.month else str(self.year)


Reading = tuple[int, int | None] | None
Reader = Callable[[re.Match[str]], Reading]


def short_year(digits: str) -> int:
    """The year that two digits stand for, no later than LAST_YEAR."""
    year = int(digits)
    return year if year > 99 else 2000 + year if year <= LAST_YEAR - 2000 else 1900 + year


def month_number(word: str) -> int | None:
    """1–12 for a month's name or abbreviation in any of the languages, else None."""
    return MONTHS.get(fold(word).rstrip("."))


def _year_month(match: re.Match[str]) -> Reading:
    return int(match[1]), int(match[2]) if match[2] else None


def _era(match: re.Match[str]) -> Reading:
    years = 1 if match[2] == "元" else int(match[2])
    month = int(match[3]) if match[3] else None
    return (ERAS[match[1].upper()] + years, month) if not month or month <= 12 else None


def _month_year(match: re.Match[str]) -> Reading:
    return short_year(match[2]), int(match[1])


def _day_month_year(match: re.Match[str]) -> Reading:
    first, second = int(match[1]), int(match[2])
    month = second if second <= 12 else first
    return (short_year(match[3]), month) if month <= 12 else None


def _word_year(match: re.Match[str]) -> Reading:
    month = month_number(match[1])
    return (short_year(match[2]), month) if month else None


def _roman_year(match: re.Match[str]) -> Reading:
    month = _ROMAN.index(match[1].upper()) + 1 if match[1].upper() in _ROMAN else None
    return (int(match[2]), month) if month else None


def _year_word(match: re.Match[str]) -> Reading:
    month = month_number(match[2])
    return (int(match[1]), month) if month else None


def _year_only(match: re.Match[str]) -> Reading:
    return short_year(match[1]), None


# A letter with the marks that some scripts write vowels with.
_LETTER = r"(?:[^\W\d_][\u0300-\u036f\u0591-\u05c7\u05f3\u0900-\u0903\u0910-\u094f\u0970]*)"
_WORD = rf"(?<![^\W\d_])({_LETTER}{{3,14}})"
_BEFORE_YEAR = r"[\s,/'’‘.-]{1,3}(?:(?:de|del|do|of|r|año|ano)\s+)?"
_DAY_BEFORE = r"(?:(?<![\d.])(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.|º|°)?(?:\s+|[-/])(?:de\s+|of\s+)?)?"
# After a month, where it closes the date: "2017. 03. ~".
_STOP = r"(?:\.(?=\s*(?:[-–—~〜(]|$)))?"
_FORMS: tuple[tuple[str, str, Reader], ...] = (
    # 2015年4月1日, 2015年, 2015年(平成27年)4月
    ("", _Y + rf"\s?[年년]\s?(?:[（(].{{2,8}}[)）]\s?)?(?:{_MONTH}\s?[月월](?:\s?\d{{1,2}}\s?[日일])?)?", _year_month),
    ("", r"(明治|大正|昭和|平成|令和)\s?(\d{1,2}|元)\s?年\s?(?:" + _MONTH + r"\s?月(?:\s?\d{1,2}\s?日)?)?", _era),
    # H30.4.1, R2年4月
    ("", r"(?<![^\W\d_])([SHR])\s?(\d{1,2})\s?[./年]\s?(\d{1,2})(?:\s?[./月]\s?\d{1,2}\s?日?|月)?(?!\d)", _era),
    # 4 月 2015: the month's number with its counter before the year
    ("", rf"(?<!\d){_MONTH}\s?[月월]\s?{_Y}(?!\d)", _month_year),
    # tháng 9/2018, Tháng 9 năm 2018
    ("", rf"(?<!\w)(?:tháng|thg\.?)\s?{_MONTH}\s?[/.,\s-]\s?(?:năm\s)?{_Y}(?!\d)", _month_year),
    # 2017. 03. 01., 2017. 3.
    ("", rf"(?<![\d/.]){_Y}\.\s{_MONTH}\.(?:\s?{_DAY}\.)?(?!\d)", _year_month),
    # 2015-04-01, 2015/04, 2015.4
    (
        "",
        rf"(?<![\d/.]){_Y}[-/.](1[0-2]|0[1-9]|[1-9](?!\d))(?:[-/.](?:0[1-9]|[12]\d|3[01]|[1-9]))?(?!\d){_STOP}",
        _year_month,
    ),
    # 2016 / 09
    ("", rf"(?<![\d/.-]){_Y}\s?/\s?(1[0-2]|0[1-9])(?![\d/])", _year_month),
    # 01.04.2015, 4/1/2015, 1. 4. 2015
    ("", rf"(?<![\d/.]){_DAY}(?:[./-]|\.\s){_DAY}(?:[./-]|\.\s){_Y}(?!\d)", _day_month_year),
    ("", rf"(?<![\d/.]){_DAY}/{_DAY}/([0-4]\d|[89]\d)(?![\d/])", _day_month_year),
    # 04/2015, 04.2015, 04 / 2015
    ("", rf"(?<![\d/.]){_MONTH}\s?[-/.]\s?{_Y}(?!\d)", _month_year),
    # 15 April 2015, 1er avril 2015, Sept. 2015, marzo de 2015, Feb, 2020, April 15, 2020
    ("", rf"{_DAY_BEFORE}{_WORD}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,)?{_BEFORE_YEAR}{_Y}(?!\d)", _word_year),
    # Apr '15
    ("", rf"{_WORD}\.?\s?['’‘](\d\d)(?!\d)", _word_year),
    # IX 2015
    ("", rf"(?<!\w)(?<![^\W\d_] )([IVX]{{1,4}})[ ./]{{1,2}}{_Y}(?!\d)", _roman_year),
    # 2015 April, 2017. március
    ("", rf"(?<![\d/.-]){_Y}[\s,./-]{{1,2}}{_WORD}(?!{_LETTER})\.?", _year_word),
    # Summer 2015, Q3 2015, WS 2015/16, early 2018, Winter '18
    ("", rf"(?<!\w)(?:{PART_OF_YEAR})[\s-]*(?:of\s+|de\s+|del\s+)?{_Y}(?!\d)", _year_only),
    ("", rf"(?<!\w)(?:{PART_OF_YEAR})\s*['’‘](\d\d)(?!\d)", _year_only),
    # 04/15, 04.15
    ("", r"(?<![\w/.,:$€£-])(1[0-2]|0[1-9])[/.](\d\d)(?![\d/%.,:])", _month_year),
    ("", rf"(?<![\w/.,$€£+#])(?<!\d:){_Y}(?![\d%+]|[.,]\d|\s?[€$£])", _year_only),
    # Jun-18, Jun 18
    ("month and short year", rf"{_WORD}\.?[-/.\s]([0-4]\d|[89]\d)(?![\d,:%]|\s?(?:st|nd|rd|th)\b)", _word_year),
    # 6/18
    ("month and short year", r"(?<![\w/.,:$€£-])([1-9]|1[0-2])/([0-4]\d|[89]\d)(?![\d/%.,:])", _month_year),
    # 04/15 right after a dash
    ("month and short year", r"(?<=\d-)(1[0-2]|0[1-9])[/.](\d\d)(?![\d/%.,:])", _month_year),
    # ’18
    ("short year", r"(?<!\w)['’‘](\d\d)(?!\d)", _year_only),
    # 201809
    ("digits", rf"(?<![\w/.-]){_Y}(1[0-2]|0[1-9])(?!\d)", _year_month),
    ("digits", rf"(?<=\d[-–~]){_Y}(1[0-2]|0[1-9])(?!\d)", _year_month),
    ("old year", rf"(?<![\w/.,$€£+#]){_OLD_YEAR}(?![\d%+]|[.,]\d)", _year_only),
)
_COMPILED = tuple((weak, re.compile(pattern, re.IGNORECASE), reader) for weak, pattern, reader in _FORMS)
_END_YEAR = re.compile(r"\s?[-–—/]\s?(\d\d|(?<=/)(?:19|20)\d\d)(?![\d/.%])")
_HAS_YEAR = re.compile(r"\d\d|年")
_LONGEST_SPAN = 30
"""Years that a range in one word ("2018–20") may last; more is a number of another kind."""


def with_plain_digits(text: str) -> str:
    """Digits of other scripts ("٢٠١٩", "２０１９") as ours, letter for letter."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char, char)) if char.isdigit() and not char.isascii() else char for char in text
    )


def dates_in(text: str) -> list[Date]:
    """The single dates of a text in order, weak ones among them; digits must be plain."""
    if not _HAS_YEAR.search(text):
        return []
    found: list[Date] = []
    for weak, pattern, read in _COMPILED:
        for match in pattern.finditer(text):
            if any(match.start() < date.last and date.first < match.end() for date in found):
                continue
            reading = read(match)
            if reading and (weak == "old year" or FIRST_YEAR <= reading[0] <= LAST_YEAR):
                date = Date(match.start(), match.end(), *reading, weak=weak)
                if read is _day_month_year and int(match[1]) <= 12 >= int(match[2]) and "/" in match.group():
                    date.month_if_swapped = int(match[1])
                found.append(date)
    found.sort(key=lambda date: date.first)
    for date in found:
        _take_short_end(text, date)
    _settle_order(text, found)
    return found


def _take_short_end(text: str, date: Date) -> None:
    """ "2018–20" and "2018/19": the second year has lost its century. "2015-04" was read before."""
    match = _END_YEAR.match(text, date.last)
    if not match or date.month is not None or date.weak:
        return
    end = int(match[1]) + (0 if len(match[1]) == 4 else date.year - date.year % 100)
    if 0 < end - date.year <= _LONGEST_SPAN:
        date.end_year, date.last = end, match.end()


def _settle_order(text: str, dates: list[Date]) -> None:
    """ "6/1/2018 - 9/30/2019": where one date of a text has its day second, the others have too."""
    parts = [re.match(r"(\d+)/(\d+)/", text[date.first : date.last]) for date in dates]
    if any(part and int(part[2]) > 12 for part in parts) and not any(part and int(part[1]) > 12 for part in parts):
        for date in dates:
            date.month = date.month_if_swapped or date.month
