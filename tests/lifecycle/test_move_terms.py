"""Moving images to other terms: what is shown first is what is done, one image or ten thousand."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, inspect, select, update

from dam import clearance
from dam.clearance import facts
from dam.database.models import (
    AuditEvent,
    Image,
    ImageFile,
    ImageText,
    ImageWindow,
    Letter,
    Listing,
    PersonBasis,
    Watcher,
)
from dam.delivery import files, press_record
from dam.delivery.press_record import SiteIdentity
from dam.errors import Conflict
from dam.lifecycle import move_terms
from dam.links.paths import make_slug
from dam.rights.window import TimeBounds
from tests.support.databases import on_both
from tests.support.room import Room
from tests.support.terms import APPROVAL, FREE, first_version, plan_move, publish_version

MANY = {"sqlite": 10_000, "postgresql": 1_000}
"""How many images move at once; PostgreSQL's way through the same statements is shown by fewer."""
HOUSE = SiteIdentity("https://bilder.example", "press@inera.se")


def move(room: Room, wanted: move_terms.Move, target: str = FREE, shown: str | None = None):
    room.change(
        lambda session, now: move_terms.move_images_to_terms(
            session,
            clearance.terms_by_slug(session, target),
            wanted,
            mark=wanted.mark if shown is None else shown,
            by=None,
            now=now,
        )
    )


def version_of(room: Room, image_id: int) -> tuple[str, int]:
    return room.look(
        image_id, lambda image: (image.terms_version.terms.slug, image.terms_version.n)
    )


def copy_image(room: Room, image_id: int, times: int) -> None:
    """Put so many more of an image into the room, row by row as they would stand there."""

    def work(session, _now):
        begin = (session.scalar(select(func.max(Image.id))) or 0) + 1
        new = range(begin, begin + times)
        file = session.scalar(select(func.max(ImageFile.id))) or 0

        def rows(kind, key, change):
            [row] = session.scalars(select(kind).where(getattr(kind, key) == image_id)).unique()
            columns = [one.key for one in inspect(kind).column_attrs]
            said = {name: getattr(row, name) for name in columns}
            session.execute(insert(kind), [said | change(one) for one in new])

        rows(Image, "id", lambda one: {"id": one, "current_file_id": None})
        rows(ImageText, "image_id", lambda one: {"image_id": one})
        rows(
            ImageFile,
            "image_id",
            lambda one: {"id": file + one, "image_id": one, "sha256": f"{one:064}"},
        )
        rows(ImageWindow, "image_id", lambda one: {"id": file + one, "image_id": one})
        rows(Listing, "image_id", lambda one: {"id": file + one, "image_id": one})
        session.execute(
            update(Image).where(Image.id.in_(new)).values(current_file_id=Image.id + file)
        )

    room.change(work)


