"""Another file for an image that stays what it is; the old one is kept and may come back."""

from dataclasses import replace as but
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dam import catalogue, clearance
from dam.clearance import crops
from dam.database.models import (
    AuditEvent,
    DhashBand,
    Image,
    ImageFile,
    Letter,
    Listing,
    PendingReplacement,
    Revision,
    Watcher,
)
from dam.delivery import files, press_record
from dam.errors import Conflict, Refused
from dam.imaging.crop import CropFrame, FocalPoint
from dam.ingest import duplicates, orphans, versions
from dam.ingest.versions import FileOfOtherImage
from dam.lifecycle import framing, replace_file
from dam.services import Services
from dam.worker import main
from tests.imaging import samples
from tests.support.clock import Clock
from tests.support.databases import on_both
from tests.support.replacements import (
    BROAD,
    UPRIGHT,
    bring_version,
    jobs_left,
    make_renditions,
    shown_version,
    take_in_version,
    version_file_id,
)
from tests.support.room import Room, photograph


def test_old_file_is_shown_until_every_size_of_the_new_one_stands(
    room: Room, services: Services, clock: Clock
):
    one = room.add()
    main.do_all(services)
    before = room.look(one, lambda image: (image.version, image.first_published_at))
    assert take_in_version(room, one) == 2
    assert shown_version(room, one) == (1, (360, 240))
    assert jobs_left(room) == ["version"]
    clock.forward(timedelta(minutes=1))
    main.do_all(services)
    assert shown_version(room, one) == (2, (200, 300))
    assert room.look(one, lambda image: image.updated_at) == clock()
    version, published = room.look(one, lambda image: (image.version, image.first_published_at))
    assert (version > before[0], published) == (True, before[1])
    sizes = room.look(one, lambda image: {size.spec for size in image.file.renditions})
    assert {"w320.webp", "tryck.jpg", "1x1.jpg"} <= sizes
    with services.database.reading() as session:
        assert session.scalars(select(Listing.orientation)).one() == "portrait"
        assert len(versions.list_file_versions(session, one)) == 2
        assert versions.get_pending_replacement(session, one) is None
        made = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert made.count("replace") == 1
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "replace")).one()
        told = session.get_one(Revision, event.id)
        assert (told.before, told.after) == ({"file": "1: bild.jpg"}, {"file": "2: ny.jpg"})


def test_a_version_is_brought_back_at_once_and_as_often_as_one_likes(
    room: Room, services: Services
):
    one = room.add()
    main.do_all(services)
    take_in_version(room, one)
    main.do_all(services)
    for n in (1, 2, 1):
        bring_version(room, one, n)
        assert shown_version(room, one)[0] == n
    assert set(jobs_left(room)) <= {"crops"}


def test_the_same_bytes_bring_the_old_version_back(room: Room, services: Services):
    one = room.add()
    take_in_version(room, one)
    main.do_all(services)
    assert take_in_version(room, one, photograph(1)) == 1
    assert shown_version(room, one)[0] == 1
    with pytest.raises(Refused, match="samma fil"):
        take_in_version(room, one, photograph(1))
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImageFile)) == 2


def test_the_bytes_of_another_image_are_refused(room: Room, services: Services):
    one, other = room.add(), room.add()
    with pytest.raises(FileOfOtherImage, match=f"IN-{other}") as raised:
        take_in_version(room, one, photograph(2))
    assert raised.value.image_id == other
    take_in_version(room, one)
    main.do_all(services)
    with pytest.raises(FileOfOtherImage):
        take_in_version(room, other, photograph(1))
    # Nor does an upload make an image of what is an older version.
    assert room.upload(photograph(1)) == one


def test_one_comes_at_a_time_and_may_be_called_off(room: Room, services: Services, clock):
    one = room.add()
    take_in_version(room, one)
    with pytest.raises(Conflict, match="redan på väg"):
        take_in_version(room, one, BROAD)
    claimed = room.change(
        lambda s, now: versions.claim_replacement(s, version_file_id(s, one), now)
    )
    made = make_renditions(services, claimed)
    room.change(
        lambda s, now: versions.cancel_replacement(s, s.get_one(Image, one), by=None, now=now)
    )
    assert (
        room.change(lambda s, now: replace_file.finish_replacement(s, claimed, made, now=now))
        is False
    )
    assert shown_version(room, one)[0] == 1
    assert jobs_left(room) == ["crops"]
    with services.database.reading() as session:
        assert [file.n for file in versions.list_file_versions(session, one)] == [1]
    main.do_all(services)
    orphans.remove_orphans(
        services.database, services.storage, before=clock() + timedelta(days=99999)
    )
    assert take_in_version(room, one, UPRIGHT) == 2


