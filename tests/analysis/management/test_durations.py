"""Durations as people type them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.management.durations import parse_duration, parse_since


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("45s", timedelta(seconds=45)),
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("2w", timedelta(weeks=2)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        (" 2H ", timedelta(hours=2)),
    ],
)
def test_a_number_and_a_unit_are_a_duration(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span


@pytest.mark.parametrize("text", ["", "2", "h", "2 hours", "-2h", "2.5h", "2h!", "0s", "٣h", "999999w"])
def test_everything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it like|too long"):
        parse_duration(text)


@given(st.text())
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    try:
        assert parse_duration(text) > timedelta()
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("text", "ago"),
    [("10:00", timedelta(hours=4, minutes=30)), ("14:30", timedelta(0)), ("14:31", timedelta(hours=23, minutes=59))],
)
def test_a_time_of_day_is_the_last_one_that_has_been(text: str, ago: timedelta) -> None:
    assert parse_since(text, datetime(2026, 3, 2, 14, 30, tzinfo=UTC)) == ago
    assert parse_since("2h", datetime(2026, 3, 2, tzinfo=UTC)) == timedelta(hours=2)


@pytest.mark.parametrize("text", ["24:00", "10:60", "10", "10:0", "yesterday"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        parse_since(text, datetime(2026, 3, 2, tzinfo=UTC))
