"""Durations and times of day as people type them: 45s, 30m, 2h, 1d, 1h30m; 10:00."""

import re
from datetime import datetime, timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"([0-9]{1,6})([smhdw])")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_LONGEST = timedelta(days=36_500)
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")


def parse_duration(text: str) -> timedelta:
    """Raises ValueError with a sentence that shows how to write one."""
    compact = text.strip().lower()
    if not _WHOLE.fullmatch(compact):
        raise ValueError(f'"{text}" is no duration: write it like 45s, 30m, 2h, 1d or 1h30m')
    span = sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _PART.findall(compact)), timedelta())
    if not timedelta() < span < _LONGEST:
        raise ValueError(f'"{text}" is too long or no time at all')
    return span


def parse_since(text: str, now: datetime) -> timedelta:
    """How long ago: a duration, or a time of day by the clock of `now`, the last time that it was that late.

    Raises ValueError with a sentence that shows how to write one.
    """
    clock = _CLOCK.fullmatch(text.strip())
    if not clock:
        return parse_duration(text)
    then = now.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    return now - (then if then <= now else then - timedelta(days=1))
