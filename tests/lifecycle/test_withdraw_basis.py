"""Withdrawing a legal basis: the consequences are shown, then done in one step."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from dam import clearance
from dam.database.models import Image, ImagePerson, Letter, PersonBasis
from dam.errors import Conflict
from dam.lifecycle import move_terms
from dam.lifecycle import withdraw_basis as takedown
from tests.support.requests import GRANT_HOLDER, grant_images
from tests.support.room import Room


def test_what_is_shown_is_what_is_done(room: Room):
    first, second, draft = room.add(), room.add(), room.add(published=False)
    other = room.add()
    basis = room.link(first)

    def also(session, _now):
        [person] = session.scalars(select(ImagePerson.person_id))
        for one in (second, draft):
            session.add(ImagePerson(image_id=one, person_id=person))

    room.change(also)
    grant_images(room, second, other)
    with room.services.database.reading() as session:
        will = takedown.preview_basis_withdrawal(
            session, session.get_one(PersonBasis, basis), now=room.now()
        )
        assert [image.id for image in will.images] == [first, second]
        assert [(one.email, one.image_ids) for one in will.recipients] == [(GRANT_HOLDER, [second])]
    assert room.look(first, lambda image: image.state) == "published"
    room.withdraw_basis(basis)
    states = [room.look(one, lambda image: image.state) for one in (first, second, draft, other)]
    assert states == ["withdrawn", "withdrawn", "draft", "published"]
    with room.services.database.reading() as session:
        [letter] = session.scalars(select(Letter).where(Letter.kind == "image_closed"))
        assert (letter.recipient, letter.context["images"]) == (GRANT_HOLDER, [f"IN-{second}"])
        with pytest.raises(Conflict):
            takedown.preview_basis_withdrawal(
                session, session.get_one(PersonBasis, basis), now=room.now()
            )


@pytest.mark.parametrize(
    ("terms", "left", "state"),
    [
        ("fri-redaktionell", ("print", "web", "social"), "published"),
        ("fri-redaktionell", ("print",), "withdrawn"),
        ("fri-med-villkor", ("print",), "published"),
        ("kraver-godkannande", ("print",), "published"),
    ],
)
def test_what_could_not_be_published_with_what_is_left_closes(
    room: Room, terms: str, left: tuple[str, ...], state: str
):
    image_id = room.add(terms=terms)
    basis = room.link(image_id)

    def another(session, now):
        one = session.get_one(PersonBasis, basis)
        more = PersonBasis(
            person_id=one.person_id,
            kind="employment",
            channels=list(left),
            uses=["editorial"],
            given_on=now.date(),
            created_at=now,
        )
        session.add(more)

    room.change(another)
    with room.services.database.reading() as session:
        will = takedown.preview_basis_withdrawal(
            session, session.get_one(PersonBasis, basis), now=room.now()
        )
        assert [image.id for image in will.images] == [image_id] * (state == "withdrawn")
    room.withdraw_basis(basis)
    assert room.look(image_id, lambda image: image.state) == state
    assert room.look(image_id, lambda image: len(image.windows)) == (state == "published")


def test_a_basis_that_ends_closes_what_rests_on_its_channels_at_that_instant(
    room: Room, app: Flask, clock
):
    client = app.test_client()
    free, limited = room.add(), room.add(terms="fri-med-villkor")
    print_only = room.link(free, kind="employment")
    ends = room.link(free, valid_to=clock().date())

    def one_person(session, now):
        short, long = session.get_one(PersonBasis, ends), session.get_one(PersonBasis, print_only)
        image = session.get_one(Image, free)
        long.channels = ["print"]
        session.delete(image.depicted.pop())
        short.person_id = long.person_id
        session.flush()
        session.expire_all()
        other = session.get_one(Image, limited)
        other.depicted.append(ImagePerson(person_id=long.person_id))
        other.identifiable_people = image.identifiable_people = 1
        session.flush()
        for one in (image, other):
            clearance.recompute_and_relist(session, one, now=now)

    room.change(one_person)
    assert [client.get(f"/b/{one}").status_code for one in (free, limited)] == [200, 200]
    clock.forward(timedelta(days=1))
    assert [client.get(f"/b/{one}").status_code for one in (free, limited)] == [404, 200]
    assert free not in listed(client)

    def move(session, now):
        target = clearance.terms_by_slug(session, "kraver-godkannande")
        plan = move_terms.plan_terms_move(session, target, image_ids=[free], now=now)
        move_terms.move_images_to_terms(session, target, plan, mark=plan.mark, by=None, now=now)

    room.change(move)
    assert client.get(f"/b/{free}").status_code == 200
    assert free in listed(client)


def listed(client: FlaskClient) -> set[int]:
    """The ids of the images that the gallery leads to."""
    page = client.get("/bilder").text
    return {int(one) for one in re.findall(r'href="/bilder/[^"/]*-(\d+)"', page)}
