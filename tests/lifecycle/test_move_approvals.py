"""Moving images to other terms says before it is done what approvals and times it undoes."""

import pytest

from dam import clearance
from dam.database.models import Approval
from dam.lifecycle import move_terms
from tests.lifecycle.test_move_terms import FREE, plan
from tests.lifecycle.test_review import do, ids, require, room, send
from tests.lifecycle.test_schedule import choose
from tests.lifecycle.test_waiting_changes import waiting
from tests.room import Room
from tests.web.conftest import Browser, admin, cheap_passwords, persons

__all__ = ["admin", "cheap_passwords", "ids", "persons", "room"]
STRICT = "fri-med-villkor"


def undone(wanted: move_terms.Move) -> tuple[int, int, int]:
    return wanted.sent, wanted.scheduled, wanted.waiting


@pytest.mark.parametrize("target", [FREE, STRICT])
def test_what_is_told_before_is_what_happens(room: Room, ids, target: str):
    source = STRICT if target == FREE else FREE
    made = [room.add(terms=source, published=False) for _ in range(3)]
    public = [room.add(terms=source) for _ in range(2)]
    do(room, send, made[0], by=ids["editor"])
    for one in made[:2]:
        choose(room, one, by=ids["admin"])
    told = plan(room, target, source, made + public)
    assert undone(told) == (1, 2, 0)
    require(room, ids["admin"])
    told = plan(room, target, source, made + public)
    assert undone(told) == (1, 2, 2 if target == FREE else 0)

    def work(session, now):
        version = clearance.terms_by_slug(session, target)
        move_terms.move_images_to_terms(
            session, version, told, shown=told.mark, by=ids["editor"], now=now
        )

    room.change(work)
    with room.services.database.reading() as session:
        lost = [row.step for row in session.query(Approval) if row.lost_at is not None]
    assert sorted(lost) == ["scheduled", "scheduled", "sent"]
    assert sum(len(waiting(room, one)) for one in public) == told.waiting


def test_the_page_says_it_before_the_button_is_pressed(admin: Browser, room: Room, ids):
    one, public = room.add(terms=STRICT, published=False), room.add(terms=STRICT)
    do(room, send, one, by=ids["editor"])
    choose(room, one, by=ids["admin"])
    address = f"/redaktion/villkor/{FREE}/flytta?bilder=IN-{one},IN-{public}"
    assert "har kvar sina villkor" not in admin.get(address).text
    require(room, ids["admin"])
    page = admin.get(address).text
    assert "1 bild som väntar på granskning behöver skickas till granskning igen." in page
    assert "1 bild med vald tid publiceras inte då" in page
    assert "1 publicerad bild har kvar sina villkor tills en annan redaktör" in page
