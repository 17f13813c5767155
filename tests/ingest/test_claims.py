"""What a worker made of a file is kept for that file alone: by its id, and by its digest."""

import io
from dataclasses import replace

import pytest

from dam import catalogue
from dam.database.models import PendingReplacement
from dam.ingest import crops, renditions, versions
from dam.lifecycle import replace_file as replacing
from dam.worker import main
from tests.imaging import samples
from tests.support.databases import on_both
from tests.support.replacements import make_renditions
from tests.support.room import Room, photograph

pytestmark = on_both

CALLED_OFF = samples.save(samples.photograph(390, 260, 902), "JPEG", quality=90)
REPLACEMENT = samples.save(samples.photograph(200, 300, 901), "JPEG", quality=90)


def bring_file(room: Room, image_id: int, data: bytes) -> int:
    """Let a file come for an image; returns the id of its row."""
    services = room.services
    received = services.receiver.receive_file(io.BytesIO(data), "ny.jpg")

    def work(session, now):
        image = catalogue.find_image(session, image_id, held=True)
        replacing.take_in_replacement(
            session, image, received, storage=services.storage, by=None, now=now
        )
        return session.get_one(PendingReplacement, image_id).file_id

    return room.change(work)


def call_off(room: Room, image_id: int) -> None:
    def work(session, now):
        versions.cancel_replacement(
            session, catalogue.find_image(session, image_id), by=None, now=now
        )

    room.change(work)


def test_what_was_made_of_a_called_off_file_is_never_the_next_files(room, services):
    image_id = room.add()
    called_off = bring_file(room, image_id, CALLED_OFF)
    claimed = room.change(lambda s, now: versions.claim_replacement(s, called_off, now))
    made = make_renditions(services, claimed)
    call_off(room, image_id)
    wanted = bring_file(room, image_id, REPLACEMENT)
    assert wanted != called_off
    assert (
        room.change(lambda s, now: replacing.finish_replacement(s, claimed, made, now=now)) is False
    )
    assert room.look(image_id, lambda image: image.file.n) == 1
    main.do_all(services)
    assert room.look(image_id, lambda image: (image.file.width, image.file.height)) == (200, 300)
    base, sha256 = room.look(image_id, lambda i: (i.file.base_sha256, i.file.sha256))
    assert base == sha256
    sizes = room.look(
        image_id, lambda i: [(r.width, r.height) for r in i.file.renditions if not r.box]
    )
    assert all(width < height for width, height in sizes)


@pytest.mark.parametrize("other", [{"file_id": 10**6}, {"sha256": "0" * 64}])
def test_a_claim_of_another_file_keeps_nothing(room, services, other):
    image_id = room.add()
    coming = bring_file(room, image_id, REPLACEMENT)
    claimed = room.change(lambda s, now: versions.claim_replacement(s, coming, now))
    made, wrong = make_renditions(services, claimed), replace(claimed, **other)
    assert (
        room.change(lambda s, now: replacing.finish_replacement(s, wrong, made, now=now)) is False
    )
    assert room.look(image_id, lambda image: image.file.n) == 1
    assert (
        room.change(lambda s, now: replacing.finish_replacement(s, claimed, made, now=now)) is True
    )


@pytest.mark.parametrize("other", [{"file_id": 10**6}, {"sha256": "0" * 64}])
def test_a_claim_of_another_first_file_keeps_nothing(room, services, other):
    image_id = room.upload()
    claimed = room.change(lambda s, now: renditions.claim_renditions(s, image_id, now))
    made, wrong = make_renditions(services, claimed), replace(claimed, **other)
    assert room.change(lambda s, now: renditions.store_renditions(s, wrong, made, now=now)) is None
    assert room.look(image_id, lambda image: (image.processing, image.file.plan)) == (
        "pending",
        None,
    )


@pytest.mark.parametrize("other", [{"file_id": 10**6}, {"sha256": "0" * 64}])
def test_crops_cut_from_another_file_are_not_kept(room, services, other):
    image_id = room.upload(photograph(7))
    room.describe(image_id)
    main.make_sizes(services, image_id)
    room.publish(image_id)
    claimed = room.change(lambda s, now: crops.claim_crops(s, image_id, now))
    cut = crops.make_and_store_crops(
        claimed, storage=services.storage, sandbox=services.sandbox, specs=services.specs
    )
    wrong = replace(claimed, **other)
    room.change(lambda s, now: crops.store_crop_rows(s, wrong, cut, now=now))
    assert room.look(image_id, lambda i: [r.spec for r in i.file.renditions if r.box]) == []
    assert room.look(image_id, lambda image: image.crops_due)
