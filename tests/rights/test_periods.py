"""Periods: their algebra is that of sets of instants; days are those of Stockholm."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.rights.periods import (
    ALWAYS,
    STOCKHOLM,
    Period,
    end_of_last_day,
    instant_at_clock,
    intersect,
    last_whole_day,
    start_of_day,
    subtract,
    union,
)
from tests.rights.drawn import moments, periods

some = st.lists(periods, max_size=4)


def holds(found, now):
    return any(period.holds(now) for period in found)


@given(some, some, moments)
def test_each_operation_is_that_of_sets(one, other, now):
    assert holds(union(one), now) is holds(one, now)
    assert holds(intersect(one, other), now) is (holds(one, now) and holds(other, now))
    assert holds(subtract(one, other), now) is (holds(one, now) and not holds(other, now))


@given(some, some)
def test_results_are_in_order_and_apart(one, other):
    for found in (union(one), intersect(one, other), subtract(one, other)):
        assert all(period.starts < period.ends for period in found)
        assert all(a.ends < b.starts for a, b in pairwise(found))


def test_periods_that_meet_are_one():
    meet = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert union([Period(starts=meet), Period(ends=meet)]) == ALWAYS


@pytest.mark.parametrize(
    ("ends", "day"),
    [
        (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, 0, 1, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_last_day_is_the_last_that_is_begun(ends, day):
    assert last_whole_day(ends) == day


def test_through_new_years_eve_ends_at_midnight_in_stockholm():
    assert end_of_last_day(date(2026, 12, 31)) == datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_a_day_with_a_change_of_clocks_ends_at_its_own_midnight(day, ends):
    assert end_of_last_day(day) == ends
    assert end_of_last_day(day).tzinfo is UTC


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_last_day_is_the_day_that_was_written(day):
    assert last_whole_day(end_of_last_day(day)) == day
    local = start_of_day(day).astimezone(STOCKHOLM)
    assert (local.date(), local.hour, local.minute) == (day, 0, 0)
    assert start_of_day(day).tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2026, 7, 1), time(9), datetime(2026, 7, 1, 7, tzinfo=UTC)),
        (date(2026, 12, 1), time(9, 30), datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        # It comes twice: the earlier.
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_a_wall_clock_is_stockholms(day: date, clock: time, instant: datetime):
    found = instant_at_clock(day, clock)
    assert found == instant
    assert found.tzinfo is UTC


def test_an_hour_that_summer_time_leaves_out_is_none():
    with pytest.raises(ValueError, match="2026-03-29 02:30"):
        instant_at_clock(date(2026, 3, 29), time(2, 30))
