"""A new file that fails, or whose worker is killed, leaves the old one shown."""

from datetime import timedelta

from dam.database.models import Image
from dam.ingest import orphans, renditions, versions
from dam.lifecycle import replace_file
from dam.services import Services
from dam.worker import main
from tests.support.databases import on_both
from tests.support.replacements import (
    BROAD,
    bring_version,
    jobs_left,
    make_renditions,
    shown_version,
    take_in_version,
    version_error,
    version_file_id,
)
from tests.support.room import Room


@on_both
def test_killed_anywhere_the_next_worker_goes_on_and_one_set_is_kept(
    room: Room, services: Services, clock
):
    one = room.add()
    main.do_all(services)
    take_in_version(room, one)
    file_id = room.change(lambda session, _: version_file_id(session, one))
    claimed = room.change(lambda session, now: versions.claim_replacement(session, file_id, now))
    assert (
        room.change(lambda session, now: versions.claim_replacement(session, file_id, now)) is None
    )
    assert jobs_left(room) == []
    first = make_renditions(services, claimed)
    clock.forward(renditions.LEASE + timedelta(seconds=1))
    assert jobs_left(room) == ["version"]
    main.do_all(services)
    assert shown_version(room, one)[0] == 2
    assert (
        room.change(lambda s, now: replace_file.finish_replacement(s, claimed, first, now=now))
        is False
    )
    later = clock() + timedelta(days=99999)
    orphans.remove_orphans(services.database, services.storage, before=later)
    with services.database.reading() as session:
        found = orphans.check_stored_files(session, services.storage, before=later)
    assert found.wrong == ()


def test_a_file_that_nothing_can_be_made_of_leaves_the_old_one_and_says_why(
    room: Room, services: Services, clock
):
    one = room.add()
    main.do_all(services)
    take_in_version(room, one)
    for _ in range(renditions.MOST_TRIES):
        file_id = room.change(lambda session, _: version_file_id(session, one))
        assert (
            room.change(lambda s, now, id_=file_id: versions.claim_replacement(s, id_, now))
            is not None
        )
        clock.forward(renditions.LEASE + timedelta(seconds=1))
    main.do_all(services)
    assert version_error(room, one) == "Den nya filen gick inte att bearbeta på tre försök."
    assert shown_version(room, one)[0] == 1
    assert jobs_left(room) == []
    bring_version(room, one, 2)
    assert version_error(room, one) is None
    main.do_all(services)
    assert shown_version(room, one)[0] == 2


def test_another_file_takes_the_place_of_one_that_failed(room: Room, services: Services):
    one = room.add()
    take_in_version(room, one)
    room.change(
        lambda s, now: versions.fail_replacement(
            s, version_file_id(s, one), "Det gick inte.", now=now
        )
    )
    assert take_in_version(room, one, BROAD) == 3
    main.do_all(services)
    assert shown_version(room, one) == (3, (390, 260))
    with services.database.reading() as session:
        assert [file.n for file in versions.list_file_versions(session, one)] == [3, 1]


def test_a_draft_whose_first_file_failed_gets_another(room: Room, services: Services):
    one = room.upload()
    room.change(lambda s, now: renditions.fail_renditions(s, one, "Det gick inte.", now=now))
    take_in_version(room, one)
    main.do_all(services)
    assert shown_version(room, one)[0] == 2
    assert room.look(one, lambda i: (i.processing, i.processing_error)) == ("ready", None)
    bring_version(room, one, 1)
    assert jobs_left(room) == ["version"], "its sizes were never made"
    room.change(
        lambda s, now: versions.cancel_replacement(s, s.get_one(Image, one), by=None, now=now)
    )
    bring_version(room, one, 1)
    main.do_all(services)
    assert shown_version(room, one)[0] == 1
