"""The verdicts of `make bench` follow from its figures."""

import pytest

from tests.bench.table import Row, table


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ({"at_most": 0.5}, "met"),
        ({"at_most": 0.49}, "NOT MET"),
        ({"at_least": 0.5}, "met"),
        ({"at_least": 0.51}, "NOT MET"),
        ({}, ""),
    ],
)
def test_the_median_of_the_ratios_is_held_against_the_target(target: dict[str, float], verdict: str) -> None:
    row = Row("x", "ms", ours=[1, 2, 90], other=[2, 4, 3], **target)  # type: ignore[arg-type]
    assert row.ratios == [0.5, 0.5, 30]
    assert row.verdict == verdict


def test_what_was_not_measured_is_said_to_be_skipped_and_why() -> None:
    row = Row("x", "ms", at_most=2, note="nothing to compare with")
    assert row.verdict == "skipped"
    assert "nothing to compare with" in table([row])


def test_the_table_shows_medians_range_and_target() -> None:
    shown = table([Row("x", "/s", ours=[1000, 3000, 2000], other=[1000, 1000, 1000], at_least=1.2)])
    assert all(part in shown for part in ("2,000 /s", "2 (1 – 3)", "≥ 1.2", "met"))
