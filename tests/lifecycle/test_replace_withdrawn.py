"""A file on its way while its image is withdrawn or erased: nothing gets out, nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dam.database import jobs
from dam.database.models import Image, ImageFile, Letter, PendingReplacement, Rendition, Watcher
from dam.ingest import orphans, renditions, versions
from dam.lifecycle import replace_file
from dam.services import Services
from dam.worker import main
from storage_adapters.contract import NotStored
from tests.delivery.exits import EXITS
from tests.support.replacements import (
    make_renditions,
    shown_version,
    take_in_version,
    version_file_id,
)
from tests.support.room import Room

WATCHER = "a@radio.example"


@pytest.fixture
def one(room: Room, services: Services) -> int:
    """A watched image with a file on its way."""
    one = room.add()
    main.do_all(services)

    def watch(session, now):
        said = {"email": WATCHER, "language": "sv", "created_at": now}
        session.add(Watcher(image_id=one, confirmed_at=now, **said))

    room.change(watch)
    take_in_version(room, one, note="Nu utan skylten.")
    return one


def claim(room: Room, one: int) -> renditions.ClaimedFile:
    return room.change(
        lambda session, now: versions.claim_replacement(session, version_file_id(session, one), now)
    )


def finish(room: Room, claimed: renditions.ClaimedFile, made: renditions.MadeRenditions) -> bool:
    return room.change(
        lambda session, now: replace_file.finish_replacement(session, claimed, made, now=now)
    )


def letters(services: Services) -> list[str]:
    with services.database.reading() as session:
        return list(session.scalars(select(Letter.kind).where(Letter.recipient == WATCHER)))


def addresses(room: Room, one: int) -> set[str]:
    """Where bytes of the image would leave, by the file that it has now."""
    ways = [
        way for way in EXITS if way.name.startswith(("download", "preview", "digest", "storage"))
    ]
    return room.look(one, lambda image: {way.address(image, room.services) for way in ways})


@pytest.mark.parametrize("claimed_first", [False, True])
def test_the_file_of_a_withdrawn_image_is_kept_and_shown_and_told_to_nobody(
    room, services, app, one, claimed_first
):
    before = addresses(room, one)
    if claimed_first:
        claimed = claim(room, one)
        made = make_renditions(services, claimed)
    room.withdraw(one)
    if claimed_first:
        assert finish(room, claimed, made) is True
    main.do_all(services)
    assert shown_version(room, one)[0] == 2, (
        "whoever takes the withdrawal back finds what was asked for"
    )
    after = addresses(room, one)
    assert after - before, "another file has other addresses"
    client = app.test_client()
    assert {client.get(address).status_code for address in before | after} == {404}
    assert letters(services) == ["image_closed"]
    room.restore(one)
    room.publish(one)
    assert letters(services) == ["image_closed"]


@pytest.mark.parametrize("reached", ["nothing", "claimed", "made"])
def test_of_an_erased_image_no_file_comes(room, services, clock, one, reached):
    claimed = None if reached == "nothing" else claim(room, one)
    made = make_renditions(services, claimed) if claimed and reached == "made" else None
    room.withdraw(one)
    room.erase(one)
    if claimed and made:
        assert finish(room, claimed, made) is False
    elif claimed:
        with pytest.raises(NotStored):
            make_renditions(services, claimed)
        room.change(
            lambda session, now: versions.renew_replacement_claim(session, claimed.file_id, now)
        )
        room.change(
            lambda session, now: versions.fail_replacement(
                session, claimed.file_id, "Nej.", now=now
            )
        )
    ensure_gone(room, one, clock)


@pytest.mark.parametrize("claimed_first", [False, True])
def test_of_a_draft_that_is_erased_no_sizes_are_made(room, services, clock, claimed_first):
    one = room.upload()
    if claimed_first:
        claimed = room.change(lambda session, now: renditions.claim_renditions(session, one, now))
        made = make_renditions(services, claimed)
    room.withdraw(one)
    room.erase(one)
    if claimed_first:
        assert (
            room.change(lambda s, now: renditions.store_renditions(s, claimed, made, now=now))
            is None
        )
        room.change(lambda session, now: renditions.fail_renditions(session, one, "Nej.", now=now))
    ensure_gone(room, one, clock)


def ensure_gone(room: Room, one: int, clock) -> None:
    """See that nobody works on an erased image any more, and that the next sweep leaves no byte."""
    services = room.services
    with services.database.reading() as session:
        left = jobs.left_to_do(session, clock() + timedelta(days=1))
        assert [job for job in left if job.kind != "letter"] == []
        for rows in (ImageFile, Rendition, PendingReplacement):
            assert session.scalar(select(func.count()).select_from(rows)) == 0
        image = session.get_one(Image, one)
        assert (image.state, image.processing_error) == ("erased", None)
    orphans.remove_orphans(
        services.database, services.storage, before=clock() + timedelta(days=99999)
    )
    assert list(services.storage.keys("")) == []
