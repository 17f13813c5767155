"""Sizes are made once by the worker; a job may run twice, wait, or be given up with a reason."""

import io
from datetime import timedelta

import PIL.Image
import pytest

from dam.database.models import Image
from dam.delivery import files, press_record
from dam.ingest import renditions
from dam.rights.sizes import PREVIEWS
from dam.services import Services
from dam.worker import main
from tests.imaging import samples
from tests.support.databases import on_both

ALL = {
    *(f"{preview}.{extension}" for preview in PREVIEWS for extension in ("jpg", "webp")),
    "tryck.jpg",
    "webb.jpg",
    "socialt.jpg",
}

EXIF_X_RESOLUTION = 0x011A


def rows(room, one):
    return room.look(one, lambda image: {r.spec for r in image.file.renditions})


def test_every_size_is_made_and_the_image_is_ready(room, services):
    one = room.upload()
    assert main.do_all(services) >= 1
    assert rows(room, one) == ALL
    state = room.look(one, lambda i: (i.processing, i.processing_lease, i.file.plan["format"]))
    assert state == ("ready", None, "JPEG")
    assert room.look(one, lambda image: image.file.placeholder).startswith(
        "data:image/webp;base64,"
    )


def test_a_jpeg_is_its_own_print_size(room, services, tmp_path):
    drawn = samples.photograph(360, 240)
    given = samples.save(drawn, "JPEG", quality=90, dpi=(72, 72))
    one = room.add(given)
    with services.database.reading() as session:
        image = session.get_one(Image, one)
        said = press_record.build_metadata(image, services.site, services.clock())
        leaving = files.prepare_download(image, said, "tryck")
        assert leaving.key == image.file.key
        assert leaving.joined.etag != files.prepare_original(image, said).joined.etag
    taken = tmp_path / "tryck.jpg"
    taken.write_bytes(b"".join(leaving.blocks(services.storage)))
    with PIL.Image.open(taken) as printed, PIL.Image.open(io.BytesIO(given)) as source:
        assert printed.tobytes() == source.tobytes()
        assert printed.info["dpi"] == (300, 300)
        assert printed.getexif()[EXIF_X_RESOLUTION] == 300


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_the_print_size_of_another_format_is_made(room, services, kind):
    one = room.upload(samples.save(samples.photograph(360, 240), kind))
    main.do_all(services)
    keys = room.look(one, lambda image: {r.spec: r.key for r in image.file.renditions})
    assert keys["tryck.jpg"] not in room.look(one, lambda i: {i.file.key, i.file.base_key})


def test_a_job_that_runs_twice_finds_its_work_done(room, services):
    one = room.upload()
    main.make_sizes(services, one)
    before = room.look(one, lambda image: [(r.spec, r.key) for r in image.file.renditions])
    main.make_sizes(services, one)
    assert room.look(one, lambda image: [(r.spec, r.key) for r in image.file.renditions]) == before


@on_both
def test_a_held_job_is_left_alone_until_its_lease_ends(room, clock):
    one = room.upload()
    claimed = room.change(lambda session, now: renditions.claim_renditions(session, one, now))
    assert claimed is not None
    assert room.change(lambda session, now: renditions.claim_renditions(session, one, now)) is None
    clock.forward(renditions.LEASE + timedelta(seconds=1))
    assert (
        room.change(lambda session, now: renditions.claim_renditions(session, one, now)) is not None
    )


@on_both
def test_three_deaths_give_the_image_up_with_a_reason(room, services, clock):
    one = room.upload()
    for _ in range(renditions.MOST_TRIES):
        assert (
            room.change(lambda session, now: renditions.claim_renditions(session, one, now))
            is not None
        )
        clock.forward(renditions.LEASE + timedelta(seconds=1))
    main.make_sizes(services, one)
    found = room.look(one, lambda image: (image.processing, image.processing_error))
    assert found == ("failed", "Bilden gick inte att bearbeta på tre försök.")


def test_two_workers_leave_one_set(room, services):
    one = room.upload()
    claimed = room.change(lambda session, now: renditions.claim_renditions(session, one, now))
    made = [
        renditions.make_and_store_renditions(
            claimed, storage=services.storage, sandbox=services.sandbox, specs=services.specs
        )
        for _ in range(2)
    ]
    kept = [
        room.change(
            lambda s, now, m=m: renditions.store_renditions(s, claimed, m, now=now) is not None
        )
        for m in made
    ]
    assert kept == [True, False]
    assert rows(room, one) == ALL


@pytest.mark.parametrize("name", ["quadrants.heic", "rgb.avif", "big.tif"])
def test_a_file_without_a_plan_gets_a_jpeg_as_its_public_original(room, services, name):
    one = room.upload(samples.accepted(name), name)
    main.do_all(services)
    found = room.look(
        one, lambda i: (i.file.converted, i.file.plan["format"], i.file.base_key != i.file.key)
    )
    assert found == (True, "JPEG", True)
    assert "full.jpg" not in rows(room, one)


def test_published_before_its_sizes_stand_it_is_listed_when_they_do(room, services: Services):
    one = room.add(made=False)
    assert room.look(one, lambda image: (image.state, image.first_published_at)) == (
        "published",
        None,
    )
    main.do_all(services)
    assert room.look(one, lambda image: image.first_published_at) == room.now()
