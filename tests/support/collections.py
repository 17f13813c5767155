"""Images in collections."""

from dataclasses import replace

from dam import catalogue
from dam.catalogue import collections
from tests.support.room import Room


def put_in_collections(room: Room, image_id: int, *slugs: str) -> None:
    def work(session, now):
        image = catalogue.find_image(session, image_id)
        description = replace(catalogue.describe_now(image), collections=slugs)
        catalogue.save_description(session, image, description, by=None, now=now)

    room.change(work)


def images_inside(room: Room, slug: str) -> list[int]:
    return room.change(
        lambda session, _: collections.ids_in(session, collections.by_slug(session, slug))
    )
