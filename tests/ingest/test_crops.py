"""Crops are made at publishing, made again when they lie otherwise, and never by nobody."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from dam import catalogue, clearance
from dam.clearance import crops
from dam.database import jobs
from dam.database.models import AuditEvent
from dam.imaging.crop import RATIOS, CropFrame, FocalPoint
from dam.ingest import crops as ingest_crops
from dam.ingest import orphans
from dam.lifecycle import framing, move_terms
from dam.worker import main
from tests.imaging import samples
from tests.support.databases import on_both

NAMES = set(RATIOS)


def made(room, one):
    """The crops that may be offered, with their boxes."""
    return room.look(
        one,
        lambda image: {
            crops.size_name(size): tuple(size.box)
            for size in image.file.renditions
            if size.box and crops.is_current(image, size)
        },
    )


def frame(room, one, **said):
    def work(session, now):
        image = catalogue.find_image(session, one)
        framing.save_framing(
            session, image, replace(crops.read_framing(image), **said), by=None, now=now
        )
        clearance.recompute_or_refuse(session, image, now=now)

    room.change(work)


def left(room):
    with room.services.database.reading() as session:
        return [
            job.object_id for job in jobs.left_to_do(session, room.now()) if job.kind == "crops"
        ]


def test_crops_are_made_once_the_image_is_published(room, services):
    one = room.add(published=False)
    main.do_all(services)
    assert made(room, one) == {}
    room.publish(one)
    assert left(room) == [one]
    main.do_all(services)
    assert made(room, one) == {
        "16x9": (0, 19, 360, 222),
        "4x3": (20, 0, 340, 240),
        "1x1": (60, 0, 300, 240),
        "4x5": (84, 0, 276, 240),
    }
    assert left(room) == []
    assert room.look(one, lambda i: (i.crops_due, i.crops_lease, i.crops_tries)) == (False, None, 0)


def test_published_before_its_sizes_stand_it_gets_crops_when_they_do(room, services):
    one = room.add(made=False)
    assert left(room) == []
    main.make_sizes(services, one)
    assert left(room) == [one]
    main.do_all(services)
    assert set(made(room, one)) == NAMES


@pytest.mark.parametrize("terms", ["fri-med-villkor", "kraver-godkannande"])
def test_none_are_made_that_nobody_may_have(room, services, terms):
    one = room.add(terms=terms)
    assert left(room) == []
    main.do_all(services)
    assert made(room, one) == {}


def test_another_focal_point_makes_those_again_that_lie_otherwise(room, services):
    one = room.add()
    main.do_all(services)
    before = room.look(one, lambda i: {r.spec: r.key for r in i.file.renditions})
    frame(room, one, focal=FocalPoint(0.1, 0.5))
    assert set(made(room, one)) == {"16x9"}, "it cannot lie further to the left"
    assert left(room) == [one]
    main.do_all(services)
    assert set(made(room, one)) == NAMES
    after = room.look(one, lambda i: {r.spec: r.key for r in i.file.renditions})
    assert after.keys() == before.keys()
    assert {spec for spec in after if after[spec] != before[spec]} == {
        "4x3.jpg", "1x1.jpg", "4x5.jpg",
    }  # fmt: skip


def test_a_crop_drawn_by_hand_and_its_removal(room, services):
    one = room.add()
    main.do_all(services)
    frame(room, one, drawn={"1x1": CropFrame(0.5, 0.25, 0.2)})
    main.do_all(services)
    assert made(room, one)["1x1"] == (180, 60, 252, 132)
    frame(room, one, drawn={})
    assert "1x1" not in made(room, one)
    main.do_all(services)
    assert made(room, one)["1x1"] == (60, 0, 300, 240)


def test_a_change_that_moves_no_crop_makes_none(room, services):
    one = room.add()
    main.do_all(services)
    room.edit(one, caption="En annan bildtext från Umeå.")
    assert left(room) == []


@on_both
def test_terms_that_allow_cropping_bring_crops_one_by_one_and_a_thousand_at_once(room, services):
    one, other, draft = (
        room.add(terms="fri-med-villkor"),
        room.add(terms="fri-med-villkor"),
        room.add(terms="fri-med-villkor", published=False),
    )

    def change(session, now):
        image = catalogue.find_image(session, one)
        clearance.set_terms(session, image, "fri-redaktionell", by=None, now=now)
        clearance.recompute_or_refuse(session, image, now=now)

    room.change(change)
    assert left(room) == [one]

    def move(session, now):
        target = clearance.terms_by_slug(session, "fri-redaktionell")
        plan = move_terms.plan_terms_move(session, target, image_ids=[other, draft], now=now)
        move_terms.move_images_to_terms(session, target, plan, mark=plan.mark, by=None, now=now)

    room.change(move)
    assert left(room) == [one, other]
    main.do_all(services)
    assert set(made(room, one)) == set(made(room, other)) == NAMES
    assert made(room, draft) == {}


@on_both
def test_a_killed_worker_leaves_the_rest_to_the_sweep(room, services, clock):
    one = room.add()
    claimed = room.change(lambda session, now: ingest_crops.claim_crops(session, one, now))
    assert set(claimed.boxes) == NAMES
    assert room.change(lambda session, now: ingest_crops.claim_crops(session, one, now)) is None
    assert left(room) == []
    clock.forward(ingest_crops.LEASE + timedelta(seconds=1))
    assert left(room) == [one]
    main.do_all(services)
    assert set(made(room, one)) == NAMES


@on_both
def test_three_deaths_give_the_crops_up_until_something_changes(room, services, clock):
    one = room.add()
    for _ in range(ingest_crops.MOST_TRIES):
        assert (
            room.change(lambda session, now: ingest_crops.claim_crops(session, one, now))
            is not None
        )
        clock.forward(ingest_crops.LEASE + timedelta(seconds=1))
    main.make_crops(services, one)
    why = "Beskärningarna gick inte att göra på tre försök."
    assert room.look(one, lambda i: (i.crops_due, i.crops_error)) == (False, why)
    assert left(room) == []
    frame(room, one, focal=FocalPoint(0.4, 0.5))
    main.do_all(services)
    assert room.look(one, lambda i: i.crops_error) is None
    assert set(made(room, one)) == NAMES


def test_a_file_that_cannot_be_cut_says_why(room, services):
    one = room.add()
    key = room.look(one, lambda image: image.file.key)
    services.storage.delete(key)
    broken = samples.save(samples.quadrants(360, 240), "JPEG")[:900]
    digest = hashlib.sha256(broken).hexdigest()
    services.storage.put(key, io.BytesIO(broken), sha256=digest, size=len(broken))
    main.do_all(services)
    due, error = room.look(one, lambda image: (image.crops_due, image.crops_error))
    assert not due
    assert error


def test_framed_anew_while_the_worker_cuts_the_new_frame_wins(room, services):
    one = room.add()
    claimed = room.change(lambda session, now: ingest_crops.claim_crops(session, one, now))
    stored = ingest_crops.make_and_store_crops(
        claimed, storage=services.storage, sandbox=services.sandbox, specs=services.specs
    )
    frame(room, one, focal=FocalPoint(1, 0.5))
    room.change(lambda s, now: ingest_crops.store_crop_rows(s, claimed, stored, now=now))
    assert set(made(room, one)) == {"16x9"}, "what still lies so is kept"
    assert left(room) == [one]
    main.do_all(services)
    assert made(room, one)["1x1"] == (120, 0, 360, 240)


def test_two_workers_leave_one_set(room, services):
    one = room.add()
    claimed = room.change(lambda session, now: ingest_crops.claim_crops(session, one, now))
    for _ in range(2):
        stored = ingest_crops.make_and_store_crops(
            claimed, storage=services.storage, sandbox=services.sandbox, specs=services.specs
        )
        room.change(
            lambda s, now, stored=stored: ingest_crops.store_crop_rows(s, claimed, stored, now=now)
        )
    assert set(made(room, one)) == NAMES
    assert room.look(one, lambda i: len(i.file.renditions)) == 13 + 4


def test_withdrawn_before_its_crops_were_made_it_gets_none(room, services):
    one = room.add()
    room.withdraw(one)
    main.do_all(services)
    assert made(room, one) == {}
    assert left(room) == []


def test_check_reads_crops_and_erasing_removes_their_bytes(room, services, clock):
    one = room.add()
    main.do_all(services)
    frame(room, one, focal=FocalPoint(0, 0))
    old = {key for key in objects(services) if key.startswith("derived/")}
    main.do_all(services)
    new = objects(services) - old
    assert len(new) == 4
    clock.forward(timedelta(hours=2))
    with services.database.reading() as session:
        found = orphans.check_stored_files(
            session, services.storage, before=clock() + timedelta(days=99999)
        )
    assert {wrong.kind for wrong in found.wrong} == {"stray"}
    assert len(found.wrong) == 4, "what the crops were before"
    services.storage.delete(next(iter(new)))
    with services.database.reading() as session:
        found = orphans.check_stored_files(session, services.storage, before=clock())
    assert "missing" in {wrong.kind for wrong in found.wrong}
    room.withdraw(one)
    room.erase(one)
    assert not objects(services) & new


def objects(services):
    return {one.key for one in services.storage.keys("derived/")}


def test_every_change_is_noted(room, services):
    one = room.add()
    frame(room, one, focal=FocalPoint(0.25, 0.5))
    main.do_all(services)
    with services.database.reading() as session:
        told = [row.action for row in session.query(AuditEvent).filter_by(object_id=one)]
    assert told[-2:] == ["frame", "crops"]
