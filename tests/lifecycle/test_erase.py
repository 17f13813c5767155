"""Erasing leaves nothing: no word and no byte in database, log, store, spool or queue."""

import io
from pathlib import Path

from sqlalchemy import text

from dam.database.models import Image
from dam.delivery import press_record
from dam.services import Services
from dam.worker import main
from tests.imaging import samples
from tests.support.canary import STEM, add_canary, all_rows, files_with_word
from tests.support.databases import on_both
from tests.support.room import Room

pytestmark = on_both


def test_no_word_and_no_byte_is_left(room: Room, services: Services, tmp_path: Path):
    image_id = add_canary(room)
    kept = room.add(title="En penna")
    on_disk = services.database.dialect == "sqlite"
    assert STEM in all_rows(services)
    assert files_with_word(tmp_path)
    room.withdraw(image_id)
    room.erase(image_id)
    assert STEM not in all_rows(services)
    assert "kanariefagel" not in all_rows(services)
    with services.database.reading() as session:
        if on_disk:
            [listed] = session.execute(text("SELECT count(*) FROM listing_fts")).scalars()
            assert listed == 1
    assert files_with_word(tmp_path) == []
    with services.database.reading() as session:
        other = session.get_one(Image, kept)
        assert (
            press_record.build_metadata(other, services.site, services.clock()).title == "En penna"
        )
        left = {stored.key for stored in services.storage.keys("")}
        assert other.file.key in left
        assert all(one.key in left for one in other.file.renditions)
        sizes = {one.key for one in other.file.renditions}
        assert left == sizes | {other.file.key, other.file.base_key}


def test_the_same_bytes_may_come_again_as_another_image(room: Room, services: Services):
    data = samples.save(samples.photograph(360, 240, 78), "JPEG", quality=90)
    first = room.add(data)
    room.withdraw(first)
    room.erase(first)
    second = room.add(data)
    main.do_all(services)
    assert second != first
    received = services.receiver.receive_file(io.BytesIO(data), "igen.jpg")
    assert received.sha256 == room.look(second, lambda image: image.file.sha256)
    assert main.do_all(services) == 0
