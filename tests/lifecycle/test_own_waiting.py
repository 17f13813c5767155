"""Whoever changes what is public goes on from what they want of it, and may take parts back."""

from dataclasses import replace as but
from datetime import timedelta

import pytest

from dam import catalogue, clearance
from dam.clearance import persons as clearance_persons
from dam.clearance.persons import PersonDetails
from dam.database import site_settings
from dam.database.models import AuditEvent, Image
from dam.lifecycle import edit as lifecycle_edit
from dam.lifecycle import people_shown, publish, waiting_changes
from dam.lifecycle.change_fields import read_image_fields
from dam.rights.lease import LeaseKind, SetLease
from tests.support import image_changes
from tests.support.approval import require_approval, take_step
from tests.support.room import Room


@pytest.fixture
def one(room: Room, person_ids) -> int:
    made = room.add()
    require_approval(room, person_ids["admin"])
    return made


def wanted(room: Room, one: int, by: int) -> dict[str, object]:
    with room.services.database.reading() as session:
        return dict(waiting_changes.list_own_waiting_fields(session, by).get(one, {}))


def edit(room: Room, one: int, by: int, *, terms: str | None = None, **said: object) -> None:
    """Save the editor's form with these fields otherwise than it shows them to somebody."""

    def work(session, image, *, by, now):
        shown = publish.edited_by(
            session, image, waiting_changes.list_own_waiting_fields(session, by).get(one, {})
        )
        words = but(shown.description, **said)
        edited = but(shown, description=words, terms=terms or shown.terms)
        lifecycle_edit.save_image_edit(session, image, edited, on_own=True, by=by, now=now)

    take_step(room, work, one, by=by)


def test_the_form_shows_ones_own_words_and_others_the_public_ones(room: Room, person_ids, one: int):
    edit(room, one, person_ids["editor"], place="Kiruna")
    with room.services.database.reading() as session:
        image = session.get_one(Image, one)
        for role, place in (("editor", "Kiruna"), ("admin", "Umeå")):
            own = waiting_changes.list_own_waiting_fields(session, person_ids[role]).get(one, {})
            assert publish.edited_by(session, image, own).description.place == place
    edit(room, one, person_ids["editor"], caption="En ny bildtext.")
    assert wanted(room, one, person_ids["editor"]) == {
        "place": "Kiruna",
        "caption": "En ny bildtext.",
    }
    edit(room, one, person_ids["admin"], place="Luleå")
    assert wanted(room, one, person_ids["admin"]) == {"place": "Luleå"}
    assert wanted(room, one, person_ids["editor"])["place"] == "Kiruna"


def test_what_is_put_back_as_it_is_public_waits_no_longer(room: Room, person_ids, one: int):
    edit(room, one, person_ids["editor"], place="Kiruna", caption="En ny bildtext.")
    edit(room, one, person_ids["editor"], place="Umeå")
    assert wanted(room, one, person_ids["editor"]) == {"caption": "En ny bildtext."}
    take_step(
        room,
        lambda *args, **kw: image_changes.change_caption(*args, room, **kw),
        one,
        by=person_ids["admin"],
    )
    edit(room, one, person_ids["editor"], caption=doors_caption(room, one))
    assert wanted(room, one, person_ids["editor"]) == {}
    with room.services.database.reading() as session:
        done = [row.action for row in session.query(AuditEvent).filter_by(object_id=one)]
    assert "take_back_change" in done


def doors_caption(room: Room, one: int) -> str:
    return room.look(one, lambda image: catalogue.find_image_text(image).caption)


def test_the_same_saved_again_changes_nothing(room: Room, person_ids, one: int):
    edit(room, one, person_ids["editor"], place="Kiruna")

    def stamps(session):
        [row] = waiting_changes.list_waiting_of_image(session, one)
        return row.at, session.query(AuditEvent).count()

    with room.services.database.reading() as session:
        before = stamps(session)
    edit(room, one, person_ids["editor"])
    with room.services.database.reading() as session:
        assert stamps(session) == before


def test_without_the_choice_nobody_sees_what_waited(room: Room, person_ids, one: int):
    edit(room, one, person_ids["editor"], place="Kiruna")

    room.change(
        lambda s, now: site_settings.save_choices(
            s, site_settings.Choices(), over=1, by=person_ids["admin"], now=now
        )
    )
    assert wanted(room, one, person_ids["editor"]) == {}


def test_times_and_collections_are_added_to_what_waits(room: Room, person_ids, one: int):
    ends = room.now() + timedelta(days=90)

    def residual_level(kind, days):
        def work(session, image, *, by, now):
            with waiting_changes.propose_changes(session, image, by=by, now=now):
                lease = SetLease(kind, ends, ends + timedelta(days=days))
                clearance.add_lease(session, image, lease, f"{days}", by=by, now=now)
                clearance.set_terms(session, image, "fri-redaktionell", by=by, now=now)

        return work

    def collect(slug):
        def work(session, image, *, by, now):
            with waiting_changes.propose_changes(session, image, by=by, now=now):
                catalogue.set_collection_membership(
                    session, image, slug, inside=True, by=by, now=now
                )

        return work

    take_step(room, residual_level(LeaseKind.DENY, 5), one, by=person_ids["editor"])
    assert wanted(room, one, person_ids["editor"]) == {}
    assert room.look(one, lambda image: len(image.leases)) == 1
    for slug in ("personer", "logotyper"):
        take_step(room, collect(slug), one, by=person_ids["editor"])
    assert set(wanted(room, one, person_ids["editor"])["collections"]) == {"personer", "logotyper"}
    before = room.look(one, read_image_fields)["leases"]

    def shorter(session, image, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            clearance.remove_lease(session, image, image.leases[0].id, by=by, now=now)

    take_step(room, shorter, one, by=person_ids["editor"])
    assert wanted(room, one, person_ids["editor"])["leases"] == []
    edit(room, one, person_ids["editor"], place="Kiruna")
    assert wanted(room, one, person_ids["editor"])["leases"] == []
    assert room.look(one, read_image_fields)["leases"] == before


def test_people_are_added_to_those_that_wait(room: Room, person_ids, one: int):
    made = []

    def add(session, image, *, by, now):
        persons, number = people_shown.list_people_in_image(session, image, by=by)
        person = clearance_persons.add_person(
            session, PersonDetails(f"Ek {len(made)}"), by=by, now=now
        )
        people_shown.add_basis_and_open(
            session, person, image_changes.basis_given(now), by=by, now=now
        )
        made.append(person.id)
        depicted = [*(one.id for one in persons), person.id]
        people_shown.set_people_in_image(
            session, image, depicted, (number or 0) + 1, by=by, now=now
        )

    for _ in range(2):
        take_step(room, add, one, by=person_ids["editor"])
    assert wanted(room, one, person_ids["editor"])["depicted"] == made

    def nobody(session, image, *, by, now):
        people_shown.set_people_in_image(session, image, [], 0, by=by, now=now)

    take_step(room, nobody, one, by=person_ids["editor"])
    assert wanted(room, one, person_ids["editor"]) == {}
