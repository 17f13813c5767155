"""Collections on each database: what they say, their order, and which images are in them."""

import pytest
from sqlalchemy import select

from config.settings import ROOT
from dam import catalogue
from dam.catalogue import collections
from dam.catalogue.collections import CollectionFigures, CollectionWords, read_collection_words
from dam.content import seed
from dam.database.models import AuditEvent, Collection, CollectionImage
from dam.errors import BadInput, Conflict, NotFound
from tests.support.collections import images_inside, put_in_collections
from tests.support.databases import on_both
from tests.support.room import Room

FIRST = ["1177-pa-telefon", "1177-se", "personer", "logotyper", "skarmbilder"]


def add(room: Room, name: str, intro: str = "") -> int:
    said = CollectionWords(name, intro)
    return room.change(lambda s, now: collections.add_collection(s, said, by=None, now=now).id)


def slugs(room: Room) -> list[str]:
    return room.change(
        lambda session, _: [one.slug for one in collections.list_collections(session)]
    )


def version_of(room: Room, collection_id: int) -> int:
    return room.change(lambda session, _: session.get_one(Collection, collection_id).version)


def test_a_name_and_an_address_are_its_own_for_ever(room: Room):
    assert slugs(room) == FIRST
    one = add(room, "  Vinter   2026 ", "Bilder ur årets\r\nkampanj.")
    assert slugs(room) == [*FIRST, "vinter-2026"]
    with pytest.raises(BadInput) as error:
        add(room, "VINTER 2026")
    assert error.value.fields == {"name": "Det finns redan en samling som heter så."}
    room.change(lambda s, now: collections.remove_collection(s, one, version=1, by=None, now=now))
    assert slugs(room) == FIRST
    other = add(room, "Vinter 2026")
    assert slugs(room)[-1] == "vinter-2026-2"
    words = CollectionWords("Sommar 2026")
    room.change(
        lambda s, now: collections.edit_collection(s, other, words, version=1, by=None, now=now)
    )
    assert slugs(room)[-1] == "vinter-2026-2"
    assert (
        room.change(lambda s, _: collections.list_collection_names(s))["vinter-2026"]
        == "Vinter 2026"
    )
    for work in (
        collections.find_collection,
        lambda s, one: collections.remove_collection(s, one, version=2, by=None, now=room.now()),
    ):
        with pytest.raises(NotFound):
            room.change(lambda s, _, work=work: work(s, one))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (CollectionWords(" "), {"name": "Skriv ett namn med högst 80 tecken."}),
        (CollectionWords("a" * 81), {"name": "Skriv ett namn med högst 80 tecken."}),
        (
            CollectionWords("Liv, hälsa"),
            {"name": "Skriv namnet utan komma. Kommat skiljer samlingar åt i kalkylark."},
        ),
        (CollectionWords("Liv", "ord " * 61), {"intro": "Skriv högst 60 ord. Nu är det 61."}),
    ],
)
def test_what_cannot_be_said_is_told_by_field(
    room: Room, said: CollectionWords, wrong: dict[str, str]
):
    with pytest.raises(BadInput) as error:
        room.change(lambda s, now: collections.add_collection(s, said, by=None, now=now))
    assert error.value.fields == wrong
    add(room, "Liv", "ord " * 60)


@on_both
def test_whoever_saves_second_is_told(room: Room):
    one = add(room, "Vinter")

    def edit(name: str) -> None:
        said = CollectionWords(name)
        room.change(
            lambda s, now: collections.edit_collection(s, one, said, version=1, by=None, now=now)
        )

    edit("Sommar")
    with pytest.raises(Conflict):
        edit("Höst")
    said = room.change(lambda s, _: read_collection_words(collections.find_collection(s, one)))
    assert said == CollectionWords("Sommar")


