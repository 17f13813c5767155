"""What was approved is what is published: a change by any door takes an approval back at once."""

from dataclasses import replace as but
from datetime import timedelta
from functools import partial

import pytest

from dam import approval, catalogue, clearance
from dam.approval import ImageUnseen
from dam.catalogue import collections
from dam.clearance import persons as clearance_persons
from dam.clearance.crops import read_framing
from dam.clearance.persons import BasisForm, Said
from dam.database.models import AuditEvent, Image, Letter
from dam.errors import NotAllowed
from dam.imaging.crop import FocalPoint
from dam.ingest import versions
from dam.lifecycle import (
    draft_bin,
    edit,
    framing,
    history,
    move_terms,
    people_shown,
    publish,
    replace_file,
    review,
    schedule,
)
from dam.rights.basis import CHANNELS, USES
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.window import VisibilityLevel
from dam.worker import main
from tests.lifecycle.test_replace_file import UPRIGHT, received
from tests.lifecycle.test_review import do, ids, put_out, require, room, seeing, send
from tests.lifecycle.test_schedule import choose, say_beside_all_doors, stands
from tests.room import Room
from tests.web.conftest import cheap_passwords, persons

__all__ = ["cheap_passwords", "ids", "persons", "room"]
HOUR = timedelta(hours=1)


def describe(session, image, _room, *, by, now):
    before = edit.edited_now(image)
    words = but(before.description, caption="Något annat.")
    edit.save_image_edit(session, image, but(before, description=words), by=by, now=now)


def in_english(session, image, _room, *, by, now):
    """No page writes them yet; the log tells of it as of other words."""
    image.texts.append(type(image.texts[0])(language="en", title="A nurse", caption="", alt=""))
    catalogue.save_description(
        session, image, but(catalogue.describe_now(image), place="Luleå"), by=by, now=now
    )


def other_terms(session, image, _room, *, by, now):
    clearance.set_terms(session, image, "fri-med-villkor", by=by, now=now)


def moved_terms(session, image, _room, *, by, now):
    target = clearance.terms_by_slug(session, "fri-med-villkor")
    plan = move_terms.plan_terms_move(session, target, image_ids=[image.id], now=now)
    move_terms.move_images_to_terms(session, target, plan, shown=plan.mark, by=by, now=now)


def a_lease(session, image, _room, *, by, now):
    lease = SetLease(LeaseKind.EMBARGO, None, now + 9 * HOUR)
    clearance.add_lease(session, image, lease, "", by=by, now=now)


def what_remains(session, image, _room, *, by, now):
    clearance.set_remains(session, image, VisibilityLevel.TEXT, by=by, now=now)


def crops(session, image, _room, *, by, now):
    framing.save_framing(
        session, image, but(read_framing(image), focal=FocalPoint(0.1, 0.2)), by=by, now=now
    )


def a_person(session, image, _room, *, by, now):
    person = clearance_persons.add_person(session, Said("Ek"), by=by, now=now)
    people_shown.add_basis_and_open(session, person, given(now), by=by, now=now)
    people_shown.set_people_in_image(session, image, [person.id], 1, by=by, now=now)


def a_basis(session, image, _room, *, by, now):
    people_shown.add_basis_and_open(session, image.shows[0].person, given(now), by=by, now=now)


def given(now) -> BasisForm:
    return BasisForm("consent", tuple(CHANNELS), tuple(USES), now.date())


def a_guardian(session, image, _room, *, by, now):
    person = image.shows[0].person
    said = Said(person.name, minor=True, guardian="Al")
    clearance_persons.edit_person(session, person, said, version=person.version, by=by, now=now)


def no_collection(session, image, _room, *, by, now):
    [placed] = image.placed
    collection = placed.collection
    collections.remove_collection(
        session, collection.id, version=collection.version, by=by, now=now
    )


def restored(session, image, _room, *, by, now):
    first = history.list_history_steps(session, image)[-1]
    history.restore_description(session, image, first.event.id, by=by, now=now)


def a_file(session, image, room, *, by, now):
    came = received(room, UPRIGHT)
    storage = room.services.storage
    replace_file.take_in_replacement(session, image, came, storage=storage, by=by, now=now)


def an_old_file(session, image, _room, *, by, now):
    replace_file.bring_version_forward(
        session, image, versions.get_file_version(session, image, 1), by=by, now=now
    )


DOORS = {
    describe: ["caption"],
    in_english: ["place", "title"],
    other_terms: ["terms"],
    moved_terms: ["terms"],
    a_lease: ["leases"],
    what_remains: ["remains"],
    crops: ["focal"],
    a_person: ["identifiable_people", "shows"],
    a_basis: ["shows"],
    a_guardian: ["shows"],
    no_collection: ["collections"],
    restored: None,
    a_file: ["file"],
    an_old_file: ["file"],
}
"""Every way to say or show something else of an image, and the fields that it changes."""


