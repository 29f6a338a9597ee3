"""Dates and ranges, in the languages and forms that résumés use."""

import pytest

from analysis.structure.rules.recognise.dates import find_ranges, without_dates

RANGES = [
    ("Sept. 2015 to Present", "2015-09", None, True),
    ("03/21 – heute", "2021-03", None, True),
    ("2018–20", "2018", "2020", False),
    ("1999/2000", "1999", "2000", False),
    ("since 2019", "2019", None, True),
    ("seit 03/2019", "2019-03", None, True),
    ("Jan – Mar 2020", "2020-01", "2020-03", False),
    ("From May 2019 to June 2020", "2019-05", "2020-06", False),
    ("Feb, 2020 - Present", "2020-02", None, True),
    ("2008-09-01 – 2012-06-30", "2008-09", "2012-06", False),
    ("15 March 2020 - 1 April 2021", "2020-03", "2021-04", False),
    ("Jun '18 - Jul '19", "2018-06", "2019-07", False),
    ("09/15 - 12/18", "2015-09", "2018-12", False),
    ("10/2020 bis 03/2021", "2020-10", "2021-03", False),
    ("Okt 2012 – Mär 2018", "2012-10", "2018-03", False),
    ("sep. 2019 – aujourd’hui", "2019-09", None, True),
    ("marzo de 2015 a abril de 2018", "2015-03", "2018-04", False),
    ("fevereiro de 2014 até o momento", "2014-02", None, True),
    ("gennaio 2016 – in corso", "2016-01", None, True),
    ("feb. 2019 – heden", "2019-02", None, True),
    ("kwiecień 2015 – obecnie", "2015-04", None, True),
    ("с марта 2015 по настоящее время", "2015-03", None, True),
    ("2015年4月 – 2018年3月", "2015-04", "2018-03", False),
    ("7 月 2019 – 至今", "2019-07", None, True),
    ("令和2年4月～現在", "2020-04", None, True),
    ("2019 -", "2019", None, True),
    # Forms that résumés of real people use.
    ("2009 -- 2012", "2009", "2012", False),
    ("04.2017-11.2019", "2017-04", "2019-11", False),
    ("Mar-17 to Oct-19", "2017-03", "2019-10", False),
    ("Mar 17 – Oct 19", "2017-03", "2019-10", False),
    ("’16 – ’21", "2016", "2021", False),
    ("7/1/2017 - 8/31/2020", "2017-07", "2020-08", False),
    ("5/17 - 11/19", "2017-05", "2019-11", False),
    ("early 2016 – mid 2018", "2016", "2018", False),
    ("2017 – (ongoing)", "2017", None, True),
    ("2016. 09. ~", "2016-09", None, True),
    ("2016.09. ~ 2019.02.", "2016-09", "2019-02", False),
    ("平成28年4月 ～ 令和3年3月", "2016-04", "2021-03", False),
    ("H28.4 - R3.3", "2016-04", "2021-03", False),
    ("2015 / 02 - 2017 / 12", "2015-02", "2017-12", False),
    ("201702-201911", "2017-02", "2019-11", False),
    ("From: 2014 To: 2016", "2014", "2016", False),
    # A dash that was lost on the way.
    ("Apr. 2013 Jan. 2017", "2013-04", "2017-01", False),
    ("1874 – 1891", "1874", "1891", False),
    ("Present - 2016", "2016", None, True),
    ("квітень 2017 – дотепер", "2017-04", None, True),
    ("Mart 2016 – Halen", "2016-03", None, True),
    ("مارس 2018 – حتى الآن", "2018-03", None, True),
    ("٢٠١٦ - ٢٠١٨", "2016", "2018", False),
    ("מרץ 2017 - היום", "2017-03", None, True),
    ("květen 2015 – dosud", "2015-05", None, True),
    ("helmikuu 2016 – nykyinen", "2016-02", None, True),
    ("2016. május - jelenleg", "2016-05", None, True),
    ("Tháng 3/2016 – nay", "2016-03", None, True),
    ("मार्च 2016 - वर्तमान", "2016-03", None, True),
    ("Μάρτιος 2016 – σήμερα", "2016-03", None, True),
    ("Agustus 2016 – sekarang", "2016-08", None, True),
    ("martie 2016 – prezent", "2016-03", None, True),
]

SINGLE = [
    ("Summer 2019", "2019"),
    ("2012", "2012"),
    ("01.04.2015", "2015-04"),
    ("2021.03", "2021-03"),
    ("IX 2015", "2015-09"),
    ("Nov 01, 2014", "2014-11"),
]


@pytest.mark.parametrize(("text", "start", "end", "ongoing"), RANGES)
def test_a_range_is_read(text: str, start: str, end: str | None, ongoing: bool) -> None:
    [found] = find_ranges(text)
    assert (found.start, found.end, found.ongoing) == (start, end, ongoing)
    assert found.is_span


@pytest.mark.parametrize(("text", "start"), SINGLE)
def test_a_single_date_is_no_range(text: str, start: str) -> None:
    [found] = find_ranges(text)
    assert (found.start, found.end, found.is_span) == (start, None, False)


def test_an_expected_date_is_an_end() -> None:
    [found] = find_ranges("Expected May 2025")
    assert (found.start, found.end) == (None, "2025-05")


@pytest.mark.parametrize(
    "text",
    [
        "+353 20 910 1234",
        "503.555.0129",
        "ISO 9001:2015",
        "grew by 2015%",
        "$2010",
        "4.0 / 4.0",
        "2 years 6 months",
        "06-12345602",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_ranges(text) == []


def test_several_ranges_come_in_order() -> None:
    found = find_ranges("Acme 2010 – 2012, Globex 2012 – 2015")
    assert [(each.start, each.end) for each in found] == [("2010", "2012"), ("2012", "2015")]


def test_blanking_dates_keeps_every_offset() -> None:
    text = "Acme 06/2015 - 02/2019 Boston"
    blanked = without_dates(text)
    assert len(blanked) == len(text)
    assert blanked.split() == ["Acme", "Boston"]


@pytest.mark.parametrize("text", ["Jun 18", "6/18", "1874", "route 201702", "+1 415 555 0134", "12 000"])
def test_what_may_be_a_date_is_none_by_itself(text: str) -> None:
    """Such a form counts only as one end of a range."""
    assert find_ranges(text) == []
