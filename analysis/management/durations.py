"""Durations as people type them: 45s, 30m, 2h, 1d, 1h30m."""

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"([0-9]{1,6})([smhdw])")
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
