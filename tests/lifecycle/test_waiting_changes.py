"""Where another person has to approve, a change of what is public waits beside it."""

from datetime import timedelta

import pytest

from dam import catalogue, clearance
from dam.approval import ImageUnseen, NotApproved
from dam.database import site_settings
from dam.database.models import AuditEvent, Image, ImageFile, Letter, WaitingChange
from dam.database.site_settings import Choices
from dam.errors import BadInput, NotAllowed
from dam.lifecycle import replace_file, waiting_changes
from dam.lifecycle.change_fields import read_image_fields
from dam.rights.lease import LeaseKind, SetLease
from tests.support import image_changes
from tests.support.approval import approve_change, list_waiting, require_approval, take_step
from tests.support.image_changes import (
    loosen_terms,
    make_change,
    move_to_free_terms,
    propose_crops,
    published_image,
    put_back_place,
)
from tests.support.room import Room

HOUR = timedelta(hours=1)


def a_person(session, image, room, *, by, now):
    image_changes.add_person(session, image, room, by=by, now=now)


def a_file(session, image, room, *, by, now):
    image_changes.add_file(session, image, room, by=by, now=now)


DOORS = {
    image_changes.change_caption: {"caption"},
    propose_crops: {"focal"},
    loosen_terms: {"terms"},
    move_to_free_terms: {"terms"},
    put_back_place: {"place"},
    a_person: {"depicted", "identifiable_people"},
    a_file: {"file"},
    image_changes.bring_old_file: {"file"},
}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_change_by_any_door_waits_until_another_approves(door, room: Room, person_ids):
    one = published_image(room, door)
    require_approval(room, person_ids["admin"])
    before = room.look(one, read_image_fields)
    make_change(room, door, one, person_ids["editor"])
    assert room.look(one, read_image_fields) == before
    [(_, by, fields)] = list_waiting(room, one)
    assert (by, fields) == (person_ids["editor"], DOORS[door])
    with pytest.raises(NotApproved, match="Du föreslog"):
        approve_change(room, one, person_ids["editor"])
    assert room.look(one, read_image_fields) == before
    approve_change(room, one, person_ids["admin"])
    after = room.look(one, read_image_fields)
    assert {name for name in after if after[name] != before[name]} == fields
    assert list_waiting(room, one) == []
    assert room.look(one, lambda image: image.state) == "published"
    with room.services.database.reading() as session:
        [letter] = session.query(Letter).filter_by(kind="change_approved")
        assert letter.recipient == "editor@inera.test"
        done = session.query(AuditEvent.action, AuditEvent.user_id)
        assert ("approve_change", person_ids["admin"]) in [tuple(row) for row in done]


def ended(session, image, _room, *, by, now):
    with waiting_changes.propose_changes(session, image, by=by, now=now):
        lease = SetLease(LeaseKind.USE_UNTIL, None, now + HOUR)
        clearance.add_lease(session, image, lease, "", by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)


