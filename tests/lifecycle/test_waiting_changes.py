"""Where another person has to approve, a change of what is public waits beside it."""

from datetime import timedelta

import pytest

from dam import catalogue, clearance
from dam.approval import ImageUnseen, NotApproved
from dam.database import site_settings
from dam.database.models import AuditEvent, Image, ImageFile, Letter, WaitingChange
from dam.database.site_settings import Choices
from dam.errors import BadInput, NotAllowed
from dam.lifecycle import edit, history, move_terms, replace_file, waiting_changes
from dam.lifecycle.change_fields import read_image_fields
from dam.lifecycle.edit import edited_now
from dam.rights.lease import LeaseKind, SetLease
from dam.worker import main
from tests.approval import test_commit_guard as doors
from tests.lifecycle.test_review import do, ids, require, room
from tests.room import Room
from tests.web.conftest import cheap_passwords, persons

__all__ = ["cheap_passwords", "ids", "persons", "room"]
HOUR = timedelta(hours=1)


def crops(session, image, _room, *, by, now):
    with waiting_changes.propose_changes(session, image, by=by, now=now):
        doors.crops(session, image, _room, by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)


def looser_terms(session, image, _room, *, by, now):
    edited = edited_now(image)
    edit.save_image_edit(
        session,
        image,
        edit.Edited(edited.description, "fri-redaktionell", edited.bounds),
        by=by,
        now=now,
    )


def moved_terms(session, image, _room, *, by, now):
    target = clearance.terms_by_slug(session, "fri-redaktionell")
    plan = move_terms.plan_terms_move(session, target, image_ids=[image.id], now=now)
    move_terms.move_images_to_terms(session, target, plan, shown=plan.mark, by=by, now=now)


def restored(session, image, _room, *, by, now):
    made = history.list_history_steps(session, image)
    [said_all] = [step for step in made if step.event.action == "terms"]
    history.restore_description(session, image, said_all.event.id, by=by, now=now)


def a_person(session, image, room, *, by, now):
    doors.a_person(session, image, room, by=by, now=now)


def a_file(session, image, room, *, by, now):
    doors.a_file(session, image, room, by=by, now=now)


DOORS = {
    doors.describe: {"caption"},
    crops: {"focal"},
    looser_terms: {"terms"},
    moved_terms: {"terms"},
    restored: {"place"},
    a_person: {"shows", "identifiable_people"},
    a_file: {"file"},
    doors.an_old_file: {"file"},
}


def published(room: Room, door) -> int:
    terms = "fri-med-villkor" if door in {looser_terms, moved_terms} else "fri-redaktionell"
    one = doors.prepared(room, door)
    room.describe(one, terms=terms)
    if door is restored:
        room.edit(one, place="Kiruna")
    room.publish(one)
    main.do_all(room.services)
    return one


def change(room: Room, door, one: int, by: int) -> None:
    def work(session, image, *, by, now):
        door(session, image, room, by=by, now=now)

    do(room, work, one, by=by)
    main.do_all(room.services)


def waiting(room: Room, one: int) -> list[tuple[int, int | None, set[str]]]:
    with room.services.database.reading() as session:
        rows = waiting_changes.list_waiting_of_image(session, one)
        return [(row.id, row.user_id, set(row.after)) for row in rows]


def approve(room: Room, one: int, by: int) -> None:
    def work(session, image, *, by, now):
        [row] = waiting_changes.list_waiting_of_image(session, image.id)
        seen = waiting_changes.mark_waiting_change(session, image, row)
        waiting_changes.approve_waiting_change(session, image, row.id, seen=seen, by=by, now=now)

    do(room, work, one, by=by)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_change_by_any_door_waits_until_another_approves(door, room: Room, ids):
    one = published(room, door)
    require(room, ids["admin"])
    before = room.look(one, read_image_fields)
    change(room, door, one, ids["editor"])
    assert room.look(one, read_image_fields) == before
    [(_, by, fields)] = waiting(room, one)
    assert (by, fields) == (ids["editor"], DOORS[door])
    with pytest.raises(NotApproved, match="Du föreslog"):
        approve(room, one, ids["editor"])
    assert room.look(one, read_image_fields) == before
    approve(room, one, ids["admin"])
    after = room.look(one, read_image_fields)
    assert {name for name in after if after[name] != before[name]} == fields
    assert waiting(room, one) == []
    assert room.look(one, lambda image: image.state) == "published"
    with room.services.database.reading() as session:
        [letter] = session.query(Letter).filter_by(kind="change_approved")
        assert letter.recipient == "editor@inera.test"
        done = session.query(AuditEvent.action, AuditEvent.user_id)
        assert ("approve change", ids["admin"]) in [tuple(row) for row in done]


def ended(session, image, _room, *, by, now):
    with waiting_changes.propose_changes(session, image, by=by, now=now):
        lease = SetLease(LeaseKind.USE_UNTIL, None, now + HOUR)
        clearance.add_lease(session, image, lease, "", by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)


