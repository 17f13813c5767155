"""Where another person has to approve, a basis that would open what is public waits for them."""

from datetime import timedelta

import pytest

from dam import approval
from dam.clearance import facts, waiting_bases
from dam.clearance import persons as clearance_persons
from dam.clearance.persons import PersonDetails
from dam.database.models import Image, Person, PersonBasis
from dam.errors import Conflict, NotAllowed
from dam.lifecycle import people_shown
from tests.support.approval import require_approval
from tests.support.image_changes import basis_given
from tests.support.room import Room

LATER = timedelta(days=3)


def person_of(session, image_id: int) -> Person:
    return session.get_one(Image, image_id).depicted[0].person


def another_basis(session, image_id, *, by, now):
    people_shown.add_basis_and_open(
        session, person_of(session, image_id), basis_given(now), by=by, now=now
    )


def a_guardian(session, image_id, *, by, now):
    """A minor's consent begins to count with it."""
    person = person_of(session, image_id)
    said = PersonDetails(person.name, minor=True, guardian="Al Ek")
    clearance_persons.edit_person(session, person, said, version=person.version, by=by, now=now)
    people_shown.recompute_images_of_person(session, person, now=now)


def of_age(session, image_id, *, by, now):
    person = person_of(session, image_id)
    clearance_persons.edit_person(
        session, person, PersonDetails(person.name), version=person.version, by=by, now=now
    )
    people_shown.recompute_images_of_person(session, person, now=now)


DOORS = {another_basis: False, a_guardian: True, of_age: True}
"""What opens, and whether the person is a minor without a guardian before."""


def shut(room: Room, door) -> int:
    """A published image whose person may be shown no longer, or not yet."""
    one = room.add()
    room.link(one, valid_to=room.now().date())

    def prepare(session, now):
        person = person_of(session, one)
        person.minor = DOORS[door]
        if person.minor:
            person.bases[0].valid_to = None
        people_shown.recompute_images_of_person(session, person, now=now)

    room.change(prepare)
    return one


def open_later(room: Room, one: int) -> bool:
    """Whether an outsider may see the image in some days."""
    at = room.now() + LATER
    return room.look(one, lambda image: any(w.starts <= at < w.ends for w in image.windows))


def take(room: Room, door, one: int, by: int) -> None:
    room.change(lambda session, now: door(session, one, by=by, now=now))


def waiting(room: Room) -> list[int]:
    with room.services.database.reading() as session:
        return [basis.id for basis in waiting_bases.list_waiting(session)]


def approve(room: Room, basis: int, by: int) -> None:
    def work(session, now):
        found = session.get_one(PersonBasis, basis)
        seen = waiting_bases.mark_waiting_basis(found)
        people_shown.approve_basis(session, found, seen=seen, by=by, now=now)

    room.change(work)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_what_a_basis_opens_opens_when_another_has_approved_it(door, room: Room, person_ids):
    one = shut(room, door)
    require_approval(room, person_ids["admin"])
    before = room.look(one, lambda image: [(w.starts, w.ends, w.level) for w in image.windows])
    take(room, door, one, person_ids["editor"])
    assert room.look(one, lambda i: [(w.starts, w.ends, w.level) for w in i.windows]) == before
    assert not open_later(room, one)
    [basis] = waiting(room)
    with pytest.raises(NotAllowed):
        approve(room, basis, person_ids["editor"])
    approve(room, basis, person_ids["admin"])
    assert open_later(room, one)
    assert waiting(room) == []
    with pytest.raises(Conflict):
        approve(room, basis, person_ids["admin"])


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_without_the_choice_or_a_published_image_nothing_waits(door, room: Room, person_ids):
    one = shut(room, door)
    take(room, door, one, person_ids["editor"])
    assert (waiting(room), open_later(room, one)) == ([], True)
    require_approval(room, person_ids["admin"])
    other = room.add(published=False)
    room.link(other, covered=False)

    def work(session, now):
        people_shown.add_basis_and_open(
            session, person_of(session, other), basis_given(now), by=person_ids["editor"], now=now
        )

    room.change(work)
    assert waiting(room) == []


def test_what_waits_counts_for_no_draft_either_until_it_is_approved(room: Room, person_ids):
    """The approval of a draft holds what lets its people be shown: a basis that waits is none."""
    one = shut(room, another_basis)
    require_approval(room, person_ids["admin"])

    def mark() -> str:
        with room.services.database.reading() as session:
            return approval.compute_fingerprint(session, session.get_one(Image, one))

    before = mark()
    take(room, another_basis, one, person_ids["editor"])
    assert mark() == before
    [basis] = waiting(room)
    approve(room, basis, person_ids["admin"])
    assert mark() != before


def test_what_closes_waits_for_nobody(room: Room, person_ids):
    one = room.add()
    basis = room.link(one)
    require_approval(room, person_ids["admin"])

    def minor(session, now):
        person = person_of(session, one)
        said = PersonDetails(person.name, minor=True)
        clearance_persons.edit_person(
            session, person, said, version=1, by=person_ids["editor"], now=now
        )
        people_shown.recompute_images_of_person(session, person, now=now)

    room.change(minor)
    assert waiting(room) == []
    assert room.look(one, lambda image: image.windows) == []
    take(room, of_age, one, person_ids["editor"])
    assert waiting(room) == [basis]
    room.withdraw_basis(basis)
    assert waiting(room) == []
    assert room.look(one, lambda image: image.state) == "published"
    with pytest.raises(Conflict):
        approve(room, basis, person_ids["admin"])
    assert room.look(one, lambda image: facts.people_of(image).covered) == ()