@pytest.mark.parametrize(
    "door", [ended, image_changes.move_to_terms, image_changes.set_other_terms]
)
def test_what_narrows_waits_for_nobody(door, room: Room, person_ids):
    one = published_image(room, door)
    require_approval(room, person_ids["admin"])
    before = room.look(one, read_image_fields)

    def within(session, image, room, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            door(session, image, room, by=by, now=now)

    make_change(room, within, one, person_ids["editor"])
    assert room.look(one, read_image_fields) != before
    assert list_waiting(room, one) == []
    room.withdraw(one)
    assert room.look(one, lambda image: image.state) == "withdrawn"


def test_of_a_change_that_narrows_and_more_the_rest_waits(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    require_approval(room, person_ids["admin"])

    def both(session, image, room, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            ended(session, image, room, by=by, now=now)
            image_changes.change_caption(session, image, room, by=by, now=now)

    make_change(room, both, one, person_ids["editor"])
    assert room.look(one, lambda image: len(image.leases)) == 1
    assert [fields for *_, fields in list_waiting(room, one)] == [{"caption"}]


def test_small_edits_pass_where_the_house_lets_them(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    room.change(
        lambda s, now: site_settings.save_choices(
            s,
            Choices(review_required=True, minor_edits_pass=True),
            over=0,
            by=person_ids["admin"],
            now=now,
        )
    )

    def edit(session, image, _room, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            said = {"alt": "En annan alt-text.", "keywords": ("nytt",), "caption": "Ny."}
            words = catalogue.describe_now(image).__class__(**{**catalogue_fields(image), **said})
            catalogue.save_description(session, image, words, by=by, now=now)

    make_change(room, edit, one, person_ids["editor"])
    assert room.look(one, read_image_fields)["keywords"] == ["nytt"]
    assert [fields for *_, fields in list_waiting(room, one)] == [{"caption"}]


def catalogue_fields(image) -> dict[str, object]:
    said = catalogue.describe_now(image)
    return {name: getattr(said, name) for name in said.__dataclass_fields__}


def test_a_door_that_forgets_to_ask_is_shut(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    require_approval(room, person_ids["admin"])
    with pytest.raises(NotApproved, match="publicerad"):
        room.edit(one, place="Luleå")
    with pytest.raises(NotApproved, match="publicerad"):
        make_change(room, image_changes.move_crops, one, person_ids["editor"])


def test_two_who_change_wait_for_each_other_and_one_goes_on_with_their_own(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    require_approval(room, person_ids["admin"])
    make_change(room, image_changes.change_caption, one, person_ids["editor"])
    make_change(room, propose_crops, one, person_ids["editor"])
    make_change(room, propose_crops, one, person_ids["admin"])
    assert [(by, fields) for _, by, fields in list_waiting(room, one)] == [
        (person_ids["editor"], {"caption", "focal"}),
        (person_ids["admin"], {"focal"}),
    ]


def test_it_is_refused_with_a_reason_or_taken_back(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    require_approval(room, person_ids["admin"])
    make_change(room, image_changes.change_caption, one, person_ids["editor"])
    [(row, *_)] = list_waiting(room, one)
    with pytest.raises(NotAllowed):
        take_step(room, waiting_changes.take_back_waiting_change, one, row, by=person_ids["admin"])
    with pytest.raises(BadInput):
        take_step(
            room, waiting_changes.decline_waiting_change, one, row, " ", by=person_ids["admin"]
        )
    take_step(
        room, waiting_changes.decline_waiting_change, one, row, "Fel namn.", by=person_ids["admin"]
    )
    assert list_waiting(room, one) == []
    with room.services.database.reading() as session:
        [letter] = session.query(Letter).filter_by(kind="change_refused")
        assert letter.recipient == "editor@inera.test"
    make_change(room, image_changes.change_caption, one, person_ids["editor"])
    [(row, *_)] = list_waiting(room, one)
    take_step(room, waiting_changes.take_back_waiting_change, one, row, by=person_ids["editor"])
    assert list_waiting(room, one) == []


def test_what_is_approved_is_what_was_looked_at(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    require_approval(room, person_ids["admin"])
    make_change(room, image_changes.change_caption, one, person_ids["editor"])

    def mark(session, image):
        [row] = waiting_changes.list_waiting_of_image(session, one)
        return row.id, waiting_changes.mark_waiting_change(session, image, row)

    with room.services.database.reading() as session:
        row, seen = mark(session, session.get_one(Image, one))
    make_change(room, propose_crops, one, person_ids["editor"])

    def late(session, image, *, by, now):
        waiting_changes.approve_waiting_change(session, image, row, seen=seen, by=by, now=now)

    with pytest.raises(ImageUnseen):
        take_step(room, late, one, by=person_ids["admin"])


def test_the_note_to_those_who_follow_an_image_is_part_of_what_is_approved(room: Room, person_ids):
    """It goes out in a letter: the proposer cannot put in another once somebody has read it."""
    one = published_image(room, a_file)
    require_approval(room, person_ids["admin"])
    make_change(room, a_file, one, person_ids["editor"])
    seen = []

    def look(session, image, **_):
        [row] = waiting_changes.list_waiting_of_image(session, image.id)
        seen.append(
            (row.id, row.after["file"], waiting_changes.mark_waiting_change(session, image, row))
        )

    def note(session, image, *, by, now):
        file = session.get_one(ImageFile, seen[0][1])
        replace_file.bring_version_forward(
            session, image, file, note="En annan mening.", by=by, now=now
        )

    def late(session, image, *, by, now):
        row, _, mark = seen[0]
        waiting_changes.approve_waiting_change(session, image, row, seen=mark, by=by, now=now)

    take_step(room, look, one, by=person_ids["admin"])
    take_step(room, note, one, by=person_ids["editor"])
    with pytest.raises(ImageUnseen):
        take_step(room, late, one, by=person_ids["admin"])


def test_nothing_waits_of_what_is_public_no_more(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    require_approval(room, person_ids["admin"])
    make_change(room, image_changes.change_caption, one, person_ids["editor"])
    room.withdraw(one)
    assert list_waiting(room, one) == []
    room.erase(one)
    with room.services.database.reading() as session:
        assert session.query(WaitingChange).count() == 0
