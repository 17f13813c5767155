"""What was approved is what is published: a change by any door takes an approval back at once."""

from dataclasses import replace as but
from datetime import timedelta
from functools import partial

import pytest

from dam import approval, catalogue, clearance
from dam.approval import ImageUnseen
from dam.database.models import AuditEvent, Image, Letter
from dam.errors import NotAllowed
from dam.lifecycle import draft_bin, history, publish, review, schedule
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.window import VisibilityLevel
from dam.worker import main
from tests.support.approval import (
    change_alt_unrecorded,
    choose_moment,
    having_seen,
    publish_seen,
    require_approval,
    schedule_state,
    send_for_review,
    take_step,
)
from tests.support.image_changes import (
    a_basis,
    a_guardian,
    add_file,
    add_person,
    bring_old_file,
    change_caption,
    move_crops,
    move_to_terms,
    no_collection,
    prepared_image,
    set_other_terms,
)
from tests.support.room import Room

HOUR = timedelta(hours=1)


def in_english(session, image, _room, *, by, now):
    """No page writes them yet; the log tells of it as of other words."""
    image.texts.append(type(image.texts[0])(language="en", title="A nurse", caption="", alt=""))
    catalogue.save_description(
        session, image, but(catalogue.describe_now(image), place="Luleå"), by=by, now=now
    )


def a_lease(session, image, _room, *, by, now):
    lease = SetLease(LeaseKind.EMBARGO, None, now + 9 * HOUR)
    clearance.add_lease(session, image, lease, "", by=by, now=now)


def what_remains(session, image, _room, *, by, now):
    clearance.set_residual_level(session, image, VisibilityLevel.TEXT, by=by, now=now)


def restored(session, image, _room, *, by, now):
    first = history.list_history_steps(session, image)[-1]
    history.restore_description(session, image, first.event.id, by=by, now=now)


DOORS = {
    change_caption: ["caption"],
    in_english: ["place", "title"],
    set_other_terms: ["terms"],
    move_to_terms: ["terms"],
    a_lease: ["leases"],
    what_remains: ["residual_level"],
    move_crops: ["focal"],
    add_person: ["depicted", "identifiable_people"],
    a_basis: ["depicted"],
    a_guardian: ["depicted"],
    no_collection: ["collections"],
    restored: None,
    add_file: ["file"],
    bring_old_file: ["file"],
}
"""Every way to say or show something else of an image, and the fields that it changes."""


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_change_by_any_door_takes_an_approval_back_and_tells_both(
    door, room: Room, person_ids, clock
):
    one = prepared_image(room, door)
    take_step(room, send_for_review, one, by=person_ids["uploader"])
    choose_moment(room, one, by=person_ids["editor"])

    def change(session, image, *, by, now):
        door(session, image, room, by=by, now=now)

    take_step(room, change, one, by=person_ids["admin"])
    assert schedule_state(room, one) == ("review", None, None)
    with room.services.database.reading() as session:
        rows = approval.find_approvals(session, [one])
        assert {row.lost_by for row in rows.values()} == {person_ids["admin"]}
        if DOORS[door] is not None:
            assert {tuple(row.lost_fields) for row in rows.values()} == {tuple(DOORS[door])}
        told = session.query(Letter.recipient).filter_by(kind="approval_lost").all()
        assert {address for (address,) in told} == {"uploader@inera.test", "editor@inera.test"}
        for concerned in ("uploader", "editor", "admin"):
            assert one in [
                row.image_id
                for row, _ in approval.list_lost_approvals(session, person_ids[concerned])
            ]
        events = session.query(AuditEvent).filter_by(action="lose_approval").all()
        assert {event.user_id for event in events} == {person_ids["admin"]}
    clock.forward(HOUR)
    main.do_all(room.services)
    assert schedule_state(room, one)[0] == "review"


def test_what_lies_in_the_bin_is_nobodys_to_mend(room: Room, person_ids):
    one = room.add(published=False)
    choose_moment(room, one, by=person_ids["editor"])
    room.edit(one, place="Kiruna")
    take_step(room, send_for_review, one, by=person_ids["editor"])
    room.edit(one, place="Luleå")
    room.change(
        lambda s, now: draft_bin.put_in_bin(
            s, catalogue.find_image(s, one, held=True), user=None, now=now
        )
    )
    with room.services.database.reading() as session:
        assert approval.list_lost_approvals(session, person_ids["editor"]) == []


def test_what_changes_beside_all_doors_is_not_published_either(room: Room, person_ids, clock):
    one = room.add(published=False)
    choose_moment(room, one, by=person_ids["editor"])
    change_alt_unrecorded(room, one, "En annan alt-text.")
    clock.forward(HOUR)
    main.do_all(room.services)
    state, _, error = schedule_state(room, one)
    assert state == "draft"
    assert "har ändrats sedan" in error


def test_nobody_goes_on_with_what_they_have_not_seen(room: Room, person_ids):
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
            take_step(room, partial(step, seen=seen), one, *moment, by=person_ids["editor"])
    assert schedule_state(room, one) == ("draft", None, None)


def test_a_file_on_its_way_is_waited_for_and_looked_at(room: Room, person_ids):
    one = room.add(published=False)
    take_step(
        room,
        lambda s, i, *, by, now: add_file(s, i, room, by=by, now=now),
        one,
        by=person_ids["uploader"],
    )
    at = room.now() + HOUR
    for step, given in (
        (publish_seen, ()),
        (send_for_review, ()),
        (having_seen(schedule.schedule_publication), (at,)),
    ):
        with pytest.raises(ImageUnseen, match="på väg"):
            take_step(room, step, one, *given, by=person_ids["editor"])
    main.do_all(room.services)
    take_step(room, publish_seen, one, by=person_ids["editor"])
    assert room.look(one, lambda image: (image.state, image.file.n)) == ("published", 2)


@pytest.mark.parametrize("state", ["review", "scheduled", "published"])
def test_an_uploader_changes_drafts_alone(state, room: Room, person_ids):
    one = room.add(published=state == "published")
    if state == "review":
        take_step(room, send_for_review, one, by=person_ids["uploader"])
    if state == "scheduled":
        choose_moment(room, one, by=person_ids["editor"])
    for door in (change_caption, move_crops, add_file, move_to_terms):

        def change(session, image, *, by, now, door=door):
            door(session, image, room, by=by, now=now)

        with pytest.raises(NotAllowed, match="inget utkast"):
            take_step(room, change, one, by=person_ids["uploader"])


def test_what_is_approved_again_is_lost_no_more(room: Room, person_ids, clock):
    require_approval(room, person_ids["admin"])
    one = room.add(published=False)
    take_step(room, send_for_review, one, by=person_ids["uploader"])
    choose_moment(room, one, by=person_ids["editor"])
    room.edit(one, place="Kiruna")
    take_step(room, send_for_review, one, by=person_ids["uploader"])
    choose_moment(room, one, by=person_ids["editor"])
    with room.services.database.reading() as session:
        assert all(row.lost_at is None for row in approval.find_approvals(session, [one]).values())
    clock.forward(HOUR)
    main.do_all(room.services)
    assert schedule_state(room, one)[0] == "published"
    with room.services.database.reading() as session:
        assert approval.find_approvals(session, [one]) == {}
        [event] = session.query(AuditEvent).filter_by(action="publish")
        assert event.detail == {
            "fingerprint": approval.compute_fingerprint(session, session.get_one(Image, one))
        }