def test_an_image_is_in_several_and_leaves_without_moving_others(room: Room):
    one, other, third = room.add(), room.upload(), room.upload()
    put_in_collections(room, one, "personer", "1177-se", "personer")
    put_in_collections(room, other, "personer")
    put_in_collections(room, third, "personer")
    assert images_inside(room, "personer") == [one, other, third]
    assert room.look(one, collections.slugs_of) == ("1177-se", "personer")
    put_in_collections(room, one, "personer")
    put_in_collections(room, other)
    assert (images_inside(room, "personer"), images_inside(room, "1177-se")) == ([one, third], [])
    put_in_collections(room, other, "personer")
    assert images_inside(room, "personer") == [one, third, other]
    held = room.change(
        lambda s, _: (collections.count_collection_images(s), collections.by_slug(s, "personer").id)
    )
    assert held[0] == {held[1]: CollectionFigures(3, 1, room.now())}
    with pytest.raises(BadInput) as error:
        put_in_collections(room, one, "personer", "{finns-inte}")
    assert error.value.fields == {
        "collections": "Det finns ingen samling {finns-inte}. Välj bland dem som finns."
    }
    assert "{finns-inte}" in str(error.value)


def test_the_list_of_images_is_narrowed_to_one(room: Room):
    one, _ = room.upload(), room.upload()
    put_in_collections(room, one, "personer")

    def listed(session, _):
        return [image.id for image in catalogue.list_images(session, collection="personer")]

    assert room.change(listed) == [one]


@on_both
def test_images_are_given_other_places(room: Room):
    ids = [room.upload() for _ in range(4)]
    for image_id in ids:
        put_in_collections(room, image_id, "personer")
    one = room.change(lambda s, _: collections.by_slug(s, "personer").id)

    def work(session, now):
        places = {ids[3]: 1, ids[0]: 3}
        collections.arrange_collection(session, one, places, version=1, by=None, now=now)

    room.change(work)
    assert images_inside(room, "personer") == [ids[3], ids[1], ids[0], ids[2]]
    with pytest.raises(Conflict):
        room.change(work)
    assert version_of(room, one) == 2


def test_collections_are_moved_among_each_other(room: Room):
    def move(slug: str, steps: int) -> None:
        room.change(
            lambda s, now: collections.move_collection(
                s, collections.by_slug(s, slug).id, steps, by=None, now=now
            )
        )

    move("personer", -1)
    move("1177-pa-telefon", -1)
    move("skarmbilder", 1)
    move("1177-se", 1)
    assert slugs(room) == ["1177-pa-telefon", "personer", "logotyper", "1177-se", "skarmbilder"]


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({}, [1, 2, 3, 4]),
        ({4: 1}, [4, 1, 2, 3]),
        ({1: 2}, [2, 1, 3, 4]),
        ({1: 99}, [2, 3, 4, 1]),
        ({3: 1, 4: 1}, [4, 3, 1, 2]),
        ({9: 1, 2: 4}, [1, 3, 4, 2]),
    ],
)
def test_ids_are_reordered(places: dict[int, int], order: list[int]):
    assert collections.reorder_ids([1, 2, 3, 4], places) == order


def test_images_stay_where_a_collection_is_removed_or_an_image_erased(room: Room):
    one, other = room.add(made=False), room.add(made=False)
    put_in_collections(room, one, "personer", "1177-se")
    put_in_collections(room, other, "1177-se")
    first = room.change(lambda s, _: collections.by_slug(s, "personer").id)
    room.change(lambda s, now: collections.remove_collection(s, first, version=1, by=None, now=now))
    assert room.look(one, collections.slugs_of) == ("1177-se",)
    room.withdraw(other)
    room.erase(other)
    assert images_inside(room, "1177-se") == [one]
    assert room.change(lambda s, _: s.query(CollectionImage).count()) == 1
    actions = select(AuditEvent.action).where(AuditEvent.kind == "collection")
    assert room.change(lambda s, _: list(s.scalars(actions))) == ["remove"]


def test_what_staff_have_removed_does_not_come_back(room: Room):
    one = room.change(lambda s, _: collections.by_slug(s, "personer").id)
    room.change(lambda s, now: collections.remove_collection(s, one, version=1, by=None, now=now))
    added = room.change(lambda s, now: seed.add_missing(s, ROOT / "config", now=now))
    assert added == 0
    assert "personer" not in slugs(room)