@pytest.mark.parametrize("door", [ended, doors.moved_terms, doors.other_terms])
def test_what_narrows_waits_for_nobody(door, room: Room, ids):
    one = published(room, door)
    require(room, ids["admin"])
    before = room.look(one, read_image_fields)

    def within(session, image, room, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            door(session, image, room, by=by, now=now)

    change(room, within, one, ids["editor"])
    assert room.look(one, read_image_fields) != before
    assert waiting(room, one) == []
    room.withdraw(one)
    assert room.look(one, lambda image: image.state) == "withdrawn"


def test_of_a_change_that_narrows_and_more_the_rest_waits(room: Room, ids):
    one = published(room, doors.describe)
    require(room, ids["admin"])

    def both(session, image, room, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            ended(session, image, room, by=by, now=now)
            doors.describe(session, image, room, by=by, now=now)

    change(room, both, one, ids["editor"])
    assert room.look(one, lambda image: len(image.leases)) == 1
    assert [fields for *_, fields in waiting(room, one)] == [{"caption"}]


def test_small_edits_pass_where_the_house_lets_them(room: Room, ids):
    one = published(room, doors.describe)
    room.change(
        lambda s, now: site_settings.save_choices(
            s,
            Choices(review_required=True, minor_edits_pass=True),
            over=0,
            by=ids["admin"],
            now=now,
        )
    )

    def edit(session, image, _room, *, by, now):
        with waiting_changes.propose_changes(session, image, by=by, now=now):
            said = {"alt": "En annan alt-text.", "keywords": ("nytt",), "caption": "Ny."}
            words = catalogue.describe_now(image).__class__(**{**catalogue_fields(image), **said})
            catalogue.save_description(session, image, words, by=by, now=now)

    change(room, edit, one, ids["editor"])
    assert room.look(one, read_image_fields)["keywords"] == ["nytt"]
    assert [fields for *_, fields in waiting(room, one)] == [{"caption"}]


def catalogue_fields(image) -> dict[str, object]:
    said = catalogue.describe_now(image)
    return {name: getattr(said, name) for name in said.__dataclass_fields__}


def test_a_door_that_forgets_to_ask_is_shut(room: Room, ids):
    one = published(room, doors.describe)
    require(room, ids["admin"])
    with pytest.raises(NotApproved, match="publicerad"):
        room.edit(one, place="Luleå")
    with pytest.raises(NotApproved, match="publicerad"):
        change(room, doors.crops, one, ids["editor"])


def test_two_who_change_wait_for_each_other_and_one_goes_on_with_their_own(room: Room, ids):
    one = published(room, doors.describe)
    require(room, ids["admin"])
    change(room, doors.describe, one, ids["editor"])
    change(room, crops, one, ids["editor"])
    change(room, crops, one, ids["admin"])
    assert [(by, fields) for _, by, fields in waiting(room, one)] == [
        (ids["editor"], {"caption", "focal"}),
        (ids["admin"], {"focal"}),
    ]


def test_it_is_refused_with_a_reason_or_taken_back(room: Room, ids):
    one = published(room, doors.describe)
    require(room, ids["admin"])
    change(room, doors.describe, one, ids["editor"])
    [(row, *_)] = waiting(room, one)
    with pytest.raises(NotAllowed):
        do(room, waiting_changes.take_back_waiting_change, one, row, by=ids["admin"])
    with pytest.raises(BadInput):
        do(room, waiting_changes.decline_waiting_change, one, row, " ", by=ids["admin"])
    do(room, waiting_changes.decline_waiting_change, one, row, "Fel namn.", by=ids["admin"])
    assert waiting(room, one) == []
    with room.services.database.reading() as session:
        [letter] = session.query(Letter).filter_by(kind="change_refused")
        assert letter.recipient == "editor@inera.test"
    change(room, doors.describe, one, ids["editor"])
    [(row, *_)] = waiting(room, one)
    do(room, waiting_changes.take_back_waiting_change, one, row, by=ids["editor"])
    assert waiting(room, one) == []


def test_what_is_approved_is_what_was_looked_at(room: Room, ids):
    one = published(room, doors.describe)
    require(room, ids["admin"])
    change(room, doors.describe, one, ids["editor"])

    def mark(session, image):
        [row] = waiting_changes.list_waiting_of_image(session, one)
        return row.id, waiting_changes.mark_waiting_change(session, image, row)

    with room.services.database.reading() as session:
        row, seen = mark(session, session.get_one(Image, one))
    change(room, crops, one, ids["editor"])

    def late(session, image, *, by, now):
        waiting_changes.approve_waiting_change(session, image, row, seen=seen, by=by, now=now)

    with pytest.raises(ImageUnseen):
        do(room, late, one, by=ids["admin"])


def test_the_note_to_those_who_follow_an_image_is_part_of_what_is_approved(room: Room, ids):
    """It goes out in a letter: the proposer cannot put in another once somebody has read it."""
    one = published(room, a_file)
    require(room, ids["admin"])
    change(room, a_file, one, ids["editor"])
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

    do(room, look, one, by=ids["admin"])
    do(room, note, one, by=ids["editor"])
    with pytest.raises(ImageUnseen):
        do(room, late, one, by=ids["admin"])


def test_nothing_waits_of_what_is_public_no_more(room: Room, ids):
    one = published(room, doors.describe)
    require(room, ids["admin"])
    change(room, doors.describe, one, ids["editor"])
    room.withdraw(one)
    assert waiting(room, one) == []
    room.erase(one)
    with room.services.database.reading() as session:
        assert session.query(WaitingChange).count() == 0
