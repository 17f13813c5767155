"""Whoever proposed a change of what is public is told what another has decided of it."""

from datetime import timedelta

from dam.database.models import Letter
from dam.lifecycle import change_decisions, waiting_changes
from tests.support import image_changes
from tests.support.approval import approve_change, list_waiting, require_approval, take_step
from tests.support.image_changes import make_change, propose_crops, published_image
from tests.support.room import Room

HOUR = timedelta(hours=1)


def test_who_proposed_is_told_what_became_of_it_for_some_days(room: Room, person_ids):
    one = published_image(room, image_changes.change_caption)
    require_approval(room, person_ids["admin"])
    make_change(room, image_changes.change_caption, one, person_ids["editor"])
    approve_change(room, one, person_ids["admin"])
    make_change(room, propose_crops, one, person_ids["editor"])
    [(row, *_)] = list_waiting(room, one)
    take_step(
        room, waiting_changes.decline_waiting_change, one, row, "Nej.", by=person_ids["admin"]
    )
    with room.services.database.reading() as session:
        kinds = sorted(row.kind for row in session.query(Letter))
        assert kinds == ["change_approved", "change_refused"]

        def told(role, since):
            found = change_decisions.list_change_decisions(session, person_ids[role], since)
            return [(event.action, event.fields, image.id) for event, image in found]

        then = room.now() - HOUR
        assert told("editor", then) == [
            ("refuse_change", ["focal"], one),
            ("approve_change", ["caption"], one),
        ]
        assert told("admin", then) == told("uploader", then) == []
        assert told("editor", room.now() + HOUR) == []