def test_those_who_asked_are_told_once_it_stands_and_only_of_what_is_public(
    room: Room, services: Services
):
    one, draft = room.add(), room.add(published=False)

    def watch(session, now):
        for image_id, email, language, confirmed in (
            (one, "a@radio.example", "sv", now),
            (one, "b@radio.example", "en", now),
            (one, "c@radio.example", "sv", None),
            (draft, "a@radio.example", "sv", now),
        ):
            session.add(
                Watcher(
                    image_id=image_id,
                    email=email,
                    language=language,
                    created_at=now,
                    confirmed_at=confirmed,
                )
            )

    room.change(watch)
    take_in_version(room, one, note="Nu utan skylten.")
    take_in_version(room, draft, BROAD)
    assert told(services) == []
    for file in room.change(
        lambda session, _: list(session.scalars(select(PendingReplacement.file_id)))
    ):
        main.make_version(services, file)
    assert told(services) == [
        ("a@radio.example", "sv", "Nu utan skylten."),
        ("b@radio.example", "en", "Nu utan skylten."),
    ]


def told(services: Services) -> list[tuple[str, str, str]]:
    with services.database.reading() as session:
        letters = session.scalars(
            select(Letter).where(Letter.kind == "image_replaced").order_by(Letter.recipient)
        )
        return [(one.recipient, one.language, one.context["note"]) for one in letters]


def test_the_focal_point_stays_and_drawn_crops_go_where_the_shape_is_another(
    room: Room, services: Services
):
    one = room.add()
    drawn = {"1x1": CropFrame(0.5, 0.25, 0.2)}

    def frame(session, now):
        image = catalogue.find_image(session, one)
        said = but(crops.read_framing(image), focal=FocalPoint(0.3, 0.6), drawn=drawn)
        framing.save_framing(session, image, said, by=None, now=now)
        clearance.recompute_or_refuse(session, image, now=now)

    room.change(frame)
    take_in_version(room, one, BROAD)
    main.do_all(services)
    assert room.look(one, crops.read_framing).drawn == drawn, "it shows the same part"
    take_in_version(room, one, UPRIGHT)
    main.do_all(services)
    said = room.look(one, crops.read_framing)
    assert (said.focal, said.drawn) == (FocalPoint(0.3, 0.6), {})
    assert room.look(one, crops.list_missing_crops) == {}


def test_the_record_follows_the_image_and_the_pixels_the_file(room: Room, services: Services, now):
    one = room.add()
    first = room.look(
        one, lambda i: files.preview_digest(i, press_record.build_metadata(i, services.site, now))
    )
    take_in_version(room, one)
    main.do_all(services)

    def said(image):
        words = press_record.build_metadata(image, services.site, now)
        leaving = files.prepare_original(image, words)
        return words.credit_line, leaving.file_name, files.preview_digest(image, words)

    credit, name, digest = room.look(one, said)
    assert credit == "Foto: Åsa Öberg/1177"
    assert name.endswith("200x300.jpg")
    assert digest != first


@on_both
def test_check_knows_every_version_and_erasing_takes_every_byte(
    room: Room, services: Services, clock
):
    one = room.add()
    take_in_version(room, one)
    main.do_all(services)
    take_in_version(room, one, BROAD)
    later = clock() + timedelta(days=99999)
    assert orphans.remove_orphans(services.database, services.storage, before=later) == 0
    with services.database.reading() as session:
        found = orphans.check_stored_files(session, services.storage, before=later)
    assert (found.wrong, len(list(services.storage.keys("originals/")))) == ((), 3)
    room.withdraw(one)
    room.erase(one)
    assert list(services.storage.keys("")) == []
    with services.database.reading() as session:
        for rows in (ImageFile, PendingReplacement, DhashBand):
            assert session.scalar(select(func.count()).select_from(rows)) == 0


def test_questions_about_a_picture_are_asked_anew_of_its_new_file(room: Room, services: Services):
    one, other = room.add(), room.add(UPRIGHT, published=False)
    again = samples.save(samples.photograph(200, 300, 901), "JPEG", quality=70)
    take_in_version(room, one, again)
    main.do_all(services)
    with services.database.reading() as session:
        assert [row.other_id for row in duplicates.list_undecided_duplicates(session, [one])] == [
            other
        ]
