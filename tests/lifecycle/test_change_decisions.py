"""Whoever proposed a change of what is public is told what another has decided of it."""

from datetime import timedelta

from dam.database.models import Letter
from dam.lifecycle import change_decisions, waiting_changes
from tests.approval import test_commit_guard as doors
from tests.lifecycle.test_review import do, ids, require, room
from tests.lifecycle.test_waiting_changes import approve, change, crops, published, waiting
from tests.room import Room
from tests.web.conftest import cheap_passwords, persons

__all__ = ["cheap_passwords", "ids", "persons", "room"]
HOUR = timedelta(hours=1)


def test_who_proposed_is_told_what_became_of_it_for_some_days(room: Room, ids):
    one = published(room, doors.describe)
    require(room, ids["admin"])
    change(room, doors.describe, one, ids["editor"])
    approve(room, one, ids["admin"])
    change(room, crops, one, ids["editor"])
    [(row, *_)] = waiting(room, one)
    do(room, waiting_changes.decline_waiting_change, one, row, "Nej.", by=ids["admin"])
    with room.services.database.reading() as session:
        kinds = sorted(row.kind for row in session.query(Letter))
        assert kinds == ["change_approved", "change_refused"]

        def told(role, since):
            found = change_decisions.list_change_decisions(session, ids[role], since)
            return [(event.action, event.fields, image.id) for event, image in found]

        then = room.now() - HOUR
        assert told("editor", then) == [
            ("refuse change", ["focal"], one),
            ("approve change", ["caption"], one),
        ]
        assert told("admin", then) == told("uploader", then) == []
        assert told("editor", room.now() + HOUR) == []
