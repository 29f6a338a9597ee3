"""Dates and ranges as a style writes them, and as the truth has them."""

from __future__ import annotations

from random import Random

from tests.quality.generator.people import Date, pack
from tests.quality.generator.style import EAST_ASIAN, Style


def date_text(when: Date, style: Style) -> str:
    year, month = when
    words = pack(style.lang)
    forms = {
        "YYYY": f"{year}",
        "MM/YYYY": f"{month:02}/{year}",
        "MM.YYYY": f"{month:02}.{year}",
        "YYYY-MM": f"{year}-{month:02}",
        "YYYY.MM": f"{year}.{month:02}",
        "YYYY/MM": f"{year}/{month:02}",
        "M/D/YYYY": f"{month}/1/{year}",
        "年月": f"{year}年{month}月",
    }
    if style.date in forms:
        return forms[style.date]
    long, short = words["months"][month - 1], (words["short"] or words["months"])[month - 1]
    named = {"Month YYYY": f"{long} {year}", "Mon YYYY": f"{short} {year}"}
    return named.get(style.date) or (
        f"{short} ’{year % 100:02}" if style.date == "Mon 'YY" else f"{short}-{year % 100:02}"
    )


def period_text(rng: Random, start: Date, end: Date | None, style: Style) -> str:
    words = pack(style.lang)
    first = date_text(start, style)
    between = style.range
    if between == " to ":
        between = f" {words['to']} " if style.lang not in EAST_ASIAN else words["to"]
    if end is None:
        if style.ongoing == "since" and words["since"]:
            return str(rng.choice(words["since"]).format(first))
        if style.ongoing == "open":
            return f"{first} –"
        present = words["present"][0] if style.words == "first" else rng.choice(words["present"])
        return f"{first}{between}{present.upper() if style.ongoing == 'caps' else present}"
    last = date_text(end, style)
    return first if first == last else f"{first}{between}{last}"


def truth_dates(start: Date, end: Date | None, style: Style) -> dict[str, object]:
    said: dict[str, object] = {"startDate": _truth(start, style)}
    if end is None:
        said["ongoing"] = True
    else:
        said["endDate"] = _truth(end, style)
    return said


def _truth(when: Date, style: Style) -> str:
    return f"{when[0]}" if style.date == "YYYY" else f"{when[0]}-{when[1]:02}"
