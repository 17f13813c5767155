"""What narrows is public at once, also where the same step opens something: the rest waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dam import clearance
from dam.clearance import facts
from dam.lifecycle import waiting_changes
from dam.lifecycle.change_fields import read_image_fields
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.periods import Period
from dam.rights.window import TimeBounds, VisibilityLevel
from tests.support.approval import approve_change, list_waiting, require_approval, take_step
from tests.support.room import Room
from tests.support.terms import FREE, publish_version

WEEK = timedelta(days=7)


def in_weeks(room: Room, weeks: int):
    return room.now() + weeks * WEEK


def bounded(room: Room, ids, bounds: TimeBounds) -> int:
    one = room.add(bounds=bounds)
    require_approval(room, ids["admin"])
    return one


def bound(room: Room, one: int, bounds: TimeBounds, by: int) -> None:
    def work(session, image, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            clearance.set_bounds(session, image, bounds, by=by, now=now)
            clearance.recompute_or_refuse(session, image, now=now)

    take_step(room, work, one, by=by)


def windows(room: Room, one: int) -> list[tuple[int, int, int]]:
    """The image's windows in weeks from now; what was always, or never ends, is 0 and 999."""

    def weeks(moment) -> int:
        return max(0, min(999, (moment - room.now()) // WEEK))

    return room.look(
        one, lambda i: [(weeks(w.starts), weeks(w.ends), int(w.level)) for w in i.windows]
    )


CASES = {
    "an earlier end and no embargo": (
        lambda w: TimeBounds(embargo_until=w(2), use_until=w(20)),
        lambda w: TimeBounds(use_until=w(9)),
        [(2, 9, 3)],
        [(0, 9, 3)],
    ),
    "a later embargo and no end": (
        lambda w: TimeBounds(embargo_until=w(2), use_until=w(20)),
        lambda w: TimeBounds(embargo_until=w(5)),
        [(5, 20, 3)],
        [(5, 999, 3)],
    ),
    "another closed period instead": (
        lambda w: TimeBounds(denied=(Period(w(2), w(4)),)),
        lambda w: TimeBounds(denied=(Period(w(6), w(8)),)),
        [(0, 2, 3), (4, 6, 3), (8, 999, 3)],
        [(0, 6, 3), (8, 999, 3)],
    ),
    "an earlier end, and more that remains": (
        lambda w: TimeBounds(use_until=w(20)),
        lambda w: TimeBounds(use_until=w(9), residual_level=VisibilityLevel.SMALL),
        [(0, 9, 3)],
        [(0, 9, 3), (9, 999, 2)],
    ),
    "less that remains, and a later end": (
        lambda w: TimeBounds(use_until=w(9), residual_level=VisibilityLevel.SMALL),
        lambda w: TimeBounds(use_until=w(20), residual_level=VisibilityLevel.TEXT),
        [(0, 9, 3), (9, 999, 1)],
        [(0, 20, 3), (20, 999, 1)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_of_times_that_open_and_narrow_what_narrows_goes_through(case, room: Room, person_ids):
    begins, wants, at_once, approved = CASES[case]

    def w(weeks):
        return in_weeks(room, weeks)

    one = bounded(room, person_ids, begins(w))
    bound(room, one, wants(w), person_ids["editor"])
    assert windows(room, one) == at_once
    assert len(list_waiting(room, one)) == 1
    approve_change(room, one, person_ids["admin"])
    assert windows(room, one) == approved
    assert list_waiting(room, one) == []


def test_an_earlier_end_narrows_also_where_something_remains(room: Room, person_ids):
    one = bounded(
        room,
        person_ids,
        TimeBounds(use_until=in_weeks(room, 20), residual_level=VisibilityLevel.SMALL),
    )
    earlier = TimeBounds(use_until=in_weeks(room, 9), residual_level=VisibilityLevel.SMALL)
    bound(room, one, earlier, person_ids["editor"])
    assert (windows(room, one), list_waiting(room, one)) == ([(0, 9, 3), (9, 999, 2)], [])


def test_what_would_close_for_good_until_it_is_approved_waits_whole(room: Room, person_ids):
    """Under the old embargo and the new end nothing would ever be shown."""
    began = TimeBounds(embargo_until=in_weeks(room, 12), use_until=in_weeks(room, 20))
    one = bounded(room, person_ids, began)
    before = room.look(one, read_image_fields)
    bound(room, one, TimeBounds(use_until=in_weeks(room, 9)), person_ids["editor"])
    assert room.look(one, read_image_fields) == before
    assert [fields for *_, fields in list_waiting(room, one)] == [{"leases"}]


def test_an_end_that_comes_with_terms_waits_with_them(room: Room, person_ids):
    publish_version(room, default_from="today", default_days=70)
    one = room.add(terms="fri-med-villkor", bounds=TimeBounds(embargo_until=in_weeks(room, 2)))
    require_approval(room, person_ids["admin"])

    def work(session, image, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            clearance.set_terms(session, image, FREE, by=by, now=now)
            bounds = replace(facts.bounds_of(image), embargo_until=None)
            clearance.set_bounds(session, image, bounds, by=by, now=now)
            clearance.recompute_or_refuse(session, image, now=now)

    take_step(room, work, one, by=person_ids["editor"])
    assert windows(room, one) == [(2, 999, 3)]
    assert [fields for *_, fields in list_waiting(room, one)] == [{"terms", "leases"}]
    approve_change(room, one, person_ids["admin"])
    assert windows(room, one) == [(0, 10, 3)]


def test_what_narrows_is_added_to_what_waits(room: Room, person_ids):
    one = bounded(room, person_ids, TimeBounds(embargo_until=in_weeks(room, 2)))
    bound(room, one, TimeBounds(), person_ids["editor"])
    assert windows(room, one) == [(2, 999, 3)]

    def end(session, image, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            lease = SetLease(LeaseKind.USE_UNTIL, None, in_weeks(room, 9))
            clearance.add_lease(session, image, lease, "", by=by, now=now)
            clearance.recompute_or_refuse(session, image, now=now)

    take_step(room, end, one, by=person_ids["editor"])
    assert windows(room, one) == [(2, 9, 3)]
    approve_change(room, one, person_ids["admin"])
    assert windows(room, one) == [(0, 9, 3)]
