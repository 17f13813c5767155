"""Whoever approves a basis that waits approves what they saw; what is being published meanwhile
counts as published.
"""

from threading import Event, Thread

import pytest

from dam import approval, catalogue
from dam.approval import commit_guard
from dam.clearance import documents, persons, waiting_bases
from dam.clearance.documents import StoredDocument
from dam.clearance.persons import PersonDetails
from dam.database import site_settings
from dam.database.models import Image, Letter, Person, PersonBasis
from dam.database.site_settings import Choices
from dam.errors import Conflict, NotAllowed
from dam.lifecycle import people_shown
from dam.lifecycle.publish import publish_image
from tests.support.approval import require_approval, send_for_review, take_step
from tests.support.databases import on_both, wait_for_lock
from tests.support.image_changes import basis_given
from tests.support.room import Room


def waiting_basis(room: Room, person_ids) -> int:
    """A basis for somebody in a published image, which an editor has added."""
    image_id = room.add()
    room.link(image_id)
    require_approval(room, person_ids["admin"])
    return room.change(lambda session, now: add(session, image_id, person_ids["editor"], now))


def add(session, image_id: int, by: int, now) -> int:
    person = session.get_one(Image, image_id).depicted[0].person
    return people_shown.add_basis_and_open(session, person, basis_given(now), by=by, now=now).id


def look(room: Room, basis: int) -> str:
    with room.services.database.reading() as session:
        return waiting_bases.mark_waiting_basis(session.get_one(PersonBasis, basis))


def approve(room: Room, basis: int, seen: str, by: int) -> None:
    def work(session, now):
        found = session.get_one(PersonBasis, basis)
        people_shown.approve_basis(session, found, seen=seen, by=by, now=now)

    room.change(work)


def say_of_person(**said: str):
    def work(session, basis, *, by, now):
        person = basis.person
        details = PersonDetails(**{"name": person.name, "minor": True, "guardian": "Al Ek"} | said)
        persons.edit_person(session, person, details, version=person.version, by=by, now=now)

    return work


def attach(session, basis, *, by, now):
    documents.attach_document(
        session, basis, StoredDocument("private/x.pdf", "0" * 64, 9, "x.pdf"), by=by, now=now
    )


CHANGES = {
    "guardian": say_of_person(guardian="Bo Ek"),
    "name": say_of_person(name="En annan"),
    "document": attach,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_since_it_was_seen_is_looked_at_first(room: Room, person_ids, change):
    basis = waiting_basis(room, person_ids)
    editor, admin = person_ids["editor"], person_ids["admin"]

    def alter(work):
        room.change(lambda s, now: work(s, s.get_one(PersonBasis, basis), by=editor, now=now))

    alter(say_of_person())
    seen = look(room, basis)
    alter(CHANGES[change])
    with pytest.raises(Conflict, match="är en annan sedan"):
        approve(room, basis, seen, admin)
    approve(room, basis, look(room, basis), admin)


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_approves_their_own_words_in_a_colleague_s_basis(room: Room, person_ids, change):
    basis = waiting_basis(room, person_ids)
    admin = person_ids["admin"]
    room.change(lambda s, now: CHANGES[change](s, s.get_one(PersonBasis, basis), by=admin, now=now))
    with pytest.raises(NotAllowed, match="Du har skrivit"):
        approve(room, basis, look(room, basis), admin)
    approve(room, basis, look(room, basis), person_ids["uploader"])


def test_whoever_let_it_wait_gets_a_letter(room: Room, person_ids):
    basis = waiting_basis(room, person_ids)
    approve(room, basis, look(room, basis), person_ids["admin"])
    with room.services.database.reading() as session:
        [letter] = session.query(Letter).filter_by(kind="basis_approved")
        assert letter.recipient == "editor@inera.test"


def test_nobody_gets_a_letter_of_what_they_approve_themselves(room: Room, person_ids):
    """The house has changed its mind meanwhile."""
    basis = waiting_basis(room, person_ids)
    room.change(lambda s, now: site_settings.save_choices(s, Choices(), over=1, by=1, now=now))
    approve(room, basis, look(room, basis), person_ids["editor"])
    with room.services.database.reading() as session:
        assert session.query(Letter).filter_by(kind="basis_approved").count() == 0


def publish(session, image_id: int, by: int, now) -> None:
    image = catalogue.find_image(session, image_id, held=True)
    seen = approval.compute_fingerprint(session, image)
    publish_image(session, image, seen=seen, by=by, now=now)


def show(session, image_id: int, by: int, now) -> None:
    """Say that a public image shows the person, as whoever approves that does."""
    image, [person] = catalogue.find_image(session, image_id, held=True), session.query(Person)
    commit_guard.let_pass(session, image_id, approved=True)
    persons.link_people_to_image(session, image, [person.id], None, by=by, now=now)


@on_both
@pytest.mark.parametrize("step", [publish, show])
def test_a_basis_waits_for_an_image_that_is_becoming_public(room: Room, person_ids, step):
    public, editor = step is show, person_ids["editor"]
    image_id = room.add(published=public)
    room.link(room.add(published=False) if public else image_id)
    require_approval(room, person_ids["admin"])
    if not public:
        take_step(room, send_for_review, image_id, by=editor)
    database, now = room.services.database, room.now()
    begun, added = Event(), []

    def add_basis() -> None:
        with database.writing() as session:
            person = session.query(Person).one()
            begun.set()
            basis = people_shown.add_basis_and_open(
                session, person, basis_given(now), by=editor, now=now
            )
            session.commit()
            added.append(basis.id)

    other = Thread(target=add_basis)
    with database.writing() as session:
        step(session, image_id, person_ids["admin"], now)
        session.flush()
        other.start()
        if database.dialect == "postgresql":
            begun.wait()
            wait_for_lock(database, other)
        session.commit()
    other.join()
    with database.reading() as session:
        assert session.get_one(PersonBasis, added[0]).waits_since == now
