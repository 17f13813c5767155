"""Withdrawing a legal basis: the consequences are shown, then done in one step."""

import pytest
from sqlalchemy import select

from dam.errors import Conflict
from dam.models import ImagePerson, Letter, PersonBasis
from dam.procedures.takedown import basis as takedown
from dam.wiring import Services
from tests.databases import on_sqlite
from tests.room import Room
from tests.web.test_takedown import HOLDER, grant


@pytest.fixture
def room(services: Services) -> Room:
    return Room(services)


def test_what_is_shown_is_what_is_done(room: Room):
    first, second, draft = room.add(), room.add(), room.add(published=False)
    other = room.add()
    basis = room.link(first)

    def also(session, _now):
        [person] = session.scalars(select(ImagePerson.person_id))
        for one in (second, draft):
            session.add(ImagePerson(image_id=one, person_id=person))

    room.change(also)
    grant(room, second, other)
    with room.services.database.reading() as session:
        will = takedown.consequences(session, session.get_one(PersonBasis, basis), now=room.now())
        assert [image.id for image in will.images] == [first, second]
        assert [(one.email, one.image_ids) for one in will.recipients] == [(HOLDER, [second])]
    assert room.look(first, lambda image: image.state) == "published"
    room.withdraw_basis(basis)
    states = [room.look(one, lambda image: image.state) for one in (first, second, draft, other)]
    assert states == ["withdrawn", "withdrawn", "draft", "published"]
    with room.services.database.reading() as session:
        [letter] = session.scalars(select(Letter).where(Letter.kind == "image_closed"))
        assert (letter.recipient, letter.context["images"]) == (HOLDER, [f"IN-{second}"])
        with pytest.raises(Conflict):
            takedown.consequences(session, session.get_one(PersonBasis, basis), now=room.now())


@on_sqlite
def test_another_basis_that_suffices_keeps_the_image_open(room: Room):
    image_id = room.add()
    basis = room.link(image_id)

    def another(session, now):
        one = session.get_one(PersonBasis, basis)
        more = PersonBasis(
            person_id=one.person_id,
            kind="employment",
            channels=["web"],
            uses=["editorial"],
            given_on=now.date(),
            created_at=now,
        )
        session.add(more)

    room.change(another)
    with room.services.database.reading() as session:
        will = takedown.consequences(session, session.get_one(PersonBasis, basis), now=room.now())
        assert will.images == []
    room.withdraw_basis(basis)
    assert room.look(image_id, lambda image: image.state) == "published"
    assert room.look(image_id, lambda image: len(image.windows)) == 1
