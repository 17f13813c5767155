"""The bin: what may be put there, what it keeps out of, and that its time erases rows and bytes."""

from datetime import timedelta

import pytest

from dam import approval, catalogue
from dam.catalogue import InBin, collections
from dam.database import jobs
from dam.database.models import Image, User
from dam.errors import Conflict
from dam.ingest import duplicates
from dam.lifecycle import draft_bin, schedule, worklists
from dam.lifecycle.publish import publish_image
from dam.rights.window import TimeBounds
from dam.worker import main, periodic
from tests.imaging import samples
from tests.support.canary import STEM, add_canary, all_rows, files_with_word
from tests.support.databases import on_both
from tests.support.draft_bin import put_in_bin, take_from_bin
from tests.support.room import Room

EDITOR = User(id=1, role="editor")


@pytest.mark.parametrize("state", ["published", "embargoed", "withdrawn", "once public"])
def test_what_was_or_is_to_be_public_is_not_put_in_the_bin(room: Room, clock, state: str):
    later = TimeBounds(embargo_until=clock() + timedelta(days=1)) if state == "embargoed" else None
    image_id = room.add(made=False, bounds=later)
    if state in {"withdrawn", "once public"}:
        clock.forward(timedelta(hours=1))
        room.withdraw(image_id)
    if state == "once public":
        room.change(lambda s, now: setattr(s.get_one(Image, image_id), "first_published_at", now))
        room.restore(image_id)
    with pytest.raises(Conflict):
        put_in_bin(room, image_id)


@on_both
def test_nothing_is_done_with_what_lies_there_until_it_is_brought_back(room: Room):
    image_id = room.add(published=False)
    put_in_bin(room, image_id)
    with pytest.raises(InBin):
        room.publish(image_id)
    with pytest.raises(Conflict):
        put_again(room, image_id)
    with room.services.database.writing() as session:
        image = session.get_one(Image, image_id)
        seen = approval.compute_fingerprint(session, image)
        with pytest.raises(Conflict):
            publish_image(session, image, seen=seen, by=None, now=room.now())
    take_from_bin(room, image_id)
    with pytest.raises(Conflict):
        take_from_bin(room, image_id)
    room.publish(image_id)
    assert room.look(image_id, lambda image: image.state) == "published"


def put_again(room: Room, image_id: int) -> None:
    def work(session, now):
        image = catalogue.find_image(session, image_id, binned=True)
        draft_bin.put_in_bin(session, image, user=None, now=now)

    room.change(work)


def test_it_is_out_of_lists_counts_and_worklists(room: Room):
    data = samples.save(samples.photograph(360, 240, 5), "JPEG", quality=90)
    first = room.add(data, published=False)
    put_in_bin(room, first)
    alike = samples.save(samples.photograph(360, 240, 5), "JPEG", quality=80)
    second = room.add(alike, published=False)

    def state(session, _):
        session.get_one(Image, first).state = "review"

    room.change(state)
    with room.services.database.reading() as session:
        assert [one.id for one in catalogue.list_images(session)] == [second]
        assert catalogue.count_images_by_state(session) == {"draft": 1}
        assert catalogue.find_each(session, [first, second], EDITOR)[0].id == second
        assert worklists.in_review(session) == []
        assert worklists.count_workflow_figures(session)["in_review"] == 0
        assert duplicates.list_undecided_duplicates(session, [second]) == []
        assert [one.id for one in draft_bin.list_binned(session, EDITOR)] == [first]
        assert draft_bin.count_binned(session, EDITOR) == 1
        assert all(one.images == 1 for one in collections.count_collection_images(session).values())


def test_a_chosen_moment_goes(room: Room, clock):
    image_id = room.add(published=False)

    def choose(session, now):
        image = catalogue.find_image(session, image_id)
        seen = approval.compute_fingerprint(session, image)
        who = User(email="k@x.se", name="K", role="editor", password_hash="", created_at=now)
        session.add(who)
        session.flush()
        schedule.schedule_publication(
            session, image, now + timedelta(hours=1), seen=seen, by=who.id, now=now
        )

    room.change(choose)
    put_in_bin(room, image_id)
    clock.forward(timedelta(hours=2))
    main.do_all(room.services)
    take_from_bin(room, image_id)
    main.do_all(room.services)
    assert room.look(image_id, lambda image: (image.state, image.publish_at)) == ("draft", None)


@on_both
def test_its_time_erases_every_word_and_byte_and_nothing_else(room: Room, clock, tmp_path):
    other = room.add()
    image_id = add_canary(room, published=False)
    main.do_all(room.services)
    put_in_bin(room, image_id)
    clock.forward(draft_bin.KEPT - timedelta(seconds=1))
    periodic.erase_binned(room.services)
    assert STEM in all_rows(room.services)
    clock.forward(timedelta(seconds=1))
    assert files_with_word(tmp_path / "store")
    periodic.erase_binned(room.services)
    assert STEM not in all_rows(room.services)
    assert files_with_word(tmp_path / "store") == []
    with room.services.database.reading() as session:
        image = session.get_one(Image, image_id)
        assert (image.state, image.binned_at, image.created_by) == ("erased", None, None)
        assert catalogue.list_images(session)[0].id == other
        assert jobs.left_to_do(session, clock()) == []
    periodic.tidy_hourly(room.services)
    with room.services.database.reading() as session:
        assert session.get_one(Image, other).state == "published"


def test_a_sweep_that_was_killed_before_the_bytes_went_is_made_good(room: Room, clock, tmp_path):
    image_id = room.add(published=False)
    put_in_bin(room, image_id)
    clock.forward(draft_bin.KEPT)
    keys = room.change(draft_bin.erase_due)
    assert keys
    store = tmp_path / "store"
    assert [one for one in store.rglob("*") if one.is_file()]
    clock.forward(timedelta(days=2))
    periodic.tidy_hourly(room.services)
    assert [one for one in store.rglob("*") if one.is_file()] == []
    assert room.look(image_id, lambda image: image.state) == "erased"
