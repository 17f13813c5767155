"""Leases: what several say together, and those that come with the terms."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from dam.rights import lease
from dam.rights.lease import DefaultLease, DurationStart, LeaseKind, SetLease
from dam.rights.periods import FAR_FUTURE, FAR_PAST, Period, end_of_last_day
from dam.rights.window import TimeBounds
from dam.text.read import read_partial_date
from tests.rights.drawn import bounds

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_of_several_leases_the_strictest_counts():
    found = lease.combine_leases(
        [
            SetLease(LeaseKind.EMBARGO, ends=NOW),
            SetLease(LeaseKind.EMBARGO, ends=NOW + HOUR),
            SetLease(LeaseKind.USE_UNTIL, ends=NOW + 9 * HOUR),
            SetLease(LeaseKind.USE_UNTIL, ends=NOW + 8 * HOUR),
            SetLease(LeaseKind.DISPLAY_UNTIL, ends=NOW + 10 * HOUR),
            SetLease(LeaseKind.DENY, ends=NOW - HOUR),
            SetLease(LeaseKind.DENY, starts=NOW + 5 * HOUR),
        ]
    )
    assert found == TimeBounds(
        embargo_until=NOW + HOUR,
        use_until=NOW + 8 * HOUR,
        display_until=NOW + 10 * HOUR,
        denied=(Period(FAR_PAST, NOW - HOUR), Period(NOW + 5 * HOUR, FAR_FUTURE)),
    )


@given(bounds)
def test_leases_made_of_bounds_say_the_same(drawn):
    assert lease.combine_leases(lease.split_into_leases(drawn), drawn.residual_level) == drawn


@pytest.mark.parametrize(
    ("since", "taken", "first"),
    [
        # 23:30 UTC is the next day in Stockholm.
        (DurationStart.TODAY, None, date(2026, 11, 23)),
        (DurationStart.UPLOAD, None, date(2026, 11, 1)),
        (DurationStart.TAKEN, "2026-03-14", date(2026, 3, 14)),
        (DurationStart.TAKEN, "2026-03", date(2026, 3, 1)),
        (DurationStart.TAKEN, "2026", date(2026, 1, 1)),
    ],
)
def test_the_duration_of_terms_counts_from_a_day(since, taken, first):
    uploaded = datetime(2026, 11, 1, 8, tzinfo=UTC)
    found = DefaultLease(since, 30).use_until(
        uploaded=uploaded, taken=read_partial_date(taken or ""), now=NOW
    )
    assert found == end_of_last_day(first + timedelta(days=30))


@pytest.mark.parametrize("taken", [None, "", "förra veckan"])
def test_an_unknown_day_gives_no_end(taken):
    read, lease_of_terms = read_partial_date(taken or ""), DefaultLease(DurationStart.TAKEN, 30)
    assert lease_of_terms.use_until(uploaded=NOW, taken=read, now=NOW) is None
