"""Where the bars of a chart stand."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.admin.charts import HEIGHT, WIDTH, Value, bars, rows

NUMBERS = st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), max_size=60)


def values(numbers: list[tuple[int, int]]) -> list[Value]:
    return [Value(f"v{place}", parts) for place, parts in enumerate(numbers)]


def test_bars_are_as_high_as_their_values_and_stand_on_each_other() -> None:
    chart = bars(values([(3, 0), (1, 2)]), ["good", "bad"])
    three, one, two = chart.rects
    assert (three.kind, one.kind, two.kind) == ("good", "good", "bad")
    assert abs(three.height - 3 * one.height) < 0.2
    assert abs(two.y + two.height - one.y) < 0.2
    assert three.x < one.x == two.x
    assert (three.title, two.title) == ("v0: 3 good", "v1: 2 bad")


def test_the_axis_ends_at_a_round_number_above_all_bars() -> None:
    assert [tick.text for tick in bars(values([(17, 4)]), ["a", "b"]).ticks] == ["0", "10", "20", "30"]
    assert [tick.text for tick in bars(values([(4000, 0)]), ["a", "b"]).ticks] == ["0", "2k", "4k", "6k"]


def test_nothing_but_zeros_is_an_empty_chart() -> None:
    assert bars(values([(0, 0), (0, 0)]), ["a", "b"]).is_empty
    assert bars([], ["a", "b"]).is_empty
    assert rows([], ["a"]).is_empty


def test_rows_are_as_long_as_their_values() -> None:
    long, short = rows([Value("x", (40,)), Value("y", (10,))], ["retries"]).rects
    assert long.width == WIDTH == 4 * short.width
    assert long.y + long.height <= short.y


@given(NUMBERS)
def test_no_bar_leaves_the_picture_and_labels_never_crowd(numbers: list[tuple[int, int]]) -> None:
    chart = bars(values(numbers), ["a", "b"])
    for rect in chart.rects:
        assert 0 <= rect.x <= rect.x + rect.width <= WIDTH + 0.2
        assert -0.2 <= rect.y <= rect.y + rect.height <= HEIGHT
    assert len(chart.labels) <= 8