@on_both
def test_ten_thousand_images_move_in_one_step_and_their_next_download_is_right(room: Room):
    one, many = room.add(), MANY[room.services.database.dialect]
    copy_image(room, one, many - 1)
    publish_version(room, category="approval")
    wanted = plan_move(room)
    assert (len(wanted.ids), wanted.opening, wanted.closing) == (many, 0, many)
    assert wanted.staying == ()
    before = room.look(one, lambda image: image.version)
    move(room, wanted)
    with room.services.database.reading() as session:
        target = clearance.terms_by_slug(session, FREE)
        assert target.n == 2
        under = select(func.count()).select_from(Image).where(Image.terms_version_id == target.id)
        assert session.scalar(under) == many
        listed = select(func.count()).select_from(Listing).where(Listing.terms_class == "approval")
        assert session.scalar(listed) == many
        told = select(func.count()).where(AuditEvent.action == "terms", AuditEvent.kind == "image")
        assert session.scalar(told) == many + 1  # the first has been given its terms before
        some = [one, *wanted.ids[:: many // 20]]
        for image in session.scalars(select(Image).where(Image.id.in_(some))).unique():
            said = press_record.build_metadata(image, HOUSE, room.now())
            assert said.web_statement == f"https://bilder.example/villkor/{FREE}-v2"
            parts = files.prepare_original(image, said).joined.parts
            head = b"".join(part for part in parts if isinstance(part, bytes))
            assert f"/villkor/{FREE}-v2".encode() in head
    assert room.look(one, lambda image: image.version) == before + 1


@on_both
def test_what_is_shown_counts_what_opens_and_closes(room: Room):
    free, draft = room.add(), room.add(published=False)
    asked, withdrawn = room.add(terms=APPROVAL), room.add()
    room.withdraw(withdrawn)
    wanted = plan_move(room, APPROVAL, FREE)
    assert (wanted.ids, wanted.opening, wanted.closing) == ((free, draft), 0, 1)
    wanted = plan_move(room, FREE, None, [asked, free, withdrawn, 99])
    assert (wanted.ids, wanted.opening, wanted.closing) == ((asked,), 1, 0)
    move(room, wanted, FREE)
    assert version_of(room, asked) == (FREE, 1)
    with room.services.database.reading() as session:
        classes = dict(session.execute(select(Listing.image_id, Listing.terms_class)).all())
    assert classes == {free: "free", asked: "free"}


def test_an_image_that_could_not_stay_published_stays_under_its_terms(room: Room):
    ended = room.add(bounds=TimeBounds(use_until=datetime(2027, 1, 1, tzinfo=UTC)))
    endless, draft = room.add(), room.add(published=False)
    publish_version(room, end_required=True)
    wanted = plan_move(room)
    assert wanted.ids == (ended, draft)
    [(one, why)] = wanted.staying
    assert (one, why) == (endless, "Villkoren kräver ett slutdatum. Skriv när bilden slutar gälla.")


def test_whoever_is_shown_in_some_channels_only_does_not_come_under_free_terms(room: Room):
    image_id = room.add(terms=APPROVAL)
    basis = room.link(image_id)
    room.change(lambda s, _: setattr(s.get_one(PersonBasis, basis), "channels", ["web"]))
    wanted = plan_move(room, FREE, APPROVAL)
    assert (wanted.ids, [one for one, _ in wanted.staying]) == ((), [image_id])


@on_both
def test_the_end_that_comes_with_the_terms_comes_along(room: Room):
    own = datetime(2026, 12, 1, tzinfo=UTC)
    given, kept = room.add(date_text="2026-11"), room.add(bounds=TimeBounds(use_until=own))
    unknown = room.add(date_text="")
    publish_version(room, end_required=True, default_from="taken", default_days=365)
    wanted = plan_move(room)
    assert (wanted.ids, [one for one, _ in wanted.staying]) == ((given, kept), [unknown])
    move(room, wanted)
    ends = datetime(2027, 11, 1, 23, tzinfo=UTC)
    assert room.look(given, lambda image: facts.bounds_of(image).use_until) == ends
    assert room.look(given, lambda image: [window.ends for window in image.windows]) == [ends]
    assert room.look(kept, lambda image: facts.bounds_of(image).use_until) == own
    with room.services.database.reading() as session:
        listed = select(Listing.visible_until).where(Listing.image_id == given)
        assert session.scalar(listed) == ends


def test_whoever_asked_to_be_told_is_told(room: Room):
    watched, draft = room.add(), room.add(published=False)

    def watch(session, now):
        for image_id, confirmed in ((watched, now), (draft, now), (watched, None)):
            email = f"{make_slug(str(confirmed))}@tidning.example"
            session.add(
                Watcher(
                    image_id=image_id,
                    email=email,
                    language="sv",
                    token_generation=1,
                    created_at=now,
                    confirmed_at=confirmed,
                )
            )

    room.change(watch)
    publish_version(room)
    move(room, plan_move(room))
    with room.services.database.reading() as session:
        [letter] = session.scalars(select(Letter).where(Letter.kind == "image_changed"))
        assert letter.context["under"] == {f"IN-{watched}": f"{FREE} v2"}


def test_nothing_moves_where_the_consequence_has_become_another(room: Room):
    room.add()
    publish_version(room)
    shown = plan_move(room).mark
    later = room.add(published=False)
    room.change(
        lambda s, _: setattr(s.get_one(Image, later), "terms_version_id", first_version(s).id)
    )
    with pytest.raises(Conflict):
        move(room, plan_move(room), shown=shown)
    assert version_of(room, later) == (FREE, 1)


def test_an_end_counted_from_today_counts_from_the_day_of_the_move(room: Room, clock):
    image_id = room.add()
    publish_version(room, default_from="today", default_days=10)
    clock.forward(timedelta(days=3))
    move(room, plan_move(room))
    ends = room.look(image_id, lambda image: facts.bounds_of(image).use_until)
    assert ends == datetime(2026, 12, 5, 23, tzinfo=UTC)
