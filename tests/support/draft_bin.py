"""The bin for drafts."""

from dam import catalogue
from dam.lifecycle import draft_bin
from tests.support.room import Room


def put_in_bin(room: Room, image_id: int) -> None:
    def work(session, now):
        draft_bin.put_in_bin(session, catalogue.find_image(session, image_id), user=None, now=now)

    room.change(work)


def take_from_bin(room: Room, image_id: int) -> None:
    def work(session, now):
        image = catalogue.find_image(session, image_id, binned=True)
        draft_bin.restore_from_bin(session, image, by=None, now=now)

    room.change(work)
