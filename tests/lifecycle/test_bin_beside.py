"""The bin beside collections, versions, files in parts, the watched folder and the check."""

from datetime import timedelta

import pytest

from dam.catalogue import collections
from dam.database.models import Image, PendingReplacement
from dam.ingest import orphans
from dam.lifecycle import draft_bin
from dam.worker import main, periodic
from tests.support.browser import Browser
from tests.support.collections import images_inside
from tests.support.collections import put_in_collections as collect
from tests.support.draft_bin import put_in_bin, take_from_bin
from tests.support.hot_folder import leave_file, look_twice
from tests.support.multipart import BATCH_TOKEN, UPLOAD_PAGE, UploadScript
from tests.support.replacements import BROAD, UPRIGHT, take_in_version
from tests.support.room import Room, photograph


def store_files(tmp_path) -> list[str]:
    return [one.name for one in (tmp_path / "store").rglob("*") if one.is_file()]


def found_amiss(room: Room) -> orphans.StorageReport:
    with room.services.database.reading() as session:
        before = room.now() + timedelta(days=99)
        return orphans.check_stored_files(session, room.services.storage, before=before)


@pytest.mark.parametrize("coming", [False, "made in the bin", "never made"])
def test_an_image_with_versions_is_erased_with_all_its_bytes(
    room: Room, clock, tmp_path, coming: str | bool
):
    image_id = room.add(published=False)
    take_in_version(room, image_id, UPRIGHT)
    if not coming:
        main.do_all(room.services)
        take_in_version(room, image_id, BROAD)
        main.do_all(room.services)
    put_in_bin(room, image_id)
    if coming != "never made":
        main.do_all(room.services)
    assert len(store_files(tmp_path)) > 2
    assert found_amiss(room).wrong == ()
    clock.forward(draft_bin.KEPT)
    periodic.erase_binned(room.services)
    assert store_files(tmp_path) == []
    with room.services.database.reading() as session:
        assert session.query(PendingReplacement).count() == 0
        assert session.get_one(Image, image_id).state == "erased"
    assert found_amiss(room).wrong == ()


@pytest.mark.parametrize("places", [{0: 3}, {3: 1}, {2: 2}, {3: 2, 0: 3}])
def test_an_order_is_whole_where_something_lies_in_the_bin(room: Room, places: dict[int, int]):
    """Places are those that are shown; what lies in the bin comes back where it lay."""
    ids = [room.add(published=False, made=False) for _ in range(4)]
    for one in ids:
        collect(room, one, "personer")
    assert images_inside(room, "personer") == ids
    put_in_bin(room, ids[1])
    shown = [one for one in ids if one != ids[1]]
    wanted = collections.reorder_ids(shown, {ids[n]: place for n, place in places.items()})

    def arrange(session, now):
        one = collections.by_slug(session, "personer")
        moved = {ids[n]: place for n, place in places.items()}
        collections.arrange_collection(
            session, one.id, moved, version=one.version, by=None, now=now
        )

    room.change(arrange)
    assert images_inside(room, "personer") == wanted
    take_from_bin(room, ids[1])
    assert images_inside(room, "personer") == [wanted[0], ids[1], *wanted[1:]]


def test_bytes_in_the_bin_that_come_in_parts_lead_there(uploader: Browser, room: Room, persons):
    data = photograph(77)
    image_id = room.upload(data)
    room.change(
        lambda s, _: setattr(s.get_one(Image, image_id), "created_by", persons["uploader"].id)
    )
    put_in_bin(room, image_id)
    script = UploadScript(uploader)
    script.send(data)
    page = uploader.get(f"{UPLOAD_PAGE}/{BATCH_TOKEN}").text
    assert "Öppna den om du vill ta tillbaka den." in page
    with room.services.database.reading() as session:
        assert session.query(Image).count() == 1


def test_the_overview_tells_of_watched_files_whose_bytes_lie_in_the_bin(
    editor: Browser, room: Room, watched_folder, watch
):
    data = photograph(78)
    image_id = room.upload(data)
    put_in_bin(room, image_id)
    leave_file(watched_folder, "igen.jpg", data)
    look_twice(watch)
    told = "1 fil ligger redan i papperskorgen"
    assert told in editor.get("/redaktion/").text
    take_from_bin(room, image_id)
    assert told not in editor.get("/redaktion/").text
