"""What follows an image on its page: others like it, and who may ask to be taken away."""

from __future__ import annotations

from dam.search.find import list_more_images
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.room import Room

PEOPLE = "Är du på bilden?"


def add_image(room: Room, seed: int, **described: object) -> int:
    return room.add(samples.save(samples.photograph(90, 60, seed=seed), "JPEG"), **described)


def test_those_that_share_a_topic_come_first_and_the_newest_fill_up(room: Room):
    image = add_image(room, 1, topics=("Vaccin",))
    alike = add_image(room, 2, topics=("Vaccin",))
    older, newer = add_image(room, 3), add_image(room, 4)
    hidden = add_image(room, 5, published=False)
    with room.services.database.reading() as session:
        assert list_more_images(session, image, room.now(), 5) == [alike, newer, older]
        assert list_more_images(session, image, room.now(), 2) == [alike, newer]
        assert list_more_images(session, older, room.now(), 5) == [newer, alike, image]
        assert hidden not in list_more_images(session, alike, room.now(), 9)


def test_nobody_is_asked_whether_they_are_on_an_image_that_shows_nobody(
    room: Room, stranger: Browser
):
    empty, portrait = add_image(room, 6), add_image(room, 7, persons=("Karin Exempel",))
    assert PEOPLE not in stranger.get(f"/bilder/x-{empty}", follow_redirects=True).text
    assert PEOPLE in stranger.get(f"/bilder/x-{portrait}", follow_redirects=True).text
