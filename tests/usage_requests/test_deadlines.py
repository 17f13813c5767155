"""How long a case has waited: the office's time alone, across nights, weekends and summer time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.office_hours import DAYS, read_office_hours
from dam.database.models import RequestEvent, UsageRequest
from dam.rights.periods import STOCKHOLM
from dam.usage_requests.deadlines import Promise, office_time_between, why_late

OFFICE = read_office_hours("mon-fri 08:00-17:00")
NIGHTS = read_office_hours("mon-sun 00:30-23:30")
AROUND_SPRING = datetime(2026, 3, 20, tzinfo=UTC)
AROUND_AUTUMN = datetime(2026, 10, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


def there(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-25 09:00", "2026-11-25 11:30", 2.5),
        ("2026-11-25 16:00", "2026-11-26 09:00", 2),
        ("2026-11-27 16:00", "2026-11-30 09:00", 2),
        ("2026-11-28 00:00", "2026-11-30 00:00", 0),
        ("2026-11-25 17:00", "2026-11-26 08:00", 0),
        ("2026-11-23 00:00", "2026-11-30 00:00", 45),
        ("2026-11-26 11:00", "2026-11-25 11:00", 0),
        # The clocks change in the weekend: the same wall time before and after.
        ("2026-03-27 16:00", "2026-03-30 09:00", 2),
        ("2026-10-23 16:00", "2026-10-26 09:00", 2),
    ],
)
def test_only_the_offices_time_counts(start: str, end: str, hours: float):
    assert office_time_between(there(start), there(end), OFFICE) == hours * HOUR


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)]
)
def test_a_day_is_as_long_as_it_was(day: str, hours: int):
    start = there(f"{day} 00:00")
    end = there(f"{day} 23:00")
    assert office_time_between(start, end, None) == (hours - 1) * HOUR
    assert office_time_between(start, end, NIGHTS) == (hours - 1.5) * HOUR


def test_hours_that_summer_time_leaves_out_are_none():
    for text, hours in (("sun 02:00-03:00", 0), ("sun 02:30-03:00", 0), ("sun 01:30-03:30", 1)):
        spring = (there("2026-03-29 00:00"), there("2026-03-29 23:00"))
        assert office_time_between(*spring, read_office_hours(text)) == hours * HOUR


moments = st.one_of(
    *(
        st.datetimes(
            min_value=around.replace(tzinfo=None),
            max_value=(around + timedelta(days=20)).replace(tzinfo=None),
            timezones=st.sampled_from([UTC, STOCKHOLM]),
        )
        for around in (AROUND_SPRING, AROUND_AUTUMN)
    )
)
weeks = st.one_of(
    st.none(),
    st.builds(
        lambda days, clocks: read_office_hours(
            ", ".join(f"{day} {min(clocks)}-{max(clocks)}" for day in days)
        ),
        st.sets(st.sampled_from(DAYS), min_size=1),
        st.sets(st.times().map(lambda clock: f"{clock:%H:%M}"), min_size=2, max_size=2),
    ),
)


@given(st.lists(moments, min_size=3, max_size=3), weeks)
def test_the_parts_make_the_whole_and_no_part_is_longer_than_it_was(found, hours):
    first, then, last = sorted(one.astimezone(UTC) for one in found)
    whole = office_time_between(first, last, hours)
    parts = office_time_between(first, then, hours), office_time_between(then, last, hours)
    assert whole == sum(parts, timedelta())
    assert all(timedelta() <= part <= whole for part in parts)
    assert whole <= last - first
    assert office_time_between(last, first, hours) == timedelta()


@given(moments, moments, weeks)
def test_the_hours_of_the_office_and_all_others_make_all(start, end, hours):
    if hours is None:
        return
    everything = read_office_hours("mon-sun 00:00-23:59")
    assert office_time_between(start, end, hours) <= office_time_between(start, end, everything)


CAME = there("2026-11-25 09:00")
"""A Wednesday."""
FOUR = Promise(OFFICE, 4 * HOUR)
ANY = Promise(None, 24 * HOUR)


def case(state: str, *events: tuple[str, str, str], deadline: datetime | None = None):
    """A case that came at nine; each event is when, from and to."""
    return UsageRequest(
        state=state,
        deadline=deadline,
        created_at=CAME,
        events=[
            RequestEvent(at=CAME, from_state="", to_state="received"),
            *(RequestEvent(at=there(at), from_state=was, to_state=to) for at, was, to in events),
        ],
    )


@pytest.mark.parametrize(
    ("promise", "at", "late"),
    [
        (FOUR, "2026-11-25 13:00", ""),
        (FOUR, "2026-11-25 13:01", "wait"),
        (ANY, "2026-11-26 09:00", ""),
        (ANY, "2026-11-26 09:01", "wait"),
    ],
)
@pytest.mark.parametrize("state", ["received", "claimed"])
def test_a_case_is_late_when_it_has_waited_too_long(promise, at, late, state):
    claimed = [("2026-11-25 09:05", "received", "claimed")] if state == "claimed" else []
    assert why_late(case(state, *claimed), there(at), promise) == late


def test_the_wanted_time_goes_before_how_long_it_has_waited():
    wanted = case("received", deadline=there("2026-11-25 10:00"))
    assert why_late(wanted, there("2026-11-25 09:59"), FOUR) == ""
    assert why_late(wanted, there("2026-11-25 10:00"), FOUR) == "deadline"
    assert why_late(wanted, there("2026-12-25 10:00"), FOUR) == "deadline"


def test_one_that_waits_for_the_journalist_is_late_by_its_deadline_alone():
    asked = [("2026-11-25 10:00", "received", "needs_information")]
    later = there("2026-12-10 10:00")
    assert why_late(case("needs_information", *asked), later, FOUR) == ""
    wanted = case("needs_information", *asked, deadline=there("2026-11-30 10:00"))
    assert why_late(wanted, later, FOUR) == "deadline"


def test_the_wait_begins_again_when_the_case_is_completed_but_not_by_words_unasked():
    completed = case(
        "claimed",
        ("2026-11-25 10:00", "received", "needs_information"),
        ("2026-11-30 09:00", "needs_information", "claimed"),
    )
    assert why_late(completed, there("2026-11-30 12:00"), FOUR) == ""
    assert why_late(completed, there("2026-11-30 13:01"), FOUR) == "wait"
    unasked = case("received", ("2026-11-25 12:00", "received", "received"))
    assert why_late(unasked, there("2026-11-25 14:00"), FOUR) == "wait"
    again = case(
        "claimed",
        ("2026-11-25 10:00", "received", "denied"),
        ("2026-11-30 09:00", "denied", "claimed"),
    )
    assert why_late(again, there("2026-11-30 10:00"), FOUR) == ""


@pytest.mark.parametrize("state", ["granted", "denied", "spam", "withdrawn", "expired", "revoked"])
def test_what_is_closed_is_never_late(state):
    closed = case(state, deadline=there("2026-11-25 10:00"))
    assert why_late(closed, there("2027-11-25 10:00"), FOUR) == ""
