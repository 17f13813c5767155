"""A size newer than an image: the worker makes it, and pages show what there is until then."""

import hashlib
import io

from sqlalchemy import select

from dam.database import jobs
from dam.database.models import AuditEvent, Image
from dam.ingest import crops
from dam.rights.sizes import PREVIEWS
from dam.services import Services
from dam.worker import main
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.room import Room

NEW = "w960"


def forget(room: Room, *images: int, size: str = NEW) -> None:
    """Let the images be as they were before the size came into the house."""

    def remove(session, _now):
        for image_id in images:
            for row in session.get_one(Image, image_id).file.renditions:
                if row.spec.startswith(size):
                    session.delete(row)

    room.change(remove)


def previews(room: Room, image_id: int) -> set[str]:
    def read(image):
        specs = {row.spec for row in image.file.renditions}
        return {spec for spec in specs if spec.split(".")[0] in PREVIEWS}

    return room.look(image_id, read)


def left(room: Room) -> list[int]:
    with room.services.database.reading() as session:
        return [job.object_id for job in jobs.left_to_do(session, room.now())]


def all_of(extension: str) -> set[str]:
    return {f"{name}.{end}" for name in PREVIEWS for end in (extension, "webp")}


@on_both
def test_the_worker_makes_a_new_size_of_what_is_stored(room: Room, services: Services):
    whole, draft, old = room.add(), room.add(published=False), room.add()
    clear = room.add(samples.save(samples.with_hole(), "PNG"))
    main.do_all(services)
    forget(room, draft, old, clear)
    assert left(room) == []
    main.note_new_previews(services)
    assert left(room) == [draft, old, clear], "not what has every size"
    main.do_all(services)
    assert previews(room, old) == previews(room, draft) == previews(room, whole) == all_of("jpg")
    assert previews(room, clear) == all_of("png")
    main.note_new_previews(services)
    assert left(room) == []
    with services.database.reading() as session:
        actions = list(
            session.scalars(select(AuditEvent.action).where(AuditEvent.object_id == old))
        )
    assert actions[-1] == "sizes"


def test_pages_show_the_sizes_that_there_are_and_nobodys_visit_makes_one(
    room: Room, stranger: Browser, services: Services
):
    one = room.add(samples.save(samples.photograph(1400, 900), "JPEG"))
    main.do_all(services)
    forget(room, one)
    for page in ("/", "/bilder", f"/bilder/x-{one}"):
        text = stranger.get(page, follow_redirects=True).text
        assert "w640.webp 640w" in text
        assert "w1280.webp 1280w" in text
        assert NEW not in text
    assert len(previews(room, one)) == 8
    main.note_new_previews(services)
    main.do_all(services)
    for page in ("/", "/bilder", f"/bilder/x-{one}"):
        assert "w960.webp 960w" in stranger.get(page, follow_redirects=True).text


def test_a_set_of_addresses_names_each_width_once(room: Room, stranger: Browser):
    room.add(samples.save(samples.photograph(700, 500), "JPEG"))
    page = stranger.get("/bilder").text
    widths = page.split('srcset="')[1].split('"')[0].split(", ")
    assert [width.split(" ")[1] for width in widths] == ["320w", "640w", "700w"]


@on_both
def test_two_workers_leave_one_row_and_crops_keep_theirs(room: Room, services: Services):
    one = room.add()
    main.do_all(services)
    before = room.look(one, lambda image: {row.spec: row.key for row in image.file.renditions})
    forget(room, one)
    main.note_new_previews(services)
    claimed = room.change(lambda session, now: crops.claim_crops(session, one, now))
    assert (claimed.boxes, claimed.previews) == ({}, {NEW})
    for _ in range(2):
        made = crops.make_and_store_crops(
            claimed, storage=services.storage, sandbox=services.sandbox, specs=services.specs
        )
        room.change(lambda s, now, made=made: crops.store_crop_rows(s, claimed, made, now=now))
    after = room.look(one, lambda image: {row.spec: row.key for row in image.file.renditions})
    assert after.keys() == before.keys()
    assert {spec for spec in after if after[spec] != before[spec]} == {"w960.jpg", "w960.webp"}


def test_what_cannot_be_read_any_more_is_not_tried_for_ever(room: Room, services: Services):
    one = room.add(published=False)
    forget(room, one)
    key = room.look(one, lambda image: image.file.key)
    services.storage.delete(key)
    broken = samples.save(samples.quadrants(360, 240), "JPEG")[:900]
    services.storage.put(
        key, io.BytesIO(broken), sha256=hashlib.sha256(broken).hexdigest(), size=len(broken)
    )
    main.note_new_previews(services)
    main.do_all(services)
    assert room.look(one, lambda image: (image.crops_due, bool(image.crops_error))) == (False, True)
    main.note_new_previews(services)
    assert left(room) == []
