"""What narrows only because of who is in the picture opens once a basis comes: it waits."""

from datetime import timedelta

import pytest

from dam import clearance
from dam.clearance import persons, waiting_bases
from dam.clearance.persons import PersonDetails
from dam.database.models import Image, Person
from dam.errors import Conflict
from dam.lifecycle import move_terms, people_shown, waiting_changes
from dam.rights.window import TimeBounds
from tests.support.approval import approve_change, list_waiting, require_approval, take_step
from tests.support.image_changes import basis_given
from tests.support.room import Room

WEEK = timedelta(days=7)


def windows(room: Room, one: int) -> list[tuple[int, int]]:
    """The image's windows in weeks from now."""

    def weeks(moment) -> int:
        return max(0, min(999, (moment - room.now()) // WEEK))

    return room.look(one, lambda image: [(weeks(w.starts), weeks(w.ends)) for w in image.windows])


def bound(session, image, bounds, *, by, now):
    with waiting_changes.propose_changes(session, image, by=by, now=now):
        clearance.set_bounds(session, image, bounds, by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)


def set_terms(session, image, *, by, now):
    with waiting_changes.propose_changes(session, image, by=by, now=now):
        clearance.set_terms(session, image, "fri-med-villkor", by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)


def move(session, image, *, by, now):
    target = clearance.terms_by_slug(session, "fri-med-villkor")
    plan = move_terms.plan_terms_move(session, target, image_ids=[image.id], now=now)
    assert plan.waiting == 1
    move_terms.move_images_to_terms(session, target, plan, mark=plan.mark, by=by, now=now)


@pytest.mark.parametrize("door", [set_terms, move])
def test_stricter_terms_that_ask_for_fewer_channels_wait(door, room: Room, person_ids):
    one = room.add()
    room.link(one)

    def on_the_web_alone(session, now):
        person = session.get_one(Image, one).depicted[0].person
        person.bases[0].channels = ["web"]
        people_shown.recompute_images_of_person(session, person, now=now)

    room.change(on_the_web_alone)
    require_approval(room, person_ids["admin"])
    take_step(room, door, one, by=person_ids["editor"])
    assert windows(room, one) == []
    assert [fields for *_, fields in list_waiting(room, one)] == [{"terms"}]


def test_a_later_end_that_no_basis_covers_yet_waits(room: Room, person_ids):
    one = room.add(bounds=TimeBounds(use_until=room.now() + 8 * WEEK))
    room.link(one, valid_to=(room.now() + 6 * WEEK).date())
    require_approval(room, person_ids["admin"])
    wanted = TimeBounds(embargo_until=room.now() + WEEK, use_until=room.now() + 500 * WEEK)
    take_step(room, bound, one, wanted, by=person_ids["editor"])
    assert [fields for *_, fields in list_waiting(room, one)] == [{"leases"}]

    def another_basis(session, now):
        person = session.get_one(Image, one).depicted[0].person
        basis = people_shown.add_basis_and_open(
            session, person, basis_given(now), by=person_ids["editor"], now=now
        )
        seen = waiting_bases.mark_waiting_basis(basis)
        people_shown.approve_basis(session, basis, seen=seen, by=person_ids["admin"], now=now)

    room.change(another_basis)
    assert windows(room, one) == [(1, 8)]


def test_a_basis_that_came_after_the_approver_looked_is_seen_first(room: Room, person_ids):
    one = room.add()
    require_approval(room, person_ids["admin"])
    editor, seen = person_ids["editor"], []

    def register(session, now):
        person = persons.add_person(session, PersonDetails("Kim"), by=editor, now=now)
        persons.add_legal_basis(session, person, basis_given(now), by=editor, now=now)
        return person.id

    def show(session, image, *, by, now):
        people_shown.set_people_in_image(session, image, [kim], 1, by=by, now=now)

    def look(session, image, **_):
        [row] = waiting_changes.list_waiting_of_image(session, image.id)
        seen.extend((row.id, waiting_changes.mark_waiting_change(session, image, row)))

    def approve(session, image, *, by, now):
        row, mark = seen
        waiting_changes.approve_waiting_change(session, image, row, seen=mark, by=by, now=now)

    kim = room.change(register)
    take_step(room, show, one, by=editor)
    take_step(room, look, one, by=person_ids["admin"])
    room.change(
        lambda s, now: persons.add_legal_basis(
            s, s.get_one(Person, kim), basis_given(now), by=editor, now=now
        )
    )
    with pytest.raises(Conflict):
        take_step(room, approve, one, by=person_ids["admin"])


def test_a_change_that_shows_somebody_who_is_erased_meanwhile_is_told_so(room: Room, person_ids):
    one = room.add()
    require_approval(room, person_ids["admin"])
    editor = person_ids["editor"]

    def show_somebody(session, image, *, by, now):
        kim = persons.add_person(session, PersonDetails("Kim"), by=by, now=now)
        persons.add_legal_basis(session, kim, basis_given(now), by=by, now=now)
        people_shown.set_people_in_image(session, image, [kim.id], 1, by=by, now=now)

    take_step(room, show_somebody, one, by=editor)
    room.change(lambda s, now: persons.erase_person(s, s.query(Person).one(), by=editor, now=now))
    with pytest.raises(Conflict, match="finns inte längre i registret"):
        approve_change(room, one, person_ids["admin"])
    assert len(list_waiting(room, one)) == 1
