"""Windows in time: half-open, cut by denials and by what people have agreed to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from dam.rights.periods import FAR_FUTURE, FAR_PAST, Period
from dam.rights.window import TimeBounds, VisibilityLevel, VisibilityWindow, compute_windows
from tests.rights.drawn import bounds, level_at, moments, people

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn", "erased"])
def test_only_a_published_image_has_windows(state):
    assert compute_windows(state, TimeBounds()) == ()


def test_a_published_image_without_bounds_is_always_open():
    assert compute_windows("published", TimeBounds()) == (
        VisibilityWindow(FAR_PAST, FAR_FUTURE, VisibilityLevel.TERMS),
    )


def test_the_end_is_exclusive_and_the_start_inclusive():
    found = compute_windows("published", TimeBounds(NOW, NOW + HOUR))
    assert level_at(found, NOW - INSTANT) is VisibilityLevel.NOTHING
    assert level_at(found, NOW) is VisibilityLevel.TERMS
    assert level_at(found, NOW + HOUR - INSTANT) is VisibilityLevel.TERMS
    assert level_at(found, NOW + HOUR) is VisibilityLevel.NOTHING


def test_bounds_that_meet_leave_no_window():
    assert compute_windows("published", TimeBounds(NOW, NOW)) == ()


@pytest.mark.parametrize("residual_level", [VisibilityLevel.TEXT, VisibilityLevel.SMALL])
def test_after_its_use_an_image_shows_what_was_chosen_until_it_is_taken_down(residual_level):
    set_ = TimeBounds(use_until=NOW, display_until=NOW + HOUR, residual_level=residual_level)
    assert compute_windows("published", set_) == (
        VisibilityWindow(FAR_PAST, NOW, VisibilityLevel.TERMS),
        VisibilityWindow(NOW, NOW + HOUR, residual_level),
    )


def test_a_denial_leaves_a_gap():
    set_ = TimeBounds(denied=(Period(NOW, NOW + HOUR),))
    assert compute_windows("published", set_) == (
        VisibilityWindow(FAR_PAST, NOW, VisibilityLevel.TERMS),
        VisibilityWindow(NOW + HOUR, FAR_FUTURE, VisibilityLevel.TERMS),
    )


@given(bounds, people, moments)
def test_nothing_is_open_that_anybody_has_shut(drawn, shown, now):
    found = compute_windows("published", drawn, shown.covered)
    held = [window for window in found if window.holds(now)]
    assert len(held) <= 1, "windows never overlap"
    level = level_at(found, now)
    shut = (
        (drawn.embargo_until is not None and now < drawn.embargo_until)
        or (drawn.display_until is not None and drawn.display_until <= now)
        or any(period.holds(now) for period in drawn.denied)
        or not all(any(p.holds(now) for p in person.covered) for person in shown.linked)
    )
    used_up = drawn.use_until is not None and drawn.use_until <= now
    expected = (
        VisibilityLevel.NOTHING
        if shut
        else drawn.residual_level
        if used_up
        else VisibilityLevel.TERMS
    )
    assert level is expected
