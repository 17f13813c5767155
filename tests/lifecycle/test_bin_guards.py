"""What no page lets happen with the bin, tried past the pages, on rows that nobody makes."""

from datetime import timedelta

import pytest

from dam import approval, catalogue
from dam.database.models import Image
from dam.errors import Conflict
from dam.lifecycle import draft_bin
from dam.lifecycle.publish import publish_image
from dam.worker import periodic
from tests.support.draft_bin import put_in_bin, take_from_bin
from tests.support.room import Room


@pytest.mark.parametrize("state", ["published", "withdrawn", "once public"])
def test_what_an_outsider_has_seen_is_never_swept(room: Room, clock, state: str):
    image_id = room.add()

    def force(session, now):
        image = session.get_one(Image, image_id)
        image.binned_at = now
        if state == "once public":
            image.state = "draft"
        else:
            image.state, image.first_published_at = state, None

    room.change(force)
    clock.forward(draft_bin.KEPT + timedelta(days=1))
    periodic.erase_binned(room.services)
    assert room.look(image_id, lambda image: image.state) != "erased"


def test_what_lies_there_is_not_published_by_whoever_holds_it(room: Room):
    image_id = room.add(published=False)
    put_in_bin(room, image_id)

    def work(session, now):
        image = catalogue.find_image(session, image_id, held=True, binned=True)
        seen = approval.compute_fingerprint(session, image)
        publish_image(session, image, seen=seen, by=None, now=now)

    with pytest.raises(Conflict, match="papperskorgen"):
        room.change(work)
    assert room.look(image_id, lambda image: image.state) == "draft"


def test_what_does_not_lie_there_is_not_brought_back(room: Room):
    image_id = room.add(published=False)
    before = room.look(image_id, lambda image: image.version)
    with pytest.raises(Conflict, match="ligger inte"):
        take_from_bin(room, image_id)
    put_in_bin(room, image_id)
    take_from_bin(room, image_id)
    assert room.look(image_id, lambda image: image.version) == before + 2


def test_what_lies_there_is_not_put_there_by_whoever_holds_it(room: Room):
    image_id = room.add(published=False)
    put_in_bin(room, image_id)

    def again(session, now):
        image = catalogue.find_image(session, image_id, binned=True)
        draft_bin.put_in_bin(session, image, user=None, now=now)

    with pytest.raises(Conflict, match="redan"):
        room.change(again)
