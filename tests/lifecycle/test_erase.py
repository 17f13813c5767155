"""Erasing leaves nothing: no word and no byte in database, log, store, spool or queue."""

import io
from pathlib import Path

import pytest
from sqlalchemy import text

from dam.database.models import Clipping, EmbargoLink, Image, Watcher
from dam.delivery import press_record
from dam.ingest import accept, batch
from dam.ingest.batch import UploadResult
from dam.services import Services
from dam.worker import main
from tests.canary import CANARY, STEM, files, rows
from tests.databases import on_both
from tests.imaging import samples
from tests.room import Room

pytestmark = on_both


@pytest.fixture
def room(services: Services) -> Room:
    return Room(services)


def add_canary(room: Room, *, published: bool = True) -> int:
    """An image that says the word wherever a word can be said."""
    picture = samples.photograph(360, 240, 77)
    data = samples.save(picture, "JPEG", quality=90, comment=CANARY.encode())
    image_id = room.add(
        data,
        name=f"{CANARY}.jpg",
        title=f"{CANARY} i bur",
        headline=CANARY,
        caption=f"{CANARY} sjunger i Umeå i mars 2026.",
        alt=f"En bur med {CANARY}.",
        creators=(f"{CANARY} Ek",),
        credit_override=f"Foto: {CANARY}",
        persons=(f"{CANARY} Berg",),
        keywords=(CANARY,),
        topics=(CANARY,),
        place=CANARY,
        people_basis=CANARY,
        identifiable_people=1,
        published=published,
    )
    room.edit(image_id, title=f"{CANARY} i en annan bur")

    def more(session, now):
        session.add(EmbargoLink(image_id=image_id, reader=CANARY, created_at=now))
        session.add(Watcher(image_id=image_id, email="kanariefagel@x.example", created_at=now))
        session.add(
            Clipping(
                image_id=image_id,
                url=f"https://x.example/{CANARY}",
                outlet=CANARY,
                noted_at=now,
            )
        )
        taken = UploadResult(f"{CANARY}.jpg", 0, image_id)
        batch.store_upload_result(session, "batch", taken, "0" * 64, now=now)

    room.change(more)
    return image_id


def test_no_word_and_no_byte_is_left(room: Room, services: Services, tmp_path: Path):
    image_id = add_canary(room)
    kept = room.add(title="En penna")
    on_disk = services.database.dialect == "sqlite"
    assert STEM in rows(services)
    assert files(tmp_path)
    room.withdraw(image_id)
    room.erase(image_id)
    assert STEM not in rows(services)
    assert "kanariefagel" not in rows(services)
    with services.database.reading() as session:
        if on_disk:
            [listed] = session.execute(text("SELECT count(*) FROM listing_fts")).scalars()
            assert listed == 1
    assert files(tmp_path) == []
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
    received = accept.receive_file(
        io.BytesIO(data),
        "igen.jpg",
        storage=services.storage,
        sandbox=services.sandbox,
        limits=services.limits,
        scanner=services.scanner,
        disks=services.disks,
    )
    assert received.sha256 == room.look(second, lambda image: image.file.sha256)
    assert main.do_all(services) == 0
