"""The bin beside collections, versions, files in parts, the watched folder and the check."""

from datetime import timedelta

import pytest

from dam.catalogue import collections
from dam.database.models import ComingFile, Image
from dam.ingest import orphans
from dam.lifecycle import draft_bin
from dam.services import Services
from dam.worker import main, periodic
from tests.catalogue.test_edit_collections import inside
from tests.catalogue.test_edit_collections import put as collect
from tests.lifecycle.test_draft_bin import put, restore
from tests.lifecycle.test_replace_file import BROAD, UPRIGHT, take_in
from tests.room import Room, photograph
from tests.web.conftest import Browser, cheap_passwords, editor, persons, uploader
from tests.web.test_multipart import PAGE, TOKEN, Script
from tests.worker.test_hot_folder import folder, inbox, leave, look_twice, watch

__all__ = ["cheap_passwords", "editor", "folder", "inbox", "persons", "uploader", "watch"]


@pytest.fixture
def room(services: Services) -> Room:
    return Room(services)


def store_files(tmp_path) -> list[str]:
    return [one.name for one in (tmp_path / "store").rglob("*") if one.is_file()]


def found_amiss(room: Room) -> orphans.StorageReport:
    with room.services.database.reading() as session:
        before = room.now() + timedelta(days=99)
        return orphans.check_stored_files(session, room.services.storage, before=before)


@pytest.mark.parametrize("coming", [False, True])
def test_an_image_with_versions_is_erased_with_all_its_bytes(
    room: Room, clock, tmp_path, coming: bool
):
    image_id = room.add(published=False)
    take_in(room, image_id, UPRIGHT)
    if not coming:
        main.do_all(room.services)
        take_in(room, image_id, BROAD)
        main.do_all(room.services)
    put(room, image_id)
    main.do_all(room.services)
    assert len(store_files(tmp_path)) > 2
    assert found_amiss(room).wrong == ()
    clock.forward(draft_bin.KEPT)
    periodic.erase_binned(room.services)
    assert store_files(tmp_path) == []
    with room.services.database.reading() as session:
        assert session.query(ComingFile).count() == 0
        assert session.get_one(Image, image_id).state == "erased"
    assert found_amiss(room).wrong == ()


@pytest.mark.parametrize("places", [{0: 3}, {3: 1}, {2: 2}, {3: 2, 0: 3}])
def test_an_order_is_whole_where_something_lies_in_the_bin(room: Room, places: dict[int, int]):
    """Places are those that are shown; what lies in the bin comes back where it lay."""
    ids = [room.add(published=False, made=False) for _ in range(4)]
    for one in ids:
        collect(room, one, "personer")
    assert inside(room, "personer") == ids
    put(room, ids[1])
    shown = [one for one in ids if one != ids[1]]
    wanted = collections.reorder_ids(shown, {ids[n]: place for n, place in places.items()})

    def arrange(session, now):
        one = collections.by_slug(session, "personer")
        moved = {ids[n]: place for n, place in places.items()}
        collections.arrange_collection(
            session, one.id, moved, version=one.version, by=None, now=now
        )

    room.change(arrange)
    assert inside(room, "personer") == wanted
    restore(room, ids[1])
    assert inside(room, "personer") == [wanted[0], ids[1], *wanted[1:]]


def test_bytes_in_the_bin_that_come_in_parts_lead_there(uploader: Browser, room: Room, persons):
    data = photograph(77)
    image_id = room.upload(data)
    room.change(
        lambda s, _: setattr(s.get_one(Image, image_id), "created_by", persons["uploader"].id)
    )
    put(room, image_id)
    script = Script(uploader)
    script.send(data)
    page = uploader.get(f"{PAGE}/{TOKEN}").text
    assert "Öppna den om du vill ta tillbaka den." in page
    with room.services.database.reading() as session:
        assert session.query(Image).count() == 1


def test_the_overview_tells_of_watched_files_whose_bytes_lie_in_the_bin(
    editor: Browser, room: Room, folder, watch
):
    data = photograph(78)
    image_id = room.upload(data)
    put(room, image_id)
    leave(folder, "igen.jpg", data)
    look_twice(watch)
    told = "1 fil ligger redan i papperskorgen"
    assert told in editor.get("/redaktion/").text
    restore(room, image_id)
    assert told not in editor.get("/redaktion/").text
