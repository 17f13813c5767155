from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dam.web.staff.statistics.chart import BAR, Bar, compute_percent, place_bars

COUNTS = st.lists(st.integers(0, 10**9), max_size=60)


@given(COUNTS)
def test_bars_stand_below_one_another_and_are_as_long_as_their_numbers(counts):
    chart = place_bars([Bar(str(n), count) for n, count in enumerate(counts)])
    longest = max(counts, default=0)
    assert [one.bar.value for one in chart.bars] == counts
    for one in chart.bars:
        assert 0 <= one.words < one.top
        assert one.top + BAR <= chart.height
        assert abs(one.width - (100 * one.bar.value / longest if longest else 0)) < 0.01
    assert all(above.top + BAR < below.words for above, below in pairwise(chart.bars))


def test_a_share_of_nothing_is_nothing():
    assert compute_percent(0, 0) == 0
    assert compute_percent(1, 4) == 25