def prepared(room: Room, door) -> int:
    """An image that the door can change."""
    one = room.add(published=False)
    if door is no_collection:
        words = collections.CollectionWords("Barn")
        slug = room.change(
            lambda s, now: collections.add_collection(s, words, by=None, now=now).slug
        )
        room.edit(one, collections=(slug,))
    if door in {a_basis, a_guardian}:
        room.link(one)
    if door is an_old_file:
        do(room, lambda s, i, *, by, now: a_file(s, i, room, by=by, now=now), one, by=None)
        main.do_all(room.services)
    return one


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_change_by_any_door_takes_an_approval_back_and_tells_both(door, room: Room, ids, clock):
    one = prepared(room, door)
    do(room, send, one, by=ids["uploader"])
    choose(room, one, by=ids["editor"])

    def change(session, image, *, by, now):
        door(session, image, room, by=by, now=now)

    do(room, change, one, by=ids["admin"])
    assert stands(room, one) == ("review", None, None)
    with room.services.database.reading() as session:
        rows = approval.find_approvals(session, [one])
        assert {row.lost_by for row in rows.values()} == {ids["admin"]}
        if DOORS[door] is not None:
            assert {tuple(row.lost_fields) for row in rows.values()} == {tuple(DOORS[door])}
        told = session.query(Letter.recipient).filter_by(kind="approval_lost").all()
        assert {address for (address,) in told} == {"uploader@inera.test", "editor@inera.test"}
        for concerned in ("uploader", "editor", "admin"):
            assert one in [
                row.image_id for row, _ in approval.list_lost_approvals(session, ids[concerned])
            ]
        events = session.query(AuditEvent).filter_by(action="lose approval").all()
        assert {event.user_id for event in events} == {ids["admin"]}
    clock.forward(HOUR)
    main.do_all(room.services)
    assert stands(room, one)[0] == "review"


def test_what_lies_in_the_bin_is_nobodys_to_mend(room: Room, ids):
    one = room.add(published=False)
    choose(room, one, by=ids["editor"])
    room.edit(one, place="Kiruna")
    do(room, send, one, by=ids["editor"])
    room.edit(one, place="Luleå")
    room.change(
        lambda s, now: draft_bin.put_in_bin(
            s, catalogue.find_image(s, one, held=True), user=None, now=now
        )
    )
    with room.services.database.reading() as session:
        assert approval.list_lost_approvals(session, ids["editor"]) == []


def test_what_changes_beside_all_doors_is_not_published_either(room: Room, ids, clock):
    one = room.add(published=False)
    choose(room, one, by=ids["editor"])
    say_beside_all_doors(room, one, "En annan alt-text.")
    clock.forward(HOUR)
    main.do_all(room.services)
    state, _, error = stands(room, one)
    assert state == "draft"
    assert "har ändrats sedan" in error


def test_nobody_goes_on_with_what_they_have_not_seen(room: Room, ids):
    one = room.add(published=False)
    at = room.now() + HOUR
    for step, moment in (
        (publish.publish_image, ()),
        (review.send_to_review, ()),
        (schedule.schedule_publication, (at,)),
    ):
        seen = room.change(lambda s, _: approval.compute_fingerprint(s, s.get_one(Image, one)))
        room.edit(one, place=f"Ort {seen}")

        with pytest.raises(ImageUnseen):
            do(room, partial(step, seen=seen), one, *moment, by=ids["editor"])
    assert stands(room, one) == ("draft", None, None)


def test_a_file_on_its_way_is_waited_for_and_looked_at(room: Room, ids):
    one = room.add(published=False)
    do(room, lambda s, i, *, by, now: a_file(s, i, room, by=by, now=now), one, by=ids["uploader"])
    at = room.now() + HOUR
    for step, given in ((put_out, ()), (send, ()), (seeing(schedule.schedule_publication), (at,))):
        with pytest.raises(ImageUnseen, match="på väg"):
            do(room, step, one, *given, by=ids["editor"])
    main.do_all(room.services)
    do(room, put_out, one, by=ids["editor"])
    assert room.look(one, lambda image: (image.state, image.file.n)) == ("published", 2)


@pytest.mark.parametrize("state", ["review", "scheduled", "published"])
def test_an_uploader_changes_drafts_alone(state, room: Room, ids):
    one = room.add(published=state == "published")
    if state == "review":
        do(room, send, one, by=ids["uploader"])
    if state == "scheduled":
        choose(room, one, by=ids["editor"])
    for door in (describe, crops, a_file, moved_terms):

        def change(session, image, *, by, now, door=door):
            door(session, image, room, by=by, now=now)

        with pytest.raises(NotAllowed, match="inget utkast"):
            do(room, change, one, by=ids["uploader"])


def test_what_is_approved_again_is_lost_no_more(room: Room, ids, clock):
    require(room, ids["admin"])
    one = room.add(published=False)
    do(room, send, one, by=ids["uploader"])
    choose(room, one, by=ids["editor"])
    room.edit(one, place="Kiruna")
    do(room, send, one, by=ids["uploader"])
    choose(room, one, by=ids["editor"])
    with room.services.database.reading() as session:
        assert all(row.lost_at is None for row in approval.find_approvals(session, [one]).values())
    clock.forward(HOUR)
    main.do_all(room.services)
    assert stands(room, one)[0] == "published"
    with room.services.database.reading() as session:
        assert approval.find_approvals(session, [one]) == {}
        [event] = session.query(AuditEvent).filter_by(action="publish")
        assert event.detail == {
            "fingerprint": approval.compute_fingerprint(session, session.get_one(Image, one))
        }
