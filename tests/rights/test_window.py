"""Windows in time: half-open, "t.o.m." in Stockholm, across the change of clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.rights.window import (
    FAR_FUTURE,
    FAR_PAST,
    STOCKHOLM,
    Bounds,
    Level,
    last_day,
    level_at,
    through,
    windows,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_through_new_years_eve_ends_at_midnight_in_stockholm():
    assert through(date(2026, 12, 31)) == datetime(2026, 12, 31, 23, tzinfo=UTC)


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
    assert through(day) == ends


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_last_day_is_the_day_that_was_written(day):
    assert last_day(through(day)) == day
    local = through(day).astimezone(STOCKHOLM)
    assert (local.hour, local.minute) == (0, 0)


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn", "erased"])
def test_only_a_published_image_has_windows(state):
    assert windows(state, Bounds()) == ()


def test_a_published_image_without_bounds_is_always_open():
    (window,) = windows("published", Bounds())
    assert (window.starts, window.ends, window.level) == (FAR_PAST, FAR_FUTURE, Level.TERMS)


def test_the_end_is_exclusive_and_the_start_inclusive():
    found = windows("published", Bounds(NOW, NOW + timedelta(hours=1)))
    assert level_at(found, NOW - timedelta(microseconds=1)) is Level.NOTHING
    assert level_at(found, NOW) is Level.TERMS
    assert level_at(found, NOW + timedelta(hours=1) - timedelta(microseconds=1)) is Level.TERMS
    assert level_at(found, NOW + timedelta(hours=1)) is Level.NOTHING


def test_bounds_that_meet_leave_no_window():
    assert windows("published", Bounds(NOW, NOW)) == ()
